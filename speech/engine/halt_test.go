package engine_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/engine"
)

// A sound server halts a device for a moment when it changes its rate: the
// sentence goes on. A device that stays halted is gone, and soon.
func TestHalt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		halt   func(*hall)
		gone   bool
		within time.Duration
	}{
		{"for a moment", func(h *hall) { h.deck.Halt() }, false, 1500 * time.Millisecond},
		{"for good", func(h *hall) { h.broken.Store(true); h.deck.Halt() }, true, 1200 * time.Millisecond},
		{"without a word", func(h *hall) { h.broken.Store(true) }, true, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHall()
				began := time.Now()
				time.AfterFunc(300*time.Millisecond, func() { tt.halt(h) })
				_, err := h.Play(t.Context(), engine.Sound{
					ID: "x", Started: func() {},
					Fill: func(emit func([]int16) error) error { return emit(make([]int16, engine.Rate)) },
				})
				if took := time.Since(began); errors.Is(err, engine.ErrDeviceGone) != tt.gone || (err == nil) == tt.gone || took > tt.within {
					t.Errorf("got %v after %v, want gone %v within %v", err, took, tt.gone, tt.within)
				}
			})
		})
	}
}
