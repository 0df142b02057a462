package speech_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/speechtest"
	"tiepdan/speech/tonetest"
)

// at is the share of a sound's power at a frequency.
func at(sound []int16, hz float64) float64 {
	var re, im, all float64
	for i, s := range sound {
		angle := 2 * math.Pi * hz * float64(i) / 22050
		re += float64(s) * math.Cos(angle)
		im += float64(s) * math.Sin(angle)
		all += float64(s) * float64(s)
	}
	return 2 * (re*re + im*im) / (all*float64(len(sound)) + 1)
}

// hummed reports whether a file holds the tone voice saying "mmmm".
func hummed(t *testing.T, v *voice) bool {
	t.Helper()
	files := v.wavs(t)
	sound, _ := samples(t, files[len(files)-1])
	const letter = 22050 * tonetest.LetterTime / tonetest.VoiceRate
	return len(sound) > 4*letter && len(sound) < 6*letter && at(sound[2*letter:3*letter], tonetest.Letter('m')) > 0.5
}

// A technician installs a voice while the robot runs, and removes it again.
func TestNeuralVoiceComesAndGoes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	v := start(t, speech.Options{Models: dir})
	v.link(t, "true")
	mmmm := func() bool {
		if err := say(t, v, speech.Sentence{ID: "m", Text: "mmmm"}); err != nil {
			t.Fatalf("Say: %v", err)
		}
		return hummed(t, v)
	}
	if mmmm() {
		t.Error("without a model: the tone voice was heard")
	}
	m := tonetest.InstallVoice(t, dir, "vi", nil)
	eventually(t, "the neural voice", mmmm)
	if err := os.RemoveAll(m.Dir); err != nil {
		t.Fatal(err)
	}
	eventually(t, "espeak-ng again", func() bool { return !mmmm() })
}

// A voice that ends the program that loads it costs nothing but itself.
func TestNeuralVoiceThatEndsTheProcess(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	tonetest.InstallVoice(t, dir, "vi", map[string][]byte{"model.onnx": tonetest.BrokenVoice()})
	v := start(t, speech.Options{Models: dir})
	v.link(t, "false")
	v.link(t, "true")
	began := time.Now()
	if err := say(t, v, speech.Sentence{ID: "call", Text: call}); err != nil {
		t.Fatalf("Say: got %v, want it said by espeak-ng", err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("the sentence took %v", took)
	}
	if score, err := speechtest.Contains(v.wavs(t)[0], "vi", callSpoken); err != nil || score < speechtest.Match {
		t.Errorf("the sentence in its file: got %.3f, %v, want espeak-ng's", score, err)
	}
	pid := v.pid(t)
	time.Sleep(6 * time.Second) // it looks for voices every five
	if v.pid(t) != pid || !alive(pid) {
		t.Error("the process was lost again, want the voice left alone")
	}
}

// The neural voice is killed in the middle of a sentence: the next one is said
// within a second.
func TestKilledWhileSpeaking(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	tonetest.InstallVoice(t, dir, "vi", nil)
	v := start(t, speech.Options{Models: dir})
	v.link(t, "true")
	eventually(t, "the neural voice", func() bool {
		return say(t, v, speech.Sentence{ID: "m", Text: "mmmm"}) == nil && hummed(t, v)
	})
	kill(t, v.pid(t), syscall.SIGKILL)
	v.link(t, "false") // the one under way, if any, was the price
	began := time.Now()
	if err := say(t, v, speech.Sentence{ID: "next", Text: "mmmm"}); err != nil || time.Since(began) > time.Second {
		t.Errorf("the next sentence: got %v after %v, want it within a second", err, time.Since(began))
	}
	if files := strings.Join(v.wavs(t), " "); !strings.Contains(files, "-next.wav") {
		t.Errorf("files: got %s, want the next sentence", files)
	}
}

// A voice that loads, and then ends the process at a sentence, is given up
// after three.
func TestNeuralVoiceThatFailsLater(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	tonetest.InstallVoice(t, dir, "vi", map[string][]byte{"model.onnx": tonetest.TreacherousVoice()})
	v := start(t, speech.Options{Models: dir})
	for lost := 0; lost < 3; {
		if say(t, v, speech.Sentence{ID: "x", Text: "xin chào."}) != nil {
			lost++
		}
	}
	if err := say(t, v, speech.Sentence{ID: "z", Text: "xin chào."}); err != nil {
		t.Errorf("after three losses: got %v, want it said by espeak-ng", err)
	}
	pid := v.pid(t)
	time.Sleep(6 * time.Second)
	if err := say(t, v, speech.Sentence{ID: "y", Text: "xin chào."}); err != nil || v.pid(t) != pid {
		t.Errorf("later: got %v, want the voice left alone", err)
	}
}
