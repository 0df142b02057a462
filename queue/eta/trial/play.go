package trial

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"tiepdan/queue/eta"
)

// Known is what counts as known at a ticket's moment.
type Known int

const (
	// Interpolated counts the calls that were put before it between two
	// snapshots, as a robot would have seen them.
	Interpolated Known = iota
	// Snapshots counts only the calls that a snapshot had shown by then.
	Snapshots
)

// Given is a ticket at the moment it was given.
type Given struct {
	Queue  *Queue
	Index  int // of the queue
	Ticket Ticket
	Vector eta.Vector
	Seen   float64 // of this queue's tickets, how many were called on all days until now
}

// Past is what is known of the queues before a day begins.
type Past map[string]*eta.History

// Plus adds another day.
func (p Past) Plus(day Past) {
	for id, h := range day {
		if p[id] == nil {
			p[id] = &eta.History{}
		}
		p[id].Plus(h)
	}
}

// player plays one day.
type player struct {
	known  Known
	queues []Queue
	states []state
	all    eta.Prior
	given  func(Given)
	told   func(queue int, t Ticket)
}

type state struct {
	q      *Queue
	watch  *eta.Watch
	past   *eta.History
	today  *eta.History
	site   []*eta.Watch
	called int // the last number known to be called
	next   int // the first ticket whose call was not seen yet
}

// What happens at one moment, in this order.
const (
	snapshot = iota
	arrival
	call
)

type event struct {
	at          float64
	kind        int
	queue, item int
}

// Day plays one day. It calls given for every ticket at its moment, with what
// is known then, and told as soon as it is known that the ticket was called.
// It returns what the day tells of each queue.
func Day(queues []Queue, before Past, known Known, given func(Given), told func(queue int, t Ticket)) Past {
	p := player{known: known, queues: queues, states: make([]state, len(queues)), all: eta.Pool(before), given: given, told: told}
	today, sites := Past{}, map[string][]*eta.Watch{}
	for i := range queues {
		q, s := &queues[i], &p.states[i]
		s.q, s.watch, s.past, s.today = q, &eta.Watch{}, &eta.History{}, &eta.History{}
		if h := before[q.ID]; h != nil {
			*s.past = *h
		}
		today[q.ID] = s.today
		sites[q.Office] = append(sites[q.Office], s.watch)
	}
	for i := range p.states {
		p.states[i].site = sites[queues[i].Office]
	}
	for _, e := range p.events() {
		p.step(e)
	}
	for i := range p.states {
		p.states[i].today.EndDay(p.states[i].watch)
	}
	return today
}

func (p *player) step(e event) {
	s := &p.states[e.queue]
	switch e.kind {
	case snapshot:
		r := s.q.Rows[e.item]
		s.watch.Open, s.watch.Quoted = r.Open, r.Deployed
		s.called = max(s.called, r.Serving)
		for p.known == Snapshots && s.next < len(s.q.Tickets) && s.q.Tickets[s.next].Seen <= r.Minute {
			p.call(e.queue, s.q.Tickets[s.next])
			s.next++
		}
	case arrival:
		p.arrive(e.queue, s.q.Tickets[e.item])
	case call:
		p.call(e.queue, s.q.Tickets[e.item])
	}
}

func (p *player) arrive(queue int, t Ticket) {
	s := &p.states[queue]
	m := eta.Moment{
		Now: t.Came, Ahead: max(0, t.Number-1-s.called),
		Own: s.watch, Site: s.site, Past: s.past, All: p.all, Rollout: math.NaN(),
	}
	for _, w := range s.site {
		if w.Open == s.watch.Open { // the file does not say which counters they share
			m.Pool = append(m.Pool, w)
		}
	}
	p.given(Given{Queue: s.q, Index: queue, Ticket: t, Vector: eta.Look(m), Seen: s.past.Wait.N})
	s.watch.Come(strconv.Itoa(t.Number), t.Came, m.Ahead, s.past.Expect(p.all))
}

func (p *player) call(queue int, t Ticket) {
	s := &p.states[queue]
	was, _ := s.watch.Called(strconv.Itoa(t.Number), t.Called)
	s.called = max(s.called, t.Number)
	s.past.Learn(t.Came, t.Waited(), was.Ahead)
	s.today.Learn(t.Came, t.Waited(), was.Ahead)
	p.told(queue, t)
}

func (p *player) events() []event {
	var out []event
	for i := range p.queues {
		q := &p.queues[i]
		for r := range q.Rows {
			out = append(out, event{at: q.Rows[r].Minute, kind: snapshot, queue: i, item: r})
		}
		for t := range q.Tickets {
			out = append(out, event{at: q.Tickets[t].Came, kind: arrival, queue: i, item: t})
			if p.known == Interpolated {
				out = append(out, event{at: q.Tickets[t].Called, kind: call, queue: i, item: t})
			}
		}
	}
	slices.SortFunc(out, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.queue, b.queue), cmp.Compare(a.item, b.item))
	})
	return out
}
