package basetest

import (
	"fmt"
	"math"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

const (
	resultAccepted = common.MAV_RESULT_ACCEPTED
	resultFailed   = common.MAV_RESULT_FAILED
	resultRunning  = common.MAV_RESULT_IN_PROGRESS
	resultRejected = common.MAV_RESULT_TEMPORARILY_REJECTED
)

// goal is what the base drives to, or drove to last.
type goal struct {
	number int32  // the agent's
	order  uint64 // the body's
	ended  bool
	result common.MAV_RESULT
}

// running reports whether the goal is still driven to.
func (g *goal) running() bool { return g.order != 0 && !g.ended }

// is reports whether the body's order is this goal, still driven to.
func (g *goal) is(o Order) bool { return g.running() && g.order == o.Number }

// receive takes one frame from the agent.
func (b *Base) receive(f base.Frame) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if moving(f.Message) {
		b.moves++
	}
	switch m := f.Message.(type) {
	case *common.MessageHeartbeat:
		b.body.Beat()
	case *common.MessageCommandLong:
		result, about := b.command(m)
		b.ack(m.Command, result, about)
	case *common.MessageCommandInt:
		b.commandInt(m)
	case *common.MessageSetPositionTargetLocalNed:
		b.setpoint(m)
	case *common.MessageFileTransferProtocol:
		b.serveFile(m)
	default:
		if !b.fence.receive(b, m) && !b.settings.ask(b, m) {
			b.reject("message %d", f.Message.GetID())
		}
	}
}

func (b *Base) reject(format string, a ...any) {
	b.rejected = append(b.rejected, fmt.Sprintf(format, a...))
}

func (b *Base) ack(cmd common.MAV_CMD, result common.MAV_RESULT, about int32) {
	b.send(&common.MessageCommandAck{
		Command: cmd, Result: result, Progress: math.MaxUint8, ResultParam2: about,
		TargetSystem: 1, TargetComponent: 191,
	})
}

// command obeys and returns the result, and what it is about.
func (b *Base) command(m *common.MessageCommandLong) (result common.MAV_RESULT, about int32) {
	switch {
	case m.Command == common.MAV_CMD_DO_SET_MODE && m.Param1 == 1:
		return b.setMode(m), int32(m.Param2)
	case m.Command == common.MAV_CMD_DO_CHANGE_SPEED && m.Param1 == 1:
		if !(m.Param2 > 0) { // not a number is not a speed either
			return common.MAV_RESULT_DENIED, 0
		}
		b.capMps = float64(m.Param2)
		b.body.SpeedCap(b.capMps)
		return resultAccepted, 0
	case m.Command == common.MAV_CMD_DO_PAUSE_CONTINUE && m.Param1 == 0:
		b.hold()
		return resultAccepted, 0
	case m.Command == common.MAV_CMD_REQUEST_MESSAGE:
		return b.request(m.Param1), 0
	case m.Command == common.MAV_CMD_SET_MESSAGE_INTERVAL:
		b.settings.rates[uint32(m.Param1)] = time.Duration(m.Param2) * time.Microsecond
		return resultAccepted, 0
	}
	b.reject("COMMAND_LONG %d (%v, %v)", m.Command, m.Param1, m.Param2)
	return common.MAV_RESULT_UNSUPPORTED, 0
}

func (b *Base) setMode(m *common.MessageCommandLong) common.MAV_RESULT {
	switch uint32(m.Param2) {
	case base.ModeHold:
		b.hold()
		return resultAccepted
	case base.ModeDock:
		return b.goDocking(m.Confirmation > 0)
	case base.ModeGuided:
		if b.stuck() {
			return resultRejected
		}
		return resultAccepted
	}
	b.reject("DO_SET_MODE %v", m.Param2)
	return common.MAV_RESULT_UNSUPPORTED
}

func (b *Base) hold() {
	b.body.Hold()
	b.end(common.MAV_RESULT_CANCELLED)
}

// stuck reports whether the base must not drive.
func (b *Base) stuck() bool {
	s := b.body.Sensed()
	return s.EStop || s.Fault != "" || !s.Localised
}

// goDocking begins one try. The command once more is the same try.
func (b *Base) goDocking(again bool) common.MAV_RESULT {
	if again && b.dock.order != 0 {
		if b.dock.ended {
			return b.dock.result
		}
		return resultRunning
	}
	b.end(common.MAV_RESULT_CANCELLED)
	if b.stuck() {
		return resultRejected
	}
	b.dock = goal{number: int32(base.ModeDock), order: b.body.Dock()}
	if o := b.body.Sensed().Order; o.Ended && o.Err != nil {
		b.dock.ended, b.dock.result = true, resultFailed
		return resultFailed
	}
	b.sendHeartbeat()
	return resultRunning
}

