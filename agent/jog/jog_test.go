package jog_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/agent/control"
	"tiepdan/agent/jog"
)

// robot is a Session that remembers what it was told.
type robot struct {
	mu     sync.Mutex
	words  []jog.Word
	ended  time.Time
	status jog.Status
	over   bool
}

func (r *robot) Drive(mps, rps float64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return errors.New("over")
	}
	r.words = append(r.words, jog.Word{Mps: mps, Rps: rps})
	return nil
}

func (r *robot) Status() jog.Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

func (r *robot) End() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = time.Now()
}

func (r *robot) hasEnded() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.ended.IsZero()
}

func (r *robot) heard() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.words)
}

// serve lets robots be driven on a socket until the test ends.
func serve(t *testing.T, begin func(context.Context) (jog.Session, error)) *control.Client {
	t.Helper()
	path := filepath.Join(t.TempDir(), "k.sock")
	s := control.New(path, slog.New(slog.DiscardHandler))
	s.Handle("POST "+jog.Path, jog.Handler(begin))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	eventually(t, "a socket", func() bool { _, err := os.Stat(path); return err == nil })
	return control.NewClient(path)
}

func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for %s", what)
		}
	}
}

func TestWordsGoOneWayAndStatusTheOther(t *testing.T) {
	t.Parallel()
	r := &robot{status: jog.Status{Moving: true, XM: 1.5, BatteryPct: 80}}
	c := serve(t, func(context.Context) (jog.Session, error) { return r, nil })
	w, err := jog.Take(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.Say(jog.Word{Mps: 0.1}); err != nil {
			t.Fatal(err)
		}
		if s, err := w.Status(); err != nil || s.XM != 1.5 || !s.Moving {
			t.Fatalf("got %+v, %v", s, err)
		}
	}
	eventually(t, "the words", func() bool { return r.heard() == 3 })
	if r.hasEnded() {
		t.Error("it ended in the middle")
	}
	if err := w.Leave(); err != nil {
		t.Error(err)
	}
	eventually(t, "the end", r.hasEnded)
}

// TestALineThatIsCutEndsIt: however the terminal's program ends.
func TestALineThatIsCutEndsIt(t *testing.T) {
	t.Parallel()
	r := &robot{}
	c := serve(t, func(context.Context) (jog.Session, error) { return r, nil })
	ctx, cut := context.WithCancel(t.Context())
	w, err := jog.Take(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Say(jog.Word{Mps: 0.1}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the word", func() bool { return r.heard() == 1 })
	cut()
	eventually(t, "the end", r.hasEnded)
	_ = w.Leave()
}

func TestTheRobotIsRefused(t *testing.T) {
	t.Parallel()
	c := serve(t, func(context.Context) (jog.Session, error) { return nil, jog.ErrServed })
	if _, err := jog.Take(t.Context(), c); err == nil || !strings.Contains(err.Error(), "somebody is served") {
		t.Errorf("got %v, want why not", err)
	}
	none := control.NewClient(filepath.Join(t.TempDir(), "none"))
	if _, err := jog.Take(t.Context(), none); !errors.Is(err, control.ErrNotRunning) {
		t.Errorf("without a kioskd: %v, want ErrNotRunning", err)
	}
}

// TestWhatIsNoWordEndsIt sends something else.
func TestWhatIsNoWordEndsIt(t *testing.T) {
	t.Parallel()
	r := &robot{}
	c := serve(t, func(context.Context) (jog.Session, error) { return r, nil })
	resp, err := c.Do(t.Context(), http.MethodPost, jog.Path, "drive fast")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	eventually(t, "the end", r.hasEnded)
	if r.heard() != 0 {
		t.Errorf("it was told %+v", r.words)
	}
}

func TestKioskdEndsIt(t *testing.T) {
	t.Parallel()
	r := &robot{}
	c := serve(t, func(context.Context) (jog.Session, error) { return r, nil })
	w, err := jog.Take(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.status.Over, r.over = jog.OverServed, true
	r.mu.Unlock()
	keys, _ := io.Pipe()
	defer keys.Close()
	d := &jog.Driver{Keys: keys, Wheel: w, Show: func(jog.Status, float64) {}, Mps: 0.1}
	if err := d.Run(t.Context()); !errors.Is(err, jog.ErrEnded) {
		t.Errorf("got %v, want ErrEnded", err)
	}
}

// wheel is a robot beside the driver.
type wheel struct {
	mu   sync.Mutex
	said []said
	left chan struct{}
}

type said struct {
	at   time.Time
	word jog.Word
}

func (w *wheel) Say(word jog.Word) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, said{time.Now(), word})
	return nil
}
func (w *wheel) Status() (jog.Status, error) { <-w.left; return jog.Status{}, io.EOF }
func (w *wheel) Leave() error                { close(w.left); return nil }

func (w *wheel) moves() (out []said) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.said {
		if s.word != (jog.Word{}) {
			out = append(out, s)
		}
	}
	return out
}

