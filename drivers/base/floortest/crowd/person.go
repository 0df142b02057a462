package crowd

import (
	"math"
	"math/rand/v2"

	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

// Kind is what kind of body somebody has.
type Kind int

// The kinds.
const (
	Adult Kind = iota
	Elderly
	Child
	Wheelchair
)

// Doing is what somebody does now.
type Doing int

// The doings.
const (
	Walking Doing = iota
	Standing
	Sitting
	Following
	// InRoom is behind a door, out of the robot's floor.
	InRoom
	Gone
)

// Person is somebody.
type Person struct {
	ID   int
	Kind Kind
	world.Point
	Vel     world.Point
	Heading float64
	RadiusM float64
	Doing   Doing

	wantMps    float64
	distracted bool
	blind      bool // never sees the robot
	tasks      []task
	sinceS     float64 // in the present task
	strideM    float64 // walked, for the legs
	seat       int     // taken, or -1
	side       float64 // the side she passes the robot on
	moveAway   float64 // seconds for which she makes way
	follow     following
	stuckS     float64
	recoilS    float64 // for which she still steps back from a touch
}

// body is the shape and the pace of a kind.
func body(k Kind, random *rand.Rand) (radiusM, mps float64) {
	vary := 1 + 0.12*random.NormFloat64()
	vary = max(0.7, min(1.3, vary))
	switch k {
	case Elderly:
		return 0.22, 0.75 * vary
	case Child:
		return 0.17, 1.2 * vary
	case Wheelchair:
		return 0.34, 0.8 * vary
	default:
		return 0.22, 1.2 * vary
	}
}

// kindOf draws a kind as they come.
func kindOf(random *rand.Rand) Kind {
	switch r := random.Float64(); {
	case r < 0.03:
		return Wheelchair
	case r < 0.11:
		return Child
	case r < 0.36:
		return Elderly
	}
	return Adult
}

// Touched has somebody step back from a robot that she touches.
func (p *Person) Touched() {
	const steps = 0.8
	p.recoilS = steps
}

// Here reports whether she is on the robot's floor.
func (p *Person) Here() bool { return p.Doing != InRoom && p.Doing != Gone }

// legs are what a lidar at shin height sees of her.
func (p *Person) legs(to []lidar.Disc) []lidar.Disc {
	switch {
	case !p.Here():
		return to
	case p.Kind == Wheelchair:
		return append(to, lidar.Disc{Point: p.Point, RadiusM: p.RadiusM - 0.04})
	}
	apart, thick := 0.09, 0.06
	if p.Kind == Child {
		apart, thick = 0.06, 0.045
	}
	// The stride: one leg goes ahead while the other stays behind.
	const step, reach = 0.65, 0.16
	swing := 0.0
	if p.Vel.Len() > 0.1 {
		swing = reach * math.Sin(p.strideM/step*math.Pi)
	}
	at := world.Pose{Point: p.Point, Heading: p.Heading}
	return append(to,
		lidar.Disc{Point: at.To(world.Point{X: swing, Y: apart}), RadiusM: thick},
		lidar.Disc{Point: at.To(world.Point{X: -swing, Y: -apart}), RadiusM: thick})
}
