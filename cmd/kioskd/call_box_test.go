package main_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/panel"
	"tiepdan/kiosk"
)

// TestCallBox: a button calls the robot to its door, waits for a busy one, and
// gives up in the end; what cannot be is not asked for again and again.
func TestCallBox(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		button int
		ago    time.Duration
		answer error
		asked  int // door; 0: nothing is asked for
		again  bool
	}{
		"to its door":           {button: 2, asked: 5},
		"a busy robot":          {button: 1, answer: kiosk.ErrNoRobot, asked: 3, again: true},
		"busy for too long":     {button: 1, ago: 31 * time.Second, answer: kiosk.ErrNoRobot},
		"a door that is gone":   {button: 1, answer: kiosk.ErrUnknownDoor, asked: 3},
		"a button without use":  {button: 3},
		"a button not wired up": {button: 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			do := func(_ context.Context, m kiosk.Msg) error {
				s, ok := m.(kiosk.SummonRobot)
				if !ok || s.Request == "" {
					t.Errorf("got %+v, want a call of the robot", m)
				}
				asked = s.Door
				return c.answer
			}
			h := kioskd.CallHandler([]int{3, 5, 0}, do, slog.New(slog.DiscardHandler))
			err := h.OnPress(panel.Press{Button: c.button, Seq: 7, At: time.Now().Add(-c.ago)})
			if asked != c.asked || (err != nil) != c.again || c.again && !errors.Is(err, c.answer) {
				t.Errorf("asked for door %d, %v, want door %d, again %v", asked, err, c.asked, c.again)
			}
		})
	}
}
