package engine_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/speech/engine"
	"tiepdan/speech/tonetest"
)

// parrot is a neural voice that says each phrase as its number of bytes.
type parrot struct {
	name string
	said []string
	fail string
}

func (*parrot) Run(context.Context) {}
func (p *parrot) Voice(lang string) string {
	if lang == "en" {
		return ""
	}
	return p.name
}

func (p *parrot) Speak(_, phrase string) ([]int16, error) {
	if p.fail != "" && strings.Contains(phrase, p.fail) {
		return nil, errors.New("hoarse")
	}
	p.said = append(p.said, phrase)
	return []int16{int16(len(phrase))}, nil
}

// reader is an espeak-ng that counts.
type reader struct{ said []string }

func (*reader) Check() error { return errors.New("not installed") }

func (r *reader) Synthesise(_ context.Context, u engine.Utterance, emit func([]int16) error) error {
	r.said = append(r.said, u.Text)
	return errors.Join(emit([]int16{1}), emit([]int16{2}))
}

func TestChain(t *testing.T) {
	t.Parallel()
	const call = "xin mời số thứ tự A không một hai, đến quầy số ba."
	first, second := "xin mời số thứ tự A không một hai,", "đến quầy số ba."
	tests := []struct {
		name       string
		p          parrot
		lang       string
		texts      []string
		neural     []string
		read       []string
		wantsCheck bool
	}{
		{"no neural voice", parrot{}, "vi", []string{call, call}, nil, []string{call}, true},
		{"in phrases, each once", parrot{name: "x"}, "vi", []string{call, call, "xin mời số thứ tự A không một ba, " + second}, []string{first, second, "xin mời số thứ tự A không một ba,"}, nil, false},
		{"another language", parrot{name: "x"}, "en", []string{"number twelve"}, nil, []string{"number twelve"}, false},
		{"fails half-way", parrot{name: "x", fail: "quầy"}, "vi", []string{call}, []string{first}, []string{second}, false},
		{"marks and short phrases", parrot{name: "x"}, "vi", []string{"Vâng, có. Một, hai, ba, bốn, năm"}, []string{"Vâng, có.", "Một, hai, ba, bốn, năm"}, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r reader
			c := engine.NewChain(engine.ChainOptions{Neural: &tt.p, Last: &r, Logger: slog.New(slog.DiscardHandler)})
			if err := c.Check(); (err != nil) != tt.wantsCheck {
				t.Errorf("Check: got %v, want an error: %v", err, tt.wantsCheck)
			}
			var sounds [][]int16
			for _, text := range tt.texts {
				var all []int16
				err := c.Synthesise(t.Context(), engine.Utterance{Lang: tt.lang, Text: text}, func(p []int16) error { all = append(all, p...); return nil })
				if err != nil || len(all) == 0 {
					t.Fatalf("%q: got %d samples, %v", text, len(all), err)
				}
				sounds = append(sounds, all)
			}
			if !slices.Equal(tt.p.said, tt.neural) || !slices.Equal(r.said, tt.read) {
				t.Errorf("got %q by the neural voice and %q by espeak-ng, want %q and %q", tt.p.said, r.said, tt.neural, tt.read)
			}
			if len(sounds) > 1 && !slices.Equal(sounds[0], sounds[1]) {
				t.Error("the second time it sounds otherwise than the first")
			}
		})
	}
}

func TestClipsAreBounded(t *testing.T) {
	t.Parallel()
	c := engine.NewClips(8000)
	for i := range 100 {
		c.Keep("vi", string(rune('a'+i)), make([]int16, 400))
		c.Of("vi", "a") // used again and again
	}
	c.Keep("vi", "long", make([]int16, 4000))
	n := 0
	for i := range 100 {
		if c.Of("vi", string(rune('a'+i))) {
			n++
		}
	}
	if n != 10 || !c.Of("vi", "a") || !c.Of("vi", string(rune('a'+99))) || c.Of("vi", "long") {
		t.Errorf("clips kept: got %d, want the 10 used last", n)
	}
}

// hums runs voices on a directory of models until they have looked.
func hums(t *testing.T, dir string, bad ...string) (*engine.Voices, *[]string) {
	t.Helper()
	var loaded []string
	v := engine.NewVoices(engine.VoicesOptions{
		Dir: dir, Bad: bad, Speed: engine.DefaultSpeed, Turn: &sync.Mutex{}, Logger: slog.New(slog.DiscardHandler),
		Loading: func(_, name string) { loaded = append(loaded, name) }, Loaded: func(string) { loaded = append(loaded, "ok") },
	})
	v.Look(t.Context())
	return v, &loaded
}

// The real sherpa-onnx says what the tone voice was given, letter by letter.
func TestNeuralVoice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v, loaded := hums(t, dir)
	if got := v.Voice(""); got != "" {
		t.Errorf("without a model: got the voice %q, want none", got)
	}
	m := tonetest.InstallVoice(t, dir, "vi", nil)
	v.Look(t.Context())
	if !slices.Equal(*loaded, []string{"hum-vi", "ok"}) || v.Voice("vi") != m.Sum() || v.Voice("en") != "" {
		t.Fatalf("loaded %q, voices %q and %q; want hum-vi for Vietnamese", *loaded, v.Voice("vi"), v.Voice("en"))
	}
	sound, err := v.Speak("vi", "mời đến")
	if err != nil {
		t.Fatal(err)
	}
	per := float64(tonetest.LetterTime) / tonetest.VoiceRate * engine.Rate
	for i, l := range []rune(" mời đến") { // sherpa-onnx begins with a token of its own
		part := sound[int(float64(i)*per)+100 : int(float64(i+1)*per)-100]
		hz := tonetest.Letter(l)
		if hz > 0 && power(part, hz) < 0.8 {
			t.Errorf("letter %d: %.2f of the sound is at %.0f Hz, want %c there", i, power(part, hz), hz, l)
		}
	}
	if s := float64(len(sound)) / engine.Rate; math.Abs(s-0.4) > 0.02 {
		t.Errorf("eight tokens: got %.3f s, want 0.4", s)
	}
	if _, err := v.Speak("en", "a"); err == nil {
		t.Error("in English: got no error, want one")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	v.Run(ctx)
	if v.Voice("") != "" {
		t.Error("after the end of Run: a voice is still there")
	}
}

// What would end the process is not loaded at all.
func TestNeuralVoiceRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := tonetest.InstallVoice(t, dir, "vi", nil)
	if v, loaded := hums(t, dir, m.Sum()); len(*loaded) != 0 || v.Voice("") != "" {
		t.Errorf("a voice that ended a process: got %q loaded, want nothing", *loaded)
	}
}
