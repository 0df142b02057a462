package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/gen2brain/malgo"
)

const (
	periodMillis = 50
	periods      = 4
	// stallAfter without the device taking samples, it is considered gone.
	stallAfter = 2 * time.Second
	stallCheck = 250 * time.Millisecond
	// breakOffWithin bounds the wait for silence after a sentence was dropped.
	breakOffWithin = time.Second
)

// ErrDeviceGone means that the sound device stopped working.
var ErrDeviceGone = errors.New("the sound device went away")

// Device is the machine's default sound output.
type Device struct {
	name  string
	ctx   *malgo.AllocatedContext
	dev   *malgo.Device
	track atomic.Pointer[track]
}

// OpenDevice opens the default output of PulseAudio or, without that, ALSA.
// It never takes a backend that only pretends to play: neither miniaudio's
// null device, nor the "auto_null" that PulseAudio makes up when the machine
// has no card.
func OpenDevice() (*Device, error) {
	backends := []struct {
		name    string
		backend malgo.Backend
	}{{"pulseaudio", malgo.BackendPulseaudio}, {"alsa", malgo.BackendAlsa}}
	var errs []error
	for _, b := range backends {
		if b.backend == malgo.BackendAlsa && !hasCard() {
			errs = append(errs, errors.New("alsa: the machine has no sound card"))
			continue
		}
		d, err := openBackend(b.name, b.backend)
		if err == nil {
			return d, nil
		}
		errs = append(errs, fmt.Errorf("%s: %w", b.name, err))
	}
	return nil, fmt.Errorf("cannot open a sound device: %w", errors.Join(errs...))
}

// hasCard looks for a playback node. Without one, ALSA would only write thirty
// lines of complaints on standard error.
func hasCard() bool {
	nodes, err := filepath.Glob("/dev/snd/pcmC*p")
	return err == nil && len(nodes) > 0
}

func openBackend(name string, backend malgo.Backend) (*Device, error) {
	ctx, err := malgo.InitContext([]malgo.Backend{backend}, malgo.ContextConfig{}, nil)
	if err != nil {
		return nil, err
	}
	d := &Device{ctx: ctx}
	if err := d.open(name); err != nil {
		_ = ctx.Uninit()
		ctx.Free()
		return nil, err
	}
	return d, nil
}

func (d *Device) open(backend string) error {
	label, err := defaultOutput(d.ctx)
	if err != nil {
		return err
	}
	d.name = backend + ": " + label
	cfg := malgo.DefaultDeviceConfig(malgo.Playback)
	cfg.SampleRate = Rate
	cfg.Playback.Format = malgo.FormatS16
	cfg.Playback.Channels = 1
	cfg.PeriodSizeInMilliseconds = periodMillis
	cfg.Periods = periods
	cfg.Pulse.StreamNamePlayback = "Tiếp Dân"
	d.dev, err = malgo.InitDevice(d.ctx.Context, cfg, malgo.DeviceCallbacks{Data: d.data, Stop: d.stopped})
	return err
}

// defaultOutput names the device that would play.
func defaultOutput(ctx *malgo.AllocatedContext) (string, error) {
	infos, err := ctx.Devices(malgo.Playback)
	if err != nil {
		return "", fmt.Errorf("cannot list devices: %w", err)
	}
	label := ""
	for _, info := range infos {
		id, _, _ := bytes.Cut(info.ID[:], []byte{0})
		if string(id) == "auto_null" || string(id) == "null" {
			continue // they swallow all sound
		}
		if label == "" || info.IsDefault != 0 {
			label = info.Name()
		}
	}
	if label == "" {
		return "", errors.New("there is no output device")
	}
	return label, nil
}

// data runs on the device's thread.
func (d *Device) data(out, _ []byte, _ uint32) {
	if t := d.track.Load(); t != nil {
		t.take(out)
		return
	}
	clear(out)
}

func (d *Device) stopped() {
	if t := d.track.Load(); t != nil {
		t.halt()
	}
}

// Name implements Sink.
func (d *Device) Name() string { return d.name }

// Close implements Sink.
func (d *Device) Close() {
	d.dev.Uninit()
	_ = d.ctx.Uninit()
	d.ctx.Free()
}

// Play implements Sink. The device runs only while there is something to say,
// so an idle robot wakes no sound card.
func (d *Device) Play(ctx context.Context, s Sound) (string, error) {
	t := newTrack()
	d.track.Store(t)
	defer d.track.Store(nil)
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

func (d *Device) play(ctx context.Context, t *track, s Sound) error {
	running := false
	defer func() {
		if running {
			_ = d.dev.Stop()
		}
	}()
	fillErr := s.Fill(func(piece []int16) error {
		t.add(piece)
		if running {
			return ctx.Err()
		}
		if err := d.dev.Start(); err != nil {
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
