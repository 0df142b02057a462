package basetest

import (
	"time"

	"tiepdan/drivers/base"
)

// Body is what drives behind the emulated wire. A Base calls it under its own
// lock, so a Body needs none. Poses, angles and turns are the map's:
// counter-clockwise.
type Body interface {
	// Step lets time pass.
	Step(dt time.Duration)
	// Beat is the agent's heartbeat. Without one the body stops by itself
	// half a second later.
	Beat()
	// Sensed is what the body knows about itself: not the truth.
	Sensed() Sensed
	// Goto begins to drive to a pose and returns the order's number, never 0.
	// How it ends stands in Sensed.Order; a goal that cannot be reached has
	// ended with an error at once.
	Goto(to Pose, maxMps float64) uint64
	// Dock begins one try to dock, as Goto does.
	Dock() uint64
	// Hold stops and gives the order up.
	Hold()
	// Velocity moves the body for a quarter of a second.
	Velocity(mps, rps float64)
	// SpeedCap limits the speed of the order that runs.
	SpeedCap(mps float64)
	// KeepOut replaces the areas that no order may lead through.
	KeepOut(areas []base.Polygon)
	// Relocalise has the body look for itself around a pose.
	Relocalise(near Pose, sigmaM float64)
	// PressEStop cuts the motors and latches, until ReleaseEStop.
	PressEStop()
	ReleaseEStop()
	// SetFault makes the body report a fault and stop; none when text is empty.
	SetFault(text string)
}

// Sensed is what a Body tells.
type Sensed struct {
	Pose      Pose
	SigmaM    float64
	Localised bool
	// Resets counts how often the position jumped.
	Resets int
	// Mps is forward, Rps counter-clockwise, by the wheels.
	Mps, Rps float64
	// SectorsM are metres to the nearest thing in each 5°, the first ahead,
	// counter-clockwise: +Inf is free, NaN not known.
	SectorsM [base.Sectors]float32
	// Bumpers has a bit for each of six bumpers that is pressed.
	Bumpers uint8
	EStop   bool
	// BatteryPct is 0 to 100.
	BatteryPct, Volts float64
	Charging, Docked  bool
	// Mode is base.ModeHold, ModeGuided or ModeDock.
	Mode  uint32
	Order Order
	Fault string
}

// Order is how the last Goto or Dock stands.
type Order struct {
	Number uint64
	Ended  bool
	Err    error
}
