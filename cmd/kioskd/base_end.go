package main

import (
	"context"
	"sync"
	"time"
)

// lastWordWithin is how long the line to the base waits at the end of the
// program for the navigator's hold: that takes half a second at most.
const lastWordWithin = 700 * time.Millisecond

// lastWord ends the line to the base after the navigator, which holds the base
// over it at the end. The links beside end all at once.
type lastWord struct {
	once sync.Once
	said chan struct{}
}

func newLastWord() *lastWord { return &lastWord{said: make(chan struct{})} }

// speaker is the service that has the last word.
func (w *lastWord) speaker(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		defer func() {
			if ctx.Err() != nil { // otherwise it is started again
				w.once.Do(func() { close(w.said) })
			}
		}()
		return run(ctx)
	}
}

// listener is the service that stays until it is said.
func (w *lastWord) listener(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		line, hangUp := context.WithCancel(context.WithoutCancel(ctx))
		defer hangUp()
		ended := make(chan struct{})
		defer close(ended)
		go func() {
			defer hangUp()
			select {
			case <-ctx.Done():
			case <-ended:
				return
			}
			late := time.NewTimer(lastWordWithin)
			defer late.Stop()
			select {
			case <-w.said:
			case <-late.C:
			case <-ended:
			}
		}()
		return run(line)
	}
}
