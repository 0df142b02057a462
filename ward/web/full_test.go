package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/web"
)

// full is a store whose disk is full for a while: it can be read.
type full struct {
	*data

	is atomic.Bool
}

var errFull = errors.New("database or disk is full")

func (f *full) err() error {
	if f.is.Load() {
		return errFull
	}
	return nil
}

func (f *full) BeginSession(ctx context.Context, s office.Session, old office.Limits, e office.Entry) error {
	return errors.Join(f.err(), unless(f, func() error { return f.data.BeginSession(ctx, s, old, e) }))
}

func (f *full) TouchSession(ctx context.Context, key string, at time.Time) error {
	return errors.Join(f.err(), unless(f, func() error { return f.data.TouchSession(ctx, key, at) }))
}

func (f *full) TouchToken(ctx context.Context, id string, at time.Time) error {
	return errors.Join(f.err(), unless(f, func() error { return f.data.TouchToken(ctx, id, at) }))
}

func (f *full) EndSession(ctx context.Context, user, key string, e office.Entry) error {
	return errors.Join(f.err(), unless(f, func() error { return f.data.EndSession(ctx, user, key, e) }))
}

func (f *full) Note(ctx context.Context, e office.Entry) error {
	return errors.Join(f.err(), unless(f, func() error { return f.data.Note(ctx, e) }))
}

// unless does what a store with room does.
func unless(f *full, do func() error) error {
	if f.is.Load() {
		return nil
	}
	return do()
}

// TestFullDisk: who may read goes on reading when nothing can be written, logs
// in, and is told; what was held in memory is kept once there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	made := newData(t)
	disk := &full{data: made}
	s := newSiteOn(t, "", made, disk, func(*web.Options) {})
	lan := s.user(t, "lan", office.Leader)
	token, err := (&office.Tokens{Store: made}).Make(t.Context(), lan, "x", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	before := s.as(t, "lan")
	users := &office.Sessions{Store: made}
	old, err := users.Begin(t.Context(), lan, "browser", time.Now().Add(-time.Hour)) // its use is to be written
	if err != nil {
		t.Fatal(err)
	}
	disk.is.Store(true)
	program := []string{"Authorization", "Bearer " + token}
	if w, _ := s.do(t, http.MethodGet, "/api/v1/summary", "", program...); w.StatusCode != http.StatusOK {
		t.Errorf("got %d for a program, want 200", w.StatusCode)
	}
	during := s.as(t, "lan")
	for _, header := range [][]string{before, {"Cookie", "wardd_session=" + old}, during} {
		for _, path := range []string{"/", "/ratings", "/robots", "/cases"} {
			w, body := s.do(t, http.MethodGet, path, "", header...)
			if w.StatusCode != http.StatusOK || strings.Count(body, "Chưa ghi được dữ liệu: "+errFull.Error()) != 1 {
				t.Errorf("%s: got %d, want the page with one notice", path, w.StatusCode)
			}
		}
	}
	disk.is.Store(false)
	if w, _ := s.do(t, http.MethodPost, "/logout", "", during...); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d, want to be logged out", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodGet, "/ratings", "", during...); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d for an ended session of the memory, want the log-in", w.StatusCode)
	}
}
