package ear_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"tiepdan/speech/ear"
	"tiepdan/speech/tonetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mic is a microphone in the hands of a test.
type mic struct {
	mu     sync.Mutex
	gone   error
	pieces chan []int16
	lost   chan error
}

func newMic() *mic { return &mic{pieces: make(chan []int16), lost: make(chan error, 1)} }

func (m *mic) Check() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return "a test", m.gone
}

func (m *mic) set(gone error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone = gone
}

func (m *mic) Record(ctx context.Context, take func([]int16)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-m.lost:
			return err
		case piece := <-m.pieces:
			take(piece)
		}
	}
}

// hear gives the microphone sound, in pieces, as fast as it takes them.
func (m *mic) hear(ctx context.Context, sounds ...[]int16) {
	for piece := range slices.Chunk(slices.Concat(sounds...), 320) {
		select {
		case m.pieces <- piece:
		case <-ctx.Done():
			return
		}
	}
}

// states collects what an ear tells.
type states struct {
	mu  sync.Mutex
	all []ear.State
	at  []string // models loaded, and those that were begun
}

func (s *states) options(dir string, m ear.Microphone) ear.Options {
	add := func(text string) { s.mu.Lock(); s.at = append(s.at, text); s.mu.Unlock() }
	return ear.Options{
		Dir: dir, Mic: m,
		Changed: func(st ear.State) { s.mu.Lock(); s.all = append(s.all, st); s.mu.Unlock() },
		Loading: func(_, name string) { add("loading " + name) }, Loaded: func(string) { add("loaded") },
	}
}

func (s *states) last() ear.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[len(s.all)-1]
}

func TestWhatCanBeHeard(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	s, m := &states{}, newMic()
	e := ear.New(s.options(dir, m))
	look := func(name string, hears bool, why string) {
		t.Helper()
		e.Look()
		got := s.last()
		if (len(got.Langs) > 0) != hears || !strings.Contains(got.Reason, why) {
			t.Errorf("%s: got %+v, want hearing %v, because %q", name, got, hears, why)
		}
	}
	look("nobody installed anything", false, "kioskctl models install")
	tonetest.InstallVAD(t, dir, tonetest.VAD())
	look("a detector alone", false, "no model that recognises speech")
	asr := tonetest.InstallASR(t, dir, nil)
	look("both", true, "")
	if got, want := s.last(), (ear.State{Langs: []string{"vi"}, Input: "a test"}); !slices.Equal(got.Langs, want.Langs) || got.Input != want.Input {
		t.Errorf("got %+v, want %+v", got, want)
	}
	m.set(errors.New("there is no microphone"))
	look("the microphone pulled out", false, "there is no microphone")
	m.set(nil)
	look("and plugged in", true, "")
	n := len(s.all)
	look("nothing new", true, "")
	if len(s.all) != n {
		t.Errorf("got told %d times, want nothing of what has not changed", len(s.all)-n)
	}
	if err := os.WriteFile(asr.Path("joiner"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	look("a damaged file", false, "joiner.onnx")
	tonetest.InstallASR(t, dir, nil)
	look("installed again", true, "")
	if err := os.Remove(filepath.Join(dir, "tones-vad", "vad.onnx")); err != nil {
		t.Fatal(err)
	}
	look("a missing file", false, "missing")
	if _, err := e.Listen(t.Context(), "vi", nil, func(string) {}); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("listening without a detector: got %v, want the reason", err)
	}
	want := []string{"loading tones-vad", "loaded", "loading tones-vi", "loaded"}
	if got := s.at[:4]; !slices.Equal(got, want) {
		t.Errorf("got %v, want that each model is told of before it is loaded", got)
	}
}

// A model that ended a program like this one is left alone until it changes.
func TestABadModelIsNotLoaded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tonetest.InstallVAD(t, dir, tonetest.VAD())
	bad := tonetest.InstallASR(t, dir, map[string][]byte{"joiner.onnx": tonetest.Broken()})
	s := &states{}
	o := s.options(dir, newMic())
	o.Bad = []string{bad.Sum()}
	e := ear.New(o)
	e.Look()
	if got := s.last(); len(got.Langs) != 0 || !strings.Contains(got.Reason, "tones-vi ended the program") || slices.Contains(s.at, "loading tones-vi") {
		t.Errorf("got %+v after %v, want that the model is not loaded", got, s.at)
	}
	tonetest.InstallASR(t, dir, nil)
	e.Look()
	if got := s.last(); len(got.Langs) != 1 {
		t.Errorf("another model of that name: got %+v, want that it hears", got)
	}
}

