package speech_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/speechtest"
)

const (
	call       = "Xin mời số thứ tự A012, đến quầy số 3."
	callSpoken = "Xin mời số thứ tự A không một hai, đến quầy số ba."
	otherCall  = "Xin mời số thứ tự A không một ba, đến quầy số ba."

	otherSentence = "Xin chào ông bà, mời ông bà ngồi chờ."
)

func TestNewRefusesBadOptions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		o    speech.Options
		want string
	}{
		{"no path", speech.Options{}, "no path"},
		{"output", speech.Options{Path: "x", Output: "radio"}, `"radio"`},
		{"wav without directory", speech.Options{Path: "x", Output: "wav"}, "directory"},
		{"volume", speech.Options{Path: "x", Volume: 101}, "101"},
		{"style", speech.Options{Path: "x", ReadNumber: "roman"}, `"roman"`},
		{"queue", speech.Options{Path: "x", Queue: -1}, "-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := speech.New(tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New: got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestSayWritesWhatWasAsked(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{})
	if got := v.link(t, "true"); !strings.Contains(got, v.dir) {
		t.Errorf("report of the link: got %q, want the directory %s in it", got, v.dir)
	}
	if err := say(t, v, speech.Sentence{ID: "call-1", Text: call, Chime: true}); err != nil {
		t.Fatalf("Say: %v", err)
	}
	files := v.wavs(t)
	if len(files) != 1 || !strings.HasSuffix(files[0], "-call-1.wav") {
		t.Fatalf("files: got %v, want one named by call-1", files)
	}
	score, err := speechtest.Contains(files[0], "vi", callSpoken)
	if err != nil || score < speechtest.Match {
		t.Errorf("the call in its WAV: got %.3f, %v, want at least %v", score, err, speechtest.Match)
	}
	score, err = speechtest.Contains(files[0], "vi", otherCall)
	if err != nil || score > 0.6 {
		t.Errorf("another number's call in the WAV: got %.3f, %v, want at most 0.6", score, err)
	}
}

func TestSayEnglishGrouped(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{ReadNumber: speech.Grouped, Volume: 30})
	if err := say(t, v, speech.Sentence{ID: "en", Lang: "en", Text: "Number A012, please go to door 3."}); err != nil {
		t.Fatalf("Say: %v", err)
	}
	score, err := speechtest.Contains(v.wavs(t)[0], "en", "Number A 12, please go to door 3.")
	if err != nil || score < speechtest.Match {
		t.Errorf("the English call at low volume: got %.3f, %v, want at least %v", score, err, speechtest.Match)
	}
}

func TestSayRefuses(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{})
	tests := []struct{ name, lang, text, want string }{
		{"language", "fr", "bonjour", `"fr"`},
		{"nothing", "vi", " \u200b() ", "no words"},
		{"too long", "vi", strings.Repeat("xin ", 3000), "8192"},
	}
	for _, tt := range tests {
		err := say(t, v, speech.Sentence{ID: "bad", Lang: tt.lang, Text: tt.text})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func TestOrderAndBound(t *testing.T) {
	t.Parallel()
	v := prepare(t, speech.Options{Queue: 3})
	results := make(chan error, 3)
	for i, s := range []speech.Sentence{{ID: "first"}, {ID: "second"}, {ID: "urgent", Urgent: true}} {
		s.Text = "xin chào"
		go func() { results <- say(t, v, s) }()
		eventually(t, "sentence in the queue", func() bool { return speech.Waiting(v.Client) == i+1 })
	}
	if err := say(t, v, speech.Sentence{ID: "fourth", Text: "xin chào"}); !errors.Is(err, speech.ErrQueueFull) {
		t.Errorf("Say on a full queue: got %v, want ErrQueueFull", err)
	}
	run(t, v)
	for range 3 {
		if err := <-results; err != nil {
			t.Errorf("Say: %v", err)
		}
	}
	got := v.wavs(t)
	for i, id := range []string{"urgent", "first", "second"} {
		if len(got) != 3 || !strings.HasSuffix(got[i], "-"+id+".wav") {
			t.Fatalf("order: got %v, want urgent, first, second", got)
		}
	}
}

func TestSayGivenUp(t *testing.T) {
	t.Parallel()
	slow := filepath.Join(t.TempDir(), "slow")
	v := start(t, speech.Options{Args: []string{"--espeak=" + slowPath}}, "SLOW="+slow)
	v.link(t, "true")
	touch(t, slow)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := v.Say(ctx, speech.Sentence{ID: "slow", Lang: "vi", Text: "xin chào"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Say given up: got %v, want the context's error", err)
	}
	remove(t, slow)
	began, before := time.Now(), v.pid(t)
	if err := say(t, v, speech.Sentence{ID: "next", Text: "xin chào"}); err != nil {
		t.Errorf("the next sentence: got %v, want nil", err)
	}
	if took := time.Since(began); took > time.Second || v.pid(t) != before {
		t.Errorf("the next sentence took %v (want at most 1 s) on pid %d (want still %d)", took, v.pid(t), before)
	}
}