func (b *Base) commandInt(m *common.MessageCommandInt) {
	switch m.Command {
	case common.MAV_CMD_WAYPOINT_USER_1:
		b.goTo(m)
	case base.CommandRelocalise:
		b.ack(m.Command, b.relocalise(m), 0)
	default:
		b.reject("COMMAND_INT %d", m.Command)
		b.ack(m.Command, common.MAV_RESULT_UNSUPPORTED, 0)
	}
}

// poseIn reads the pose of a COMMAND_INT in the local frame.
func poseIn(m *common.MessageCommandInt) Pose {
	return Pose{
		X: float64(m.Y) / 1e4, Y: float64(m.X) / 1e4,
		Heading: wrap(math.Pi/2 - float64(m.Param4)*math.Pi/180),
	}
}

func (b *Base) relocalise(m *common.MessageCommandInt) common.MAV_RESULT {
	switch {
	case m.Frame != common.MAV_FRAME_LOCAL_NED:
		return common.MAV_RESULT_COMMAND_UNSUPPORTED_MAV_FRAME
	case !(m.Param1 > 0): // not a number is no deviation either
		return common.MAV_RESULT_DENIED
	}
	b.body.Relocalise(poseIn(m), float64(m.Param1))
	return resultAccepted
}

// goTo takes a goal. The same number again is the same goal: it is answered
// with how that stands.
func (b *Base) goTo(m *common.MessageCommandInt) {
	number := int32(m.Param2)
	if number != 0 && number == b.goal.number {
		result := resultRunning
		if b.goal.ended {
			result = b.goal.result
		}
		b.ack(m.Command, result, number)
		return
	}
	b.end(common.MAV_RESULT_CANCELLED)
	b.goal = goal{number: number}
	result := b.begin(m)
	b.goal.ended, b.goal.result = result != resultRunning, result
	b.ack(m.Command, result, number)
	b.sendHeartbeat()
}

func (b *Base) begin(m *common.MessageCommandInt) common.MAV_RESULT {
	if m.Frame != common.MAV_FRAME_LOCAL_NED {
		return common.MAV_RESULT_COMMAND_UNSUPPORTED_MAV_FRAME
	}
	if b.stuck() {
		return resultRejected
	}
	b.goal.order = b.body.Goto(poseIn(m), b.capMps)
	if o := b.body.Sensed().Order; o.Ended && o.Err != nil {
		return common.MAV_RESULT_DENIED
	}
	return resultRunning
}

// setpoint takes a velocity, or a goal as ArduPilot has it. There is no
// answer to either.
func (b *Base) setpoint(m *common.MessageSetPositionTargetLocalNed) {
	switch {
	case m.TypeMask == base.MaskVelocity && m.CoordinateFrame == common.MAV_FRAME_BODY_NED:
		b.end(common.MAV_RESULT_CANCELLED)
		if !b.stuck() {
			b.body.Velocity(float64(m.Vx), -float64(m.YawRate))
		}
	case m.TypeMask == base.MaskPosition && m.CoordinateFrame == common.MAV_FRAME_LOCAL_NED:
		b.goToPoint(Pose{X: float64(m.Y), Y: float64(m.X)})
	default:
		b.reject("SET_POSITION_TARGET_LOCAL_NED mask %d frame %d", m.TypeMask, m.CoordinateFrame)
	}
}

// goToPoint drives to a point; the same point again changes nothing.
func (b *Base) goToPoint(to Pose) {
	s := b.body.Sensed()
	if b.stuck() || to == b.point && !s.Order.Ended {
		return
	}
	b.end(common.MAV_RESULT_CANCELLED)
	to.Heading = math.Atan2(to.Y-s.Pose.Y, to.X-s.Pose.X) // as it comes
	b.point = Pose{X: to.X, Y: to.Y}
	if math.Hypot(to.Y-s.Pose.Y, to.X-s.Pose.X) > arriveM*2 {
		b.body.Goto(to, b.capMps)
	}
}

// follow tells the agent what became of its goal.
func (b *Base) follow() {
	o := b.body.Sensed().Order
	if !o.Ended || !b.goal.is(o) && !b.dock.is(o) {
		return
	}
	if o.Err != nil {
		b.end(resultFailed)
		return
	}
	b.end(resultAccepted)
}

// end closes the goal and the docking, and says so.
func (b *Base) end(result common.MAV_RESULT) {
	b.point = Pose{X: math.NaN()}
	if b.goal.running() {
		b.goal.ended, b.goal.result = true, result
		if b.goal.number != 0 {
			b.ack(common.MAV_CMD_WAYPOINT_USER_1, result, b.goal.number)
		}
	}
	if b.dock.running() {
		b.dock.ended, b.dock.result = true, result
		b.ack(common.MAV_CMD_DO_SET_MODE, result, b.dock.number)
	}
}
