package basetest

import (
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

const (
	// askAgain is how long the base waits for an item, askTries how often.
	askAgain = 10 * tick
	askTries = 5
	// maxItems is what the base can remember.
	maxItems = 1024
)

// fence takes the areas to keep out of, by the mission protocol
// (https://mavlink.io/en/services/mission.html): it asks for item after item.
type fence struct {
	count  int // of the upload that runs; 0 for none
	next   uint16
	areas  []base.Polygon
	left   int // corners that the area begun still lacks
	waited time.Duration
	asked  int
	lose   int
}

// DropMissionRequests makes the base forget to ask for the next n items of
// an upload, as if the wire had lost it.
func (b *Base) DropMissionRequests(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fence.lose = n
}

func (f *fence) receive(b *Base, msg message.Message) bool {
	switch m := msg.(type) {
	case *common.MessageMissionCount:
		f.begin(b, m)
	case *common.MessageMissionItemInt:
		f.item(b, m)
	case *common.MessageMissionClearAll:
		if m.MissionType != common.MAV_MISSION_TYPE_FENCE {
			b.reject("MISSION_CLEAR_ALL of type %d", m.MissionType)
			b.missionAck(common.MAV_MISSION_UNSUPPORTED)
			return true
		}
		f.count = 0
		b.body.KeepOut(nil)
		b.missionAck(common.MAV_MISSION_ACCEPTED)
	default:
		return false
	}
	return true
}

func (b *Base) missionAck(result common.MAV_MISSION_RESULT) {
	b.send(&common.MessageMissionAck{
		TargetSystem: 1, TargetComponent: 191, Type: result, MissionType: common.MAV_MISSION_TYPE_FENCE,
	})
}

func (f *fence) begin(b *Base, m *common.MessageMissionCount) {
	switch {
	case m.MissionType != common.MAV_MISSION_TYPE_FENCE:
		b.reject("MISSION_COUNT of type %d", m.MissionType)
		b.missionAck(common.MAV_MISSION_UNSUPPORTED)
		return
	case m.Count > maxItems:
		b.missionAck(common.MAV_MISSION_NO_SPACE)
		return
	case m.Count == 0:
		b.reject("MISSION_COUNT of nothing")
		b.missionAck(common.MAV_MISSION_ERROR)
		return
	}
	*f = fence{count: int(m.Count), lose: f.lose}
	f.ask(b)
}

func (f *fence) ask(b *Base) {
	f.waited = 0
	if f.lose > 0 {
		f.lose--
		return
	}
	b.send(&common.MessageMissionRequestInt{
		TargetSystem: 1, TargetComponent: 191, Seq: f.next, MissionType: common.MAV_MISSION_TYPE_FENCE,
	})
}

func (f *fence) item(b *Base, m *common.MessageMissionItemInt) {
	if f.count == 0 || m.Seq < f.next {
		return // again, or late
	}
	if result := f.check(m); result != common.MAV_MISSION_ACCEPTED {
		b.reject("MISSION_ITEM_INT %d of command %d: %v", m.Seq, m.Command, result)
		f.count = 0
		b.missionAck(result)
		return
	}
	if f.left == 0 {
		f.areas = append(f.areas, nil)
		f.left = int(m.Param1)
	}
	last := &f.areas[len(f.areas)-1]
	*last = append(*last, base.Point{XM: float64(m.Y) / 1e4, YM: float64(m.X) / 1e4})
	f.left--
	f.next++
	f.asked = 0
	if int(f.next) < f.count {
		f.ask(b)
		return
	}
	f.count = 0
	if f.left > 0 {
		b.reject("a fence whose last area lacks %d corners", f.left)
		b.missionAck(common.MAV_MISSION_INVALID)
		return
	}
	b.body.KeepOut(f.areas)
	b.missionAck(common.MAV_MISSION_ACCEPTED)
}

func (f *fence) check(m *common.MessageMissionItemInt) common.MAV_MISSION_RESULT {
	switch {
	case m.Seq != f.next:
		return common.MAV_MISSION_INVALID_SEQUENCE
	case m.MissionType != common.MAV_MISSION_TYPE_FENCE || m.Command != common.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION:
		return common.MAV_MISSION_UNSUPPORTED
	case m.Frame != common.MAV_FRAME_LOCAL_NED:
		return common.MAV_MISSION_UNSUPPORTED_FRAME
	case !(m.Param1 >= 3) || f.left > 0 && int(m.Param1) != len(f.areas[len(f.areas)-1])+f.left:
		return common.MAV_MISSION_INVALID_PARAM1
	}
	return common.MAV_MISSION_ACCEPTED
}

// step asks again for what does not come.
func (f *fence) step(b *Base) {
	if f.count == 0 {
		return
	}
	if f.waited += tick; f.waited < askAgain {
		return
	}
	if f.asked++; f.asked > askTries {
		f.count = 0
		b.missionAck(common.MAV_MISSION_OPERATION_CANCELLED)
		return
	}
	f.ask(b)
}
