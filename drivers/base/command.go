package base

import (
	"context"
	"errors"
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
	freed   map[common.MAV_CMD]chan struct{} // closed when the waiting ends
}

// expect begins to collect answers to one command, once nobody else does.
func (a *acks) expect(ctx context.Context, cmd common.MAV_CMD) (answers <-chan *common.MessageCommandAck, done func(), err error) {
	for {
		answers, done, busy := a.tryExpect(cmd)
		if busy == nil {
			return answers, done, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, context.Cause(ctx)
		case <-busy:
		}
	}
}

// tryExpect is expect without the waiting: busy is closed when it is worth
// another try.
func (a *acks) tryExpect(cmd common.MAV_CMD) (answers <-chan *common.MessageCommandAck, done func(), busy <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting == nil {
		a.waiting = map[common.MAV_CMD]chan *common.MessageCommandAck{}
		a.freed = map[common.MAV_CMD]chan struct{}{}
	}
	if freed, taken := a.freed[cmd]; taken {
		return nil, nil, freed
	}
	ch, freed := make(chan *common.MessageCommandAck, sendQueue), make(chan struct{})
	a.waiting[cmd], a.freed[cmd] = ch, freed
	return ch, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.waiting, cmd)
		delete(a.freed, cmd)
		close(freed)
	}, nil
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

// late tells the answer to an older DO_SET_MODE, to another mode. A base that
// does not repeat the mode is believed.
func late(ack *common.MessageCommandAck, cmd *common.MessageCommandLong) bool {
	return cmd.Command == common.MAV_CMD_DO_SET_MODE && ack.ResultParam2 != 0 && ack.ResultParam2 != int32(cmd.Param2)
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
	answers, done, err := l.acks.expect(ctx, cmd.Command)
	if err != nil {
		return err
	}
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
			if late(ack, &cmd) {
				continue
			}
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
