package speech_test

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
)

// atOnce is how soon a sentence that makes way must return, on a busy machine.
const atOnce = 500 * time.Millisecond

// explanation is a guide sentence of 1,000 letters.
func explanation() string {
	const s = "Chọn mục hộ tịch, cư trú. Cửa hai, một người chờ, dưới chín phút. "
	return string([]rune(strings.Repeat(s, 20))[:1000])
}

// saying starts a sentence and returns where its error comes.
func saying(t *testing.T, v *voice, s speech.Sentence) <-chan error {
	t.Helper()
	if s.Text == "" {
		s.Text = "xin chào"
	}
	result := make(chan error, 1)
	go func() { result <- say(t, v, s) }()
	eventually(t, "sentence "+s.ID+" taken in", func() bool { return speech.Holds(v.Client, s.ID) || len(result) > 0 })
	return result
}

// within returns the error, or fails the test when none comes in time.
func within(t *testing.T, what string, result <-chan error, d time.Duration) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(d):
		t.Fatalf("%s: not within %v", what, d)
		return nil
	}
}

func wantReplaced(t *testing.T, what string, result <-chan error) {
	t.Helper()
	if err := within(t, what, result, atOnce); !errors.Is(err, speech.ErrReplaced) {
		t.Errorf("%s: got %v, want ErrReplaced", what, err)
	}
}

// ids are the names of the sentences written, in their order.
func (v *voice) ids(t *testing.T) string {
	t.Helper()
	var ids []string
	for _, f := range v.wavs(t) {
		_, id, _ := strings.Cut(filepath.Base(f), "-")
		ids = append(ids, strings.TrimSuffix(id, ".wav"))
	}
	return strings.Join(ids, " ")
}

// Among those that wait, the newest guide sentence alone stays, behind all
// others, and takes no place from them.
func TestGuideWaits(t *testing.T) {
	t.Parallel()
	v := prepare(t, speech.Options{Queue: 2})
	first := saying(t, v, speech.Sentence{ID: "g1", Guide: true})
	call := saying(t, v, speech.Sentence{ID: "call"})
	second := saying(t, v, speech.Sentence{ID: "g2", Guide: true, Urgent: true})
	wantReplaced(t, "the older guide sentence", first)
	urgentCall := saying(t, v, speech.Sentence{ID: "urgent", Urgent: true})
	if err := say(t, v, speech.Sentence{ID: "third", Text: "xin chào"}); !errors.Is(err, speech.ErrQueueFull) {
		t.Errorf("a third call: got %v, want ErrQueueFull", err)
	}
	run(t, v)
	for what, r := range map[string]<-chan error{"call": call, "g2": second, "urgent": urgentCall} {
		if err := within(t, what, r, 30*time.Second); err != nil {
			t.Errorf("%s: got %v, want nil", what, err)
		}
	}
	if got := v.ids(t); got != "urgent call g2" {
		t.Errorf("order: got %q, want \"urgent call g2\"", got)
	}
}

// What a guide sentence that is being spoken makes way for.
func TestGuideMakesWay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		next speech.Sentence // none: Hush
	}{
		{"a newer one", speech.Sentence{ID: "next", Guide: true}},
		{"a call", speech.Sentence{ID: "next", Chime: true}},
		{"an urgent call", speech.Sentence{ID: "next", Urgent: true}},
		{"hush", speech.Sentence{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, slow := startSlow(t)
			old := v.pid(t)
			stuck := saying(t, v, speech.Sentence{ID: "stuck", Guide: true, Text: explanation()})
			hangs(t, slow)
			remove(t, slow)
			if tt.next.ID == "" {
				v.Hush()
				wantReplaced(t, "the sentence hushed", stuck)
				v.Hush() // nothing to do
				if err := say(t, v, speech.Sentence{ID: "next", Guide: true, Text: "xin chào"}); err != nil {
					t.Errorf("the sentence after it: got %v, want nil", err)
				}
			} else {
				next := saying(t, v, tt.next)
				wantReplaced(t, "the sentence spoken", stuck)
				if err := within(t, "the next one", next, 10*time.Second); err != nil {
					t.Errorf("the next one: got %v, want nil", err)
				}
			}
			if got := v.ids(t); got != "next" || v.pid(t) != old {
				t.Errorf("files: got %q by process %d, want \"next\" by %d still", got, v.pid(t), old)
			}
		})
	}
}

