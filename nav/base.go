package nav

import (
	"context"
	"math"
	"time"
)

// Sectors is how many parts the base's view of obstacles has: 5° each.
const Sectors = 72

// Base is what the navigator needs of the motion base. Its methods are called
// from several goroutines.
type Base interface {
	// State is what the base last said.
	State() BaseState
	// Changed returns a channel that is closed at the next change of State.
	Changed() <-chan struct{}
	// Goto drives to a pose and returns nil once the base is there. It must
	// return soon after ctx ends, and may leave the base driving then. From
	// the dock it undocks first.
	Goto(ctx context.Context, to Pose, maxSpeedMps float64) error
	// Hold stops the base where it is and returns nil once the base confirms.
	// It must return soon after ctx ends.
	Hold(ctx context.Context) error
	// Dock drives the last metre to the charger and returns nil once the base
	// charges; an error means that this try failed. It must return soon after
	// ctx ends, and may leave the base driving then.
	Dock(ctx context.Context) error
	// Drive moves the base by hand: a twist counts until the next, and for a
	// quarter of a second at most. It must have the base stand, and return soon,
	// after ctx ends.
	Drive(ctx context.Context, twists <-chan Twist) error
	// SetSpeedCap changes how fast a running Goto may drive, and returns nil
	// once the base confirms.
	SetSpeedCap(ctx context.Context, mps float64) error
	// Relocalise has the base look for itself around a pose. It returns nil
	// once the base has taken that up; State tells what comes of it.
	Relocalise(ctx context.Context, near Pose, sigmaM float64) error
	// Upload replaces the areas that the base must not enter, and returns nil
	// once the base has all of them.
	Upload(ctx context.Context, keepout []Polygon) error
}

// BaseState is what the navigator looks at before it moves the robot.
type BaseState struct {
	// Link is false while the base does not answer; the rest is then old.
	Link bool
	// HeardAt is when the base's last sign of life came; zero leaves it to Link.
	HeardAt time.Time
	// Starting is true while the base boots.
	Starting bool
	// EStop is true while the motors are cut, and EStops counts how often
	// that came, so that a short press is not missed.
	EStop  bool
	EStops uint64
	// Mode is the base's own word for what it does; it is only shown.
	Mode uint32
	// Ordered is true while the base says that it carries an order out: a goal
	// or a docking.
	Ordered bool
	// Localised is true while the base knows where it is on the map.
	Localised bool
	Pose      Pose
	// PoseAt is when Pose came; zero means that nobody says.
	PoseAt time.Time
	// PoseSigmaM is the standard deviation of Pose in metres.
	PoseSigmaM float64
	SpeedMps   float64
	// Resets counts how often the base said that it corrected its position.
	Resets uint64
	// SectorsM are the metres to the nearest thing around the robot: sector i
	// is 5°·i counter-clockwise from its heading. +Inf is free as far as the
	// base sees, NaN not known.
	SectorsM [Sectors]float32
	// SectorsAt is when SectorsM came; zero means never.
	SectorsAt time.Time
	// Bumpers has a bit for each bumper that is pressed now.
	Bumpers uint8
	// Docked is true while the base stands on the charger's contacts.
	Docked bool
	// BatteryPct is 0 to 100, or -1 while unknown.
	BatteryPct int
	Charging   bool
	// Faults is empty on a healthy base.
	Faults []string
}

// Tray is what the navigator needs of the tray's sensors. Its methods are
// called from several goroutines.
type Tray interface {
	// State is what the sensors say now.
	State() TrayState
	// Changed returns a channel that is closed at the next change of State.
	Changed() <-chan struct{}
}

// TrayState is what is on the tray and at it.
type TrayState struct {
	// Present is true while a tray lies on the robot.
	Present bool
	// Hand is true while something reaches in, and while a sensor that should
	// tell cannot be read: then nobody knows.
	Hand bool
	// Stock is 0 to 100, or -1 while unknown.
	Stock int
}

func distanceM(a, b Pose) float64 { return math.Hypot(a.XM-b.XM, a.YM-b.YM) }
