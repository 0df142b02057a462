package ear_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/tonetest"
)

// greeting is the wake word of the tone model. The threshold is one of the mean
// of the tokens: with less, two of three would do.
func greeting() ear.Wake {
	return ear.Wake{Words: []string{"Khai sinh giấy", "có bản sao"}, Threshold: 0.8}
}

// The real sherpa-onnx notices the words in tones, and nothing in others.
func TestSpotter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tonetest.InstallSpotter(t, dir, nil)
	quiet := tonetest.Silence
	for _, tt := range []struct {
		name  string
		sound []int16
		want  []string
	}{
		{"the words", slices.Concat(quiet(time.Second), tonetest.Say("khai sinh giấy"), quiet(time.Second)), []string{"Khai sinh giấy"}},
		{"the others", slices.Concat(quiet(time.Second), tonetest.Say("có bản sao"), quiet(time.Second)), []string{"có bản sao"}},
		{"within others", slices.Concat(tonetest.Say("không kết hôn khai sinh giấy"), quiet(300*time.Millisecond), tonetest.Say("có")), []string{"Khai sinh giấy"}},
		{"a part, and then all", slices.Concat(quiet(time.Second), tonetest.Say("sinh giấy"), quiet(time.Second), tonetest.Say("khai sinh giấy"), quiet(time.Second)), []string{"Khai sinh giấy"}},
		{"twice", slices.Concat(quiet(time.Second), tonetest.Say("khai sinh giấy"), quiet(time.Second), tonetest.Say("khai sinh giấy"), quiet(time.Second)), []string{"Khai sinh giấy", "Khai sinh giấy"}},
		{"a part", slices.Concat(tonetest.Say("khai sinh"), quiet(2*time.Second)), nil},
		{"in another order", slices.Concat(tonetest.Say("giấy khai sinh"), quiet(2*time.Second)), nil},
		{"nothing", quiet(5 * time.Second), nil},
	} {
		got, err := ear.Spot(dir, greeting(), tt.sound)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
	if _, err := ear.Spot(dir, ear.Wake{Words: []string{"xin chào"}, Threshold: 0.4}, nil); err == nil || !strings.Contains(err.Error(), "no such letters") {
		t.Errorf("words that the model cannot hear: got %v, want an error", err)
	}
}

// waking is an ear that a word wakes.
func waking(t *testing.T, m ear.Microphone) (e *ear.Ear, s *states, dir string) {
	t.Helper()
	dir = t.TempDir()
	tonetest.Install(t, dir)
	tonetest.InstallSpotter(t, dir, nil)
	s = &states{}
	o := s.options(dir, m)
	o.Wake = greeting()
	e = ear.New(o)
	e.Look()
	return e, s, dir
}

func never() bool { return false }

// From asleep to woken, to listening, and asleep again, on one microphone.
func TestWatch(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, s, _ := waking(t, m)
	if got := s.last(); got.Wake != "Khai sinh giấy, có bản sao" || got.WakeWhy != "" {
		t.Errorf("got %+v, want the words", got)
	}
	for range 2 {
		go m.hear(t.Context(), tonetest.Silence(time.Second), tonetest.Say("khai sinh giấy"),
			tonetest.Silence(500*time.Millisecond), tonetest.Say("chứng thực"), tonetest.Silence(time.Second))
		word, err := e.Watch(t.Context(), never)
		if err != nil || word != "Khai sinh giấy" {
			t.Fatalf("got %q, %v, want the words", word, err)
		}
		if text, err := e.Listen(t.Context(), "vi", nil, func(string) {}); err != nil || text != "chứng thực" {
			t.Errorf("the request: got %q, %v", text, err)
		}
	}
}

// A request takes the microphone from a watch, and gives it back.
func TestARequestEndsTheWatch(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _, _ := waking(t, m)
	watched := make(chan error, 1)
	go func() {
		_, err := e.Watch(t.Context(), never)
		watched <- err
	}()
	m.hear(t.Context(), tonetest.Silence(100*time.Millisecond)) // until it is watched
	heard := make(chan string, 1)
	go func() {
		text, _ := e.Listen(t.Context(), "vi", nil, func(string) {})
		heard <- text
	}()
	if err := <-watched; err == nil || !strings.Contains(err.Error(), "being heard") {
		t.Errorf("the watch: got %v, want that a request is being heard", err)
	}
	if _, err := e.Watch(t.Context(), never); err == nil {
		t.Error("another watch beside the request: got no error")
	}
	go m.hear(t.Context(), tonetest.Say("có"), tonetest.Silence(time.Second))
	if text := <-heard; text != "có" {
		t.Errorf("the request: got %q, want có", text)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("off")
	cancel(gone)
	if _, err := e.Watch(ctx, never); !errors.Is(err, gone) {
		t.Errorf("taken back: got %v, want %v", err, gone)
	}
}

// The robot is not woken by itself: not by what it says, not by its echo, not
// by its music; nor by half a word before and half after.
func TestWatchIsHalfDuplex(t *testing.T) {
	t.Parallel()
	m := newMic()
	e, _, _ := waking(t, m)
	var music atomic.Bool
	word := make(chan string, 1)
	go func() {
		got, _ := e.Watch(t.Context(), music.Load)
		word <- got
	}()
	words, quiet := tonetest.Say("khai sinh giấy"), tonetest.Silence(time.Second)
	ends := e.Speaking()
	m.hear(t.Context(), words, quiet)
	ends()
	m.hear(t.Context(), tonetest.Silence(240*time.Millisecond), tonetest.Say("khai sinh"))
	music.Store(true)
	m.hear(t.Context(), words, quiet)
	music.Store(false)
	m.hear(t.Context(), tonetest.Silence(240*time.Millisecond), tonetest.Say("giấy"), quiet)
	select {
	case got := <-word:
		t.Fatalf("woken by %q, want by nothing of its own", got)
	default:
	}
	go m.hear(t.Context(), tonetest.Say("có bản sao"), quiet)
	if got := <-word; got != "có bản sao" {
		t.Errorf("got %q, want what a visitor said", got)
	}
}

// Without a model, or with a damaged one, the robot goes on without wake words
// and says why; requests by touch are heard.
func TestWakeModelTrouble(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tonetest.Install(t, dir)
	s, m := &states{}, newMic()
	o := s.options(dir, m)
	o.Wake = greeting()
	e := ear.New(o)
	look := func(name, why string) {
		t.Helper()
		e.Look()
		got := s.last()
		if len(got.Langs) != 1 || !strings.Contains(got.WakeWhy, why) || (got.Wake == "") != (why != "") {
			t.Errorf("%s: got %+v, want hearing, and no wake words because %q", name, got, why)
		}
		if _, err := e.Watch(t.Context(), never); why != "" && (err == nil || !strings.Contains(err.Error(), why)) {
			t.Errorf("%s: got %v, want why", name, err)
		}
	}
	look("none", "no model for wake words is installed")
	model := tonetest.InstallSpotter(t, dir, nil)
	e.Look()
	if got := s.last(); got.Wake == "" {
		t.Errorf("installed: got %+v, want the words", got)
	}
	if err := os.WriteFile(model.Path("encoder"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	look("damaged", "install the model again")
	o.Bad = []string{tonetest.InstallSpotter(t, dir, nil).Sum()}
	e = ear.New(o)
	look("one that ended a process", "ended the program")
	o.Wake.Model = "another"
	e = ear.New(o)
	look("another", "another for wake words is not installed")
}
