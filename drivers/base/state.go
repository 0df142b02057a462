package base

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Modes of the base, numbered as ArduPilot Rover numbers them
// (https://ardupilot.org/rover/docs/parameters.html#mode1).
const (
	ModeHold   uint32 = 4
	ModeDock   uint32 = 8
	ModeGuided uint32 = 15
)

// The bits of BUTTON_CHANGE, levels that the base repeats: the e-stop, six
// bumpers, the charger's contacts.
const (
	eStopButton   = 1 << 0
	bumperShift   = 1
	bumperMask    = 0x3F
	contactButton = 1 << 7
)

// maxFaults bounds the list of fault texts kept.
const maxFaults = 8

// State is what the base last said about itself.
type State struct {
	// Link is false from 300 ms after the base's last heartbeat. The rest of
	// the state is then old.
	Link bool
	// HeardAt is when the last heartbeat came.
	HeardAt time.Time
	// Starting is true while the base boots or calibrates.
	Starting bool
	// EStop is true while the base says that its motors are cut, and while a
	// base that repeated the button's level before stopped doing so.
	EStop bool
	// EStops counts how often EStop became true, so that a press shorter than
	// a reader's attention is not missed.
	EStops uint64
	// Mode is the base's own mode number, see ModeHold.
	Mode uint32
	// Localised is true while the base says that its position is absolute,
	// and poses keep coming.
	Localised bool
	// Pose is where the base believes it is.
	Pose Pose
	// PoseAt is when Pose came.
	PoseAt time.Time
	// PoseSigmaM is the standard deviation of Pose along the worse axis, in
	// metres; +Inf when the base does not know it.
	PoseSigmaM float64
	// Resets counts the base's announced corrections of its position.
	Resets uint64
	// SpeedMps is how fast the base moves over the floor.
	SpeedMps float64
	// Moving is true above standstill noise.
	Moving bool
	// SectorsM are the metres to the nearest thing around: sector i is 5°·i
	// counter-clockwise from the base's heading. +Inf is free as far as the
	// base sees, NaN not known. SectorsAt is when they came.
	SectorsM  [Sectors]float32
	SectorsAt time.Time
	// Bumpers has a bit for each of six bumpers that is pressed now.
	Bumpers uint8
	// Docked is true while the base stands on the charger's contacts.
	Docked bool
	// BatteryPct is 0 to 100, or -1 while unknown.
	BatteryPct int
	// Charging is true while current flows into the battery.
	Charging bool
	// Faults is empty on a healthy base; else what the base says is wrong.
	Faults []string
}

const (
	// movingMps is above what wheel odometry reports on a standing base.
	movingMps = 0.02
	// poseStale is how old the last pose may be. ODOMETRY comes at 20 Hz.
	poseStale = 500 * time.Millisecond
	// buttonStale is how long the buttons' level, repeated at 5 Hz, may stay
	// away from a base that sends it before the e-stop counts as pressed.
	buttonStale = time.Second
)

// tracker owns the State: messages change it, readers copy it.
type tracker struct {
	mu      sync.Mutex
	state   State
	changed chan struct{} // closed and replaced at every change

	estimatorGood bool
	buttonAt      time.Time // zero on a base that never sent any
	contacts      bool
	resetCounter  uint8
	posed         bool
	stopByMode    bool
	stopByButton  bool
	critical      bool
	texts         []string
	chunks        chunks
	sick          []string
}

func newTracker() *tracker {
	return &tracker{
		state:   State{BatteryPct: -1, PoseSigmaM: math.Inf(1), SectorsM: unknownSectors()},
		changed: make(chan struct{}),
	}
}

func (t *tracker) snapshot() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.state
	s.Faults = slices.Clone(s.Faults)
	return s
}

func (t *tracker) change() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// settle derives what follows from the parts and wakes the readers. The
// caller holds mu.
func (t *tracker) settle(now time.Time) {
	s := &t.state
	stopped := t.stopByMode || t.stopByButton || t.buttonsLost(now)
	if stopped && !s.EStop {
		s.EStops++
	}
	s.EStop = stopped
	s.Localised = t.estimatorGood && t.posed && now.Sub(s.PoseAt) <= poseStale
	s.Docked = t.contacts || s.Charging
	s.Moving = s.SpeedMps > movingMps
	s.Faults = slices.Clone(t.sick)
	if t.critical {
		s.Faults = append(s.Faults, t.texts...)
		if len(s.Faults) == 0 {
			s.Faults = []string{"the base reports a fault"}
		}
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// lose marks the link as lost, and reports whether it was up.
func (t *tracker) lose() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.state.Link {
		return false
	}
	t.state.Link = false
	t.settle(time.Now())
	return true
}

// expire notices heartbeats and poses that stopped coming. It reports whether
// the link was lost just now, and when to look again.
func (t *tracker) expire(now time.Time) (lost bool, next time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	silence := now.Sub(t.state.HeardAt)
	lost = t.state.Link && silence >= lostAfter
	if lost {
		t.state.Link = false
	}
	if lost || t.state.Localised && now.Sub(t.state.PoseAt) > poseStale || t.buttonsLost(now) && !t.state.EStop {
		t.settle(now)
	}
	if t.state.Link {
		return lost, min(heartbeatEvery, lostAfter-silence)
	}
	return lost, heartbeatEvery
}

// buttonsLost reports whether the e-stop's level stopped coming.
func (t *tracker) buttonsLost(now time.Time) bool {
	return t.state.Link && !t.buttonAt.IsZero() && now.Sub(t.buttonAt) > buttonStale
}
