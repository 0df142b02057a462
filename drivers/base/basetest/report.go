package basetest

import (
	"math"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

// The level bits of BUTTON_CHANGE, see package base.
const (
	eStopBit    = 1
	bumperShift = 1
	contactBit  = 1 << 7
)

// textLen is what a STATUSTEXT holds.
const textLen = 50

// report sends what is due in this tick. The caller holds mu.
func (b *Base) report() {
	if b.ticks%2 == 0 { // 20 Hz
		b.sendOdometry()
	}
	if b.ticks%4 == 0 { // 10 Hz
		b.sendHeartbeat()
		b.sendObstacles()
	}
	if b.ticks%8 == 0 { // 5 Hz
		b.sendEstimator()
		b.sendButton()
	}
	if b.ticks%40 == 0 { // 1 Hz
		b.sendBattery()
		b.sendHealth()
		b.sendFault()
	}
}

// send puts a message on the wire, if one is plugged in.
func (b *Base) send(msg message.Message) {
	if b.wire != nil && !b.mute {
		b.wire.send(msg)
	}
}

func (b *Base) sendHeartbeat() {
	s := b.body.Sensed()
	m := &common.MessageHeartbeat{
		Type: common.MAV_TYPE_GROUND_ROVER, Autopilot: common.MAV_AUTOPILOT_GENERIC,
		BaseMode:   common.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | common.MAV_MODE_FLAG_SAFETY_ARMED,
		CustomMode: s.Mode, SystemStatus: common.MAV_STATE_STANDBY, MavlinkVersion: 3,
	}
	switch {
	case s.EStop:
		m.BaseMode &^= common.MAV_MODE_FLAG_SAFETY_ARMED
		m.SystemStatus = common.MAV_STATE_EMERGENCY
	case s.Fault != "":
		m.SystemStatus = common.MAV_STATE_CRITICAL
	case !s.Order.Ended:
		m.SystemStatus = common.MAV_STATE_ACTIVE
	}
	b.send(m)
}

// sendOdometry tells position and speed in the wire's frames: north, east and
// yaw clockwise from north; forward and right.
func (b *Base) sendOdometry() {
	s := b.body.Sensed()
	at, sigma := s.Pose, s.SigmaM
	yaw := wrap(math.Pi/2 - at.Heading)
	m := &common.MessageOdometry{
		TimeUsec: uint64(time.Since(b.born).Microseconds()), // never negative
		FrameId:  common.MAV_FRAME_LOCAL_NED, ChildFrameId: common.MAV_FRAME_BODY_FRD,
		X: float32(at.Y), Y: float32(at.X),
		Q:            [4]float32{float32(math.Cos(yaw / 2)), 0, 0, float32(math.Sin(yaw / 2))},
		Vx:           float32(s.Mps),
		Yawspeed:     float32(-s.Rps),
		ResetCounter: uint8(s.Resets), EstimatorType: common.MAV_ESTIMATOR_TYPE_LIDAR, Quality: 90,
	}
	m.PoseCovariance[0], m.PoseCovariance[6] = float32(sigma*sigma), float32(sigma*sigma)
	m.PoseCovariance[20] = headingSigma * headingSigma
	b.send(m)
}

func (b *Base) sendEstimator() {
	flags := common.ESTIMATOR_ATTITUDE | common.ESTIMATOR_VELOCITY_HORIZ | common.ESTIMATOR_POS_HORIZ_REL
	s := b.body.Sensed()
	if s.Localised {
		flags |= common.ESTIMATOR_POS_HORIZ_ABS
	}
	b.send(&common.MessageEstimatorStatus{
		TimeUsec: uint64(time.Since(b.born).Microseconds()), // never negative
		Flags:    flags, PosHorizAccuracy: float32(s.SigmaM),
	})
}

func (b *Base) sendButton() {
	m := &common.MessageButtonChange{TimeBootMs: b.bootMs(time.Now())}
	if !b.eStopAt.IsZero() {
		m.LastChangeMs = b.bootMs(b.eStopAt)
	}
	s := b.body.Sensed()
	m.State = s.Bumpers << bumperShift &^ contactBit
	if s.EStop {
		m.State |= eStopBit
	}
	if s.Docked {
		m.State |= contactBit
	}
	b.send(m)
}

func (b *Base) bootMs(t time.Time) uint32 {
	return uint32(t.Sub(b.born).Milliseconds()) // wraps after 49 days, as the message says
}

func (b *Base) sendBattery() {
	s := b.body.Sensed()
	m := &common.MessageBatteryStatus{
		BatteryFunction: common.MAV_BATTERY_FUNCTION_ALL, Type: common.MAV_BATTERY_TYPE_LION,
		Temperature: 2500, CurrentBattery: -1, CurrentConsumed: -1, EnergyConsumed: -1,
		BatteryRemaining: int8(math.Round(s.BatteryPct)), ChargeState: common.MAV_BATTERY_CHARGE_STATE_OK,
	}
	for i := range m.Voltages {
		m.Voltages[i] = math.MaxUint16 // no such cell
	}
	m.Voltages[0] = uint16(s.Volts * 1000)
	if s.Charging {
		m.ChargeState = common.MAV_BATTERY_CHARGE_STATE_CHARGING
	}
	b.send(m)
}

func (b *Base) sendFault() {
	fault := b.body.Sensed().Fault
	if fault == "" {
		return
	}
	m := common.MessageStatustext{Severity: common.MAV_SEVERITY_CRITICAL}
	if len(fault) >= textLen { // in chunks
		m.Id = uint16(b.ticks) | 1 // any but 0
	}
	for ; len(fault) >= textLen; fault = fault[textLen:] {
		part := m
		part.Text = fault[:textLen]
		b.send(&part)
		m.ChunkSeq++
	}
	m.Text = fault
	b.send(&m)
}

// The range of the emulated lidar on the wire, in centimetres.
const (
	sensorMinCm = 5
	sensorMaxCm = 600
)

// sendObstacles tells what stands around, clockwise as the wire has it.
func (b *Base) sendObstacles() {
	s := b.body.Sensed()
	m := &common.MessageObstacleDistance{
		TimeUsec:   uint64(time.Since(b.born).Microseconds()), // never negative
		SensorType: common.MAV_DISTANCE_SENSOR_LASER,
		Increment:  360 / base.Sectors, MinDistance: sensorMinCm, MaxDistance: sensorMaxCm,
		Frame: common.MAV_FRAME_BODY_FRD,
	}
	for i, metres := range s.SectorsM {
		m.Distances[(base.Sectors-i)%base.Sectors] = centimetres(float64(metres))
	}
	b.send(m)
}

func centimetres(metres float64) uint16 {
	switch {
	case math.IsNaN(metres):
		return math.MaxUint16 // not known
	case metres*100 > sensorMaxCm:
		return sensorMaxCm + 1 // nothing there
	}
	return uint16(max(0, math.Round(metres*100)))
}
