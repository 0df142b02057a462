package base_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// stand is a link and an emulated base on a pseudo-terminal, in real time.
type stand struct {
	link *base.Link
	base *basetest.Base
	tty  *basetest.TTY
	ctx  context.Context //nolint:containedctx // the stand's life is one benchmark
}

func newStand(b *testing.B) *stand {
	b.Helper()
	device := filepath.Join(b.TempDir(), "base")
	door := basetest.ServicePoint().Places["welcome"]
	emulated, err := basetest.New(basetest.Options{Start: &door, Key: testKey(1)})
	if err != nil {
		b.Fatalf("basetest.New: %v", err)
	}
	link, err := base.New(base.Options{Path: device, Key: testKey(1)})
	if err != nil {
		b.Fatalf("base.New: %v", err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.Context()))
	s := &stand{link: link, base: emulated, tty: basetest.NewTTY(emulated, device), ctx: ctx}
	if err := s.tty.Plug(ctx); err != nil {
		b.Fatalf("Plug: %v", err)
	}
	var tasks sync.WaitGroup
	tasks.Go(func() { _ = emulated.Run(ctx) })
	tasks.Go(func() { _ = link.Run(ctx) })
	b.Cleanup(func() {
		cancel()
		tasks.Wait()
		_ = s.tty.Close()
	})
	return s
}

// until waits for a state without polling.
func (s *stand) until(b *testing.B, what string, ok func(base.State) bool) {
	b.Helper()
	deadline := time.After(5 * time.Second)
	for {
		changed := s.link.Changed()
		if ok(s.link.State()) {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			b.Fatalf("waited 5 s for %s", what)
		}
	}
}

// creep drives by hand until the base does not let it, and returns how it
// ended.
func (s *stand) creep() <-chan error {
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(s.ctx)
	twists := make(chan base.Twist)
	go func() {
		defer cancel()
		ended <- s.link.Drive(ctx, twists)
	}()
	go func() {
		for {
			select {
			case twists <- base.Twist{Rps: 0.2}:
				time.Sleep(20 * time.Millisecond)
			case <-ctx.Done():
				return
			}
		}
	}()
	return ended
}

// report prints the middle and the worst in a hundred, in milliseconds.
func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	ms := func(part float64) float64 {
		return float64(took[min(int(part*float64(len(took))), len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(ms(1), "max-ms")
}

// BenchmarkSafetyEStop is from the press of the button to the moment after
// which the link commands no motion: at most 50 ms, 99 times in 100.
func BenchmarkSafetyEStop(b *testing.B) {
	s := newStand(b)
	var took []time.Duration
	for b.Loop() {
		s.until(b, "a base that may move", func(st base.State) bool { return st.Link && st.Localised && !st.EStop })
		ended := s.creep()
		before := s.base.Moves()
		within(b, 5*time.Second, "motion", func() bool { return s.base.Moves() > before+1 })
		pressed := time.Now()
		s.base.PressEStop()
		if err := <-ended; !errors.Is(err, base.ErrEStop) {
			b.Fatalf("Drive: %v", err)
		}
		took = append(took, time.Since(pressed))
		time.Sleep(20 * time.Millisecond) // what was on its way
		before = s.base.Moves()
		time.Sleep(250 * time.Millisecond)
		if n := s.base.Moves() - before; n > 0 {
			b.Fatalf("%d motion frames after the e-stop", n)
		}
		s.base.ReleaseEStop()
	}
	report(b, took)
}

// BenchmarkSafetyLinkLoss is from the base's last frame to the moment after
// which the link commands no motion: at most 350 ms.
func BenchmarkSafetyLinkLoss(b *testing.B) {
	s := newStand(b)
	var took []time.Duration
	for b.Loop() {
		s.until(b, "a base that may move", func(st base.State) bool { return st.Link && st.Localised })
		ended := s.creep()
		before := s.base.Moves()
		within(b, 5*time.Second, "motion", func() bool { return s.base.Moves() > before+1 })
		s.base.SetMute(true)
		silent := time.Now()
		if err := <-ended; !errors.Is(err, base.ErrLinkLost) {
			b.Fatalf("Drive: %v", err)
		}
		took = append(took, time.Since(silent))
		time.Sleep(20 * time.Millisecond) // what was on its way
		before = s.base.Moves()
		time.Sleep(250 * time.Millisecond)
		if n := s.base.Moves() - before; n > 0 {
			b.Fatalf("%d motion frames after the link was lost", n)
		}
		s.base.SetMute(false)
	}
	report(b, took)
}

// BenchmarkSafetyReplug is from a device that appears to a link that is up:
// at most 100 ms after the base's first heartbeat could come.
func BenchmarkSafetyReplug(b *testing.B) {
	s := newStand(b)
	var took []time.Duration
	for b.Loop() {
		s.until(b, "the link", func(st base.State) bool { return st.Link })
		if err := s.tty.Unplug(); err != nil {
			b.Fatalf("Unplug: %v", err)
		}
		s.until(b, "the loss", func(st base.State) bool { return !st.Link })
		plugged := time.Now()
		if err := s.tty.Plug(s.ctx); err != nil {
			b.Fatalf("Plug: %v", err)
		}
		s.until(b, "the link", func(st base.State) bool { return st.Link })
		took = append(took, time.Since(plugged))
	}
	report(b, took)
}
