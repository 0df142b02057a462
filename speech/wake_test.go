package speech_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/tonetest"
)

const wakeWord = "khai sinh giấy"

// wakes runs a client that words wake, with the tone models and what else install
// puts beside them.
func wakes(t *testing.T, o speech.Options, install func(dir string), vars ...string) *hearer {
	t.Helper()
	h := &hearer{models: filepath.Join(t.TempDir(), "models"), ears: make(chan string, 100)}
	tonetest.Install(t, h.models)
	install(h.models)
	o.Models, o.WakeWords, o.WakeThreshold = h.models, []string{wakeWord}, 0.8
	o.OnEar = func(langs []string, detail string) { h.ears <- fmt.Sprintf("%v %s", langs, detail) }
	h.voice = prepare(t, o, vars...)
	run(t, h.voice)
	return h
}

func spotter(t *testing.T) func(string) {
	t.Helper()
	return func(dir string) { tonetest.InstallSpotter(t, dir, nil) }
}

// A word wakes the robot, through the real speechd and the real sherpa-onnx.
func TestWakeWord(t *testing.T) {
	t.Parallel()
	wav := recording(t, tonetest.Silence(time.Second), tonetest.Say(wakeWord), tonetest.Silence(time.Second))
	h := wakes(t, speech.Options{Input: wav}, spotter(t))
	h.until(t, "[vi]", "wake words: "+wakeWord)
	for range 2 {
		begun := 0
		word, err := h.Watch(t.Context(), func() { begun++ })
		if err != nil || word != wakeWord || begun != 1 {
			t.Errorf("got %q, %v, the microphone opened %d times; want the word, and once", word, err, begun)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := h.Watch(ctx, func() {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("taken back: got %v, want the end of its context", err)
	}
	// A request takes the microphone. The word in its recording is what it hears.
	watched := make(chan error, 1)
	begun := make(chan struct{})
	go func() {
		_, err := h.Watch(t.Context(), func() { close(begun) })
		watched <- err
	}()
	<-begun
	if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err != nil || text != wakeWord {
		t.Errorf("the request: got %q, %v", text, err)
	}
	if err := <-watched; err == nil {
		t.Error("the waiting beside a request: got no error")
	}
}

// Nothing wakes a robot whose microphone is off, or that has no model for it;
// it says why, and hears requests all the same.
func TestNoWakeWord(t *testing.T) {
	t.Parallel()
	if _, err := speech.New(speech.Options{Path: "x", WakeWords: []string{wakeWord}}); err == nil || !strings.Contains(err.Error(), "without an input") {
		t.Errorf("no microphone: got %v, want an error", err)
	}
	wav := recording(t, tonetest.Say("có"))
	h := wakes(t, speech.Options{Input: wav}, func(string) {})
	h.until(t, "[vi]", "no wake words: no model for wake words is installed")
	if _, err := h.Watch(t.Context(), func() {}); !errors.Is(err, speech.ErrDeaf) || !strings.Contains(err.Error(), "is installed") {
		t.Errorf("no model: got %v, want ErrDeaf with the reason", err)
	}
	if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err != nil || text != "có" {
		t.Errorf("a request: got %q, %v, want có", text, err)
	}
}

// A model that ends the process is loaded once, and costs the wake words alone.
func TestABadWakeModel(t *testing.T) {
	t.Parallel()
	meta := tonetest.StreamingMeta()
	meta["left_context_len"] = "7"
	for name, files := range map[string]map[string][]byte{
		"that cannot be run":         {"joiner.onnx": tonetest.Broken()},
		"whose caches do not fit":    {"encoder.onnx": tonetest.StreamingEncoder(11, meta)},
		"with a decoder for another": {"decoder.onnx": tonetest.Decoder(11, map[string]string{"vocab_size": "13", "context_size": "99"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := wakes(t, speech.Options{Input: recording(t, tonetest.Say("có"))}, func(dir string) { tonetest.InstallSpotter(t, dir, files) })
			t.Log(h.until(t, "[vi]", "no wake words: "))
			if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err != nil || text != "có" {
				t.Errorf("a request: got %q, %v, want có", text, err)
			}
			tonetest.InstallSpotter(t, h.models, nil)
			h.until(t, "[vi]", "wake words: "+wakeWord)
		})
	}
}

// The process is lost while it waits, and waits again.
func TestLostWhileAsleep(t *testing.T) {
	t.Parallel()
	wav := recording(t, tonetest.Silence(2*time.Second), tonetest.Say(wakeWord), tonetest.Silence(time.Second))
	h := wakes(t, speech.Options{Input: wav}, spotter(t))
	h.until(t, "[vi]", "wake words: ")
	if _, err := h.Watch(t.Context(), func() { kill(t, h.pid(t), syscall.SIGKILL) }); err == nil || !strings.Contains(err.Error(), "was lost while it waited") {
		t.Errorf("got %v, want that the process was lost", err)
	}
	h.until(t, "[]", "not running")
	h.until(t, "[vi]", "wake words: ")
	if word, err := h.Watch(t.Context(), func() {}); err != nil || word != wakeWord {
		t.Errorf("the next one: got %q, %v, want the word", word, err)
	}
}

// at22 is a recording as loudspeakers play it.
func at22(t *testing.T, wav string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "22k.wav")
	if msg, err := exec.CommandContext(t.Context(), "sox", wav, "-r", "22050", out).CombinedOutput(); err != nil {
		t.Fatalf("sox: %v: %s", err, msg)
	}
	return out
}

// The robot is not woken by what it says or plays itself, on a sound server
// whose microphone is its own loudspeaker: the wake word is all that it says and
// plays here. The same from outside wakes it.
func TestTheRobotDoesNotHearItself(t *testing.T) {
	server := startSoundServer(t, nullSink)
	words := recording(t, tonetest.Silence(500*time.Millisecond), tonetest.Say(wakeWord), tonetest.Silence(500*time.Millisecond))
	loud := at22(t, words)
	dir := t.TempDir()
	espeak, pieces := filepath.Join(dir, "espeak"), filepath.Join(dir, "music")
	if err := os.WriteFile(espeak, []byte("#!/bin/sh\ncat >/dev/null\nexec cat "+loud+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	piece, err := os.ReadFile(loud)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(pieces, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pieces, "a.wav"), piece, 0o600); err != nil {
		t.Fatal(err)
	}
	h := wakes(t, speech.Options{
		Input: "auto", Output: "device", Args: []string{"--espeak=" + espeak}, Music: "files", MusicDir: pieces, MusicDB: 1, Volume: 100,
	}, spotter(t), server.vars...)
	h.until(t, "[vi]", "wake words: ")

	woken := make(chan string, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		word, err := h.Watch(ctx, func() {})
		woken <- fmt.Sprint(word, err)
	}()
	asleep := func(after string) {
		t.Helper()
		select {
		case got := <-woken:
			t.Fatalf("%s: woken (%s), want asleep", after, got)
		case <-time.After(2500 * time.Millisecond): // a null sink is late
		}
	}
	asleep("nothing said")
	for range 2 {
		if err := say(t, h.voice, speech.Sentence{ID: "own", Text: "xin chào"}); err != nil {
			t.Fatal(err)
		}
	}
	asleep("its own words")
	h.Music(true)
	eventually(t, "the music", func() bool { return server.playing(t) })
	time.Sleep(5 * time.Second) // three times the piece
	asleep("its own music")
	h.Music(false)
	eventually(t, "the end of the music", func() bool { return !server.playing(t) })
	asleep("the end of its own music")
	var got []string
	for range 3 { // a busy machine drops sound
		server.play(t, words)
		select {
		case word := <-woken:
			got = append(got, word)
		case <-time.After(10 * time.Second):
		}
		if len(got) > 0 {
			break
		}
	}
	if !slices.Equal(got, []string{wakeWord + "<nil>"}) {
		t.Errorf("the word from outside: got %q, want that it wakes", got)
	}
}