// TestAHeldKey drives as a keyboard repeats: nothing at the first key, then at
// each repeat, and a stop soon after the last.
func TestAHeldKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, hand := io.Pipe()
		w := &wheel{left: make(chan struct{})}
		d := &jog.Driver{Keys: keys, Wheel: w, Show: func(jog.Status, float64) {}, Mps: 0.2}
		ended := make(chan error, 1)
		go func() { ended <- d.Run(t.Context()) }()
		press := func(s string) { _, _ = hand.Write([]byte(s)); synctest.Wait() }
		press("w")
		time.Sleep(600 * time.Millisecond)
		if m := w.moves(); len(m) != 0 {
			t.Errorf("a key that was hit once moves: %+v", m)
		}
		for range 10 {
			press("w")
			time.Sleep(40 * time.Millisecond)
		}
		if m := w.moves(); len(m) != 10 || m[0].word != (jog.Word{Mps: 0.2}) {
			t.Errorf("got %+v, want ten words forward", m)
		}
		last := time.Now().Add(-40 * time.Millisecond)
		time.Sleep(time.Second)
		w.mu.Lock()
		at := slices.IndexFunc(w.said, func(s said) bool { return s.at.After(last) && s.word == jog.Word{} })
		if at < 0 || w.said[at].at.Sub(last) > 301*time.Millisecond {
			t.Errorf("no stop within 300 ms: %+v", w.said[max(at, 0):])
		}
		w.mu.Unlock()
		n := len(w.moves())
		press("\x1b[A")
		press("\x1b")
		press("[A")
		press("x")
		press("\x1b[D\x1b[D")
		if m := w.moves()[n:]; len(m) != 2 || m[0].word != (jog.Word{Mps: 0.2}) || m[1].word != (jog.Word{Rps: 0.4}) {
			t.Errorf("got %+v, want forward and left", m)
		}
		press("q")
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		_ = keys.Close()
	})
}

// TestTheTerminalIsGone ends it.
func TestTheTerminalIsGone(t *testing.T) {
	t.Parallel()
	w := &wheel{left: make(chan struct{})}
	d := &jog.Driver{Keys: strings.NewReader("w"), Wheel: w, Show: func(jog.Status, float64) {}, Mps: 0.2}
	if err := d.Run(t.Context()); err != nil {
		t.Errorf("Run: %v", err)
	}
	select {
	case <-w.left:
	default:
		t.Error("the robot was not given back")
	}
}

