package basetest

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
	"golang.org/x/sync/errgroup"

	"tiepdan/drivers/base"
)

// wire is one connection to the agent. Frames queue up to be written; what
// does not fit is lost, as on a UART that nobody reads.
type wire struct {
	out    chan []byte
	writer *base.Writer
	reader *base.Reader
}

func (w *wire) send(msg message.Message) {
	// Only a message outside the dialect can fail, and all are ours.
	_ = w.writer.Write(msg)
}

// Write queues one frame.
func (w *wire) Write(frame []byte) (int, error) {
	select {
	case w.out <- append([]byte(nil), frame...):
	default:
	}
	return len(frame), nil
}

// Serve connects the base to the agent over port until the port fails or ctx
// ends, and closes the port. A newer Serve takes the base over.
func (b *Base) Serve(ctx context.Context, port io.ReadWriteCloser) error {
	w := &wire{out: make(chan []byte, 64)}
	w.writer = b.codec.NewSignedWriter(w, 1, 1, b.signer)
	w.reader = b.codec.NewSignedReader(port, b.signer)
	b.plug(w)
	defer b.unplug(w)

	g, ending := errgroup.WithContext(ctx)
	g.Go(func() error {
		<-ending.Done()
		return port.Close()
	})
	g.Go(func() error {
		for {
			f, err := w.reader.Read()
			if err != nil {
				return err
			}
			b.receive(f)
		}
	})
	g.Go(func() error {
		for {
			select {
			case <-ending.Done():
				return nil
			case frame := <-w.out:
				if _, err := port.Write(frame); err != nil {
					return err
				}
			}
		}
	})
	err := g.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("cannot serve the base: %w", err)
}

func (b *Base) plug(w *wire) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wire = w
}

func (b *Base) unplug(w *wire) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wire == w {
		b.wire = nil
	}
}

// Garbage puts noise on the wire: bytes that mean nothing, among them the
// beginnings of frames that never end.
func (b *Base) Garbage() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wire == nil {
		return
	}
	noise := make([]byte, 400)
	for i := range noise {
		noise[i] = byte(rand.Uint32()) //nolint:gosec // noise, not a secret
		if i%97 == 0 {
			noise[i] = 0xFD
		}
	}
	_, _ = b.wire.Write(noise) // a wire's Write never fails
}

// SetMute keeps the base's frames off the wire, as a broken lead does. It
// still hears the agent.
func (b *Base) SetMute(mute bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mute = mute
}

// Moves counts the frames that asked the base to move: goals, dockings, and
// velocities other than zero.
func (b *Base) Moves() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.moves
}

// moving reports whether a frame asks the base to move.
func moving(msg message.Message) bool {
	switch m := msg.(type) {
	case *common.MessageCommandInt:
		return m.Command == common.MAV_CMD_WAYPOINT_USER_1
	case *common.MessageCommandLong:
		return m.Command == common.MAV_CMD_DO_SET_MODE && m.Param2 == float32(base.ModeDock)
	case *common.MessageSetPositionTargetLocalNed:
		return m.TypeMask == base.MaskPosition || m.Vx != 0 || m.YawRate != 0
	}
	return false
}
