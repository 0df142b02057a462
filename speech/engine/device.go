package engine

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gen2brain/malgo"
)

const (
	periodMillis = 50
	// periods that the device may hold: what is heard of a sentence after it
	// was broken off.
	periods = 3
)

// ErrDeviceGone means that the sound device stopped working.
var ErrDeviceGone = errors.New("the sound device went away")

// Device is the machine's default sound output.
type Device struct {
	deck

	name    string
	backend string
	ctx     *malgo.AllocatedContext
	dev     *malgo.Device
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
	d.backend, d.name = backend, backend+": "+label
	cfg := malgo.DefaultDeviceConfig(malgo.Playback)
	cfg.SampleRate = Rate
	cfg.Playback.Format = malgo.FormatS16
	cfg.Playback.Channels = 1
	cfg.PeriodSizeInMilliseconds = periodMillis
	cfg.Periods = periods
	cfg.Pulse.StreamNamePlayback = "Tiếp Dân"
	d.dev, err = malgo.InitDevice(d.ctx.Context, cfg, malgo.DeviceCallbacks{Data: d.data, Stop: d.stopped})
	d.motor = d.dev
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

// Name implements Sink.
func (d *Device) Name() string { return d.name }

// Gone returns why the device is no more the one to play on, nil if it is. It
// does not ask while it plays: then silence would tell.
func (d *Device) Gone() error {
	if d.running {
		return nil
	}
	label, err := defaultOutput(d.ctx)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDeviceGone, err)
	case d.backend+": "+label != d.name:
		return fmt.Errorf("%w: %s took its place", ErrDeviceGone, label)
	}
	return nil
}

// Close implements Sink.
func (d *Device) Close() {
	d.dev.Uninit()
	_ = d.ctx.Uninit()
	d.ctx.Free()
}
