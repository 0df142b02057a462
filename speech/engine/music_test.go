package engine_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/engine"
	"tiepdan/speech/wire"
)

// hall is a sound card that notes how loud each period was that it was handed,
// and when.
type hall struct {
	deck       *engine.Deck
	quit, gone chan struct{}
	starts     int
	broken     atomic.Bool // takes nothing

	mu     sync.Mutex
	handed []level
}

// level is the loudest sample of a period, and the last.
type level struct {
	at        time.Duration
	peak, end int
}

var midnight = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when a bubble's clock begins

func newHall() *hall {
	h := &hall{}
	h.deck = engine.NewDeck(h)
	return h
}

func (h *hall) Start() error {
	h.starts++
	h.quit, h.gone = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(h.gone)
		for {
			if !h.broken.Load() {
				h.hand()
			}
			select {
			case <-h.quit:
				return
			case <-time.After(engine.Period):
			}
		}
	}()
	return nil
}

func (h *hall) hand() {
	out := make([]byte, 2*int(engine.Period.Seconds()*engine.Rate))
	h.deck.Data(out)
	l := level{at: time.Since(midnight)}
	for i := 0; i < len(out); i += 2 {
		l.end = int(int16(binary.LittleEndian.Uint16(out[i:])))
		l.peak = max(l.peak, l.end, -l.end)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handed = append(h.handed, l)
}

func (h *hall) Stop() error {
	close(h.quit)
	<-h.gone
	return nil
}

func (h *hall) Name() string              { return "hall" }
func (h *hall) Close()                    {}
func (h *hall) Music(b *engine.Bed) error { return h.deck.Music(b) }
func (h *hall) between(a, b float64) (levels []level) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.handed {
		if at := l.at.Seconds(); a <= at && at < b {
			levels = append(levels, l)
		}
	}
	return levels
}

func (h *hall) Play(ctx context.Context, s engine.Sound) (string, error) { return h.deck.Play(ctx, s) }

// organ is music that is all one tone, as loud as can be seen.
type organ struct{}

const full = 10000

func (organ) Next() []int16 {
	out := make([]int16, engine.Rate/10)
	for i := range out {
		out[i] = full
	}
	return out
}

// patient is an ear that hears nothing until it is stopped.
type patient struct {
	mu       sync.Mutex
	speaking int
	deaf     []time.Duration // when the robot began and ended to be heard
}

func (*patient) Run(context.Context) {}
func (*patient) Look()               {}

func (*patient) Watch(ctx context.Context, _ func() bool) (string, error) {
	<-ctx.Done()
	return "", context.Cause(ctx)
}

func (p *patient) Listen(ctx context.Context, _ string, _ <-chan struct{}, _ func(string)) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

func (p *patient) Speaking() func() {
	note := func(by int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.speaking += by
		p.deaf = append(p.deaf, time.Since(midnight))
	}
	note(1)
	return func() { note(-1) }
}

// at is a request and when it is made, in seconds.
type at struct {
	s    float64
	line string
}

func musicLine(volume string) string { return `{"v":1,"op":"music","volume":` + volume + `}` }

