package panel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
)

const (
	// silence is how long the box may say nothing: two heartbeats lost.
	silence = 3 * time.Second
	// ackTime bounds the writing of one acknowledgement (16 bytes, 1.4 ms
	// at 115200 baud); a box that takes longer has stopped reading.
	ackTime = time.Second
)

var errSilent = errors.New("button box is silent")

// Port is the serial device of a Box. Close must free a Read that waits.
type Port interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
}

// BoxOptions configures a Box.
type BoxOptions struct {
	// Open opens the box's serial device.
	Open func() (Port, error)
	// Last is the Seq of the press stored last, 0 for none: the box sends a
	// press again whose acknowledgement it did not hear.
	Last    uint32
	Handler Handler
	Logger  *slog.Logger // nil discards
}

// Box is a button box on USB-serial.
type Box struct {
	open    func() (Port, error)
	last    uint32
	handler Handler
	link    link
	logger  *slog.Logger
	stuck   stuck
}

// NewBox returns the driver of a button box; Run opens it.
func NewBox(o BoxOptions) *Box {
	logger := o.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Box{
		open:    o.Open,
		last:    o.Last,
		handler: o.Handler,
		link:    link{onLink: o.Handler.OnLink, logger: logger},
		logger:  logger,
	}
}

// Run reads the box until ctx ends and then returns nil. A box that is missing
// or pulled out is opened again and again, at most every 3 s. Run must not be
// called twice at a time.
func (b *Box) Run(ctx context.Context) error {
	b.link.keep(ctx, b.session)
	return nil
}

func (b *Box) session(ctx context.Context) error {
	port, err := b.open()
	if err != nil {
		return fmt.Errorf("cannot open the button box: %w", err)
	}
	b.stuck.lost()
	ctx, cancel := context.WithCancel(ctx)
	lines := make(chan Line)
	done := make(chan error, 1)
	go func() { done <- forward(ctx, NewDecoder(port), lines) }()

	err = b.serve(ctx, port, lines)
	cancel()
	closed := port.Close()
	if err == nil {
		// serve ends without an error of its own when the reader did.
		err = <-done
	} else {
		<-done
	}
	if closed != nil {
		b.logger.LogAttrs(ctx, slog.LevelDebug, "cannot close the button box", slog.Any("error", closed))
	}
	return err
}

// forward passes lines on until the port fails or ctx ends.
func forward(ctx context.Context, d *Decoder, lines chan<- Line) error {
	defer close(lines)
	for {
		l, err := d.Next()
		if err != nil {
			return err
		}
		select {
		case lines <- l:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// serve handles lines. It returns nil when lines is closed: the reader then
// knows the reason.
func (b *Box) serve(ctx context.Context, port Port, lines <-chan Line) error {
	quiet := time.NewTimer(silence)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-quiet.C:
			return errSilent
		case l, ok := <-lines:
			if !ok {
				return nil
			}
			if err := b.handle(ctx, port, l); err != nil {
				return err
			}
			quiet.Reset(silence)
		}
	}
}

func (b *Box) handle(ctx context.Context, port Port, l Line) error {
	now := time.Now()
	switch l.Kind {
	case KindHeartbeat:
		b.link.set(ctx, true)
		for n := 1; n <= Buttons; n++ {
			if change, is := b.stuck.level(n, l.Held>>(n-1)&1 == 1, now); change {
				b.handler.stuck(n, is)
			}
		}
		return nil
	case KindPress, KindLong:
		b.link.set(ctx, true)
		return b.press(ctx, port, l, now)
	default:
		// Our own acknowledgement come back: an echo, or a loop plug.
		return nil
	}
}

func (b *Box) press(ctx context.Context, port Port, l Line, now time.Time) error {
	if l.Seq != b.last {
		p := Press{Button: l.Button, At: now.Add(-l.Age), Seq: l.Seq, Long: l.Kind == KindLong}
		if !p.Long {
			b.stuck.pressed(l.Button)
		}
		if err := b.handler.press(p); err != nil {
			// Unacknowledged, so the box sends it again.
			b.logger.LogAttrs(ctx, slog.LevelWarn, "press not taken", slog.Any("error", err))
			return nil
		}
		b.last = l.Seq
	}
	ack, err := Line{Kind: KindAck, Seq: l.Seq}.AppendText(nil)
	if err != nil {
		return err
	}
	if err := port.SetWriteDeadline(time.Now().Add(ackTime)); err != nil {
		return fmt.Errorf("cannot acknowledge press %d: %w", l.Seq, err)
	}
	if _, err := port.Write(ack); err != nil {
		return fmt.Errorf("cannot acknowledge press %d: %w", l.Seq, err)
	}
	return nil
}