// A call is not broken off by the guide, nor by Hush.
func TestGuideBreaksOffNoCall(t *testing.T) {
	t.Parallel()
	v, slow := startSlow(t)
	call := saying(t, v, speech.Sentence{ID: "call"})
	pid := v.pid(t)
	hangs(t, slow)
	first := saying(t, v, speech.Sentence{ID: "g1", Guide: true})
	v.Hush()
	wantReplaced(t, "the waiting sentence hushed", first)
	second := saying(t, v, speech.Sentence{ID: "g2", Guide: true})
	select {
	case err := <-call:
		t.Errorf("the call: got %v, want it to go on", err)
	case <-time.After(200 * time.Millisecond):
	}
	third := saying(t, v, speech.Sentence{ID: "g3", Guide: true})
	wantReplaced(t, "the waiting sentence", second)
	kill(t, pid, syscall.SIGKILL)
	if err := within(t, "the call", call, 10*time.Second); err == nil || !strings.Contains(err.Error(), "lost while it spoke") {
		t.Errorf("the call spoken during the kill: got %v, want an error saying so", err)
	}
	remove(t, slow)
	if err := within(t, "the last guide sentence", third, 10*time.Second); err != nil {
		t.Errorf("the guide sentence that waited: got %v, want nil, said by the next process", err)
	}
	if got := v.ids(t); got != "g3" {
		t.Errorf("files: got %q, want \"g3\"", got)
	}
}

// speechd dies in the middle of a guide sentence: its Say says so, and the
// next guide sentence replaces nothing and is said.
func TestGuideKilled(t *testing.T) {
	t.Parallel()
	v, slow := startSlow(t)
	lost := saying(t, v, speech.Sentence{ID: "lost", Guide: true})
	pid := v.pid(t)
	hangs(t, slow)
	kill(t, pid, syscall.SIGKILL)
	err := within(t, "the sentence", lost, 10*time.Second)
	if err == nil || errors.Is(err, speech.ErrReplaced) || !strings.Contains(err.Error(), "lost while it spoke") {
		t.Errorf("the sentence spoken during the kill: got %v, want that it was lost", err)
	}
	remove(t, slow)
	if err := say(t, v, speech.Sentence{ID: "next", Guide: true, Text: "xin chào"}); err != nil {
		t.Errorf("the next sentence: got %v, want nil", err)
	}
}

// One after another, faster than any is said: each returns, the last is heard.
func TestGuideHurried(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{})
	v.link(t, "true")
	var results []<-chan error
	for i := range 30 {
		results = append(results, saying(t, v, speech.Sentence{ID: "g" + strconv.Itoa(i), Guide: true, Text: explanation()}))
		time.Sleep(3 * time.Millisecond)
	}
	for i, r := range results {
		err := within(t, "a hurried sentence", r, 10*time.Second)
		if err != nil && (i == len(results)-1 || !errors.Is(err, speech.ErrReplaced)) {
			t.Errorf("sentence %d of %d: got %v, want nil, or ErrReplaced for all but the last", i+1, len(results), err)
		}
	}
}

// On a device: an explanation of a minute makes way for a short sentence, which
// has been heard soon.
func TestGuideOnDevice(t *testing.T) {
	t.Parallel()
	server := startSoundServer(t, nullSink)
	v := start(t, speech.Options{Output: "device"}, server.vars...)
	v.link(t, "true pulseaudio")
	began := time.Now()
	if err := say(t, v, speech.Sentence{ID: "alone", Text: "xin chào"}); err != nil {
		t.Fatalf("a sentence alone: %v", err)
	}
	t.Logf("alone, a sentence is heard to its end after %v", time.Since(began))
	long := saying(t, v, speech.Sentence{ID: "long", Guide: true, Text: explanation()})
	eventually(t, "the device playing", func() bool { return server.playing(t) })
	time.Sleep(300 * time.Millisecond)
	began = time.Now()
	next := saying(t, v, speech.Sentence{ID: "next", Guide: true})
	wantReplaced(t, "the explanation", long)
	t.Logf("it made way after %v", time.Since(began))
	if err := within(t, "the next one", next, 10*time.Second); err != nil {
		t.Errorf("the next one: got %v, want nil", err)
	}
	t.Logf("the next one was heard to its end after %v", time.Since(began))
	last := saying(t, v, speech.Sentence{ID: "last", Guide: true, Text: explanation()})
	eventually(t, "the device playing again", func() bool { return server.playing(t) })
	v.Hush()
	wantReplaced(t, "the last one", last)
	eventually(t, "the device at rest", func() bool { return !server.playing(t) })
}

// startSlow runs a voice whose synthesiser hangs while the file named exists.
func startSlow(t *testing.T) (v *voice, slow string) {
	t.Helper()
	slow = filepath.Join(t.TempDir(), "slow")
	v = start(t, speech.Options{Args: []string{"--espeak=" + slowPath}}, "SLOW="+slow)
	v.link(t, "true")
	touch(t, slow)
	return v, slow
}

// A guide sentence given up by its caller returns the caller's reason.
func TestGuideGivenUp(t *testing.T) {
	t.Parallel()
	v, _ := startSlow(t)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	err := v.Say(ctx, speech.Sentence{ID: "slow", Lang: "vi", Text: "xin chào", Guide: true})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, speech.ErrReplaced) {
		t.Errorf("Say given up: got %v, want the context's error", err)
	}
}
