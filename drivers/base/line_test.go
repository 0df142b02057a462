package base_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/base"
)

func TestLineCountsWhatHappened(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		if s := b.link.Line(); s.Opened != 1 || s.Lost != 0 || s.Frames == 0 || s.Trouble != "" {
			b.t.Errorf("at first: %+v, want one opening and nothing wrong", s)
		}
		for range 3 {
			b.unplug()
			b.wait("the link to go", func(s base.State) bool { return !s.Link })
			b.cut.Store(false)
			b.wait("the link to come back", func(s base.State) bool { return s.Link })
		}
		s := b.link.Line()
		if s.Opened != 4 || s.Lost != 3 || s.Trouble == "" || time.Since(s.TroubleAt) > 5*time.Second {
			b.t.Errorf("after three replugs: %+v, want 4 openings, 3 losses, and why", s)
		}
		if s.ReadStats != b.link.Stats() {
			b.t.Errorf("got %+v, want what Stats has: %+v", s.ReadStats, b.link.Stats())
		}
	})
}

func TestPortThatCannotBeOpenedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) {
			tries.Add(1)
			return nil, errors.New("no such cable")
		}})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { done <- link.Run(ctx) }()
		began := time.Now()
		time.Sleep(time.Second)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		s := link.Line()
		if s.Opened != 0 || !strings.Contains(s.Trouble, "no such cable") || !s.TroubleAt.Equal(began) || tries.Load() < 40 {
			t.Errorf("got %+v after %d tries, want the trouble of the first", s, tries.Load())
		}
	})
}

func TestChecksum(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		want := randomBytes(5000)
		b.base.SetFile("/f", want)
		before := b.base.FileReads()
		got, err := b.link.Checksum(b.ctx, "/f")
		if err != nil || got != base.FTPChecksum(want) || b.base.FileReads() != before || b.base.FileOpen() {
			b.t.Errorf("got %08x (%v) after %d reads, want %08x without any", got, err, b.base.FileReads()-before, base.FTPChecksum(want))
		}
		if _, err := b.link.Checksum(b.ctx, "/none"); !errors.Is(err, fs.ErrNotExist) {
			b.t.Errorf("of no file: got %v, want that there is none", err)
		}
		if _, err := b.link.Checksum(b.ctx, ""); err == nil {
			b.t.Error("of no path: got no error")
		}
		b.unplug()
		b.wait("the link to go", func(s base.State) bool { return !s.Link })
		if _, err := b.link.Checksum(b.ctx, "/f"); !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("without a link: got %v, want ErrLinkLost", err)
		}
	})
}
