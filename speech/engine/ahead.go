package engine

import (
	"context"
	"sync"
	"time"

	"tiepdan/speech/wire"
)

const (
	// maxAhead sentences are made ahead; more would not fit on the disk.
	maxAhead = 1000
	// aheadRest is left between two parts, so that making them ahead takes a
	// share of one processor and not all of it.
	aheadRest = 20 * time.Millisecond
	// aheadWait is how often is looked whether those that speak are done, and
	// aheadAgain how often whether a voice came or the disk has room again.
	aheadWait  = 200 * time.Millisecond
	aheadAgain = 30 * time.Second
	// aheadTell is after how many sentences the parent is told how far it is.
	aheadTell = 20
)

// Preparer is a Synth that can make sentences ahead; [Chain] is one.
type Preparer interface {
	Prepare(ctx context.Context, u Utterance) (more bool, err error)
	// Voices changes when all would sound otherwise.
	Voices() string
}

// stock are the sentences to be made ahead.
type stock struct {
	added chan struct{} // of length 1

	mu  sync.Mutex
	all []Utterance
}

func newStock() *stock { return &stock{added: make(chan struct{}, 1)} }

// add takes one more sentence.
func (a *stock) add(u Utterance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) >= maxAhead {
		return
	}
	a.all = append(a.all, u)
	select {
	case a.added <- struct{}{}:
	default:
	}
}

func (a *stock) len() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.all)
}

func (a *stock) at(i int) (u Utterance, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i >= len(a.all) {
		return Utterance{}, false
	}
	return a.all[i], true
}

// prepare makes the sentences ahead until ctx ends. What somebody waits for
// goes first: nothing is made while a sentence is spoken or waits.
func (e *Engine) prepare(ctx context.Context, p Preparer) {
	again := time.NewTicker(aheadAgain)
	defer again.Stop()
	done := "" // the voices by which all was made
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.stock.added:
		case <-again.C:
			if p.Voices() == done || e.stock.len() == 0 {
				continue
			}
		}
		done = e.prepareAll(ctx, p)
	}
}

// prepareAll goes through all sentences once and returns by which voices they
// were made, "-" when not all could be.
func (e *Engine) prepareAll(ctx context.Context, p Preparer) string {
	voices := p.Voices()
	ready := 0
	var trouble error
	for ; ctx.Err() == nil; ready++ {
		u, ok := e.stock.at(ready)
		if !ok {
			break
		}
		if ready%aheadTell == 0 {
			e.reply(ctx, wire.Event{Event: wire.Ready, Ready: ready, All: e.stock.len()})
		}
		if err := e.prepareOne(ctx, p, u); err != nil {
			trouble = err
			break
		}
	}
	if ctx.Err() != nil {
		return ""
	}
	e.reply(ctx, wire.Event{Event: wire.Ready, Ready: ready, All: e.stock.len(), Reason: reason(trouble)})
	if trouble != nil {
		return "-"
	}
	return voices
}

func (e *Engine) prepareOne(ctx context.Context, p Preparer, u Utterance) error {
	for more := true; more; {
		if !e.idle(ctx) {
			return ctx.Err()
		}
		var err error
		if more, err = p.Prepare(ctx, u); err != nil {
			return err
		}
		if !pause(ctx, aheadRest) {
			return ctx.Err()
		}
	}
	return nil
}

// idle waits until nothing is spoken or heard; false means that ctx ended.
func (e *Engine) idle(ctx context.Context) bool {
	for {
		e.mu.Lock()
		busy := len(e.waiting) > 0
		for _, h := range e.hearing {
			busy = busy || !h.asleep
		}
		e.mu.Unlock()
		if !busy {
			return ctx.Err() == nil
		}
		if !pause(ctx, aheadWait) {
			return false
		}
	}
}

// pause returns whether it lasted.
func pause(ctx context.Context, d time.Duration) bool {
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-over.C:
		return true
	}
}
