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
	// haltedFor is how long a device that stopped by itself has to go on: a
	// sound server stops one for a moment when it changes its rate, as it does
	// when a microphone of another rate is opened beside it.
	haltedFor = 400 * time.Millisecond
	// breakOffWithin bounds the wait for silence after a sentence was dropped.
	breakOffWithin = time.Second
)

// motor is what a deck needs of a sound device. While it runs it calls data.
type motor interface {
	Start() error
	Stop() error
}

// deck plays tracks, and music under them, on a motor. One goroutine plays; the
// motor's thread takes.
type deck struct {
	motor motor
	track atomic.Pointer[track]
	bed   atomic.Pointer[bed]

	running bool
	halted  atomic.Bool // the motor stopped, by itself if it is running
	seen    int         // frames that the music had taken
	since   time.Time   // when it first had
}

// data runs on the device's thread.
func (d *deck) data(out, _ []byte, _ uint32) {
	d.halted.Store(false) // it goes on
	t := d.track.Load()
	if t != nil {
		t.take(out)
	} else {
		clear(out)
	}
	if b := d.bed.Load(); b != nil {
		b.mix(out, t != nil)
	}
}

func (d *deck) stopped() {
	d.halted.Store(true)
	if t := d.track.Load(); t != nil {
		t.halt()
	}
}

// start lets the motor run, if it does not.
func (d *deck) start() error {
	switch {
	case d.running && d.halted.Load():
		return fmt.Errorf("%w: it stopped by itself", ErrDeviceGone)
	case d.running:
		return nil
	}
	d.halted.Store(false)
	if err := d.motor.Start(); err != nil {
		return fmt.Errorf("%w: cannot start it: %w", ErrDeviceGone, err)
	}
	d.running = true
	return nil
}

func (d *deck) stop() {
	if d.running {
		_ = d.motor.Stop()
	}
	d.running = false
}

// Music lets b play from now on, and lets the motor rest once there is nothing
// to hear of it any more; nil does so at once. It must be called every now and
// then, and returns an error wrapping ErrDeviceGone when the device is of no
// more use.
func (d *deck) Music(b *bed) error {
	runs, took := false, 0
	if b != nil {
		runs, took = b.state()
	}
	now := time.Now()
	switch {
	case !runs:
		d.bed.Store(nil)
		d.stop()
		return nil
	case d.bed.Load() != b:
		b.reset()
		d.bed.Store(b)
		d.seen, d.since = 0, now
	case took != d.seen:
		d.seen, d.since = took, now
	case now.Sub(d.since) > stallAfter:
		return fmt.Errorf("%w: it took no music for %v", ErrDeviceGone, stallAfter)
	}
	return d.start()
}

// Play implements Sink. The device runs only while there is something to hear,
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
	began := false
	defer func() {
		if d.bed.Load() == nil {
			d.stop()
		}
		d.since = time.Now()
	}()
	fillErr := s.Fill(func(piece []int16) error {
		t.add(piece)
		if began {
			return ctx.Err()
		}
		if err := d.start(); err != nil {
			return err
		}
		began = true
		return ctx.Err()
	})
	switch {
	case !began || errors.Is(fillErr, ErrDeviceGone):
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
	last, since, most, why := -1, time.Now(), stallAfter, fmt.Sprintf("it took no sound for %v", stallAfter)
	halted := t.halted
	for {
		select {
		case <-t.drained:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-halted:
			halted, last, since, most, why = nil, t.taken(), time.Now(), haltedFor, "it stopped by itself"
		case now := <-check.C:
			if n := t.taken(); n != last {
				last, since, most = n, now, stallAfter
			} else if now.Sub(since) > most {
				return fmt.Errorf("%w: %s", ErrDeviceGone, why)
			}
		}
	}
}
