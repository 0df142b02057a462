package engine_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/engine"
)

// speaker is a sound card with a buffer of the real size. It notes when each
// voice, told by the value of its samples, was heard first and last.
type speaker struct {
	deck        *engine.Deck
	buffer      [][]byte
	quit, gone  chan struct{}
	first, last map[int16]time.Duration
	began       time.Time
}

func newSpeaker() *speaker {
	s := &speaker{began: time.Now(), first: map[int16]time.Duration{}, last: map[int16]time.Duration{}}
	s.deck = engine.NewDeck(s)
	return s
}

// Start continues with what the buffer still held, as PulseAudio does.
func (s *speaker) Start() error {
	s.quit, s.gone = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(s.gone)
		for {
			for len(s.buffer) < engine.Periods {
				s.buffer = append(s.buffer, make([]byte, 2*int(engine.Period.Seconds()*engine.Rate)))
				s.deck.Data(s.buffer[len(s.buffer)-1])
			}
			select {
			case <-s.quit:
				return
			case <-time.After(engine.Period):
			}
			s.hear(s.buffer[0])
			s.buffer = s.buffer[1:]
		}
	}()
	return nil
}

func (s *speaker) Stop() error {
	close(s.quit)
	<-s.gone
	return nil
}

// hear takes in the period that has just been played.
func (s *speaker) hear(period []byte) {
	now := time.Since(s.began)
	for i := 0; i < len(period); i += 2 {
		v := int16(binary.LittleEndian.Uint16(period[i:]))
		if v == 0 {
			continue
		}
		if _, heard := s.first[v]; !heard {
			s.first[v] = now - engine.Period
		}
		s.last[v] = now
	}
}

func (s *speaker) Name() string { return "speaker" }
func (s *speaker) Close()       {}

func (s *speaker) Play(ctx context.Context, snd engine.Sound) (string, error) {
	return s.deck.Play(ctx, snd)
}

// drone is a Synth that says one second of its first letter, each after pause,
// for each letter of the text. A deaf one does not notice that it was stopped.
type drone struct {
	hum

	pause time.Duration
	deaf  bool
}

func (d drone) Synthesise(ctx context.Context, u engine.Utterance, emit func([]int16) error) error {
	for range u.Text {
		second := make([]int16, engine.Rate)
		for i := range second {
			second[i] = int16(u.Text[0])
		}
		if err := emit(second); err != nil {
			return err
		}
		if d.deaf {
			time.Sleep(d.pause)
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d.pause):
		}
	}
	return nil
}

func loud(id, text string) string {
	return fmt.Sprintf(`{"v":1,"op":"say","id":%q,"lang":"vi","text":%q,"volume":100}`, id, text)
}

const stopFirst = `{"v":1,"op":"stop","id":"1"}`

// A sentence that is stopped is silent at the device after what its buffer
// held, and nothing of it comes back with the next one.
func TestStopIsHeardAtOnce(t *testing.T) {
	t.Parallel()
	const (
		turn   = 1020 * time.Millisecond // between two requests
		silent = engine.Period + 100*time.Millisecond
	)
	tests := []struct {
		name   string
		synth  drone
		lines  []string
		events []string
		a, b   time.Duration // when each voice is heard last and first, at most
	}{
		{
			"all synthesised",
			drone{},
			[]string{loud("1", "aaaaaaaa"), stopFirst, loud("2", "b")},
			[]string{"started 1", "failed 1 stopped", "started 2", "done 2"},
			turn + silent, 2*turn + 300*time.Millisecond,
		},
		{
			"being synthesised",
			drone{pause: 900 * time.Millisecond},
			[]string{loud("1", "aaaaaaaa"), stopFirst, loud("2", "b")},
			[]string{"started 1", "failed 1 stopped", "started 2", "done 2"},
			turn + silent, 2*turn + 300*time.Millisecond,
		},
		{
			"synthesiser does not notice",
			drone{pause: 900 * time.Millisecond, deaf: true},
			[]string{loud("1", "aaaaaaaa"), stopFirst, loud("2", "b")},
			[]string{"started 1", "failed 1 stopped", "started 2", "done 2"},
			turn + silent, 3*turn + 300*time.Millisecond,
		},
		{
			"the next one waits",
			drone{},
			[]string{loud("1", "aaaaaaaa"), loud("2", "b"), stopFirst},
			[]string{"started 1", "failed 1 stopped", "started 2", "done 2"},
			2*turn + silent, 2*turn + 500*time.Millisecond,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSpeaker()
				out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.DeviceOnly, Open: func() (engine.Sink, error) { return s, nil }})
				if err != nil {
					t.Fatal(err)
				}
				ping := `{"v":1,"op":"ping"}` // time to speak
				var events []string
				for _, ev := range talkWith(t, tt.synth, out, turn, slices.Concat(tt.lines, []string{ping, ping, ping})...) {
					if ev != "pong" {
						events = append(events, ev)
					}
				}
				compare(t, events, append([]string{"hello  speaker"}, tt.events...)...)
				t.Logf("the first is heard until %v, the second from %v", s.last['a'], s.first['b'])
				if s.last['a'] > tt.a || s.last['a'] < tt.a-silent {
					t.Errorf("the stopped sentence: heard until %v, want %v at most and not stopped before its time", s.last['a'], tt.a)
				}
				if s.first['b'] > tt.b || s.first['b'] < s.last['a'] {
					t.Errorf("the next sentence: heard from %v, want after %v and by %v", s.first['b'], s.last['a'], tt.b)
				}
			})
		})
	}
}

// The file of a sentence that was stopped holds what a device would have
// played until then.
func TestStoppedWAV(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pause time.Duration
		want  int // bytes
	}{
		{"ahead of the ear", 900 * time.Millisecond, 44 + 2*engine.Rate*5/2},
		{"behind the ear", 1900 * time.Millisecond, 44 + 2*engine.Rate*2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				out, err := engine.NewOutput(engine.OutputOptions{Mode: engine.WAVOnly, WAVDir: dir})
				if err != nil {
					t.Fatal(err)
				}
				got := talkWith(t, drone{pause: tt.pause}, out, 2500*time.Millisecond, loud("1", "aaaaaaaa"), stopFirst)
				compare(t, got, "hello", "started 1", "failed 1 stopped")
				names := list(t, dir)
				if len(names) != 1 {
					t.Fatalf("files: got %v, want one", names)
				}
				wav, err := os.ReadFile(filepath.Join(dir, names[0]))
				if err != nil {
					t.Fatal(err)
				}
				data := int(binary.LittleEndian.Uint32(wav[40:]))
				if len(wav) != tt.want || data != len(wav)-44 || int(binary.LittleEndian.Uint32(wav[4:])) != len(wav)-8 {
					t.Errorf("file: got %d bytes, %d of sound by its header, want %d bytes and a true header", len(wav), data, tt.want)
				}
			})
		})
	}
}
