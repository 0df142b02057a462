package basetest

import (
	"math"
	"math/rand/v2"
	"time"
)

// The noise of a position from scan matching: it wanders, it does not jump.
const (
	poseSigmaM   = 0.02
	headingSigma = 0.01
	wanderTime   = 2 * time.Second
	lostSigmaM   = 1.5
)

// localiser says where the base believes it is. It knows the truth and adds
// noise; matching real scans is a simulator's work, not this emulator's.
type localiser struct {
	good    bool
	resets  int
	x, y, h float64
	random  *rand.Rand
}

// step lets the noise wander (an Ornstein-Uhlenbeck process).
func (l *localiser) step(dt time.Duration) {
	k := min(dt.Seconds()/wanderTime.Seconds(), 1)
	for _, v := range []struct {
		at    *float64
		sigma float64
	}{{&l.x, poseSigmaM}, {&l.y, poseSigmaM}, {&l.h, headingSigma}} {
		*v.at += -*v.at*k + v.sigma*math.Sqrt(2*k)*l.random.NormFloat64()
	}
}

func (l *localiser) set(good bool) {
	if good && !l.good {
		l.resets++
	}
	l.good = good
}

func (l *localiser) pose(truth Pose) (believed Pose, sigmaM float64) {
	believed = Pose{X: truth.X + l.x, Y: truth.Y + l.y, Heading: wrap(truth.Heading + l.h)}
	if !l.good {
		return believed, lostSigmaM
	}
	return believed, poseSigmaM
}

// The battery's curve in percent an hour: eight hours standing, three
// driving, two to fill.
const (
	standingPctHour = 100.0 / 8
	drivingPctHour  = 100.0 / 3
	chargingPctHour = 100.0 / 2
)

type battery struct {
	pct      float64
	charging bool
}

func (b *battery) step(dt time.Duration, driving, docked bool) {
	b.charging = docked && b.pct < 100
	rate := -standingPctHour
	switch {
	case b.charging:
		rate = chargingPctHour
	case driving:
		rate = -drivingPctHour
	case docked:
		rate = 0
	}
	b.pct = max(0, min(100, b.pct+rate*dt.Hours()))
}

// volts of seven lithium cells in series, 21 empty to 29.4 full.
func (b *battery) volts() float64 { return 21 + 0.084*b.pct }
