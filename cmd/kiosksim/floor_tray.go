package main

import (
	"math/rand/v2"
	"time"

	"tiepdan/nav"
)

// simTray is the tray and the hands that reach into it.
type simTray struct {
	random   *rand.Rand
	state    nav.TrayState
	filledAt time.Time
	serving  bool
	hands    []span // still to come at this stop
	taken    int
	wrong    int // motions with a hand in the tray
	still    time.Time
}

// span is from one moment to another.
type span struct{ from, to time.Time }

func (t *simTray) fill(now time.Time) {
	t.state.Present, t.state.Stock, t.filledAt = true, 100, now
}

// phase draws the hands that come at a stop.
func (t *simTray) phase(d *floorDay, u nav.Update) {
	if u.Phase != nav.PhaseServing {
		if t.serving && u.Phase != nav.PhaseSuspended {
			t.serving = false
		}
		return
	}
	if t.serving {
		return
	}
	t.serving = true
	if !t.somebodyNear(d) {
		return
	}
	at := d.now
	for range t.random.IntN(4) {
		at = at.Add(time.Duration((2 + 9*t.random.Float64()) * float64(time.Second)))
		out := at.Add(time.Duration((1 + 4*t.random.Float64()) * float64(time.Second)))
		t.hands = append(t.hands, span{at, out})
		at = out
	}
}

func (t *simTray) somebodyNear(d *floorDay) bool {
	for _, p := range d.sim.Crowd().People() {
		if p.Here() && p.Sub(d.sim.Truth().Pose.Point).Len() < 2*handWithinM {
			return true
		}
	}
	return false
}

func (t *simTray) step(d *floorDay) {
	const refillEvery = 2 * time.Hour
	if d.now.Sub(t.filledAt) > refillEvery {
		t.fill(d.now)
	}
	hand := false
	for len(t.hands) > 0 && !d.now.Before(t.hands[0].from) {
		if d.now.Before(t.hands[0].to) {
			hand = true
			break
		}
		t.hands = t.hands[1:]
		t.taken++
		const piece = 4
		t.state.Stock = max(0, t.state.Stock-piece)
	}
	if !t.serving && !t.state.Hand {
		// The robot is about to leave: nobody reaches after it.
		hand, t.hands = false, nil
	}
	// A robot that still rolls when a hand comes may take this long to stop.
	const stops = 1500 * time.Millisecond
	switch moves := d.sim.Truth().Mps > 0.02; {
	case !hand || !moves:
		t.still = d.now
	case d.now.Sub(t.still) > stops:
		t.wrong++
		t.still = d.now
	}
	t.state.Hand = hand
}
