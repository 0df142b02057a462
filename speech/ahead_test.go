package speech_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiepdan/speech"
	"tiepdan/speech/tonetest"
)

// logged collects what a client logs.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.b.String(), text)
}

func (l *logged) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func clipsIn(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.clip"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// The fixed sentences are made ahead, are there for the next start, and are
// what is said.
func TestFixedSentences(t *testing.T) {
	t.Parallel()
	clips := filepath.Join(t.TempDir(), "clips")
	fixed := []speech.Sentence{{Lang: "vi", Text: call}, {Lang: "en", Text: "Thank you."}, {Lang: "vi", Text: "…"}}
	for range 2 {
		var log logged
		v := start(t, speech.Options{Fixed: fixed, Clips: clips, Logger: log.logger()})
		eventually(t, "two sentences made ahead", func() bool { return log.has("ready=2 all=2") })
		if log.has("level=INFO msg=\"making") || log.has("level=INFO msg=\"sentences made ahead\" ready=0") {
			t.Error("the log tells at every step how far it is, want the end alone")
		}
		if n := clipsIn(t, clips); n != 2 {
			t.Errorf("got %d sentences on disk, want 2", n)
		}
		if err := say(t, v, speech.Sentence{ID: "x", Text: call}); err != nil {
			t.Fatal(err)
		}
		if heard := v.wavs(t); len(heard) != 1 {
			t.Errorf("files: got %v, want the sentence", heard)
		}
	}
	if _, err := speech.New(speech.Options{Path: "x", Fixed: make([]speech.Sentence, speech.MaxFixed+1)}); err == nil || !strings.Contains(err.Error(), "fixed sentences") {
		t.Errorf("too many: got %v, want an error about them", err)
	}
}

// A neural voice that ends the process while sentences are made ahead is given
// up at the third time, as one that does so while it speaks, and espeak-ng makes
// them.
func TestFixedSentencesEndTheProcess(t *testing.T) {
	t.Parallel()
	models, clips := filepath.Join(t.TempDir(), "models"), filepath.Join(t.TempDir(), "clips")
	tonetest.InstallVoice(t, models, "vi", map[string][]byte{"model.onnx": tonetest.TreacherousVoice()})
	var log logged
	var fixed []speech.Sentence
	for i := range 60 { // so many that the voice is loaded before all are made
		fixed = append(fixed, speech.Sentence{Lang: "vi", Text: fmt.Sprintf("đến %d.", i)})
	}
	start(t, speech.Options{Fixed: fixed, Clips: clips, Models: models, Logger: log.logger()})
	eventually(t, "the voice given up", func() bool { return log.has("a model ended the voice process") })
	eventually(t, "the sentences made by espeak-ng", func() bool { return log.has("ready=60 all=60") })
	if n := clipsIn(t, clips); n < 60 {
		t.Errorf("got %d sentences on disk, want all 60", n)
	}
}
