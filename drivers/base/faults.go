package base

import (
	"slices"
	"strings"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

const (
	// textLen is how much a STATUSTEXT carries. A shorter one is the last of
	// its row.
	textLen = 50
	// maxChunks bounds a row, as a base may never end it.
	maxChunks = 8
)

// sickParts names what the base says is there, in use and not healthy, among
// the parts without which it must not drive.
func sickParts(m *common.MessageSysStatus) []string {
	parts := []struct {
		bit  common.MAV_SYS_STATUS_SENSOR
		name string
	}{
		{common.MAV_SYS_STATUS_SENSOR_3D_GYRO, "gyroscope"},
		{common.MAV_SYS_STATUS_SENSOR_LASER_POSITION, "lidar"},
		{common.MAV_SYS_STATUS_SENSOR_XY_POSITION_CONTROL, "position control"},
		{common.MAV_SYS_STATUS_SENSOR_MOTOR_OUTPUTS, "motors"},
		{common.MAV_SYS_STATUS_SENSOR_BATTERY, "battery"},
		{common.MAV_SYS_STATUS_SENSOR_PROXIMITY, "proximity sensors"},
		{common.MAV_SYS_STATUS_OBSTACLE_AVOIDANCE, "obstacle avoidance"},
	}
	var sick []string
	used := m.OnboardControlSensorsPresent & m.OnboardControlSensorsEnabled
	for _, p := range parts {
		if used&p.bit != 0 && m.OnboardControlSensorsHealth&p.bit == 0 {
			sick = append(sick, p.name+" not healthy")
		}
	}
	return sick
}

// chunks is a STATUSTEXT that comes in several messages.
type chunks struct {
	id   uint16
	next uint8
	text string
}

// add takes one message and returns the whole text once it is there. What was
// lost on the way shows as an ellipsis.
func (c *chunks) add(m *common.MessageStatustext) (text string, whole bool) {
	if m.Id == 0 {
		return m.Text, true
	}
	if m.Id != c.id || m.ChunkSeq < c.next {
		*c = chunks{id: m.Id} // what came of the row before is too little to show
	}
	if m.ChunkSeq > c.next {
		c.text += "…"
	}
	c.text += m.Text
	c.next = m.ChunkSeq + 1
	if len(m.Text) == textLen && m.ChunkSeq < maxChunks-1 {
		return "", false
	}
	text = strings.ToValidUTF8(c.text, "…") // a letter may have been cut
	*c = chunks{}
	return text, true
}

// text keeps what the base says at severity "error" or worse: it explains the
// fault that its heartbeat announces.
func (t *tracker) text(m *common.MessageStatustext) {
	if m.Severity > common.MAV_SEVERITY_ERROR {
		return
	}
	text, whole := t.chunks.add(m)
	if !whole || text == "" || slices.Contains(t.texts, text) {
		return
	}
	t.texts = append(t.texts, text)
	if len(t.texts) > maxFaults {
		t.texts = t.texts[1:]
	}
}
