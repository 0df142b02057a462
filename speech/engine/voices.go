package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	sherpa "github.com/k2-fsa/sherpa-onnx-go-linux"

	"tiepdan/speech/models"
	"tiepdan/speech/music"
)

// lookEvery is how often voices are looked for.
const lookEvery = 5 * time.Second

// VoicesOptions for NewVoices. Bad, Loading, Loaded and Turn are as those of
// the ear.
type VoicesOptions struct {
	Dir     string // of models
	Bad     []string
	Loading func(sum, name string)
	Loaded  func(sum string)
	Turn    sync.Locker
	Speed   int // words a minute
	// Data is the directory of espeak-ng's data, for voices that are given
	// phonemes; empty looks where Debian has it.
	Data   string
	Logger *slog.Logger
}

// Voices are the neural voices that a technician installed, one a language.
type Voices struct {
	o VoicesOptions

	mu     sync.Mutex // held while one speaks, or while they are loaded
	print  string
	said   string // why not all could be loaded, as it was logged last
	byLang map[string]*neural

	namesMu sync.Mutex
	names   map[string]string // sums of those that can speak
}

// neural is one voice.
type neural struct {
	tts *sherpa.OfflineTts
	sum string
}

// NewVoices loads nothing before Run.
func NewVoices(o VoicesOptions) *Voices {
	if o.Data == "" {
		o.Data = espeakData()
	}
	return &Voices{o: o, byLang: map[string]*neural{}, names: map[string]string{}}
}

// espeakData is where Debian's espeak-ng has its data; empty when nowhere.
func espeakData() string {
	for _, pattern := range []string{"/usr/lib/*/espeak-ng-data/phontab", "/usr/share/espeak-ng-data/phontab", "/usr/lib/espeak-ng-data/phontab"} {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return filepath.Dir(found[0])
		}
	}
	return ""
}

// Run looks for voices until ctx ends.
func (v *Voices) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	defer v.Close()
	for {
		v.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look loads what has changed, unless a voice speaks.
func (v *Voices) Look(ctx context.Context) {
	if !v.mu.TryLock() {
		return
	}
	defer v.mu.Unlock()
	now := models.Fingerprint(v.o.Dir)
	if now == v.print {
		return
	}
	v.print = now
	v.drop()
	found, err := models.List(v.o.Dir)
	errs := []error{err}
	for _, m := range models.Pick(found, models.TTS) {
		if err := v.load(m); err != nil {
			errs = append(errs, err)
			continue
		}
		v.o.Logger.LogAttrs(ctx, slog.LevelInfo, "neural voice", slog.String("model", m.Name), slog.String("lang", m.Lang))
	}
	if err := errors.Join(errs...); err != nil && err.Error() != v.said {
		v.said = err.Error()
		v.o.Logger.LogAttrs(ctx, slog.LevelWarn, "no neural voice: espeak-ng speaks", slog.Any("err", err))
	}
}

// load takes a voice that is whole and has not ended a process before; mu is
// held.
func (v *Voices) load(m *models.Model) error {
	if err := m.Verify(); err != nil {
		return err
	}
	sum := m.Sum()
	if slices.Contains(v.o.Bad, sum) {
		return fmt.Errorf("model %s ended the program that loaded it: it is not used again until it changes", m.Name)
	}
	how, err := m.Spelling()
	if err != nil {
		return err
	}
	vits := sherpa.OfflineTtsVitsModelConfig{Model: m.Path("model"), Tokens: m.Path("tokens"), NoiseScale: 0.667, NoiseScaleW: 0.8, LengthScale: 1}
	if how == models.Phonemes {
		if vits.DataDir = v.o.Data; vits.DataDir == "" {
			return fmt.Errorf("cannot use model %s without espeak-ng's data: is the package espeak-ng-data installed?", m.Name)
		}
	}
	c := &sherpa.OfflineTtsConfig{MaxNumSentences: 1, SilenceScale: 0.2}
	c.Model.Vits, c.Model.Provider = vits, "cpu"
	c.Model.NumThreads = min(runtime.NumCPU(), 2) // the window needs one too
	v.o.Turn.Lock()
	defer v.o.Turn.Unlock()
	v.o.Loading(sum, m.Name)
	tts := sherpa.NewOfflineTts(c)
	if tts == nil {
		return fmt.Errorf("cannot load model %s: sherpa-onnx refused it", m.Name)
	}
	tts.Generate("xin chào", 0, 1) // what does not fit ends the process here, not at a visitor
	v.o.Loaded(sum)
	v.byLang[m.Lang] = &neural{tts: tts, sum: sum}
	v.name(m.Lang, sum)
	return nil
}

func (v *Voices) name(lang, sum string) {
	v.namesMu.Lock()
	defer v.namesMu.Unlock()
	v.names[lang] = sum
}

// drop lets go of the voices; mu is held.
func (v *Voices) drop() {
	v.namesMu.Lock()
	clear(v.names)
	v.namesMu.Unlock()
	for _, n := range v.byLang {
		sherpa.DeleteOfflineTts(n.tts)
	}
	clear(v.byLang)
}

// Close lets go of the voices.
func (v *Voices) Close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drop()
}

// Voice names the voice of a language; "" when there is none. With "", it names
// any.
func (v *Voices) Voice(lang string) string {
	v.namesMu.Lock()
	defer v.namesMu.Unlock()
	if lang == "" {
		for _, sum := range v.names {
			return sum
		}
	}
	return v.names[lang]
}

// Speak returns the sound of a phrase at Rate.
func (v *Voices) Speak(lang, phrase string) ([]int16, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := v.byLang[lang]
	if n == nil {
		return nil, errors.New("the voice was removed")
	}
	audio := n.tts.Generate(plain(phrase), 0, float32(v.o.Speed)/DefaultSpeed)
	switch {
	case audio == nil || len(audio.Samples) == 0:
		return nil, errors.New("the neural voice produced no sound")
	case time.Duration(len(audio.Samples)/audio.SampleRate)*time.Second > longest(phrase):
		return nil, fmt.Errorf("the neural voice made %d s of %d bytes", len(audio.Samples)/audio.SampleRate, len(phrase))
	}
	samples := music.Convert(audio.Samples, audio.SampleRate)
	out := make([]int16, len(samples))
	for i, s := range samples {
		out[i] = int16(math.Round(max(-1, min(float64(s), 1)) * math.MaxInt16))
	}
	return out, nil
}
