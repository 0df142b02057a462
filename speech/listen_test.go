package speech_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/models"
	"tiepdan/speech/tonetest"
)

// hearer is a voice that hears a recording.
type hearer struct {
	*voice
	models string
	ears   chan string // "[vi] detail"
}

// hears runs a client whose speechd hears a recording, or "auto", with the
// models of a directory that install fills.
func hears(t *testing.T, input string, install func(dir string), vars ...string) *hearer {
	t.Helper()
	h := &hearer{models: filepath.Join(t.TempDir(), "models"), ears: make(chan string, 100)}
	if install != nil {
		install(h.models)
	}
	h.voice = prepare(t, speech.Options{
		Input: input, Models: h.models,
		OnEar: func(langs []string, detail string) { h.ears <- fmt.Sprintf("%v %s", langs, detail) },
	}, vars...)
	run(t, h.voice)
	return h
}

// until waits for a report about hearing.
func (h *hearer) until(t *testing.T, want ...string) string {
	t.Helper()
	var all []string
	for limit := time.After(30 * time.Second); ; {
		select {
		case got := <-h.ears:
			if all = append(all, got); !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(got, w) }) {
				return got
			}
		case <-limit:
			t.Fatalf("reports about hearing: got %q, want one with %q", all, want)
		}
	}
}

func recording(t *testing.T, sounds ...[]int16) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "said.wav")
	if err := os.WriteFile(name, tonetest.WAV(slices.Concat(sounds...), tonetest.Rate), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func tones(t *testing.T) func(string) {
	t.Helper()
	return func(dir string) { tonetest.Install(t, dir) }
}

func TestListen(t *testing.T) {
	t.Parallel()
	h := hears(t, recording(t, tonetest.Silence(300*time.Millisecond), tonetest.Say("giấy khai sinh chứng thực")), tones(t))
	h.until(t, "[vi]", "file: ")
	var mu sync.Mutex
	var partial []string
	text, err := h.Listen(t.Context(), speech.Request{Lang: "vi", Partial: func(s string) { mu.Lock(); partial = append(partial, s); mu.Unlock() }})
	if err != nil || text != "giấy khai sinh chứng thực" {
		t.Errorf("got %q, %v, want what was said", text, err)
	}
	mu.Lock()
	if len(partial) < 2 || !strings.HasPrefix(text, partial[0]) {
		t.Errorf("got partial texts %q, want the beginnings of %q", partial, text)
	}
	mu.Unlock()
	if _, err := h.Listen(t.Context(), speech.Request{Lang: "en"}); !errors.Is(err, speech.ErrDeaf) {
		t.Errorf("in English: got %v, want ErrDeaf", err)
	}
}

// Who leaves, and who is done early.
func TestListenEndsEarly(t *testing.T) {
	t.Parallel()
	h := hears(t, recording(t, tonetest.Say("có"), tonetest.Silence(200*time.Millisecond), tonetest.Say(strings.Repeat("không ", 30))), tones(t))
	h.until(t, "[vi]")
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := h.Listen(ctx, speech.Request{Lang: "vi"}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > time.Second {
		t.Errorf("she left: got %v after %v, want the end of her context at once", err, time.Since(began))
	}
	said := make(chan struct{})
	time.AfterFunc(400*time.Millisecond, func() { close(said) })
	var text string
	eventually(t, "the microphone free for the next", func() bool {
		var err error
		text, err = h.Listen(t.Context(), speech.Request{Lang: "vi", Said: said})
		return err == nil
	})
	if !strings.HasPrefix(text, "có") || strings.Count(text, "không") > 3 {
		t.Errorf("she is done: got %q, want có, and little of what came later", text)
	}
}

// Models come, are damaged, and go, while the voice runs.
func TestModelsComeAndGo(t *testing.T) {
	t.Parallel()
	h := hears(t, recording(t, tonetest.Say("có")), nil)
	h.until(t, "[]", "kioskctl models install")
	if _, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); !errors.Is(err, speech.ErrDeaf) {
		t.Errorf("without models: got %v, want ErrDeaf", err)
	}
	tonetest.Install(t, h.models)
	h.until(t, "[vi]")
	if err := os.Truncate(filepath.Join(h.models, "tones-vi", "encoder.onnx"), 100); err != nil {
		t.Fatal(err)
	}
	h.until(t, "[]", "encoder.onnx", "install the model again")
	tonetest.Install(t, h.models)
	h.until(t, "[vi]")
	if err := models.Remove(h.models, "tones-vad"); err != nil {
		t.Fatal(err)
	}
	h.until(t, "[]", "no voice detector")
}

// A model that ends the process is loaded once. The voice comes back without
// it, and hears again once the model has been replaced.
func TestABadModel(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string][]byte{
		"that cannot be run":       {"encoder.onnx": tonetest.Broken()},
		"with wrong metadata":      {"decoder.onnx": tonetest.Decoder(11, map[string]string{"vocab_size": "13", "context_size": "99"})},
		"of parts that do not fit": {"joiner.onnx": tonetest.Transducer([]string{"a", "b"})["joiner.onnx"]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := hears(t, recording(t, tonetest.Say("có")), func(dir string) {
				tonetest.InstallVAD(t, dir, tonetest.VAD())
				tonetest.InstallASR(t, dir, files)
			})
			got := h.until(t, "")
			t.Log(got)
			if err := say(t, h.voice, speech.Sentence{ID: "x", Text: "xin chào"}); err != nil {
				t.Errorf("the voice: got %v, want that it speaks", err)
			}
			if strings.Contains(got, "ended the program") {
				pid := h.pid(t)
				time.Sleep(time.Second)
				if !alive(pid) || h.pid(t) != pid {
					t.Errorf("the voice process %d did not stay: want one that has left the model alone", pid)
				}
			}
			tonetest.Install(t, h.models)
			h.until(t, "[vi]")
			if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err != nil || text != "có" {
				t.Errorf("with a good model: got %q, %v, want có", text, err)
			}
		})
	}
}

