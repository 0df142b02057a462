package speech_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech"
)

// bedside is what a Waker calls, in the hands of a test: a word is said every
// ten seconds, or the waiting fails.
type bedside struct {
	mu     sync.Mutex
	fails  bool
	taken  bool // the screen is taken while it answers
	states []speech.WakeState
	opened int
	w      *speech.Waker
}

func newBedside() *bedside {
	b := &bedside{}
	b.w = speech.NewWaker(speech.WakerOptions{
		Watch: b.watch, Answer: b.answer,
		Open: func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.opened++
			go b.w.Allow(false) // the request has the screen
		},
		Changed: func(s speech.WakeState) { b.mu.Lock(); b.states = append(b.states, s); b.mu.Unlock() },
	})
	return b
}

func (b *bedside) watch(ctx context.Context, begun func()) (string, error) {
	if b.fails {
		return "", errors.New("no model")
	}
	begun()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(10 * time.Second):
		return "xin chào", nil
	}
}

func (b *bedside) answer(context.Context) {
	if b.taken {
		b.w.Allow(false)
	}
	time.Sleep(time.Second)
}

func (b *bedside) now() []speech.WakeState {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.states)
}

func TestWaker(t *testing.T) {
	t.Parallel()
	const off, asleep, woken, attends = speech.WakeOff, speech.Asleep, speech.Woken, speech.Attends
	for _, tt := range []struct {
		name   string
		b      func(*bedside)
		days   func(*bedside)
		want   []speech.WakeState
		opened int
	}{
		{"never allowed", nil, func(*bedside) { time.Sleep(time.Minute) }, nil, 0},
		{"a word, a request, and asleep again", nil, func(b *bedside) {
			b.w.Allow(true)
			time.Sleep(15 * time.Second)
			b.w.Allow(true)
			time.Sleep(5 * time.Second)
		}, []speech.WakeState{asleep, woken, attends, off, asleep, off}, 1},
		{"not allowed any more", nil, func(b *bedside) {
			b.w.Allow(true)
			time.Sleep(5 * time.Second)
			b.w.Allow(false)
			time.Sleep(20 * time.Second)
		}, []speech.WakeState{asleep, off}, 0},
		{"the screen is taken meanwhile", func(b *bedside) { b.taken = true }, func(b *bedside) {
			b.w.Allow(true)
			time.Sleep(20 * time.Second)
		}, []speech.WakeState{asleep, woken, off}, 0},
		{"no model", func(b *bedside) { b.fails = true }, func(b *bedside) {
			b.w.Allow(true)
			time.Sleep(time.Minute)
		}, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBedside()
				if tt.b != nil {
					tt.b(b)
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- b.w.Run(ctx) }()
				tt.days(b)
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if got := b.now(); !slices.Equal(got, tt.want) || b.opened != tt.opened {
					t.Errorf("got %v and %d requests, want %v and %d", got, b.opened, tt.want, tt.opened)
				}
			})
		})
	}
}
