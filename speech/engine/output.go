package engine

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Mode says where sound may go.
type Mode string

// The modes of an Output.
const (
	Auto       Mode = "auto"   // a device, and WAV files while there is none
	DeviceOnly Mode = "device" // a device or failure
	WAVOnly    Mode = "wav"
)

// retryDevice is how often a missing device is looked for, at most, and only
// when there is something to say.
const retryDevice = 5 * time.Second

// OutputOptions for NewOutput.
type OutputOptions struct {
	Mode   Mode
	WAVDir string
	// Open opens the sound device; nil means OpenDevice.
	Open func() (Sink, error)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Output is the Sink in use, chosen again when a device comes or goes.
type Output struct {
	opts   OutputOptions
	sink   Sink
	device bool
	why    string // why there is no device
	tried  time.Time
	change func(name, reason string)
}

// NewOutput chooses the first sink. It fails on a bad mode, and in WAVOnly
// without a usable directory; a missing device is no error, it may come.
func NewOutput(o OutputOptions) (*Output, error) {
	if o.Open == nil {
		o.Open = func() (Sink, error) {
			d, err := OpenDevice()
			if err != nil {
				return nil, err
			}
			return d, nil
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	out := &Output{opts: o, change: func(string, string) {}}
	switch o.Mode {
	case Auto, DeviceOnly:
		out.choose()
	case WAVOnly:
		s, err := NewWAVSink(o.WAVDir, o.Now)
		if err != nil {
			return nil, err
		}
		out.sink = s
	default:
		return nil, fmt.Errorf("cannot choose output %q: want auto, device or wav", o.Mode)
	}
	return out, nil
}

// Name of the sink in use, and why it is no device, if it should be one.
func (o *Output) Name() (name, reason string) {
	if o.sink == nil {
		return "none", o.why
	}
	return o.sink.Name(), o.why
}

// Close lets go of the device.
func (o *Output) Close() {
	if o.sink != nil {
		o.sink.Close()
	}
	o.sink = nil
}

// choose opens the device or what replaces it.
func (o *Output) choose() {
	o.tried = o.opts.Now()
	sink, err := o.opts.Open()
	if err != nil {
		o.why = err.Error()
		o.replace()
		return
	}
	o.Close()
	o.sink, o.device, o.why = sink, true, ""
}

// replace does without a device, where the mode allows it.
func (o *Output) replace() {
	o.device = false
	if o.sink != nil || o.opts.Mode == DeviceOnly {
		return
	}
	wav, err := NewWAVSink(o.opts.WAVDir, o.opts.Now)
	if err != nil {
		o.why += "; " + err.Error()
		return
	}
	o.sink = wav
}

// rechoose looks for a device again and reports a change.
func (o *Output) rechoose() {
	before, _ := o.Name()
	o.choose()
	if name, why := o.Name(); name != before {
		o.change(name, why)
	}
}

// Look notices, while nothing plays, that a device has come, has gone, or has
// given its place to another: before somebody speaks to nobody.
func (o *Output) Look() {
	switch d, ok := o.sink.(interface{ Gone() error }); {
	case o.opts.Mode == WAVOnly:
	case !o.device && o.opts.Now().Sub(o.tried) >= retryDevice:
		o.rechoose()
	case o.device && ok:
		if err := d.Gone(); err != nil {
			o.lost(err, true)
		}
	}
}

// lost lets go of a device that stopped working and reports what replaces it:
// the new default device after the first loss, files after the next.
func (o *Output) lost(err error, reopen bool) {
	o.Close()
	if reopen {
		o.choose()
	} else {
		o.why = err.Error()
		o.replace()
	}
	o.change(o.Name())
}

// Music lets b play on the device, if there is one, as [deck.Music] does. There
// is no music in files.
func (o *Output) Music(b *bed) {
	runs, late := false, o.opts.Now().Sub(o.tried) >= retryDevice
	if b != nil {
		runs, _ = b.state()
	}
	if runs && o.opts.Mode != WAVOnly && !o.device && late {
		o.rechoose()
	}
	player, ok := o.sink.(interface{ Music(b *bed) error })
	if !ok {
		if b != nil {
			b.reset()
		}
		return
	}
	if err := player.Music(b); err != nil {
		o.lost(err, late) // at once anew, but not again and again
	}
}

// Play plays s on the sink in use. A sentence that a vanishing device cut off
// fails; one that it had not begun is given to what replaces the device.
func (o *Output) Play(ctx context.Context, s Sound) (string, error) {
	if o.opts.Mode != WAVOnly && !o.device && o.opts.Now().Sub(o.tried) >= retryDevice {
		o.rechoose()
	}
	begun := false
	started := s.Started
	s.Started = func() { begun = true; started() }
	for reopen := true; ; reopen = false {
		if o.sink == nil {
			return "", fmt.Errorf("cannot play: %s", o.why)
		}
		wav, err := o.sink.Play(ctx, s)
		if !errors.Is(err, ErrDeviceGone) {
			return wav, err
		}
		o.lost(err, reopen)
		if begun {
			return "", err
		}
	}
}
