package main_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

// TestTheLineOutlivesTheNavigator: the line stays until the navigator has had
// its last word, and not for ever.
func TestTheLineOutlivesTheNavigator(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		takes, want time.Duration
	}{{"a hold that is confirmed", 30 * time.Millisecond, 30 * time.Millisecond}, {"one that is not", time.Hour, 700 * time.Millisecond}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				speaker, listener := kioskd.LastWord()
				ctx, cancel := context.WithCancel(t.Context())
				var tasks sync.WaitGroup
				var hungUp time.Time
				begun := time.Now()
				tasks.Go(func() {
					_ = speaker(func(ctx context.Context) error {
						<-ctx.Done()
						time.Sleep(tt.takes)
						return nil
					})(ctx)
				})
				tasks.Go(func() {
					_ = listener(func(ctx context.Context) error {
						<-ctx.Done()
						hungUp = time.Now()
						return nil
					})(ctx)
				})
				cancel()
				tasks.Wait()
				if got := hungUp.Sub(begun); got != tt.want {
					t.Errorf("the line ended after %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// TestAServiceThatFailsHasNotSpoken: it is started again, and so is the line.
func TestAServiceThatFailsHasNotSpoken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		speaker, listener := kioskd.LastWord()
		ctx, cancel := context.WithCancel(t.Context())
		broken := errors.New("broken")
		fails := func(context.Context) error { return broken }
		if err := speaker(fails)(ctx); !errors.Is(err, broken) {
			t.Errorf("the navigator: got %v", err)
		}
		if err := listener(fails)(ctx); !errors.Is(err, broken) {
			t.Errorf("the line: got %v", err)
		}
		begun := time.Now()
		var tasks sync.WaitGroup
		tasks.Go(func() { _ = listener(func(ctx context.Context) error { <-ctx.Done(); return nil })(ctx) })
		cancel()
		tasks.Wait()
		if got := time.Since(begun); got < 700*time.Millisecond {
			t.Errorf("the line ended after %v, although nobody had spoken", got)
		}
	})
}

// TestTheEndOfTheProgramHoldsTheBase: on the way, everything is ended at once.
func TestTheEndOfTheProgramHoldsTheBase(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	door := basetest.ServicePoint().Places["door-3"]
	emulated, err := basetest.New(basetest.Options{Start: &door})
	if err != nil {
		t.Fatal(err)
	}
	var world sync.WaitGroup
	living, die := context.WithCancel(context.WithoutCancel(t.Context()))
	world.Go(func() { _ = emulated.Run(living) })
	device := filepath.Join(t.TempDir(), "base")
	tty := basetest.NewTTY(emulated, device)
	if err := tty.Plug(living); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = tty.Close()
		die()
		world.Wait()
	}()
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatal(err)
	}
	n, err := nav.New(nav.Options{Base: kioskd.NewBaseLink(link), Site: nav.Site{Places: map[string]nav.Place{"w": {Pose: nav.Pose{XM: 14, YM: 2.5}}}}})
	if err != nil {
		t.Fatal(err)
	}
	speaker, listener := kioskd.LastWord()
	var tasks sync.WaitGroup
	tasks.Go(func() { _ = listener(link.Run)(ctx) })
	tasks.Go(func() { _ = speaker(n.Run)(ctx) })
	if err := n.Start(nav.Mission{ID: "m", Kind: nav.KindGoto, To: "w"}); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, v := emulated.Truth(); v > 0.4 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the robot does not drive")
		}
	}
	begun := time.Now()
	cancel()
	tasks.Wait()
	if took := time.Since(begun); took > 500*time.Millisecond {
		t.Errorf("the end took %v", took)
	}
	// Without a hold it would drive on for half a second.
	at, v := emulated.Truth()
	time.Sleep(250 * time.Millisecond)
	if _, later := emulated.Truth(); later > v-0.08 && v > 0.1 {
		t.Errorf("it drives at %.2f m/s, and still at %.2f a quarter of a second later", v, later)
	}
	time.Sleep(1500 * time.Millisecond)
	if after, _ := emulated.Truth(); math.Hypot(after.X-at.X, after.Y-at.Y) > 0.5 {
		t.Errorf("it came %.2f m far", math.Hypot(after.X-at.X, after.Y-at.Y))
	}
}
