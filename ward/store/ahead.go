package store

import "slices"

// maxAhead is how far a number can be ahead of what its stream has. A robot
// sends in order, and says what its outbox begins with (Hello): it is never so
// far ahead, but one false number would leave a gap for ever.
const maxAhead = 1_000_000

// maxFirst is where an outbox can begin of which the ward has nothing: the ward
// was made anew, and the robot is old. A busy one makes two thousand
// events a day.
const maxFirst = 100_000_000

// holdBack keeps such numbers aside. They take no place, and are not receipted.
func (b *batch) holdBack() {
	b.believe()
	far := make(map[place]bool)
	for _, e := range b.entries {
		if e.seq <= maxAhead || e.seq <= max(b.marks[e.stream].upto, b.touched[e.stream].floor)+maxAhead {
			continue
		}
		far[e.place] = true
		b.asides = slices.DeleteFunc(b.asides, func(a aside) bool {
			return a.refused.Seq == e.seq && a.item.stream(a.refused.Epoch) == e.stream
		})
		b.asides = append(b.asides, aside{item: e.item, refused: Refused{Reason: tooFar}})
	}
	if len(far) == 0 {
		return
	}
	b.entries = slices.DeleteFunc(b.entries, func(e entry) bool { return far[e.place] })
	for s, p := range b.touched {
		p.seqs = slices.DeleteFunc(p.seqs, func(seq uint64) bool { return far[place{s, seq}] })
	}
}

// believe takes what robots say of where their outboxes begin. All below is
// given up for lost, so it may not be far ahead either.
func (b *batch) believe() {
	for _, s := range b.order {
		p := b.touched[s]
		m := b.marks[s]
		most := m.upto + maxAhead
		if m.top == 0 {
			most = maxFirst
		}
		for _, item := range p.hellos {
			if item.Hello.First <= most {
				p.floor = max(p.floor, item.Hello.First)
				continue
			}
			item.Payload = remainsOf(item.Payload, "", 0)
			b.asides = append(b.asides, aside{item: item, refused: Refused{Reason: tooFar}})
		}
	}
}
