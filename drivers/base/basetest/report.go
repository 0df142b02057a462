package basetest

import (
	"math"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// Mode numbers of ArduPilot Rover.
const (
	modeHold   = 4
	modeGuided = 15
)

// report sends what is due in this tick. The caller holds mu.
func (b *Base) report() {
	if b.ticks%2 == 0 { // 20 Hz
		b.sendOdometry()
	}
	if b.ticks%4 == 0 { // 10 Hz
		b.sendHeartbeat()
	}
	if b.ticks%8 == 0 { // 5 Hz
		b.sendEstimator()
		b.sendButton()
	}
	if b.ticks%40 == 0 { // 1 Hz
		b.sendBattery()
		b.sendFault()
	}
}

// send puts a message on the wire, if one is plugged in.
func (b *Base) send(msg message.Message) {
	if b.wire != nil {
		b.wire.send(msg)
	}
}

func (b *Base) sendHeartbeat() {
	m := &common.MessageHeartbeat{
		Type: common.MAV_TYPE_GROUND_ROVER, Autopilot: common.MAV_AUTOPILOT_GENERIC,
		BaseMode:   common.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | common.MAV_MODE_FLAG_SAFETY_ARMED,
		CustomMode: b.mode, SystemStatus: common.MAV_STATE_STANDBY, MavlinkVersion: 3,
	}
	switch {
	case b.eStop:
		m.BaseMode &^= common.MAV_MODE_FLAG_SAFETY_ARMED
		m.SystemStatus = common.MAV_STATE_EMERGENCY
	case b.fault != "":
		m.SystemStatus = common.MAV_STATE_CRITICAL
	case b.drive.active:
		m.SystemStatus = common.MAV_STATE_ACTIVE
	}
	b.send(m)
}

// sendOdometry tells position and speed in the wire's frames: north, east and
// yaw clockwise from north; forward and right.
func (b *Base) sendOdometry() {
	at, sigma := b.localiser.pose(b.drive.at)
	yaw := wrap(math.Pi/2 - at.Heading)
	m := &common.MessageOdometry{
		TimeUsec: uint64(time.Since(b.born).Microseconds()), // never negative
		FrameId:  common.MAV_FRAME_LOCAL_NED, ChildFrameId: common.MAV_FRAME_BODY_FRD,
		X: float32(at.Y), Y: float32(at.X),
		Q:            [4]float32{float32(math.Cos(yaw / 2)), 0, 0, float32(math.Sin(yaw / 2))},
		Vx:           float32(b.drive.speed * b.speedUp),
		Yawspeed:     float32(-b.drive.turn * b.speedUp),
		ResetCounter: b.localiser.resets, EstimatorType: common.MAV_ESTIMATOR_TYPE_LIDAR, Quality: 90,
	}
	m.PoseCovariance[0], m.PoseCovariance[6] = float32(sigma*sigma), float32(sigma*sigma)
	m.PoseCovariance[20] = headingSigma * headingSigma
	b.send(m)
}

func (b *Base) sendEstimator() {
	flags := common.ESTIMATOR_ATTITUDE | common.ESTIMATOR_VELOCITY_HORIZ | common.ESTIMATOR_POS_HORIZ_REL
	_, sigma := b.localiser.pose(b.drive.at)
	if b.localiser.good {
		flags |= common.ESTIMATOR_POS_HORIZ_ABS
	}
	b.send(&common.MessageEstimatorStatus{
		TimeUsec: uint64(time.Since(b.born).Microseconds()), // never negative
		Flags:    flags, PosHorizAccuracy: float32(sigma),
	})
}

func (b *Base) sendButton() {
	m := &common.MessageButtonChange{TimeBootMs: b.bootMs(time.Now())}
	if !b.eStopAt.IsZero() {
		m.LastChangeMs = b.bootMs(b.eStopAt)
	}
	if b.eStop {
		m.State = 1
	}
	b.send(m)
}

func (b *Base) bootMs(t time.Time) uint32 {
	return uint32(t.Sub(b.born).Milliseconds()) // wraps after 49 days, as the message says
}

func (b *Base) sendBattery() {
	m := &common.MessageBatteryStatus{
		BatteryFunction: common.MAV_BATTERY_FUNCTION_ALL, Type: common.MAV_BATTERY_TYPE_LION,
		Temperature: 2500, CurrentBattery: -1, CurrentConsumed: -1, EnergyConsumed: -1,
		BatteryRemaining: int8(math.Round(b.battery.pct)), ChargeState: common.MAV_BATTERY_CHARGE_STATE_OK,
	}
	for i := range m.Voltages {
		m.Voltages[i] = math.MaxUint16 // no such cell
	}
	m.Voltages[0] = b.battery.millivolts()
	if b.battery.charging {
		m.ChargeState = common.MAV_BATTERY_CHARGE_STATE_CHARGING
	}
	b.send(m)
}

func (b *Base) sendFault() {
	if b.fault != "" {
		b.send(&common.MessageStatustext{Severity: common.MAV_SEVERITY_CRITICAL, Text: b.fault})
	}
}
