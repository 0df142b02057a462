package base

import (
	"math"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// apply takes one message of the base into the state.
func (t *tracker) apply(msg message.Message, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch m := msg.(type) {
	case *common.MessageHeartbeat:
		t.heartbeat(m, now)
	case *common.MessageOdometry:
		t.odometry(m, now)
	case *common.MessageEstimatorStatus:
		t.estimatorGood = m.Flags&common.ESTIMATOR_POS_HORIZ_ABS != 0 &&
			m.Flags&common.ESTIMATOR_CONST_POS_MODE == 0
	case *common.MessageBatteryStatus:
		t.state.BatteryPct = min(int(m.BatteryRemaining), 100)
		t.state.Charging = m.ChargeState == common.MAV_BATTERY_CHARGE_STATE_CHARGING
	case *common.MessageButtonChange:
		t.buttons(m, now)
	case *common.MessageObstacleDistance:
		if sectors, ok := sectorsOf(m, t.state.Pose.HeadingRad); ok {
			t.state.SectorsM, t.state.SectorsAt = sectors, now
		}
	case *common.MessageSysStatus:
		t.sick = sickParts(m)
	case *common.MessageStatustext:
		t.text(m)
	default:
		return
	}
	t.settle(now)
}

func (t *tracker) heartbeat(m *common.MessageHeartbeat, now time.Time) {
	if !t.state.Link && !t.buttonAt.IsZero() {
		t.buttonAt = now // it could not come while there was no link
	}
	t.state.Link, t.state.HeardAt = true, now
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

func (t *tracker) odometry(m *common.MessageOdometry, now time.Time) {
	pose, sigma, speed, ok := poseOf(m)
	if !ok {
		return
	}
	if m.Quality < 0 { // "odometry has failed", says the message's definition
		sigma = math.Inf(1)
	}
	if t.posed && m.ResetCounter != t.resetCounter {
		t.state.Resets++
	}
	t.resetCounter, t.posed, t.state.PoseAt = m.ResetCounter, true, now
	t.state.Pose, t.state.PoseSigmaM, t.state.SpeedMps = pose, sigma, speed
}

func (t *tracker) buttons(m *common.MessageButtonChange, now time.Time) {
	t.stopByButton, t.buttonAt = m.State&eStopButton != 0, now
	t.state.Bumpers = m.State >> bumperShift & bumperMask
	t.contacts = m.State&contactButton != 0
}
