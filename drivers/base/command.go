package base

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

const (
	// ackWithin is how long the base may take for its first answer before the
	// command is sent again: several frames' time each way.
	ackWithin = 200 * time.Millisecond
	// ackTries is how often a command is sent without any answer.
	ackTries = 5
	// holdEvery is how often a hold is repeated: nothing waits for it longer
	// than it must.
	holdEvery = 50 * time.Millisecond
	// holdWithin bounds a Hold whose context has no deadline.
	holdWithin = 2 * time.Second
)

var (
	// ErrEStop says that the base's motors are cut.
	ErrEStop = errors.New("the emergency stop is pressed")
	// ErrNoAck says that the base is alive and does not answer a command.
	ErrNoAck = errors.New("the base does not acknowledge")
	// ErrSuperseded says that a newer Goto or Hold took over.
	ErrSuperseded = errors.New("a newer motion took over")
)

// RejectedError is the base's refusal of a command, or the failed end of a goal.
type RejectedError struct {
	// Result is the MAV_RESULT the base gave.
	Result common.MAV_RESULT
}

// Error names the result as the MAVLink documentation does.
func (e *RejectedError) Error() string {
	return "the base answers " + e.Result.String()
}

// acks hands COMMAND_ACK frames to whoever waits for them.
type acks struct {
	mu      sync.Mutex
	waiting map[common.MAV_CMD]chan *common.MessageCommandAck
}

// expect begins to collect answers to one command. Only one caller may expect
// a command at a time; the motion lock sees to that.
func (a *acks) expect(cmd common.MAV_CMD) (answers <-chan *common.MessageCommandAck, done func()) {
	ch := make(chan *common.MessageCommandAck, sendQueue)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting == nil {
		a.waiting = map[common.MAV_CMD]chan *common.MessageCommandAck{}
	}
	a.waiting[cmd] = ch
	return ch, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.waiting, cmd)
	}
}

func (a *acks) deliver(ack *common.MessageCommandAck) {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case a.waiting[ack.Command] <- ack:
	default: // nobody waits, or a flood: the command is sent again if need be
	}
}

// motion lets one Goto or Hold run at a time; a newer one ends the older.
type motion struct {
	mu     sync.Mutex
	cancel context.CancelCauseFunc
	ended  chan struct{}
	goal   uint16
}

// begin takes over from the motion before it, once that has ended.
func (m *motion) begin(ctx context.Context) (taken context.Context, goal uint16, end func()) {
	taken, cancel := context.WithCancelCause(ctx)
	ended := make(chan struct{})

	m.mu.Lock()
	before, beforeCancel := m.ended, m.cancel
	m.ended, m.cancel = ended, cancel
	m.goal++
	if m.goal == 0 {
		m.goal = 1 // 0 means "not known" in an answer
	}
	goal = m.goal
	m.mu.Unlock()

	if before != nil {
		beforeCancel(ErrSuperseded)
		<-before
	}
	return taken, goal, func() {
		cancel(nil)
		close(ended)
	}
}

// send puts a message on the open port, if there is one. A message that is
// not sent is like one lost on the wire: whoever needs it sends it again.
func (l *Link) send(msg message.Message) error {
	c := l.connection()
	if c == nil {
		return ErrLinkLost
	}
	return c.send(msg)
}

// command sends a command until the base answers with a result other than
// IN_PROGRESS, every apart, tries times (0: until ctx ends).
func (l *Link) command(ctx context.Context, cmd common.MessageCommandLong, every time.Duration, tries int) error {
	answers, done := l.acks.expect(cmd.Command)
	defer done()
	again := time.NewTicker(every)
	defer again.Stop()
	for n := 1; ; n++ {
		sending := cmd // the writer has this one now
		sendErr := l.send(&sending)
		cmd.Confirmation++
		select {
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), sendErr)
		case ack := <-answers:
			if ack.Result == common.MAV_RESULT_ACCEPTED {
				return nil
			}
			if ack.Result != common.MAV_RESULT_IN_PROGRESS && tries > 0 {
				return &RejectedError{Result: ack.Result}
			}
			// A refused hold is asked for again: there is nothing better.
			pause(ctx, every)
		case <-again.C:
			if tries > 0 && n >= tries {
				return errors.Join(ErrNoAck, sendErr)
			}
		}
	}
}

// Hold stops the base where it is. It ends a running Goto, and repeats itself
// until the base acknowledges or ctx ends (after 2 s when ctx has no
// deadline). Use context.WithoutCancel where motion must stop because a
// context ended.
func (l *Link) Hold(ctx context.Context) error {
	ctx, _, end := l.motion.begin(ctx)
	defer end()
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, holdWithin)
		defer cancel()
	}
	err := l.command(ctx, common.MessageCommandLong{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Command:         common.MAV_CMD_DO_SET_MODE,
		Param1:          float32(common.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED),
		Param2:          float32(ModeHold),
	}, holdEvery, 0)
	if err != nil {
		return fmt.Errorf("cannot hold the base: %w", err)
	}
	return nil
}

// capSpeed limits how fast the base drives to its goals.
func (l *Link) capSpeed(ctx context.Context, maxSpeedMps float64) error {
	err := l.command(ctx, common.MessageCommandLong{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Command:         common.MAV_CMD_DO_CHANGE_SPEED,
		Param1:          1, // ground speed
		Param2:          float32(maxSpeedMps),
		Param3:          -1, // leave the throttle
	}, ackWithin, ackTries)
	if err != nil {
		return fmt.Errorf("cannot cap the speed at %.2f m/s: %w", maxSpeedMps, err)
	}
	return nil
}
