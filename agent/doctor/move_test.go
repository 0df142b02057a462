package doctor_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/agent/jog"
)

// wheels are a robot that is driven by hand: what it is told counts for a quarter
// of a second.
type wheels struct {
	gain     float64 // of what it is told
	slip     float64 // metres sideways in each turn's second
	held     string
	heldAt   int // the word from which a bumper is pressed; 0: none
	breaksAt int
	charging bool

	words    int
	x, y, h  float64
	mps, rps float64
	at       time.Time
	ended    bool
}

func moves(w *wheels, err error) func(*doctor.Base) {
	return func(b *doctor.Base) {
		b.Wheels = func(context.Context) (jog.Session, error) {
			if err != nil {
				return nil, err
			}
			fresh := *w
			return &fresh, nil
		}
	}
}

// pass moves it on to now.
func (w *wheels) pass() {
	now := time.Now()
	if !w.at.IsZero() {
		s := min(now.Sub(w.at), 250*time.Millisecond).Seconds() * w.gain
		w.h += w.rps * s
		w.x += w.mps * s * math.Cos(w.h)
		w.y += w.mps*s*math.Sin(w.h) + w.slip*math.Abs(w.rps)*5*s
	}
	w.at = now
}

func (w *wheels) Drive(mps, rps float64) error {
	w.pass()
	w.words++
	if w.breaksAt > 0 && w.words >= w.breaksAt {
		return errBroken
	}
	if w.heldAt > 0 && w.words >= w.heldAt {
		w.held = "bumper"
	}
	w.mps, w.rps = mps, rps
	return nil
}

func (w *wheels) Status() jog.Status {
	w.pass()
	return jog.Status{Held: w.held, Link: true, Localised: true, XM: w.x, YM: w.y, HeadingRad: w.h, SpeedMps: math.Abs(w.mps * w.gain), Charging: w.charging}
}

func (w *wheels) End() { w.ended = true }

// TestASmallMove says what came of each part, and gives the robot back.
func TestASmallMove(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wheels{gain: 0.98}
		b := doctor.Base{
			State: func(context.Context) (doctor.BaseState, error) {
				return doctor.BaseState{Link: true, Localised: true, BatteryPct: 80}, nil
			},
			Version: func(context.Context) (string, error) { return "4.5.1", nil },
			Wheels:  func(context.Context) (jog.Session, error) { return w, nil },
		}
		report := doctor.Examine(t.Context(), []doctor.Check{b.Check()}, doctor.Options{Now: time.Now})
		if len(report.Results) != 2 || report.State != doctor.Pass {
			t.Fatalf("got %+v, want two passes", report.Results)
		}
		if got, want := report.Results[1].Found.En, "Moved, forward 49 mm, back -49 mm, left 10°, right -10°."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if !w.ended || math.Abs(w.x) > 0.001 || math.Abs(w.h) > 0.001 {
			t.Errorf("ended %v at %.3f m, %.3f rad, want it given back where it was", w.ended, w.x, w.h)
		}
	})
}