// perform plays a script to its end, in a bubble, with music as loud as speech.
func perform(t *testing.T, h *hall, ear engine.Ear, end float64, script ...at) []string {
	t.Helper()
	out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.DeviceOnly, Open: func() (engine.Sink, error) { return h, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return performOn(t, out, ear, end, script...)
}

func performOn(t *testing.T, out *engine.Output, ear engine.Ear, end float64, script ...at) []string {
	t.Helper()
	var answers bytes.Buffer
	e := engine.New(engine.Options{
		Synth: drone{}, Output: out, Ear: ear, Music: organ{}, Logger: slog.New(slog.DiscardHandler),
	}, wire.NewEncoder[wire.Event](&answers))
	r, w := io.Pipe()
	go func() {
		for _, a := range append(script, at{s: end}) {
			time.Sleep(time.Until(midnight.Add(time.Duration(a.s * float64(time.Second)))))
			if a.line != "" {
				_, _ = io.WriteString(w, a.line+"\n")
			}
		}
		_ = w.Close()
	}()
	if err := e.Serve(t.Context(), wire.NewDecoder[wire.Request](r)); err != nil {
		t.Errorf("Serve: %v", err)
	}
	return strings.Split(strings.TrimSpace(answers.String()), "\n")
}

// within checks that all levels of a time lie between two shares of full.
func within(t *testing.T, h *hall, from, to, low, high float64) {
	t.Helper()
	levels := h.between(from, to)
	if len(levels) == 0 && low > 0 {
		t.Errorf("from %v s to %v s: the device took nothing", from, to)
	}
	for _, l := range levels {
		if v := float64(l.peak) / full; v < low-0.001 || v > high+0.001 {
			t.Errorf("at %v: got a level of %.3f, want %v to %v", l.at, v, low, high)
		}
	}
}

func TestMusicFadesDucksAndEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		// Two seconds of words that add 1 to each sample: speech starts at 4 s.
		quiet := `{"v":1,"op":"say","id":"1","lang":"vi","text":"\u0001\u0001","volume":100}`
		got := perform(t, h, nil, 20,
			at{1, musicLine("100")}, at{1.1, musicLine("100")}, at{4, quiet},
			at{12.02, musicLine("0")}, at{12.03, musicLine("0")})
		within(t, h, 0, 1, 0, 0)
		within(t, h, 1, 1.06, 0, 0.04) // from nothing
		within(t, h, 1.7, 1.76, 0.45, 0.54)
		within(t, h, 2.6, 4, 1, 1)
		within(t, h, 4.4, 6.9, 0.25, 0.26) // and 0.8 s after the words
		within(t, h, 9.5, 12, 1, 1)
		within(t, h, 12.07, 20, 0, 0) // at once
		if n := len(h.between(13, 20)); n != 0 {
			t.Errorf("a second after the end: the device took %d periods, want none: an idle robot wakes no sound card", n)
		}
		for i, l := range h.handed[1:] {
			if drop := h.handed[i].end - l.end; drop > full/7 && l.at.Seconds() < 12 {
				t.Errorf("at %v: the level falls by %d within one period, want no step", l.at, drop)
			}
		}
		if h.starts != 1 {
			t.Errorf("the device was started %d times, want once: speech and music are one stream", h.starts)
		}
		if all := strings.Join(got, " "); !strings.Contains(all, `"event":"done","id"`) && !strings.Contains(all, `"id":"1","event":"done"`) {
			t.Errorf("events: got %s, want the sentence done", all)
		}
	})
}

// While a request is heard nothing plays, and what the device still held is not
// heard as the visitor.
func TestMusicIsSilentWhileListening(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, ear := newHall(), &patient{}
		perform(t, h, ear, 12,
			at{0.5, musicLine("50")}, at{4.01, `{"v":1,"op":"listen","id":"x","lang":"vi"}`}, at{5, musicLine("100")},
			at{8, `{"v":1,"op":"stop","id":"x"}`})
		within(t, h, 2.5, 4, 0.25, 0.25) // half the slider is a quarter
		within(t, h, 4.06, 8, 0, 0)
		within(t, h, 8.1, 9, 0, 0.7)
		within(t, h, 10, 12, 1, 1)
		if len(ear.deaf) != 2 || ear.speaking != 0 || ear.deaf[1]-ear.deaf[0] < engine.Periods*engine.Period {
			t.Errorf("the ear was told of the music at %v, %d not ended; want once, for what the device's buffer holds", ear.deaf, ear.speaking)
		}
	})
}

// Music that a device drops goes on at the next one; one that takes nothing is
// not tried again and again.
func TestMusicFindsAnotherDevice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		fail func(h *hall)
		by   float64 // when the other plays
	}{
		{"halts", func(h *hall) { h.broken.Store(true); h.deck.Halt() }, 5.8},
		{"takes nothing any more", func(h *hall) { h.broken.Store(true) }, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				first, second := newHall(), newHall()
				halls := []*hall{first, second}
				opened := 0
				out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.Auto, WAVDir: t.TempDir(), Open: func() (engine.Sink, error) {
					if opened++; opened > len(halls) {
						return nil, errors.New("none left")
					}
					return halls[opened-1], nil
				}})
				if err != nil {
					t.Fatal(err)
				}
				defer time.AfterFunc(5500*time.Millisecond, func() { tt.fail(first) }).Stop()
				performOn(t, out, nil, 10, at{0.1, musicLine("100")}, at{9, musicLine("0")})
				_ = first.Stop()
				if got := second.between(tt.by, tt.by+0.2); len(got) == 0 {
					t.Errorf("the other device was handed nothing by %v s", tt.by)
				}
				if opened != 2 {
					t.Errorf("devices opened: got %d, want 2", opened)
				}
			})
		})
	}
}

// Without a device there is no music, no file, and no haste to find one.
func TestNoMusicInFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, opened := t.TempDir(), 0
		out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.Auto, WAVDir: dir, Open: func() (engine.Sink, error) {
			opened++
			return nil, errors.New("none")
		}})
		if err != nil {
			t.Fatal(err)
		}
		performOn(t, out, nil, 30, at{1, musicLine("100")})
		if n := len(list(t, dir)); n != 0 || opened > 7 {
			t.Errorf("got %d files and %d looks for a device, want none and one every 5 s", n, opened)
		}
	})
}
