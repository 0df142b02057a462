package queue

import (
	"slices"
	"time"
)

// Order returns the waiting tickets that can be called to a door, the next one
// first: by the ward's policy between the classes, first come first served
// within a class.
func (l Line) Order(door int) []Ticket {
	return l.dispatch(func(t Ticket) bool {
		s, ok := l.service(t.Service)
		return ok && t.State == Waiting && slices.Contains(s.Doors, door)
	})
}

// Ahead counts the waiting tickets that go before a ticket at any of its
// doors. For a ticket not yet in the line it counts as if it joined now.
func (l Line) Ahead(t Ticket) int {
	if t.State != Waiting {
		t.State = Waiting
		t.Joined = latest(l.Live).Add(time.Nanosecond)
		l = l.without(t.ID)
		l.Live = append(slices.Clip(l.Live), t)
	}
	mine, ok := l.service(t.Service)
	if !ok {
		return 0
	}
	order := l.dispatch(func(o Ticket) bool {
		s, ok := l.service(o.Service)
		return ok && o.State == Waiting && slices.ContainsFunc(s.Doors, func(d int) bool { return slices.Contains(mine.Doors, d) })
	})
	return max(0, slices.IndexFunc(order, func(o Ticket) bool { return o.ID == t.ID }))
}

// Estimate tells how long a ticket will wait, or that it is not known.
func (l Line) Estimate(t Ticket) Wait {
	s, ok := l.service(t.Service)
	if !ok {
		return Wait{}
	}
	k := l.Ahead(t)
	if !slices.ContainsFunc(s.Doors, func(d int) bool { _, busy := l.At(d); return !busy }) {
		k++ // one more visit has to end before a door is free
	}
	return estimate(l.Samples[s.ID], l.Policy.MinSamples, k, len(s.Doors))
}

// Waiting counts the waiting tickets of a service.
func (l Line) Waiting(service string) int {
	n := 0
	for _, t := range l.Live {
		if t.State == Waiting && t.Service == service {
			n++
		}
	}
	return n
}

// dispatch orders the tickets that fit as they would be called one after another.
func (l Line) dispatch(fits func(Ticket) bool) []Ticket {
	var first, normal []Ticket
	for _, t := range l.Live {
		switch {
		case !fits(t):
		case t.Priority:
			first = append(first, t)
		default:
			normal = append(normal, t)
		}
	}
	byJoin := func(a, b Ticket) int { return a.Joined.Compare(b.Joined) }
	slices.SortStableFunc(first, byJoin)
	slices.SortStableFunc(normal, byJoin)
	if l.Policy.Strict || l.Policy.Share < 1 {
		return append(first, normal...)
	}
	return merge(first, normal, l.Favoured, l.Policy.Share)
}

// merge gives one normal ticket its turn after every share priority tickets;
// favoured of them were called already.
func merge(first, normal []Ticket, favoured, share int) []Ticket {
	out := make([]Ticket, 0, len(first)+len(normal))
	for len(first) > 0 && len(normal) > 0 {
		if favoured >= share {
			out, normal, favoured = append(out, normal[0]), normal[1:], 0
			continue
		}
		out, first, favoured = append(out, first[0]), first[1:], favoured+1
	}
	return append(append(out, first...), normal...)
}

func latest(live []Ticket) time.Time {
	var at time.Time
	for _, t := range live {
		if t.Joined.After(at) {
			at = t.Joined
		}
	}
	return at
}