func TestLostWhileItListens(t *testing.T) {
	t.Parallel()
	h := hears(t, recording(t, tonetest.Silence(time.Second), tonetest.Say("có")), tones(t))
	h.until(t, "[vi]")
	time.AfterFunc(300*time.Millisecond, func() { kill(t, h.pid(t), syscall.SIGKILL) })
	if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err == nil || !strings.Contains(err.Error(), "lost while it listened") {
		t.Errorf("got %q, %v, want that the process was lost", text, err)
	}
	h.until(t, "[]", "not running")
	h.until(t, "[vi]")
	if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err != nil || text != "có" {
		t.Errorf("the next request: got %q, %v, want có", text, err)
	}
}

// dying is a speechd that hears until it is asked to.
const dying = `echo "$@" >>"$0"
echo '{"v":1,"event":"hello","program":"dying","output":"none"}'
case "$*" in
*--bad-model=cafe*) echo '{"v":1,"event":"ear","reason":"model x ended the program"}' ;;
*) echo '{"v":1,"event":"loading","model":"cafe","reason":"x"}'
   echo '{"v":1,"event":"loaded","model":"cafe"}'
   echo '{"v":1,"event":"ear","langs":"vi","input":"a test"}' ;;
esac
while read -r line; do
	case $line in
	*listen*) exit 3 ;;
	*ping*) echo '{"v":1,"event":"pong"}' ;;
	esac
done`

// A model that loads, and ends the process whenever somebody speaks, is given
// up after the third time.
func TestAModelThatEndsEveryRequest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	starts := filepath.Join(dir, "starts")
	h := &hearer{voice: &voice{}, ears: make(chan string, 100)}
	var err error
	h.Client, err = speech.New(speech.Options{
		Path: "/bin/sh", Args: []string{"-c", dying, starts}, Output: "wav", WAVDir: dir, Input: "auto", Models: dir,
		OnEar: func(langs []string, detail string) { h.ears <- fmt.Sprintf("%v %s", langs, detail) },
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, h.voice)
	for range 3 {
		h.until(t, "[vi]")
		if _, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err == nil {
			t.Error("a process that dies: got no error")
		}
	}
	h.until(t, "[]", "model x ended the program")
	text, err := os.ReadFile(starts)
	if lines := strings.Split(strings.TrimSpace(string(text)), "\n"); err != nil || len(lines) != 4 || !strings.Contains(lines[3], "--bad-model=cafe") || strings.Contains(lines[2], "--bad-model") {
		t.Errorf("got starts %q, %v, want four, and the last without the model", lines, err)
	}
}

// deafening is a speechd that never answers a request.
const deafening = `echo x >>"$0"
echo '{"v":1,"event":"hello","program":"deafening","output":"none"}'
echo '{"v":1,"event":"ear","langs":"vi","input":"a test"}'
while read -r line; do
	case $line in *ping*) echo '{"v":1,"event":"pong"}' ;; esac
done`

// A process that does not let go of a request which nobody waits for is ended.
func TestARequestThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := &hearer{voice: &voice{}, ears: make(chan string, 100)}
	var err error
	h.Client, err = speech.New(speech.Options{
		Path: "/bin/sh", Args: []string{"-c", deafening, filepath.Join(dir, "starts")}, Output: "wav", WAVDir: dir, Input: "auto", Models: dir,
		OnEar: func(langs []string, detail string) { h.ears <- fmt.Sprintf("%v %s", langs, detail) },
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, h.voice)
	h.until(t, "[vi]")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := h.Listen(ctx, speech.Request{Lang: "vi"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the end of the context", err)
	}
	h.until(t, "[]", "not running")
	h.until(t, "[vi]")
}
