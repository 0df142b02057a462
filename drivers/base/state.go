package base

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// Modes of the base, numbered as ArduPilot Rover numbers them
// (https://ardupilot.org/rover/docs/parameters.html#mode1).
const (
	ModeHold   uint32 = 4
	ModeGuided uint32 = 15
)

// eStopButton is the e-stop's bit in BUTTON_CHANGE.
const eStopButton = 1

// maxFaults bounds the list of fault texts kept.
const maxFaults = 8

// State is what the base last said about itself.
type State struct {
	// Link is false from 300 ms after the base's last heartbeat. The rest of
	// the state is then old.
	Link bool
	// Starting is true while the base boots or calibrates.
	Starting bool
	// EStop is true while the base says that its motors are cut.
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
	// PoseSigmaM is the standard deviation of Pose along the worse axis, in
	// metres; +Inf when the base does not know it.
	PoseSigmaM float64
	// Resets counts the base's announced corrections of its position.
	Resets uint64
	// SpeedMps is how fast the base moves over the floor.
	SpeedMps float64
	// Moving is true above standstill noise.
	Moving bool
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
)

// tracker owns the State: messages change it, readers copy it.
type tracker struct {
	mu      sync.Mutex
	state   State
	changed chan struct{} // closed and replaced at every change

	estimatorGood bool
	beatAt        time.Time
	poseAt        time.Time
	resetCounter  uint8
	posed         bool
	stopByMode    bool
	stopByButton  bool
	critical      bool
	texts         []string
}

func newTracker() *tracker {
	return &tracker{
		state:   State{BatteryPct: -1, PoseSigmaM: math.Inf(1)},
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
	stopped := t.stopByMode || t.stopByButton
	if stopped && !s.EStop {
		s.EStops++
	}
	s.EStop = stopped
	s.Localised = t.estimatorGood && t.posed && now.Sub(t.poseAt) <= poseStale
	s.Moving = s.SpeedMps > movingMps
	s.Faults = nil
	if t.critical {
		s.Faults = slices.Clone(t.texts)
		if len(s.Faults) == 0 {
			s.Faults = []string{"the base reports a fault"}
		}
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// lose marks the link as lost.
func (t *tracker) lose() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state.Link {
		t.state.Link = false
		t.settle(time.Now())
	}
}

// expire notices heartbeats and poses that stopped coming. It reports whether
// the link was lost just now, and when to look again.
func (t *tracker) expire(now time.Time) (lost bool, next time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	silence := now.Sub(t.beatAt)
	lost = t.state.Link && silence >= lostAfter
	if lost {
		t.state.Link = false
	}
	if lost || t.state.Localised && now.Sub(t.poseAt) > poseStale {
		t.settle(now)
	}
	if t.state.Link {
		return lost, min(heartbeatEvery, lostAfter-silence)
	}
	return lost, heartbeatEvery
}

// apply takes one message of the base into the state.
func (t *tracker) apply(msg message.Message, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch m := msg.(type) {
	case *common.MessageHeartbeat:
		t.heartbeat(m)
		t.beatAt = now
	case *common.MessageOdometry:
		if !t.odometry(m, now) {
			return
		}
	case *common.MessageEstimatorStatus:
		t.estimatorGood = m.Flags&common.ESTIMATOR_POS_HORIZ_ABS != 0 &&
			m.Flags&common.ESTIMATOR_CONST_POS_MODE == 0
	case *common.MessageBatteryStatus:
		t.state.BatteryPct = min(int(m.BatteryRemaining), 100)
		t.state.Charging = m.ChargeState == common.MAV_BATTERY_CHARGE_STATE_CHARGING
	case *common.MessageButtonChange:
		t.stopByButton = m.State&eStopButton != 0
	case *common.MessageStatustext:
		t.text(m)
	default:
		return
	}
	t.settle(now)
}

func (t *tracker) heartbeat(m *common.MessageHeartbeat) {
	t.state.Link = true
	t.state.Mode = m.CustomMode
	armed := m.BaseMode&common.MAV_MODE_FLAG_SAFETY_ARMED != 0
	switch m.SystemStatus {
	case common.MAV_STATE_STANDBY, common.MAV_STATE_ACTIVE, common.MAV_STATE_CRITICAL:
		t.state.Starting = false
		t.stopByMode = !armed
	case common.MAV_STATE_EMERGENCY, common.MAV_STATE_POWEROFF, common.MAV_STATE_FLIGHT_TERMINATION:
		t.state.Starting = false
		t.stopByMode = true
	case common.MAV_STATE_UNINIT, common.MAV_STATE_BOOT, common.MAV_STATE_CALIBRATING:
		t.state.Starting = true
		t.stopByMode = false // without motors, but not because of a button
	default: // a state that is not defined is not a good one
		t.state.Starting = true
	}
	t.critical = m.SystemStatus == common.MAV_STATE_CRITICAL
	if m.SystemStatus == common.MAV_STATE_STANDBY || m.SystemStatus == common.MAV_STATE_ACTIVE {
		t.texts = nil
	}
}

func (t *tracker) odometry(m *common.MessageOdometry, now time.Time) bool {
	pose, sigma, speed, ok := poseOf(m)
	if !ok {
		return false
	}
	if m.Quality < 0 { // "odometry has failed", says the message's definition
		sigma = math.Inf(1)
	}
	if t.posed && m.ResetCounter != t.resetCounter {
		t.state.Resets++
	}
	t.resetCounter, t.posed, t.poseAt = m.ResetCounter, true, now
	t.state.Pose, t.state.PoseSigmaM, t.state.SpeedMps = pose, sigma, speed
	return true
}

// text keeps what the base says at severity "error" or worse: it explains the
// fault that its heartbeat announces.
func (t *tracker) text(m *common.MessageStatustext) {
	if m.Severity > common.MAV_SEVERITY_ERROR || slices.Contains(t.texts, m.Text) {
		return
	}
	t.texts = append(t.texts, m.Text)
	if len(t.texts) > maxFaults {
		t.texts = t.texts[1:]
	}
}
