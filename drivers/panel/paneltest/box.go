package paneltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"tiepdan/drivers/panel"
)

// Times of the box's firmware, from the protocol in package panel.
const (
	Heartbeat = time.Second
	Resend    = 250 * time.Millisecond
	GiveUp    = 30 * time.Second
)

var (
	// ErrUnplugged says that the box has no power: nothing serves it, or its
	// cable went while a press was waiting.
	ErrUnplugged = errors.New("button box is unplugged")

	// ErrGivenUp says that no acknowledgement came within GiveUp.
	ErrGivenUp = errors.New("press was never acknowledged")
)

// Stats counts what the box did since NewBox.
type Stats struct {
	Acked     int    // presses acknowledged
	Sent      int    // press lines sent, repeats included
	StrayAcks int    // acknowledgements of something not outstanding
	BadLines  uint64 // bytes from the host that are no line, or not for a box
}

// Box is a button box. Its methods may be called from several goroutines.
type Box struct {
	first uint32
	wake  chan struct{}

	mu      sync.Mutex
	powered bool
	seq     uint32
	held    uint8
	since   [panel.Buttons]time.Time // down, and not sent yet
	waiting [panel.Buttons]chan error
	queue   []*press // the first one is being sent
	raw     []byte   // noise to send before the next line
	stats   Stats
}

type press struct {
	button int
	long   bool
	seq    uint32
	at     time.Time
	done   chan error
}

// NewBox returns a box with all buttons up. It numbers presses from first on
// after each power-up; 0 means from a random number, as the protocol wants.
func NewBox(first uint32) *Box {
	return &Box{first: first, wake: make(chan struct{}, 1)}
}

// Press presses and releases button n and waits for the acknowledgement. A
// press stays in the box when ctx ends first.
func (b *Box) Press(ctx context.Context, n int) error {
	done, err := b.down(n)
	if err != nil {
		return err
	}
	if err := b.Release(n); err != nil {
		return err
	}
	return await(ctx, n, done)
}

// Hold presses button n and leaves it down until the host has acknowledged the
// long press, and further on.
func (b *Box) Hold(ctx context.Context, n int) error {
	done, err := b.down(n)
	if err != nil {
		return err
	}
	return await(ctx, n, done)
}

func await(ctx context.Context, n int, done <-chan error) error {
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("cannot press button %d: %w", n, err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("cannot press button %d: not acknowledged: %w", n, ctx.Err())
	}
}

func (b *Box) down(n int) (<-chan error, error) {
	if n < 1 || n > panel.Buttons {
		return nil, fmt.Errorf("cannot press button %d: want 1 to %d", n, panel.Buttons)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.powered {
		return nil, fmt.Errorf("cannot press button %d: %w", n, ErrUnplugged)
	}
	b.held |= 1 << (n - 1)
	b.since[n-1] = time.Now()
	b.waiting[n-1] = make(chan error, 1)
	return b.waiting[n-1], nil
}

// Release lets button n come up; unless it was held for long, that is a press.
func (b *Box) Release(n int) error {
	if n < 1 || n > panel.Buttons {
		return fmt.Errorf("cannot release button %d: want 1 to %d", n, panel.Buttons)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held &^= 1 << (n - 1)
	if !b.since[n-1].IsZero() {
		b.enqueue(n, false)
		b.poke()
	}
	return nil
}

// enqueue makes a press of a button that went down; b.mu is held.
func (b *Box) enqueue(n int, long bool) {
	if b.seq++; b.seq == 0 {
		b.seq = 1
	}
	b.queue = append(b.queue, &press{button: n, long: long, seq: b.seq, at: b.since[n-1], done: b.waiting[n-1]})
	b.since[n-1] = time.Time{}
}

// longPresses finds the buttons that are held for help; b.mu is held.
func (b *Box) longPresses() {
	for i, since := range b.since {
		if !since.IsZero() && time.Since(since) >= panel.LongAfter {
			b.enqueue(i+1, true)
		}
	}
}

// Noise sends bytes that the protocol does not have.
func (b *Box) Noise(p []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.powered {
		return fmt.Errorf("cannot send noise: %w", ErrUnplugged)
	}
	b.raw = append(b.raw, p...)
	b.poke()
	return nil
}

// Stats returns the counts so far.
func (b *Box) Stats() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stats
}

func (b *Box) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Plug powers the box from rw and returns at once. The box runs until unplug is
// called or rw fails; either way rw is closed. Like a box that loses its USB
// power it then forgets the presses that were not acknowledged. unplug waits
// for the end and returns rw's error, if that came first.
func (b *Box) Plug(rw io.ReadWriteCloser) (unplug func() error) {
	b.powerUp()
	ctx, cancel := context.WithCancelCause(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.serve(ctx, cancel, rw)
	}()
	return func() error {
		cancel(nil)
		<-done
		if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
}

func (b *Box) serve(ctx context.Context, cancel context.CancelCauseFunc, rw io.ReadWriteCloser) {
	defer b.powerDown()
	var sides sync.WaitGroup
	sides.Go(func() { cancel(b.listen(rw)) })
	sides.Go(func() { cancel(b.talk(ctx, rw)) })
	<-ctx.Done()
	// A failure to close leaves nothing to do for a device that is gone; it
	// would show as a side that does not end.
	_ = rw.Close()
	sides.Wait()
}

func (b *Box) powerUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.powered = true
	b.seq = b.first - 1
	if b.first == 0 {
		b.seq = rand.Uint32() //nolint:gosec // tells presses apart, keeps no secret
	}
}

func (b *Box) powerDown() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.powered = false
	for _, p := range b.queue {
		p.done <- ErrUnplugged
	}
	for i, since := range b.since {
		if !since.IsZero() {
			b.waiting[i] <- ErrUnplugged
		}
	}
	b.since = [panel.Buttons]time.Time{}
	b.queue, b.raw = nil, nil
}

