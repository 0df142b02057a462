package engine

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// stallAfter without the device taking samples, it is considered gone.
	stallAfter = 2 * time.Second
	stallCheck = 250 * time.Millisecond
	// breakOffWithin bounds the wait for silence after a sentence was dropped.
	breakOffWithin = time.Second
)

// motor is what a deck needs of a sound device. While it runs it calls data.
type motor interface {
	Start() error
	Stop() error
}

// deck plays tracks on a motor.
type deck struct {
	motor motor
	track atomic.Pointer[track]
}

// data runs on the device's thread.
func (d *deck) data(out, _ []byte, _ uint32) {
	if t := d.track.Load(); t != nil {
		t.take(out)
		return
	}
	clear(out)
}

func (d *deck) stopped() {
	if t := d.track.Load(); t != nil {
		t.halt()
	}
}

// Play implements Sink. The device runs only while there is something to say,
// so an idle robot wakes no sound card.
func (d *deck) Play(ctx context.Context, s Sound) (string, error) {
	t := newTrack()
	d.track.Store(t)
	defer d.track.Store(nil)
	// At once, not when the synthesiser has noticed too.
	defer context.AfterFunc(ctx, t.cut)()
	ended := make(chan struct{})
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		select {
		case <-t.began:
			s.Started()
		case <-ended:
		}
	}()
	err := d.play(ctx, t, s)
	close(ended)
	<-reported
	return "", err
}

func (d *deck) play(ctx context.Context, t *track, s Sound) error {
	running := false
	defer func() {
		if running {
			_ = d.motor.Stop()
		}
	}()
	fillErr := s.Fill(func(piece []int16) error {
		t.add(piece)
		if running {
			return ctx.Err()
		}
		if err := d.motor.Start(); err != nil {
			return fmt.Errorf("%w: cannot start it: %w", ErrDeviceGone, err)
		}
		running = true
		return ctx.Err()
	})
	switch {
	case !running || errors.Is(fillErr, ErrDeviceGone):
		return fillErr
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), t.breakOff(ctx))
	}
	// A chime without its words is still played out: people look up and read
	// the number on the screen.
	t.end()
	err := t.wait(ctx)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), t.breakOff(ctx))
	}
	return errors.Join(err, fillErr)
}

// breakOff silences the track and waits until the device's buffer holds only
// silence: what it still held would be heard before the next sentence.
func (t *track) breakOff(ctx context.Context) error {
	t.cut()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), breakOffWithin)
	defer cancel()
	if err := t.wait(ctx); errors.Is(err, ErrDeviceGone) {
		return err
	}
	return nil
}

// wait returns when all has been heard.
func (t *track) wait(ctx context.Context) error {
	check := time.NewTicker(stallCheck)
	defer check.Stop()
	last, since := -1, time.Now()
	for {
		select {
		case <-t.drained:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-t.halted:
			return fmt.Errorf("%w: it stopped by itself", ErrDeviceGone)
		case now := <-check.C:
			if n := t.taken(); n != last {
				last, since = n, now
			} else if now.Sub(since) > stallAfter {
				return fmt.Errorf("%w: it took no sound for %v", ErrDeviceGone, stallAfter)
			}
		}
	}
}
