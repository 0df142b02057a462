package ear_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/tonetest"
)

// hears runs a request over a sound that comes all at once.
func hears(tb testing.TB, d ear.Detector, r ear.Recogniser, l ear.Limits, said <-chan struct{}, parts ...[]int16) (text string, took time.Duration, partial []string) {
	tb.Helper()
	sound := make(chan []int16)
	stop := make(chan struct{})
	pieces := 0
	var speaker sync.WaitGroup
	speaker.Go(func() {
		for piece := range slices.Chunk(slices.Concat(parts...), 320) {
			select {
			case sound <- piece:
				pieces++
			case <-stop:
				return
			}
		}
		close(sound)
	})
	text, err := ear.Hear(tb.Context(), d, r, l, sound, said, func(s string) { partial = append(partial, s) })
	close(stop)
	speaker.Wait()
	if err != nil {
		tb.Errorf("got error %v, want none", err)
	}
	return text, time.Duration(pieces) * 20 * time.Millisecond, partial
}

// tones loads the tone models.
func tones(t *testing.T) (ear.Detector, ear.Recogniser) {
	t.Helper()
	dir := t.TempDir()
	tonetest.Install(t, dir)
	d, r, err := ear.Load(dir, "vi")
	if err != nil {
		t.Fatal(err)
	}
	return d, r
}

func TestARequestIsHeard(t *testing.T) {
	t.Parallel()
	d, r := tones(t)
	quiet := tonetest.Silence
	tests := []struct {
		name   string
		sound  [][]int16
		limits ear.Limits
		want   string
		within time.Duration // of the end of the last word; 0 does not matter
		ends   time.Duration // when the last word ends
	}{
		{"words", [][]int16{quiet(time.Second), tonetest.Say("giấy khai sinh"), quiet(2 * time.Second)}, ear.Limits{}, "giấy khai sinh", 600 * time.Millisecond, 1960 * time.Millisecond},
		{"one syllable", [][]int16{quiet(time.Second), tonetest.Say("có"), quiet(2 * time.Second)}, ear.Limits{}, "có", 600 * time.Millisecond, 1240 * time.Millisecond},
		{"at once", [][]int16{tonetest.Say("không"), quiet(2 * time.Second)}, ear.Limits{}, "không", 600 * time.Millisecond, 240 * time.Millisecond},
		{"a pause for thought", [][]int16{tonetest.Say("giấy"), quiet(250 * time.Millisecond), tonetest.Say("khai sinh"), quiet(2 * time.Second)}, ear.Limits{}, "giấy khai sinh", 0, 0},
		{"a cough first", [][]int16{tonetest.Sound(150, 200*time.Millisecond), quiet(time.Second), tonetest.Say("có"), quiet(2 * time.Second)}, ear.Limits{}, "có", 0, 0},
		{"nothing", [][]int16{quiet(20 * time.Second)}, ear.Limits{}, "", 8 * time.Second, 0},
		{"only coughs", [][]int16{slices.Repeat(append(tonetest.Sound(150, 200*time.Millisecond), quiet(time.Second)...), 20)}, ear.Limits{Most: 5 * time.Second}, "", 5 * time.Second, 0},
		{"no end", [][]int16{slices.Repeat(tonetest.Say("không"), 30)}, ear.Limits{Most: 2850 * time.Millisecond}, strings.TrimSpace(strings.Repeat("không ", 8)), 3 * time.Second, 0},
		{"cut off", [][]int16{quiet(time.Second), tonetest.Say("kết hôn")}, ear.Limits{}, "kết hôn", 0, 0},
	}
	for _, tt := range tests {
		text, took, _ := hears(t, d, r, tt.limits, nil, tt.sound...)
		if text != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, text, tt.want)
		}
		if late := took - tt.ends; tt.within > 0 && late > tt.within+40*time.Millisecond {
			t.Errorf("%s: answered %v after the end, want at most %v", tt.name, late, tt.within)
		} else if tt.within > 0 {
			t.Logf("%s: answered %v after the end", tt.name, late)
		}
	}
}

// Who lifts the finger is answered at once, with her last syllable.
func TestTheVisitorSaysWhenSheIsDone(t *testing.T) {
	t.Parallel()
	d, r := tones(t)
	said := make(chan struct{})
	close(said)
	text, took, _ := hears(t, d, r, ear.Limits{}, said, tonetest.Say("có"), tonetest.Silence(5*time.Second))
	if text != "có" || took > 400*time.Millisecond {
		t.Errorf("got %q after %v, want có within 400 ms", text, took)
	}
}

