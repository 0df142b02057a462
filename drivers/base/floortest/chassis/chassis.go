// Package chassis is the body of a round base on two driven wheels: how it
// answers what its motors are told, and what its wheels report of that.
//
// The wheels slip: each turns a little more or less than it moves the floor,
// by a part that is the robot's own (unequal wheels) and one that changes
// from moment to moment. What the wheels report is therefore not where the
// body is.
package chassis

import (
	"math"
	"math/rand/v2"

	"tiepdan/drivers/base/floortest/world"
)

// The body, as a base of 40 kg would have it.
const (
	RadiusM = 0.28
	// TopMps is what the motors can do.
	TopMps = 0.8
	// AccelMps2 and BrakeMps2 limit speeding up and braking; HardMps2 is with
	// motors cut and brakes closed.
	AccelMps2 = 0.5
	BrakeMps2 = 1.2
	HardMps2  = 2.0
	// TopRps and TurnAccelRps2 limit turning.
	TopRps        = 1.2
	TurnAccelRps2 = 2.5

	trackM = 0.4 // between the wheels
	// slip is the part of a wheel's way that is lost or won, from moment to
	// moment; lean how unequal the wheels are.
	slip = 0.03
	lean = 0.004
)

// Body is the base as it really is.
type Body struct {
	Pose world.Pose
	// Mps and Rps are how fast it really moves and turns.
	Mps, Rps float64
	// Touching is true while it leans against something solid.
	Touching bool

	solid       *world.Field
	random      *rand.Rand
	left, right float64 // how unequal
	odometer    Moved
}

// Moved is what the wheels report of a stretch.
type Moved struct{ AheadM, TurnRad float64 }

// New puts a body on a floor.
func New(solid *world.Field, at world.Pose, random *rand.Rand) *Body {
	return &Body{
		Pose: at, solid: solid, random: random,
		left: 1 + lean*random.NormFloat64(), right: 1 + lean*random.NormFloat64(),
	}
}

// Step moves the body by dt seconds towards the wanted speeds. With hard the
// motors are cut.
func (b *Body) Step(dt, wantMps, wantRps float64, hard bool) {
	accel, brake := AccelMps2, BrakeMps2
	if hard {
		wantMps, wantRps, brake = 0, 0, HardMps2
	}
	wantMps = max(-TopMps, min(TopMps, wantMps))
	wantRps = max(-TopRps, min(TopRps, wantRps))
	if math.Abs(wantMps) < math.Abs(b.Mps) || wantMps*b.Mps < 0 {
		accel = brake
	}
	b.Mps = towards(b.Mps, wantMps, accel*dt)
	turnAccel := TurnAccelRps2
	if hard {
		turnAccel *= 3
	}
	b.Rps = towards(b.Rps, wantRps, turnAccel*dt)
	if b.Mps == 0 && b.Rps == 0 {
		return
	}
	// What the wheels turn is what was wanted of them; the floor gets less.
	wheelL, wheelR := (b.Mps-b.Rps*trackM/2)*dt, (b.Mps+b.Rps*trackM/2)*dt
	b.odometer.AheadM += (wheelL + wheelR) / 2
	b.odometer.TurnRad += (wheelR - wheelL) / trackM
	l := wheelL * b.left * (1 + slip*b.random.NormFloat64())
	r := wheelR * b.right * (1 + slip*b.random.NormFloat64())
	b.move((l+r)/2, (r-l)/trackM)
}

// move shifts the body unless something solid is in the way.
func (b *Body) move(ahead, turn float64) {
	b.Pose.Heading = world.Wrap(b.Pose.Heading + turn)
	to := b.Pose.Add(world.Towards(b.Pose.Heading-turn/2, ahead))
	was, is := b.solid.At(b.Pose.Point), b.solid.At(to)
	b.Touching = is <= RadiusM && is < was
	if b.Touching {
		b.Mps = 0
		return
	}
	b.Pose.Point = to
}

// Odometer returns what the wheels reported since it was last asked.
func (b *Body) Odometer() Moved {
	m := b.odometer
	b.odometer = Moved{}
	return m
}

// Velocity is how the body moves over the floor.
func (b *Body) Velocity() world.Point { return world.Towards(b.Pose.Heading, b.Mps) }

// towards changes a value by at most by.
func towards(from, to, by float64) float64 { return from + max(-by, min(by, to-from)) }
