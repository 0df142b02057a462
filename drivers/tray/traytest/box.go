package traytest

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"tiepdan/drivers/tray"
)

// Every is how often the box says how things are, whatever happens.
const Every = 100 * time.Millisecond

// Box is a tray box. Its methods may be called from several goroutines.
type Box struct {
	wake chan struct{}

	mu    sync.Mutex
	now   tray.Line
	noise []byte
}

// NewBox returns a box with a full tray and nobody near.
func NewBox() *Box {
	return &Box{wake: make(chan struct{}, 1), now: tray.Line{Present: true, Stock: 100}}
}

// Set changes what the sensors feel. A stock that no box can tell is refused.
func (b *Box) Set(change func(*tray.Line)) error {
	b.mu.Lock()
	next := b.now
	change(&next)
	_, err := next.AppendText(nil)
	if err == nil {
		b.now = next
	}
	b.mu.Unlock()
	b.poke()
	return err
}

// Noise puts bytes on the wire before the next line.
func (b *Box) Noise(noise []byte) {
	b.mu.Lock()
	b.noise = append(b.noise, noise...)
	b.mu.Unlock()
	b.poke()
}

func (b *Box) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Run speaks into a cable until ctx ends or the cable goes.
func (b *Box) Run(ctx context.Context, cable io.Writer) error {
	pace := time.NewTicker(Every)
	defer pace.Stop()
	for {
		out, err := b.says()
		if err == nil {
			_, err = cable.Write(out)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the tray's box cannot speak: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-b.wake:
		case <-pace.C:
		}
	}
}

func (b *Box) says() ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.noise
	b.noise = nil
	return b.now.AppendText(out)
}