func TestPartialTexts(t *testing.T) {
	t.Parallel()
	d, r := tones(t)
	sound := make(chan []int16)
	go func() {
		for piece := range slices.Chunk(append(tonetest.Say("giấy khai sinh chứng thực bản sao"), tonetest.Silence(time.Second)...), 320) {
			sound <- piece
			time.Sleep(2 * time.Millisecond) // ten times as fast as life, so that decoding keeps up
		}
		close(sound)
	}()
	var partial []string
	text, err := ear.Hear(t.Context(), d, r, ear.Limits{}, sound, nil, func(s string) { partial = append(partial, s) })
	for range sound { // the end of it
	}
	if err != nil || text != "giấy khai sinh chứng thực bản sao" {
		t.Fatalf("got %q, %v, want all words", text, err)
	}
	if len(partial) < 3 {
		t.Errorf("got partial texts %q, want at least 3", partial)
	}
	for _, p := range partial {
		if !strings.HasPrefix(text, p) {
			t.Errorf("got partial text %q, want the beginning of %q", p, text)
		}
	}
}

// counting is a recogniser that tells how much it was given.
type counting struct{ samples *[]int }

func (c counting) Text(s []float32) string { *c.samples = append(*c.samples, len(s)); return "x" }

// late is a detector that is sure of speech only half a second after it began.
type late struct{ loud int }

func (l *late) Reset() { l.loud = 0 }
func (l *late) Speech(w []float32) bool {
	power := 0.0
	for _, s := range w {
		power += float64(s * s)
	}
	if math.Sqrt(power/float64(len(w))) < 0.05 {
		return false
	}
	l.loud += len(w)
	return l.loud > ear.Rate/2
}

// What came before the detector was sure is not lost.
func TestPreRoll(t *testing.T) {
	t.Parallel()
	var got []int
	hears(t, &late{}, counting{&got}, ear.Limits{}, nil, tonetest.Silence(3*time.Second), tonetest.Sound(440, time.Second), tonetest.Silence(time.Second))
	last := time.Duration(got[len(got)-1]) * time.Second / ear.Rate
	if want := 500*time.Millisecond + 800*time.Millisecond; last < want-64*time.Millisecond || last > want+100*time.Millisecond {
		t.Errorf("decoded %v of sound, want about %v: the speech and 0.8 s before it was noticed", last, want)
	}
}

func TestARequestIsTakenBack(t *testing.T) {
	t.Parallel()
	var got []int
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("she left")
	cancel(gone)
	_, err := ear.Hear(ctx, &late{}, counting{&got}, ear.Limits{}, make(chan []int16), nil, func(string) {})
	if !errors.Is(err, gone) {
		t.Errorf("got %v, want %v", err, gone)
	}
}

// slow is a recogniser that takes its time, and notes how often it was asked.
type slow struct{ asked []int }

func (s *slow) Text(samples []float32) string {
	s.asked = append(s.asked, len(samples))
	return "x"
}

// A decoding that had all of the speech is not done again at the end of it.
func TestTheAnswerIsNotDecodedTwice(t *testing.T) {
	t.Parallel()
	s := &slow{}
	sound := make(chan []int16)
	done := make(chan string)
	go func() {
		text, err := ear.Hear(t.Context(), &patient{}, s, ear.Limits{}, sound, nil, func(string) {})
		if err != nil {
			t.Error(err)
		}
		done <- text
	}()
	all := slices.Concat(tonetest.Sound(440, 1500*time.Millisecond), tonetest.Silence(time.Second))
	var text string
	pieces := 0
	for piece := range slices.Chunk(all, 512) {
		select {
		case sound <- piece:
			pieces++
			time.Sleep(2 * time.Millisecond) // so that each decoding has ended before the next is due
			continue
		case text = <-done:
		}
		break
	}
	if n := s.asked[len(s.asked)-1]; text != "x" || n >= pieces*512 || len(all)-n < ear.Rate/2 {
		t.Errorf("got %q after decoding %v samples of %d heard, want no decoding at the very end", text, s.asked, pieces*512)
	}
}

// patient is a detector that is sure of silence after 0.4 s.
type patient struct{ quiet int }

func (p *patient) Reset() { p.quiet = ear.Rate }
func (p *patient) Speech(w []float32) bool {
	p.quiet += len(w)
	for _, s := range w {
		if s > 0.05 {
			p.quiet = 0
			break
		}
	}
	return p.quiet < ear.Rate*4/10
}
