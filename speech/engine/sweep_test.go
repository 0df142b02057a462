package engine_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/engine"
)

// room is a loudspeaker and a microphone: what is played is heard late, weaker
// and with noise.
type room struct {
	mu     sync.Mutex
	air    []int16 // at ear.Rate, still to be heard
	gain   float64
	noise  int
	other  bool // something else is heard
	broken error
	deaf   error
}

func (r *room) Name() string { return "room" }
func (r *room) Close()       {}

func (r *room) Play(_ context.Context, s engine.Sound) (string, error) {
	if r.broken != nil {
		return "", r.broken
	}
	s.Started()
	err := s.Fill(func(piece []int16) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.air = append(r.air, make([]int16, ear.Rate/5)...)
		for i := range len(piece) * ear.Rate / engine.Rate {
			v := float64(piece[i*engine.Rate/ear.Rate]) * r.gain
			if r.other {
				v = float64(rand.IntN(20000) - 10000)
			}
			r.air = append(r.air, int16(v))
		}
		return nil
	})
	time.Sleep(time.Second)
	return "", err
}

func (r *room) Check() (string, error) { return "room", r.deaf }

func (r *room) Record(ctx context.Context, take func([]int16)) error {
	const piece = ear.Rate / 50
	tick := time.NewTicker(time.Second / 50)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		out := make([]int16, piece)
		r.mu.Lock()
		n := copy(out, r.air)
		r.air = r.air[n:]
		r.mu.Unlock()
		for i := range out {
			if r.noise > 0 {
				out[i] += int16(rand.IntN(2*r.noise) - r.noise)
			}
		}
		take(out)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		room room
		good func(engine.Swept) bool
	}{
		{"a quiet room", room{gain: 0.3, noise: 20}, func(s engine.Swept) bool {
			return s.Likeness > 0.8 && s.LevelDB-s.NoiseDB > 20 && s.DelayMS > 100 && s.DelayMS < 600
		}},
		{"a loud room", room{gain: 0.05, noise: 1500}, func(s engine.Swept) bool { return s.LevelDB-s.NoiseDB < 10 }},
		{"no loudspeaker", room{noise: 5}, func(s engine.Swept) bool { return s.LevelDB < -60 }},
		{"a dead microphone", room{}, func(s engine.Swept) bool { return s.LevelDB == -120 && s.NoiseDB == -120 && s.Likeness == 0 }},
		{"something else", room{other: true, noise: 5}, func(s engine.Swept) bool { return s.Likeness < 0.2 && s.LevelDB > -30 }},
	}
	for i := range tests {
		tt := &tests[i]
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := engine.Sweep(t.Context(), &tt.room, &tt.room, 100)
			if err != nil || !tt.good(got) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	broken := errors.New("broken")
	if _, err := engine.Sweep(t.Context(), &room{broken: broken}, &room{}, 100); !errors.Is(err, broken) {
		t.Errorf("a loudspeaker that fails: %v", err)
	}
	if _, err := engine.Sweep(t.Context(), &room{}, &room{deaf: broken}, 100); !errors.Is(err, engine.ErrNoMicrophone) {
		t.Errorf("without a microphone: %v, want ErrNoMicrophone", err)
	}
}
