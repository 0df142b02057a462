package engine

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gen2brain/malgo"

	"tiepdan/speech/ear"
)

// micPeriod is how much sound comes at once.
const micPeriod = 20 * time.Millisecond

// ErrNoMicrophone means that the machine has nothing to hear with.
var ErrNoMicrophone = errors.New("there is no microphone")

// Microphone is the machine's default sound input, of PulseAudio or, without
// that, ALSA. Its way to the sound server stays open: to ask every few seconds
// whether a microphone is there costs next to nothing then.
type Microphone struct {
	mu  sync.Mutex
	ctx *malgo.AllocatedContext // of the last Check that found one
	of  string                  // the sound system
}

// Check implements [ear.Microphone].
func (m *Microphone) Check() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ctx != nil {
		if name, ok := defaultInput(m.ctx); ok {
			return m.of + ": " + name, nil
		}
	}
	m.close()
	ctx, of, name, err := openInput()
	if err != nil {
		return "", err
	}
	m.ctx, m.of = ctx, of
	return of + ": " + name, nil
}

// Close lets go of the sound server.
func (m *Microphone) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.close()
}

func (m *Microphone) close() {
	if m.ctx != nil {
		closeContext(m.ctx)
	}
	m.ctx = nil
}

func closeContext(ctx *malgo.AllocatedContext) {
	_ = ctx.Uninit()
	ctx.Free()
}

// openInput finds a backend with a microphone.
func openInput() (ctx *malgo.AllocatedContext, of, name string, err error) {
	backends := []struct {
		name    string
		backend malgo.Backend
		there   func() bool // without it, asking costs more than it is worth
	}{{"pulseaudio", malgo.BackendPulseaudio, hasSoundServer}, {"alsa", malgo.BackendAlsa, hasMicrophone}}
	for _, b := range backends {
		if !b.there() {
			continue
		}
		ctx, err := malgo.InitContext([]malgo.Backend{b.backend}, malgo.ContextConfig{}, nil)
		if err != nil {
			continue // that sound system does not answer
		}
		if name, ok := defaultInput(ctx); ok {
			return ctx, b.name, name, nil
		}
		closeContext(ctx)
	}
	return nil, "", "", ErrNoMicrophone
}

// hasSoundServer looks for the socket of PulseAudio, or of what stands in for
// it, where its client does.
func hasSoundServer() bool {
	if os.Getenv("PULSE_SERVER") != "" {
		return true
	}
	for _, dir := range []string{
		os.Getenv("PULSE_RUNTIME_PATH"), filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "pulse"),
		fmt.Sprintf("/run/user/%d/pulse", os.Getuid()), "/run/pulse",
	} {
		if _, err := os.Stat(filepath.Join(dir, "native")); err == nil { //nolint:gosec // only whether it is there
			return true
		}
	}
	return false
}

// hasMicrophone looks for a capture node. Without one, ALSA would only complain
// at length on standard error.
func hasMicrophone() bool {
	nodes, err := filepath.Glob("/dev/snd/pcmC*c")
	return err == nil && len(nodes) > 0
}

// defaultInput names the device that would be heard. A monitor hears what the
// machine itself plays; it is a microphone only if somebody chose it.
func defaultInput(ctx *malgo.AllocatedContext) (string, bool) {
	infos, err := ctx.Devices(malgo.Capture)
	if err != nil {
		return "", false
	}
	name, ok := "", false
	for _, info := range infos {
		id, _, _ := bytes.Cut(info.ID[:], []byte{0})
		chosen := info.IsDefault != 0
		if string(id) == "auto_null.monitor" || string(id) == "null" || bytes.HasSuffix(id, []byte(".monitor")) && !chosen {
			continue
		}
		if !ok || chosen {
			name, ok = info.Name(), true
		}
	}
	return name, ok
}

// Record implements [ear.Microphone].
func (*Microphone) Record(ctx context.Context, take func([]int16)) error {
	sound, _, _, err := openInput()
	if err != nil {
		return err
	}
	defer closeContext(sound)
	lost := make(chan struct{})
	var once sync.Once
	pieces := make(chan []int16, 100)
	cfg := malgo.DefaultDeviceConfig(malgo.Capture)
	cfg.SampleRate = ear.Rate
	cfg.Capture.Format, cfg.Capture.Channels = malgo.FormatS16, 1
	cfg.PeriodSizeInMilliseconds = uint32(micPeriod.Milliseconds())
	cfg.Pulse.StreamNameCapture = "Tiếp Dân"
	dev, err := malgo.InitDevice(sound.Context, cfg, malgo.DeviceCallbacks{
		Data: func(_, in []byte, _ uint32) {
			piece := make([]int16, len(in)/2)
			for i := range piece {
				piece[i] = int16(binary.LittleEndian.Uint16(in[2*i:]))
			}
			select {
			case pieces <- piece:
			default: // who listens is two seconds late: the sound's thread does not wait
			}
		},
		Stop: func() { once.Do(func() { close(lost) }) },
	})
	if err != nil {
		return fmt.Errorf("cannot open the microphone: %w", err)
	}
	defer dev.Uninit()
	if err := dev.Start(); err != nil {
		return fmt.Errorf("cannot start the microphone: %w", err)
	}
	return relay(ctx, pieces, lost, take)
}

// relay passes on what is heard. A microphone that falls silent altogether, not
// even noise, was pulled out without a word.
func relay(ctx context.Context, pieces <-chan []int16, lost <-chan struct{}, take func([]int16)) error {
	stall := time.NewTimer(stallAfter)
	defer stall.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-lost:
			return errors.New("it was pulled out, or taken away")
		case <-stall.C:
			return errors.New("it gives no sound any more")
		case piece := <-pieces:
			stall.Reset(stallAfter)
			take(piece)
		}
	}
}
