// Package redial opens a connection again each time that it has ended, after
// pauses that grow, so that a server that was away is not trampled down by
// everybody at once when it comes back.
package redial

import (
	"context"
	"math/rand/v2"
	"time"
)

// The pauses of a Pause whose own are not set.
const (
	First = 250 * time.Millisecond
	Last  = 10 * time.Second
)

// Pause is the time between two tries. It doubles from First to Last, and each
// lasts between half of it and all of it. The zero value is ready.
type Pause struct {
	First, Last time.Duration // 0 for those of this package

	next time.Duration
}

// Reset makes the next pause the first one again.
func (p *Pause) Reset() { p.next = 0 }

// Wait lasts one pause. It returns early, with the error of ctx, when ctx ends.
func (p *Pause) Wait(ctx context.Context) error {
	first, last := p.bounds()
	p.next = min(max(p.next, first), last)
	wait := time.NewTimer(p.next/2 + rand.N(p.next/2+1)) //nolint:gosec // jitter is no secret
	defer wait.Stop()
	p.next = min(2*p.next, last)
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pause) bounds() (first, last time.Duration) {
	first, last = First, Last
	if p.First > 0 {
		first = p.First
	}
	if p.Last > 0 {
		last = p.Last
	}
	return first, max(first, last)
}

// Run calls connect, which lasts as long as one connection, until ctx ends.
// After each it calls ended with why, then pauses. A connection that lasted
// longer than the longest pause makes the next pause the first one again.
func (p *Pause) Run(ctx context.Context, connect func(context.Context) error, ended func(error)) {
	_, last := p.bounds()
	for ctx.Err() == nil {
		began := time.Now()
		err := connect(ctx)
		if ctx.Err() != nil {
			return
		}
		ended(err)
		if time.Since(began) > last {
			p.Reset()
		}
		if p.Wait(ctx) != nil {
			return
		}
	}
}
