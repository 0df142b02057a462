package ear

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"tiepdan/speech/models"
)

// errListening ends a watch: there is one microphone.
var errListening = errors.New("a request is being heard")

// watch is the waiting for a wake word.
type watch struct {
	mu   sync.Mutex
	s    *spotter
	why  string // there is none; "" where none is wanted
	stop context.CancelCauseFunc
	done chan struct{} // closed when the microphone is free again
}

// loadWake takes the model for wake words in place of the one before. Requests
// by touch are heard whatever becomes of it.
func (e *Ear) loadWake(found []models.Found) {
	if len(e.o.Wake.Words) == 0 {
		return
	}
	var s *spotter
	m, err := models.PickWake(found, e.o.Wake.Model)
	if err == nil {
		err = e.guarded(m, e.o.LoadedWake, func() (err error) { s, err = newSpotter(m, e.o.Wake); return err })
	}
	e.wake.set(s, err)
}

func (w *watch) set(s *spotter, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.s != nil {
		w.s.close()
	}
	w.s, w.why = s, reason(err)
}

// state reports whether a word can be noticed, or why not.
func (w *watch) state() (ok bool, why string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.s != nil, w.why
}

// hear looks at a piece of sound; fresh forgets what was before.
func (w *watch) hear(piece []int16, fresh bool) (string, error) {
	samples := make([]float32, len(piece))
	for i, s := range piece {
		samples[i] = float32(s) / 32768
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.s == nil {
		return "", errors.New(w.why)
	}
	if fresh {
		w.s.Reset()
	}
	return w.s.Word(samples), nil
}

// begin takes the microphone for a watch.
func (w *watch) begin(stop context.CancelCauseFunc) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.s == nil && w.why == "":
		return errors.New("there are no wake words")
	case w.s == nil:
		return errors.New(w.why)
	case w.stop != nil:
		return errors.New("wake words are being waited for")
	}
	w.stop, w.done = stop, make(chan struct{})
	return nil
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.done)
	w.stop = nil
}

// yield ends a watch, if there is one, and waits for the microphone.
func (w *watch) yield() {
	w.mu.Lock()
	stop, done := w.stop, w.done
	w.mu.Unlock()
	if stop != nil {
		stop(errListening)
		<-done
	}
}

// Watch waits for a wake word and returns it. What the robot says itself, and
// what it plays while deaf says so, is not heard; nor is anything while a
// request is: that ends the watch. No sound is kept but what the spotter needs.
func (e *Ear) Watch(ctx context.Context, deaf func() bool) (string, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if err := e.wake.begin(stop); err != nil {
		return "", err
	}
	defer e.wake.end()
	if e.hearing.Load() {
		return "", errListening
	}
	word, fresh, echo := "", true, 0
	err := e.o.Mic.Record(ctx, func(piece []int16) {
		switch {
		case ctx.Err() != nil:
			return
		case e.speaking.Load() > 0, deaf():
			fresh, echo = true, samplesIn(afterRobot)
			return
		case echo > 0:
			echo -= len(piece)
			return
		}
		found, err := e.wake.hear(piece, fresh)
		fresh = false
		if err != nil || found != "" {
			word = found
			stop(err)
		}
	})
	switch {
	case word != "":
		return word, nil
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err != nil:
		return "", fmt.Errorf("the microphone was lost: %w", err)
	}
	return "", errors.New("the microphone has nothing more to hear")
}

// wakeState adds to what can be heard whether a word wakes.
func (e *Ear) wakeState(s *State) {
	if len(e.o.Wake.Words) == 0 {
		return
	}
	ok, why := e.wake.state()
	switch {
	case ok && len(s.Langs) > 0:
		s.Wake = strings.Join(e.o.Wake.Words, ", ")
	case ok:
		s.WakeWhy = "no request can be heard"
	default:
		s.WakeWhy = why
	}
}
