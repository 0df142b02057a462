package redial_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/ward/redial"
)

// TestRun: the pauses double up to the last, with jitter below; a connection
// that lasted makes them short again.
func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pause redial.Pause
		last  []time.Duration // how long each connection lasts
		most  []time.Duration // the pause after it, at most; half of it at least
	}{
		{"usual", redial.Pause{}, make([]time.Duration, 8), []time.Duration{
			250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second,
		}},
		{"its own", redial.Pause{First: time.Second, Last: 3 * time.Second}, make([]time.Duration, 4), []time.Duration{
			time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second,
		}},
		{"one lasted", redial.Pause{}, []time.Duration{0, 0, time.Minute, 0}, []time.Duration{
			250 * time.Millisecond, 500 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
		}},
		{"a last below the first", redial.Pause{First: time.Minute}, make([]time.Duration, 2), []time.Duration{time.Minute, time.Minute}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				n, told := 0, 0
				var ended time.Time
				tt.pause.Run(ctx, func(context.Context) error {
					if n > 0 {
						if got, most := time.Since(ended), tt.most[n-1]; got < most/2 || got > most {
							t.Errorf("pause %d: got %v, want %v to %v", n, got, most/2, most)
						}
					}
					if n == len(tt.last) {
						cancel()
						return nil
					}
					time.Sleep(tt.last[n])
					ended = time.Now()
					n++
					return errors.New("cut")
				}, func(error) { told++ })
				if told != len(tt.last) {
					t.Errorf("got told of %d ends, want %d", told, len(tt.last))
				}
			})
		})
	}
}

// TestEnd: neither a pause nor a connection outlasts its context.
func TestEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		hour := redial.Pause{First: time.Hour}
		hour.Run(ctx, func(context.Context) error { return errors.New("away") }, func(error) {})
		if got := time.Since(began); got != time.Second {
			t.Errorf("got the end after %v, want 1s", got)
		}
		p := redial.Pause{}
		if err := p.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
		}
	})
}
