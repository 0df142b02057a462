package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/engine"
	"tiepdan/speech/wire"
)

// hum is a Synth: each word is 1000 samples. The text "stuck" waits for the
// sentence to be dropped, "hoarse" fails.
type hum struct{}

func (hum) Check() error { return nil }

func (hum) Synthesise(ctx context.Context, u engine.Utterance, emit func([]int16) error) error {
	switch u.Text {
	case "stuck":
		<-ctx.Done()
		return ctx.Err()
	case "hoarse":
		return errors.New("hoarse today")
	}
	return emit(make([]int16, 1000*len(strings.Fields(u.Text))))
}

// talk runs an engine on requests, pausing after each, closes them after the
// last and returns its events.
func talk(t *testing.T, out *engine.Output, pause time.Duration, lines ...string) []string {
	t.Helper()
	return talkWith(t, hum{}, out, pause, lines...)
}

func talkWith(t *testing.T, synth engine.Synth, out *engine.Output, pause time.Duration, lines ...string) []string {
	t.Helper()
	var answers bytes.Buffer
	e := engine.New(engine.Options{Synth: synth, Output: out, Program: "test", Logger: slog.New(slog.DiscardHandler)},
		wire.NewEncoder[wire.Event](&answers))
	r, w := io.Pipe()
	go func() {
		for _, l := range lines {
			_, _ = io.WriteString(w, l+"\n")
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
			return got
		}
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s%s", ev.Event, ev.ID, ev.Reason, ev.Output+ev.Mute)))
	}
}

func sayLine(id, text string) string {
	return fmt.Sprintf(`{"v":1,"op":"say","id":%q,"lang":"vi","text":%q,"volume":80,"chime":true}`, id, text)
}

func compare(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w && (w == "nothing" || !strings.HasPrefix(g, w)) {
			t.Errorf("event %d: got %q, want %q", i, g, w)
		}
	}
}

func wavOutput(t *testing.T) *engine.Output {
	t.Helper()
	out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.WAVOnly, WAVDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestServe(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"say", []string{sayLine("1", "xin chào")}, []string{"started 1", "done 1"}},
		{
			"ping while speaking",
			[]string{sayLine("1", "stuck"), `{"v":1,"op":"ping","id":"p"}`},
			[]string{"started 1", "pong p", "failed 1"},
		},
		{
			"stop by id",
			[]string{sayLine("1", "stuck"), sayLine("2", "xin"), `{"v":1,"op":"stop","id":"1"}`},
			[]string{"started 1", "failed 1 stopped", "started 2", "done 2"},
		},
		{
			"stop one that waits",
			[]string{sayLine("1", "stuck"), sayLine("2", "xin"), `{"v":1,"op":"stop","id":"2"}`, `{"v":1,"op":"stop","id":"1"}`},
			[]string{"started 1", "failed 1 stopped", "failed 2 stopped"},
		},
		{
			"stop all",
			[]string{sayLine("1", "stuck"), sayLine("2", "stuck"), `{"v":1,"op":"stop"}`},
			[]string{"started 1", "failed 1 stopped", "failed 2 stopped"},
		},
		{
			"synthesiser fails",
			[]string{sayLine("1", "hoarse"), sayLine("2", "xin")},
			[]string{"started 1", "failed 1 hoarse today", "started 2", "done 2"},
		},
		{"corrupt line", []string{"{{{", sayLine("2", "xin")}, []string{"error", "started 2", "done 2"}},
		{"unknown op", []string{`{"v":1,"op":"dance","id":"d"}`}, []string{`error d unknown op "dance"`}},
		{"other version", []string{`{"v":2,"op":"ping","id":"d"}`}, []string{"error d"}},
		{"unknown language", []string{`{"v":1,"op":"say","id":"1","lang":"fr","text":"a"}`}, []string{"failed 1 unknown language"}},
		{"no text", []string{`{"v":1,"op":"say","id":"1","lang":"vi"}`}, []string{"failed 1 there is nothing"}},
		{"volume", []string{`{"v":1,"op":"say","id":"1","lang":"vi","text":"a","volume":101}`}, []string{"failed 1 volume 101"}},
		{"too long", []string{sayLine("1", strings.Repeat("a", wire.MaxText+1))}, []string{"failed 1 the text has"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				compare(t, talk(t, wavOutput(t), time.Millisecond, tt.lines...), append([]string{"hello  wav: "}, tt.want...)...)
			})
		})
	}
}

