package basetest

import (
	"maps"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

// settings are what the emulated base can be asked about itself.
type settings struct {
	params   []base.Param
	bytewise bool
	sick     common.MAV_SYS_STATUS_SENSOR
	rates    map[uint32]time.Duration
}

func newSettings(bytewise bool) settings {
	return settings{
		bytewise: bytewise, rates: map[uint32]time.Duration{},
		params: []base.Param{
			{Name: "WP_SPEED", Type: common.MAV_PARAM_TYPE_REAL32, Value: 0.8},
			{Name: "ATC_ACCEL_MAX", Type: common.MAV_PARAM_TYPE_REAL32, Value: 0.5},
			{Name: "FENCE_ENABLE", Type: common.MAV_PARAM_TYPE_UINT8, Value: 1},
			{Name: "TRIM_LEFT", Type: common.MAV_PARAM_TYPE_INT8, Value: -3},
			{Name: "LIDAR_RPM", Type: common.MAV_PARAM_TYPE_UINT16, Value: 600},
			{Name: "MOUNT_MM", Type: common.MAV_PARAM_TYPE_INT16, Value: -120},
			{Name: "SERIAL_NO", Type: common.MAV_PARAM_TYPE_UINT32, Value: 70001},
			{Name: "ODO_TICKS_PER_M_", Type: common.MAV_PARAM_TYPE_INT32, Value: -100000}, // sixteen bytes
		},
	}
}

// SetSick makes parts of the base report that they are not healthy.
func (b *Base) SetSick(parts common.MAV_SYS_STATUS_SENSOR) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings.sick = parts
}

// Rates are how often the agent asked for messages to come.
func (b *Base) Rates() map[uint32]time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.settings.rates)
}

// ask answers what is about the base itself; it reports false for other
// messages.
func (s *settings) ask(b *Base, msg message.Message) bool {
	switch m := msg.(type) {
	case *common.MessageParamRequestList:
		for i := range s.params {
			s.tell(b, i)
		}
	case *common.MessageParamRequestRead:
		if i := s.find(m.ParamId, int(m.ParamIndex)); i >= 0 {
			s.tell(b, i)
		}
	case *common.MessageParamSet:
		if i := s.find(m.ParamId, -1); i >= 0 {
			s.set(i, m)
			s.tell(b, i)
		}
	case *common.MessageTimesync:
		if m.Tc1 == 0 {
			b.send(&common.MessageTimesync{Tc1: int64(time.Since(b.born)) + 1, Ts1: m.Ts1, TargetSystem: 1, TargetComponent: 191})
		}
	default:
		return false
	}
	return true
}

func (s *settings) find(name string, index int) int {
	for i, p := range s.params {
		if index < 0 && p.Name == name || i == index {
			return i
		}
	}
	return -1
}

// set takes a value of the right type. The serial number is nobody's to set.
func (s *settings) set(i int, m *common.MessageParamSet) {
	p := &s.params[i]
	v, err := base.DecodeParam(&common.MessageParamValue{
		ParamId: p.Name, ParamType: p.Type, ParamValue: m.ParamValue,
	}, s.bytewise)
	if err == nil && m.ParamType == p.Type && p.Name != "SERIAL_NO" {
		p.Value = v.Value
	}
}

func (s *settings) tell(b *Base, i int) {
	value, err := base.EncodeParam(s.params[i], s.bytewise)
	if err != nil {
		b.reject("parameter %d: %v", i, err)
		return
	}
	b.send(&common.MessageParamValue{
		ParamId: s.params[i].Name, ParamType: s.params[i].Type, ParamValue: value,
		ParamCount: uint16(len(s.params)), ParamIndex: uint16(i), // a handful
	})
}

// request sends a message that was asked for by its number.
func (b *Base) request(id float32) common.MAV_RESULT {
	switch id {
	case 0:
		b.sendHeartbeat()
		return resultAccepted
	case 148:
		b.sendVersion()
		return resultAccepted
	}
	b.reject("REQUEST_MESSAGE %v", id)
	return common.MAV_RESULT_UNSUPPORTED
}

func (b *Base) sendVersion() {
	capabilities := common.MAV_PROTOCOL_CAPABILITY_FTP | common.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE |
		common.MAV_PROTOCOL_CAPABILITY_COMMAND_INT | common.MAV_PROTOCOL_CAPABILITY_MAVLINK2
	if b.settings.bytewise {
		capabilities |= common.MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_BYTEWISE
	} else {
		capabilities |= common.MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_C_CAST
	}
	b.send(&common.MessageAutopilotVersion{
		Capabilities: capabilities, FlightSwVersion: 1<<24 | 2<<16 | 3<<8 | 255, VendorId: 7, ProductId: 9, Uid: 70001,
	})
}

// sendHealth tells which parts there are and which are not well.
func (b *Base) sendHealth() {
	parts := common.MAV_SYS_STATUS_SENSOR_3D_GYRO | common.MAV_SYS_STATUS_SENSOR_LASER_POSITION |
		common.MAV_SYS_STATUS_SENSOR_MOTOR_OUTPUTS | common.MAV_SYS_STATUS_SENSOR_BATTERY
	b.send(&common.MessageSysStatus{
		OnboardControlSensorsPresent: parts, OnboardControlSensorsEnabled: parts,
		OnboardControlSensorsHealth: parts &^ b.settings.sick, VoltageBattery: 65535, CurrentBattery: -1, BatteryRemaining: -1,
	})
}
