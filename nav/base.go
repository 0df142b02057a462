package nav

import (
	"context"
	"math"
)

// Base is what the navigator needs of the motion base. Its methods are called
// from several goroutines.
type Base interface {
	// State is what the base last said.
	State() BaseState
	// Changed returns a channel that is closed at the next change of State.
	Changed() <-chan struct{}
	// Goto drives to a pose and returns nil once the base is there. It must
	// return soon after ctx ends, and may leave the base driving then.
	Goto(ctx context.Context, to Pose, maxSpeedMps float64) error
	// Hold stops the base where it is and returns nil once the base confirms.
	// It must return soon after ctx ends.
	Hold(ctx context.Context) error
}

// BaseState is what the navigator looks at before it moves the robot.
type BaseState struct {
	// Link is false while the base does not answer; the rest is then old.
	Link bool
	// Starting is true while the base boots.
	Starting bool
	// EStop is true while the motors are cut, and EStops counts how often
	// that came, so that a short press is not missed.
	EStop  bool
	EStops uint64
	// Localised is true while the base knows where it is on the map.
	Localised bool
	Pose      Pose
	// PoseSigmaM is the standard deviation of Pose in metres.
	PoseSigmaM float64
	SpeedMps   float64
	// BatteryPct is 0 to 100, or -1 while unknown.
	BatteryPct int
	Charging   bool
	// Faults is empty on a healthy base.
	Faults []string
}

// hindrance is what forbids motion in a state by itself, or "".
func (s BaseState) hindrance() State {
	switch {
	case !s.Link:
		return StateLinkLost
	case s.EStop:
		return StateEStop
	case len(s.Faults) > 0:
		return StateFault
	case s.Starting:
		return StateStartup
	case !s.Localised || !(s.PoseSigmaM <= sigmaLimitM): // not a number is not good either
		return StateLocalising
	}
	return ""
}

func distanceM(a, b Pose) float64 { return math.Hypot(a.XM-b.XM, a.YM-b.YM) }
