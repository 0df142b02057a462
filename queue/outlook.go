package queue

import "slices"

// Standing returns all who wait, in the order of joining.
func (l Line) Standing() []Ticket {
	var out []Ticket
	for i := range l.Live {
		if l.Live[i].State == Waiting {
			out = append(out, l.Live[i])
		}
	}
	slices.SortStableFunc(out, func(a, b Ticket) int { return joining(&a, &b) })
	return out
}

// joining orders tickets as they joined.
func joining(a, b *Ticket) int {
	if c := a.Rank.compare(b.Rank); c != 0 {
		return c
	}
	return a.Joined.Compare(b.Joined) // of a journal from before ranks
}

// DoorsFor lists the doors that may call a ticket.
func (l Line) DoorsFor(t Ticket) []int { return l.doorsOf(&t) }