// listening is an ear with the tone models.
func listening(t *testing.T, m ear.Microphone) (*ear.Ear, *states) {
	t.Helper()
	dir := t.TempDir()
	tonetest.Install(t, dir)
	s := &states{}
	e := ear.New(s.options(dir, m))
	e.Look()
	return e, s
}

func TestListen(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _ := listening(t, m)
	go m.hear(t.Context(), tonetest.Say("chứng thực bản sao"), tonetest.Silence(time.Second))
	text, err := e.Listen(t.Context(), "vi", nil, func(string) {})
	if err != nil || text != "chứng thực bản sao" {
		t.Errorf("got %q, %v, want what was said", text, err)
	}
	if _, err := e.Listen(t.Context(), "en", nil, func(string) {}); err == nil || !strings.Contains(err.Error(), `"en"`) {
		t.Errorf("another language: got %v, want that there is no model", err)
	}
}

func TestOneRequestAtATime(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _ := listening(t, m)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("she left")
	done := make(chan error)
	go func() {
		_, err := e.Listen(ctx, "vi", nil, func(string) {})
		done <- err
	}()
	m.hear(t.Context(), tonetest.Silence(20*time.Millisecond)) // until the first one is being heard
	if _, err := e.Listen(t.Context(), "vi", nil, func(string) {}); err == nil || !strings.Contains(err.Error(), "another request") {
		t.Errorf("a second one: got %v, want that another is being heard", err)
	}
	cancel(gone)
	if err := <-done; !errors.Is(err, gone) {
		t.Errorf("got %v, want %v", err, gone)
	}
}

func TestTheMicrophoneIsPulledOut(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _ := listening(t, m)
	go func() {
		m.hear(t.Context(), tonetest.Say("có"))
		m.lost <- errors.New("it was pulled out")
	}()
	if _, err := e.Listen(t.Context(), "vi", nil, func(string) {}); err == nil || !strings.Contains(err.Error(), "pulled out") {
		t.Errorf("got %v, want that the microphone was pulled out", err)
	}
}

// The robot does not listen to itself.
func TestHalfDuplex(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _ := listening(t, m)
	ends := e.Speaking()
	go func() {
		m.hear(t.Context(), tonetest.Say("không không"), tonetest.Silence(100*time.Millisecond))
		ends()
		m.hear(t.Context(), tonetest.Say("không")[:ear.Rate/10]) // its echo
		m.hear(t.Context(), tonetest.Silence(300*time.Millisecond), tonetest.Say("có"), tonetest.Silence(time.Second))
	}()
	text, err := e.Listen(t.Context(), "vi", nil, func(string) {})
	if err != nil || text != "có" {
		t.Errorf("got %q, %v, want có alone: the rest was the robot's", text, err)
	}
}

// A recording comes as fast as it was spoken, and then there is silence.
func TestWAVFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(name, tonetest.WAV(tonetest.Say("có không"), tonetest.Rate), 0o600); err != nil {
		t.Fatal(err)
	}
	w := ear.WAVFile{Path: name}
	if _, err := w.Check(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		var got []int16
		if err := w.Record(ctx, func(piece []int16) { got = append(got, piece...) }); err != nil {
			t.Fatal(err)
		}
		want := tonetest.Say("có không")
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) || len(got) > 2*ear.Rate {
			t.Errorf("got %d samples in 2 s, want the recording and then silence", len(got))
		}
	})
	if _, err := (ear.WAVFile{Path: name + ".none"}).Check(); err == nil {
		t.Error("no file: got no error")
	}
}

func TestDecodeWAV(t *testing.T) {
	t.Parallel()
	good := tonetest.WAV([]int16{1, -2, 3}, ear.Rate)
	if got, err := ear.DecodeWAV(good); err != nil || !slices.Equal(got, []int16{1, -2, 3}) {
		t.Errorf("got %v, %v, want the samples", got, err)
	}
	for name, file := range map[string][]byte{
		"empty": nil, "text": []byte("hello, this is no sound"), "no sound": good[:36], "another rate": tonetest.WAV([]int16{1}, 22050),
	} {
		if got, err := ear.DecodeWAV(file); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
}

func FuzzDecodeWAV(f *testing.F) {
	f.Add(tonetest.WAV([]int16{1, -2, 3}, ear.Rate))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if samples, err := ear.DecodeWAV(file); err == nil && 2*len(samples) > len(file) {
			t.Errorf("got %d samples of %d bytes", len(samples), len(file))
		}
	})
}