func TestDeadMan(t *testing.T) {
	t.Parallel()
	begun := time.Unix(1000, 0)
	type key struct {
		ms int
		k  jog.Key
	}
	tests := []struct {
		name string
		keys []key
		at   int
		want jog.Key
	}{
		{"hit once", []key{{0, jog.KeyForward}}, 10, jog.KeyStop},
		{"first repeat", []key{{0, jog.KeyForward}, {660, jog.KeyForward}}, 670, jog.KeyForward},
		{"hit again much later", []key{{0, jog.KeyForward}, {710, jog.KeyForward}}, 720, jog.KeyStop},
		{"let go", []key{{0, jog.KeyForward}, {500, jog.KeyForward}, {530, jog.KeyForward}}, 780, jog.KeyStop},
		{"let go, and hit once", []key{{0, jog.KeyForward}, {500, jog.KeyForward}, {800, jog.KeyForward}}, 810, jog.KeyStop},
		{"another key", []key{{0, jog.KeyForward}, {500, jog.KeyForward}, {530, jog.KeyLeft}}, 540, jog.KeyStop},
		{"the other key is held", []key{{0, jog.KeyForward}, {500, jog.KeyForward}, {530, jog.KeyLeft}, {560, jog.KeyLeft}}, 570, jog.KeyLeft},
		{"a key without a meaning", []key{{0, jog.KeyForward}, {500, jog.KeyForward}, {510, jog.KeyStop}, {520, jog.KeyStop}}, 530, jog.KeyStop},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var d jog.DeadMan
			for _, k := range tt.keys {
				d.Press(k.k, begun.Add(time.Duration(k.ms)*time.Millisecond))
			}
			if got := d.Held(begun.Add(time.Duration(tt.at) * time.Millisecond)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestDecoder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []jog.Key
	}{
		{"letters", "wAsDq", []jog.Key{jog.KeyForward, jog.KeyLeft, jog.KeyBack, jog.KeyRight, jog.KeyEnd}},
		{"arrows", "\x1b[A\x1bOB\x1b[C\x1b[D", []jog.Key{jog.KeyForward, jog.KeyBack, jog.KeyRight, jog.KeyLeft}},
		{"an arrow with shift", "\x1b[1;2A", []jog.Key{jog.KeyForward}},
		{"escape, then a letter", "\x1bw", []jog.Key{jog.KeyStop, jog.KeyForward}},
		{"other keys", "\x1b[5~ ", []jog.Key{jog.KeyStop, jog.KeyStop}},
		{"ends", "\x03\x04", []jog.Key{jog.KeyEnd, jog.KeyEnd}},
		{"speed", "+-", []jog.Key{jog.KeyFaster, jog.KeySlower}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var whole, parts jog.Decoder
			if got := whole.Decode([]byte(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			var got []jog.Key
			for i := range len(tt.in) {
				got = append(got, parts.Decode([]byte(tt.in[i:i+1]))...)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("byte by byte: got %v, want %v", got, tt.want)
			}
		})
	}
}

// FuzzDecoder: keys do not depend on how a terminal cuts its bytes.
func FuzzDecoder(f *testing.F) {
	for _, s := range []string{"wasd", "\x1b[A\x1bOB", "\x1b[1;2A", "\x1b\x1b[Aq"} {
		f.Add([]byte(s), uint8(1))
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint8) {
		var whole, parts jog.Decoder
		at := min(int(cut), len(in))
		want := whole.Decode(in)
		if got := append(parts.Decode(in[:at]), parts.Decode(in[at:])...); !slices.Equal(got, want) {
			t.Errorf("%q cut at %d: %v, want %v", in, at, got, want)
		}
		for _, k := range want {
			if k > jog.KeyEnd {
				t.Errorf("%q: no key %d", in, k)
			}
		}
	})
}

func TestPanel(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := jog.Panel{Out: &out}
	p.Show(jog.Status{Held: "bumper", BatteryPct: -1, Ahead: jog.Range{Known: true, M: 0.42}, Back: jog.Range{Known: true, Free: true}}, 0.15)
	for _, want := range []string{"BỊ GIỮ: cảm biến va chạm", "Pin:      không rõ", "trước 0.42 m, trái ?, sau trống", "đặt 0.15", "chưa biết vị trí"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %q", want, out.String())
		}
	}
	p.Lang = "en"
	p.Show(jog.Status{Over: jog.OverIdle, Localised: true, XM: 2}, 0.15)
	if s := out.String(); !strings.Contains(s, "\x1b[6A") || !strings.Contains(s, "has ended: nothing was heard") || !strings.Contains(s, "x 2.00 m") {
		t.Errorf("got %q", s)
	}
}
