package base

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
	"golang.org/x/sync/errgroup"
)

const (
	// sendQueue holds a few commands behind a heartbeat. More waiting means
	// that the peer stopped reading, and the sender is told so.
	sendQueue = 8
	// writeWithin is how long one frame may take. 280 bytes need 3 ms at
	// 921600 baud; a peer that takes none for this long is gone.
	writeWithin = 200 * time.Millisecond
	// Until the base confirms the hold that comes before all else, it is sent
	// every firstHoldEvery and nothing besides, firstHolds times at most: that
	// is less than the silence after which a base stops by itself.
	firstHoldEvery = 20 * time.Millisecond
	firstHolds     = 10
)

// errSendQueueFull says that the peer does not read.
var errSendQueueFull = errors.New("the base does not take what is sent")

// conn is one opening of the port.
type conn struct {
	port   io.ReadWriteCloser
	reader *Reader
	writer *Writer
	queue  chan message.Message
	// movable is why nothing that asks for motion may go out now.
	movable func() error
	// held gets a word once the base confirms a hold.
	held chan struct{}
}

func (l *Link) newConn(port io.ReadWriteCloser) *conn {
	c := &conn{
		port:   port,
		reader: l.codec.NewSignedReader(port, l.signer),
		writer: l.codec.NewSignedWriter(port, baseSystem, agentComponent, l.signer),
		queue:  make(chan message.Message, sendQueue),

		movable: l.movable,
		held:    make(chan struct{}, 1),
	}
	c.reader.counts = &l.counts
	c.queue <- &common.MessageCommandLong{ // for the link to be up sooner; the answer does not matter
		TargetSystem: baseSystem, TargetComponent: baseComponent,
		Command: common.MAV_CMD_REQUEST_MESSAGE, Param1: float32((&common.MessageHeartbeat{}).GetID()),
	}
	if l.tee != nil {
		c.reader.heard, c.writer.sent = l.tee.copy, l.tee.copy
	}
	return c
}

// send queues a message. It never blocks.
func (c *conn) send(msg message.Message) error {
	select {
	case c.queue <- msg:
		return nil
	default:
		return errSendQueueFull
	}
}

// run reads and writes until the port fails or ctx ends, and closes the port.
func (c *conn) run(ctx context.Context, receive func(Frame)) error {
	g, ctx := errgroup.WithContext(ctx)
	// Closing is what ends a blocked Read.
	g.Go(func() error {
		<-ctx.Done()
		if err := c.port.Close(); err != nil {
			return fmt.Errorf("cannot close the base's port: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		for {
			f, err := c.reader.Read()
			if err != nil {
				return fmt.Errorf("cannot read from the base: %w", err)
			}
			c.hear(f)
			receive(f)
		}
	})
	g.Go(func() error { return c.write(ctx) })
	return g.Wait()
}

// hear notes that the base confirms a hold. One that does not repeat the mode is
// believed.
func (c *conn) hear(f Frame) {
	ack, ok := f.Message.(*common.MessageCommandAck)
	if !ok || f.System != baseSystem || f.Component == agentComponent || ack.Command != common.MAV_CMD_DO_SET_MODE ||
		ack.Result != common.MAV_RESULT_ACCEPTED || ack.ResultParam2 != 0 && ack.ResultParam2 != int32(ModeHold) {
		return
	}
	select {
	case c.held <- struct{}{}:
	default:
	}
}

// holdFirst stops the base before it gets a heartbeat: a program that died on
// this line may have left it a goal, and a heartbeat within half a second would
// have it drive on.
func (c *conn) holdFirst(ctx context.Context) error {
	again := time.NewTicker(firstHoldEvery)
	defer again.Stop()
	for range firstHolds {
		hold := modeCommand(ModeHold)
		if err := c.put(&hold); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.held:
			return nil
		case <-again.C:
		}
	}
	return nil // who uses the link goes on asking
}

// write sends the queue, and a heartbeat ten times a second between.
func (c *conn) write(ctx context.Context) error {
	if err := c.holdFirst(ctx); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeatEvery)
	defer beat.Stop()
	var next message.Message = agentHeartbeat()
	for next != nil && ctx.Err() == nil {
		if err := c.put(next); err != nil {
			return err
		}
		next = c.next(ctx, beat.C)
	}
	return nil
}

// put writes one message in bounded time.
func (c *conn) put(msg message.Message) error {
	if d, ok := c.port.(interface{ SetWriteDeadline(t time.Time) error }); ok {
		if err := d.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
			return fmt.Errorf("cannot bound a write to the base: %w", err)
		}
	}
	return c.writer.Write(msg)
}

// next waits for what is to be sent; nil when ctx ends. What asks for motion
// and waited behind other frames until nothing may move any more is dropped:
// whoever sent it sees the same state.
func (c *conn) next(ctx context.Context, beat <-chan time.Time) message.Message { //nolint:ireturn // the library's messages have no other type
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beat:
			return agentHeartbeat()
		case msg := <-c.queue:
			if !asksToMove(msg) || c.movable() == nil {
				return msg
			}
		}
	}
}

// asksToMove tells goals, dockings and velocities from everything else.
func asksToMove(msg message.Message) bool {
	switch m := msg.(type) {
	case *common.MessageCommandInt:
		return m.Command == common.MAV_CMD_WAYPOINT_USER_1
	case *common.MessageCommandLong:
		return m.Command == common.MAV_CMD_DO_SET_MODE && m.Param2 != float32(ModeHold)
	case *common.MessageSetPositionTargetLocalNed:
		return m.TypeMask != MaskVelocity || m.Vx != 0 || m.YawRate != 0
	}
	return false
}

func agentHeartbeat() *common.MessageHeartbeat {
	return &common.MessageHeartbeat{
		Type:           common.MAV_TYPE_ONBOARD_CONTROLLER,
		Autopilot:      common.MAV_AUTOPILOT_INVALID, // "not a vehicle": the base drives
		SystemStatus:   common.MAV_STATE_ACTIVE,
		MavlinkVersion: 3,
	}
}
