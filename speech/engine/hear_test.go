package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/engine"
	"tiepdan/speech/wire"
)

// listener is an Ear that is told by the language and by its limits what to do:
// it hears until it is told that all was said, or for two seconds.
type listener struct {
	fails    error
	says     string
	looks    atomic.Int32
	speaking atomic.Int32 // the most sounds at once
}

func (l *listener) Run(ctx context.Context) { <-ctx.Done() }
func (l *listener) Look()                   { l.looks.Add(1) }
func (l *listener) Speaking() func() {
	l.speaking.Add(1)
	return func() {}
}

func (l *listener) Watch(ctx context.Context, deaf func() bool) (string, error) {
	if l.fails != nil {
		return "", l.fails
	}
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case <-time.After(2 * time.Second):
		return fmt.Sprintf("%s %v", l.says, deaf()), nil
	}
}

func (l *listener) Listen(ctx context.Context, lang string, said <-chan struct{}, partial func(string)) (string, error) {
	if l.fails != nil {
		return "", l.fails
	}
	partial(lang)
	select {
	case <-said:
		return "said", nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case <-time.After(2 * time.Second):
		return l.says, nil
	}
}

// hearing runs an engine with an ear on requests, pausing after each.
func hearing(t *testing.T, l engine.Ear, pause time.Duration, lines ...string) []string {
	t.Helper()
	var answers bytes.Buffer
	e := engine.New(engine.Options{Synth: hum{}, Output: wavOutput(t), Ear: l, Program: "test", Logger: slog.New(slog.DiscardHandler)},
		wire.NewEncoder[wire.Event](&answers))
	r, w := io.Pipe()
	go func() {
		for _, line := range lines {
			_, _ = io.WriteString(w, line+"\n")
			time.Sleep(pause)
		}
		_ = w.Close()
	}()
	if err := e.Serve(t.Context(), wire.NewDecoder[wire.Request](r)); err != nil {
		t.Errorf("Serve: %v", err)
	}
	var got []string
	for d := wire.NewDecoder[wire.Event](&answers); ; {
		ev, err := d.Decode()
		if err != nil {
			return got[1:] // without the hello
		}
		got = append(got, fmt.Sprintf("%s %s %s%s", ev.Event, ev.ID, ev.Reason, ev.Text))
	}
}

func TestHearing(t *testing.T) {
	t.Parallel()
	const listen = `{"v":1,"op":"listen","id":"a","lang":"vi"}`
	const watch = `{"v":1,"op":"watch","id":"w"}`
	tests := []struct {
		name  string
		ear   *listener
		pause time.Duration
		lines []string
		want  []string
	}{
		{"heard", &listener{says: "giấy khai sinh"}, 3 * time.Second, []string{listen}, []string{"partial a vi", "heard a giấy khai sinh"}},
		{"nothing said", &listener{}, 3 * time.Second, []string{listen}, []string{"partial a vi", "heard a "}},
		{"said", &listener{}, time.Second, []string{listen, `{"v":1,"op":"said","id":"a"}`, `{"v":1,"op":"said","id":"a"}`}, []string{"partial a vi", "heard a said"}},
		{"taken back", &listener{}, time.Second, []string{listen, `{"v":1,"op":"stop","id":"a"}`}, []string{"partial a vi", "deaf a stopped"}},
		{"all taken back", &listener{}, time.Second, []string{listen, `{"v":1,"op":"stop"}`}, []string{"partial a vi", "deaf a stopped"}},
		{"another one is not", &listener{says: "x"}, time.Second, []string{listen, `{"v":1,"op":"stop","id":"b"}`, `{"v":1,"op":"said","id":"b"}`}, []string{"partial a vi", "heard a x"}},
		{"the parent goes", &listener{}, time.Second, []string{listen}, []string{"partial a vi", "deaf a context canceled"}},
		{"no microphone", &listener{fails: errors.New("pulled out")}, time.Second, []string{listen}, []string{"deaf a pulled out"}},
		{"woken", &listener{says: "xin chào"}, 3 * time.Second, []string{watch}, []string{"woken w xin chào false"}},
		{"woken beside a sentence", &listener{says: "x"}, 3 * time.Second, []string{watch, sayLine("1", "xin")}, []string{"woken w x false", "started 1 ", "done 1 "}},
		{"no longer asleep", &listener{}, time.Second, []string{watch, `{"v":1,"op":"stop","id":"w"}`}, []string{"deaf w stopped"}},
		{"asleep without an id", &listener{}, time.Second, []string{`{"v":1,"op":"watch"}`}, []string{"deaf  the request has no id"}},
		{"no id", &listener{}, time.Second, []string{`{"v":1,"op":"listen","lang":"vi"}`}, []string{"deaf  the request has no id"}},
		{"no such language", &listener{}, time.Second, []string{`{"v":1,"op":"listen","id":"a","lang":"fr"}`}, []string{"deaf a unknown language, want vi or en"}},
		{"beside a sentence", &listener{says: "x"}, 3 * time.Second, []string{listen, sayLine("1", "xin")}, []string{"partial a vi", "heard a x", "started 1 ", "done 1 "}},
		{"very long", &listener{says: strings.Repeat("ấ", wire.MaxText)}, 3 * time.Second, []string{listen}, []string{"partial a vi", "heard a ấấấ"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				compare(t, hearing(t, tt.ear, tt.pause, tt.lines...), tt.want...)
			})
			if lost := tt.ear.fails != nil; lost != (tt.ear.looks.Load() > 0) {
				t.Errorf("looked for the microphone %d times, want it after a loss alone", tt.ear.looks.Load())
			}
			if speaks := strings.Contains(tt.name, "beside a sentence"); speaks != (tt.ear.speaking.Load() > 0) {
				t.Errorf("told of %d sentences of the robot", tt.ear.speaking.Load())
			}
		})
	}
}

func TestNoEar(t *testing.T) {
	t.Parallel()
	got := hearing(t, nil, 10*time.Millisecond, `{"v":1,"op":"listen","id":"a","lang":"vi"}`)
	compare(t, got, "deaf a this voice hears nothing")
}

func TestTellEar(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	engine.TellEar(wire.NewEncoder[wire.Event](&out))(ear.State{Langs: []string{"vi", "en"}, Input: "a mic", Reason: "and yet"})
	ev, err := wire.NewDecoder[wire.Event](&out).Decode()
	if want := (wire.Event{V: 1, Event: wire.Ear, Langs: "vi en", Input: "a mic", Reason: "and yet"}); err != nil || ev != want {
		t.Errorf("got %+v, %v, want %+v", ev, err, want)
	}
}
