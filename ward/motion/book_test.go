package motion_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/motion"
	"tiepdan/ward/store"
)

var kb01 = schema.Topic{Commune: "00070", Robot: "kb-01", Channel: schema.ChannelStatus}

type site struct {
	*motion.Book

	file    string
	changes atomic.Int32
}

// open opens a book over a file; it writes when the test closes it.
func open(t *testing.T, file string) (s *site, shut func()) {
	t.Helper()
	data, err := store.Open(t.Context(), store.Options{File: file, Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	s = &site{file: file}
	if s.Book, err = motion.Open(t.Context(), data, func() { s.changes.Add(1) }, slog.New(slog.NewTextHandler(t.Output(), nil))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return s, func() {
		cancel()
		if err := errors.Join(<-done, data.Close()); err != nil {
			t.Error(err)
		}
	}
}

func says(staff string, refill bool) schema.Status {
	return schema.Status{Base: &schema.BaseStatus{State: "idle", Staff: staff, Refill: refill}}
}

// TestNeeds: they begin and end as the robot says; who goes is kept over a
// restart, and not for another need.
func TestNeeds(t *testing.T) {
	t.Parallel()
	file, at := filepath.Join(t.TempDir(), "ward.db"), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, shut := open(t, file)
	s.Status(kb01, says("", false), at)
	s.Status(kb01, says("no-progress", true), at.Add(time.Minute))
	s.Status(kb01, says("no-progress", true), at.Add(2*time.Minute))
	if n := s.changes.Load(); n != 1 {
		t.Errorf("got %d changes, want 1", n)
	}
	all := s.Needs()
	if len(all) != 2 || all[0].Kind != motion.Refill || all[1].Detail != "no-progress" || !all[1].Since.Equal(at.Add(time.Minute)) {
		t.Fatalf("got %+v, want the tray and help since 9:01", all)
	}
	if err := s.Take(all[1], "lan", at.Add(3*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := s.Take(all[1], "minh", at.Add(4*time.Minute)); err != nil {
		t.Fatal(err)
	}
	shut()

	s, shut = open(t, file)
	defer shut()
	all = s.Needs()
	if len(all) != 2 || all[1].By != "lan" || !all[1].Taken.Equal(at.Add(3*time.Minute)) {
		t.Fatalf("got %+v after a restart, want that lan goes", all)
	}
	s.Status(kb01, says("dock-failed", false), at.Add(5*time.Minute))
	if now := s.Needs(); len(now) != 1 || now[0].By != "" || now[0].Detail != "dock-failed" {
		t.Errorf("got %+v, want another need that nobody took", now)
	}
	if err := s.Take(all[1], "lan", at); !errors.Is(err, motion.ErrOver) {
		t.Errorf("got %v for what is over, want %v", err, motion.ErrOver)
	}
	s.Status(kb01, schema.Status{}, at.Add(6*time.Minute))
	if now := s.Needs(); len(now) != 0 {
		t.Errorf("got %+v of a robot without a base, want nothing", now)
	}
}

// TestPlans: the last one of each robot is kept over a restart.
func TestPlans(t *testing.T) {
	t.Parallel()
	file, at := filepath.Join(t.TempDir(), "ward.db"), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, shut := open(t, file)
	for _, round := range []string{"a", "b", "b"} {
		f := report.FloorOf(report.Plan{Rounds: []string{round}})
		data, err := schema.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		s.Floor(kb01.On(schema.ChannelFloor), f, data, at)
	}
	if n := s.changes.Load(); n != 2 {
		t.Errorf("got %d changes, want 2", n)
	}
	shut()
	s, shut = open(t, file)
	defer shut()
	p, has := s.Plan(kb01)
	if !has || p.Rounds[0] != "b" || !p.At.Equal(at) {
		t.Errorf("got %+v, %t, want the last plan", p, has)
	}
	if _, has := s.Plan(schema.Topic{Commune: "00070", Robot: "kb-02"}); has {
		t.Error("got a plan of a robot that said none")
	}
}
