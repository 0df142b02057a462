package store

import "slices"

// maxAhead is how far a number can be ahead of what its stream has. A robot
// sends in order, and says what its outbox begins with (Hello): it is never so
// far ahead, but one false number would leave a gap for ever.
const maxAhead = 1_000_000

// holdBack keeps events with such numbers aside. They take no place, and are not
// receipted.
func (b *batch) holdBack() {
	far := make(map[place]bool)
	for _, e := range b.entries {
		if e.seq <= maxAhead || e.seq <= max(b.marks[e.stream].upto, b.touched[e.stream].floor)+maxAhead {
			continue
		}
		far[e.place] = true
		b.asides = slices.DeleteFunc(b.asides, func(a aside) bool {
			return a.refused.Seq == e.seq && a.item.stream(a.refused.Epoch) == e.stream
		})
		b.asides = append(b.asides, aside{e.item, Refused{Reason: tooFar}})
	}
	if len(far) == 0 {
		return
	}
	b.entries = slices.DeleteFunc(b.entries, func(e entry) bool { return far[e.place] })
	for s, p := range b.touched {
		p.seqs = slices.DeleteFunc(p.seqs, func(seq uint64) bool { return far[place{s, seq}] })
	}
}
