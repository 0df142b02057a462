package queue

import (
	"math"
	"slices"
)

// Outlook is the order in which all who wait would be called if every door
// could call everybody.
func (l Line) Outlook() []Ticket {
	next := l.dispatch(func(t *Ticket) bool { return t.State == Waiting })
	out := make([]Ticket, len(next))
	for i := range next {
		out[i] = next[i].Ticket
	}
	return out
}

// DoorsFor lists the doors that may call a ticket.
func (l Line) DoorsFor(t Ticket) []int { return l.doorsOf(&t) }

// With adds a ticket that would join now, to see where it would stand.
func (l Line) With(t Ticket) Line {
	t.State, t.Joined, t.Rank = Waiting, l.Now, Rank{At: math.MaxInt64}
	l = l.without(t.ID)
	l.Live = append(slices.Clip(l.Live), t)
	return l
}
