package queue

import (
	"math"
	"slices"
	"time"
)

// Round tells whose turn it is between the classes. Lane 0 is the first class,
// the last lane the ordinary one.
type Round struct {
	strict bool
	lanes  []Class
	used   []int // calls of each lane in this round
}

// Round is how far the line's own one has come.
func (l Line) Round() Round {
	r := Round{strict: l.Policy.strict(), lanes: l.Policy.lanes()}
	r.used = make([]int, len(r.lanes))
	for i, c := range r.lanes {
		r.used[i] = l.turns(i, c)
	}
	return r
}

// Clone is a round that goes on by itself.
func (r *Round) Clone() Round {
	return Round{strict: r.strict, lanes: r.lanes, used: slices.Clone(r.used)}
}

// Lanes is how many there are.
func (r *Round) Lanes() int { return len(r.lanes) }

// Pick chooses the lane whose turn it is of those in which somebody waits, -1
// when nobody does. With shares it is the first one that has calls left in this
// round, or the one that had least for its weight; turn says that an earlier
// one had to wait for it.
func (r *Round) Pick(waits []bool) (lane int, turn bool) {
	best, least := -1, math.Inf(1)
	for i, somebody := range waits {
		if !somebody {
			continue
		}
		if r.strict || r.used[i] < r.lanes[i].Weight {
			return i, best >= 0
		}
		if had := float64(r.used[i]) / float64(r.lanes[i].Weight); had < least {
			best, least = i, had
		}
	}
	return best, false
}

// Called counts a call from a lane.
func (r *Round) Called(lane int) {
	r.used[lane]++
	if last := len(r.lanes) - 1; lane == last && r.used[last] >= r.lanes[last].Weight {
		clear(r.used) // the ordinary class ends the round
	}
}

// FirstFrom is when a ticket begins to count as one of the first class: once
// it has waited so long, or the time of its appointment has come. False is
// never.
func (p *Policy) FirstFrom(t *Ticket) (at time.Time, ever bool) {
	at, ever = t.Due, !t.Due.IsZero()
	if p.AgeAfter > 0 {
		if aged := t.Joined.Add(p.AgeAfter); !ever || aged.Before(at) {
			at, ever = aged, true
		}
	}
	return at, ever
}
