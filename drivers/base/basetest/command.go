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
)

// goal is the one the base drives to, or the last one.
type goal struct {
	number int32
	ended  bool
	result common.MAV_RESULT
}

// receive takes one frame from the agent.
func (b *Base) receive(f base.Frame) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m := f.Message.(type) {
	case *common.MessageHeartbeat:
		b.beatAt = time.Now()
	case *common.MessageCommandLong:
		b.ack(m.Command, b.command(m), 0)
	case *common.MessageCommandInt:
		if m.Command != common.MAV_CMD_WAYPOINT_USER_1 {
			b.reject("COMMAND_INT %d", m.Command)
			b.ack(m.Command, common.MAV_RESULT_UNSUPPORTED, 0)
			return
		}
		b.goTo(m)
	case *common.MessageFileTransferProtocol:
		b.serveFile(m)
	default:
		b.reject("message %d", f.Message.GetID())
	}
}

func (b *Base) reject(format string, a ...any) {
	b.rejected = append(b.rejected, fmt.Sprintf(format, a...))
}

func (b *Base) ack(cmd common.MAV_CMD, result common.MAV_RESULT, number int32) {
	b.send(&common.MessageCommandAck{
		Command: cmd, Result: result, Progress: math.MaxUint8, ResultParam2: number,
		TargetSystem: 1, TargetComponent: 191,
	})
}

func (b *Base) command(m *common.MessageCommandLong) common.MAV_RESULT {
	switch {
	case m.Command == common.MAV_CMD_DO_SET_MODE && m.Param1 == 1 && m.Param2 == modeHold:
		b.mode = modeHold
		b.end(common.MAV_RESULT_CANCELLED)
		return resultAccepted
	case m.Command == common.MAV_CMD_DO_CHANGE_SPEED && m.Param1 == 1:
		if !(m.Param2 > 0) { // not a number is not a speed either
			return common.MAV_RESULT_DENIED
		}
		b.drive.limit = float64(m.Param2)
		return resultAccepted
	}
	b.reject("COMMAND_LONG %d (%v, %v)", m.Command, m.Param1, m.Param2)
	return common.MAV_RESULT_UNSUPPORTED
}

// goTo takes a goal. The same number again is the same goal: it is answered
// with how that stands.
func (b *Base) goTo(m *common.MessageCommandInt) {
	number := int32(m.Param2)
	if number != 0 && number == b.goal.number {
		result := common.MAV_RESULT_IN_PROGRESS
		if b.goal.ended {
			result = b.goal.result
		}
		b.ack(m.Command, result, number)
		return
	}
	b.end(common.MAV_RESULT_CANCELLED)
	result := b.begin(m)
	b.goal = goal{number: number, ended: result != common.MAV_RESULT_IN_PROGRESS, result: result}
	b.ack(m.Command, result, number)
	b.sendHeartbeat()
}

func (b *Base) begin(m *common.MessageCommandInt) common.MAV_RESULT {
	if m.Frame != common.MAV_FRAME_LOCAL_NED {
		return common.MAV_RESULT_COMMAND_UNSUPPORTED_MAV_FRAME
	}
	if b.eStop || b.fault != "" || !b.localiser.good {
		return common.MAV_RESULT_TEMPORARILY_REJECTED
	}
	to := Pose{
		X: float64(m.Y) / 1e4, Y: float64(m.X) / 1e4,
		Heading: wrap(math.Pi/2 - float64(m.Param4)*math.Pi/180),
	}
	if err := b.drive.follow(to); err != nil {
		return common.MAV_RESULT_DENIED
	}
	b.mode = modeGuided
	return common.MAV_RESULT_IN_PROGRESS
}

// end gives up or completes the goal and says so.
func (b *Base) end(result common.MAV_RESULT) {
	b.drive.halt()
	if b.goal.number == 0 || b.goal.ended {
		return
	}
	b.goal.ended, b.goal.result = true, result
	b.ack(common.MAV_CMD_WAYPOINT_USER_1, result, b.goal.number)
}
