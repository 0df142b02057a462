package nav

// MotionKind is what the base is to do.
type MotionKind string

// The kinds of motion.
const (
	MotionHold MotionKind = "hold"
	MotionGoto MotionKind = "goto"
	MotionDock MotionKind = "dock"
	// MotionJog is by hand, as Outputs.Twist says.
	MotionJog MotionKind = "jog"
)

// Motion is what the base is to do in place of what it did before.
type Motion struct {
	// Number names a goto, a dock or a jog in the End that is due for it, unless
	// another motion took its place. A hold has 0 and no End: it is repeated
	// until the base confirms.
	Number      uint64
	Kind        MotionKind
	To          Pose    // of a goto
	MaxSpeedMps float64 // of a goto
}

// Fix asks the base to look for itself around a pose.
type Fix struct {
	Number uint64
	Near   Pose
	SigmaM float64
}

// Fence asks the base to keep out of areas.
type Fence struct {
	Number  uint64
	KeepOut []Polygon
}

// End tells how a numbered motion, fix or fence ended; nil is well.
type End struct {
	Number uint64
	Err    error
}

// Inputs is all that a Machine knows of the world in one step.
type Inputs struct {
	Base BaseState
	Tray TrayState
	// Ended are the ends since the last step. Base must be at least as new,
	// so that a goal that ended because of an emergency stop meets that stop
	// first.
	Ended []End
}

// Outputs is what a step wants done. What is nil or 0 stays as it is.
type Outputs struct {
	Motion *Motion
	// SpeedCap is the highest speed from now on for the motion that runs.
	SpeedCap float64
	// Twist is how the jog that runs is to move from now on.
	Twist      *Twist
	Relocalise *Fix
	Fence      *Fence
	Updates    []Update
	Says       []Say
	// Health is set when it is worth telling.
	Health *Health
}