// late is a Synth that is installed after a while.
type late struct {
	hum

	from time.Time
}

func (l late) Check() error {
	if time.Now().Before(l.from) {
		return errors.New("not installed")
	}
	return nil
}

// A synthesiser that comes is told by itself, or with the sentence that finds
// it; before that, a sentence fails without a sound.
func TestServeTellsOfTheSynthesiser(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		comes  time.Duration
		second []string
	}{
		{"between sentences", 5 * time.Second, []string{"output  card", "started 2", "done 2"}},
		{"just before a sentence", 9500 * time.Millisecond, []string{"output  card", "started 2", "done 2"}},
		{"never", time.Hour, []string{"failed 2 not installed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				open := func() (engine.Sink, error) { return &card{present: true}, nil }
				out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.DeviceOnly, Open: open})
				if err != nil {
					t.Fatal(err)
				}
				got := talkWith(t, late{from: time.Now().Add(tt.comes)}, out, 10*time.Second, sayLine("1", "xin"), sayLine("2", "xin"))
				compare(t, got, append([]string{"hello  cardnot installed", "failed 1 not installed"}, tt.second...)...)
			})
		})
	}
}

func TestServeRefusesAPile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lines := []string{sayLine("0", "stuck")}
		for range 17 {
			lines = append(lines, sayLine("n", "stuck"))
		}
		got := talk(t, wavOutput(t), time.Millisecond, lines...)
		if len(got) < 3 || !strings.HasPrefix(got[2], "failed n cannot take more than 16") {
			t.Errorf("events: got %v, want the 17th waiting sentence refused", got)
		}
	})
}

// card is a sound device that can be pulled out.
type card struct {
	pulled  bool // before it plays
	midway  bool // while it plays
	played  []string
	present bool
}

func (c *card) Name() string { return "card" }
func (c *card) Close()       {}

func (c *card) Play(_ context.Context, s engine.Sound) (string, error) {
	if c.pulled {
		c.present = false
		return "", fmt.Errorf("%w: no start", engine.ErrDeviceGone)
	}
	err := s.Fill(func([]int16) error { return nil })
	s.Started()
	if c.midway {
		c.present = false
		return "", fmt.Errorf("%w: no more", engine.ErrDeviceGone)
	}
	c.played = append(c.played, s.ID)
	return "", err
}

func TestOutputFallsBackAndReturns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		mode engine.Mode
		card card
		want []string // of two sentences, the card back in place before the second
	}{
		{"card stays", engine.Auto, card{present: true}, []string{"hello  card", "started 1", "done 1", "started 2", "done 2"}},
		{"card comes", engine.Auto, card{}, []string{"hello  none there", "started 1", "done 1", "output  card", "started 2", "done 2"}},
		{
			"card pulled before", engine.Auto,
			card{present: true, pulled: true},
			[]string{"hello  card", "output  none there", "started 1", "done 1", "output  card", "started 2", "done 2"},
		},
		{
			"card pulled midway", engine.Auto,
			card{present: true, midway: true},
			[]string{"hello  card", "started 1", "output  none there", "failed 1 the sound device went away", "output  card", "started 2", "done 2"},
		},
		{"no files wanted", engine.DeviceOnly, card{}, []string{"hello  none therenone", "failed 1 cannot play: none there", "output  card", "started 2", "done 2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				first, began := &tt.card, time.Now()
				open := func() (engine.Sink, error) {
					switch {
					case time.Since(began) > time.Second:
						return &card{present: true}, nil
					case first.present:
						return first, nil
					}
					return nil, errors.New("none there")
				}
				out, err := engine.NewOutput(engine.OutputOptions{Mode: tt.mode, WAVDir: t.TempDir(), Open: open})
				if err != nil {
					t.Fatal(err)
				}
				compare(t, talk(t, out, 10*time.Second, sayLine("1", "xin"), sayLine("2", "xin")), tt.want...)
			})
		})
	}
}