// listen takes acknowledgements until r fails.
func (b *Box) listen(r io.Reader) error {
	d := panel.NewDecoder(r)
	for {
		l, err := d.Next()
		if err != nil {
			return err
		}
		b.mu.Lock()
		b.stats.BadLines = max(b.stats.BadLines, d.Bad())
		switch {
		case l.Kind != panel.KindAck:
			b.stats.BadLines++
		case len(b.queue) == 0 || b.queue[0].seq != l.Seq:
			b.stats.StrayAcks++
		default:
			b.stats.Acked++
			b.queue[0].done <- nil
			b.queue = b.queue[1:]
		}
		b.mu.Unlock()
		b.poke()
	}
}

// talk sends presses and heartbeats until w fails or ctx ends.
func (b *Box) talk(ctx context.Context, w io.Writer) error {
	beat := time.NewTicker(Heartbeat)
	defer beat.Stop()
	again := time.NewTicker(Resend)
	defer again.Stop()
	sent := uint32(0)
	// A host learns at once that the box is there.
	if err := b.send(w, b.heartbeat()); err != nil {
		return err
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-beat.C:
			err = b.send(w, b.heartbeat())
		case <-again.C:
			sent, err = b.sendPress(w, 0)
		case <-b.wake:
			sent, err = b.sendPress(w, sent)
		}
		if err != nil {
			return err
		}
	}
}

func (b *Box) heartbeat() panel.Line {
	b.mu.Lock()
	defer b.mu.Unlock()
	return panel.Line{Kind: panel.KindHeartbeat, Held: b.held}
}

// sendPress sends the first press in the queue unless it is the one that was
// sent last, and returns which that is now.
func (b *Box) sendPress(w io.Writer, sent uint32) (uint32, error) {
	b.mu.Lock()
	b.longPresses()
	for len(b.queue) > 0 && time.Since(b.queue[0].at) >= GiveUp {
		b.queue[0].done <- ErrGivenUp
		b.queue = b.queue[1:]
	}
	noise := b.raw
	b.raw = nil
	var l panel.Line
	if len(b.queue) > 0 && b.queue[0].seq != sent {
		p := b.queue[0]
		b.stats.Sent++
		sent = p.seq
		age := time.Since(p.at).Truncate(time.Millisecond)
		kind := panel.KindPress
		if p.long {
			kind = panel.KindLong
		}
		l = panel.Line{Kind: kind, Button: p.button, Seq: p.seq, Age: age}
	}
	b.mu.Unlock()

	if len(noise) > 0 {
		if _, err := w.Write(noise); err != nil {
			return sent, fmt.Errorf("cannot send noise: %w", err)
		}
	}
	if l.Kind == 0 {
		return sent, nil
	}
	return sent, b.send(w, l)
}

func (b *Box) send(w io.Writer, l panel.Line) error {
	text, err := l.AppendText(nil)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("cannot send to the host: %w", err)
	}
	return nil
}
