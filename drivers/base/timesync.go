package base

import (
	"context"
	"sync"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

const (
	// syncEvery is how often the clocks are compared.
	syncEvery = time.Second
	// syncKeep is how many comparisons are remembered: the one that took the
	// least time is the truest, as most of what it takes is waiting.
	syncKeep = 8
	// syncLate is a comparison that says nothing.
	syncLate = 500 * time.Millisecond
)

// Clock is how the base's clock stands to the link's own.
type Clock struct {
	// Offset is what must be added to the time since New to have the base's.
	Offset time.Duration
	// RoundTrip is how long the comparison took that Offset is from.
	RoundTrip time.Duration
	// Samples are how many comparisons Offset was chosen from; 0 is unknown.
	Samples int
}

// clock compares. Both clocks count from an arbitrary moment.
type clock struct {
	begun time.Time

	mu      sync.Mutex
	asked   int64 // the question that is not yet answered; 0 is none
	samples []Clock
}

// now is never 0, which would make an answer a question.
func (c *clock) now() int64 { return int64(time.Since(c.begun)) + 1 }

// ask is the next question.
func (c *clock) ask() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = c.now()
	return c.asked
}

// hear takes an answer. Only the last question has one, and only once.
func (c *clock) hear(asked, theirs int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	trip := c.now() - asked
	if asked != c.asked || c.asked == 0 || trip > int64(syncLate) {
		return
	}
	c.asked = 0
	c.samples = append(c.samples, Clock{Offset: time.Duration(theirs - asked - trip/2), RoundTrip: time.Duration(trip)})
	if len(c.samples) > syncKeep {
		c.samples = c.samples[1:]
	}
}

// forget begins anew: another base may have been plugged in.
func (c *clock) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked, c.samples = 0, nil
}

// Clock returns how the base's clock stands.
func (l *Link) Clock() Clock {
	l.clock.mu.Lock()
	defer l.clock.mu.Unlock()
	var best Clock
	for i, s := range l.clock.samples {
		if i == 0 || s.RoundTrip < best.RoundTrip {
			best = s
		}
	}
	best.Samples = len(l.clock.samples)
	return best
}

// keepTime asks for the base's time once a second.
func (l *Link) keepTime(ctx context.Context) {
	for ctx.Err() == nil {
		if l.State().Link {
			// A send that fails counts as one lost on the wire.
			_ = l.send(&common.MessageTimesync{
				Ts1: l.clock.ask(), TargetSystem: baseSystem, TargetComponent: baseComponent,
			})
		}
		pause(ctx, syncEvery)
	}
}

// timesync takes the base's answer, or answers its question.
func (l *Link) timesync(m *common.MessageTimesync) {
	if m.Tc1 != 0 {
		l.clock.hear(m.Ts1, m.Tc1)
		return
	}
	_ = l.send(&common.MessageTimesync{ // it asks again if need be
		Tc1: l.clock.now(), Ts1: m.Ts1, TargetSystem: baseSystem, TargetComponent: baseComponent,
	})
}
