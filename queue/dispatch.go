package queue

import (
	"math"
	"slices"
)

// Reason is why a ticket is the next one.
type Reason string

// The reasons.
const (
	ReasonOrder    Reason = "order"        // nobody for this door has waited longer
	ReasonClass    Reason = "class"        // its class goes before those who have waited longer
	ReasonShare    Reason = "share"        // it is its class's turn
	ReasonAged     Reason = "aged"         // it has waited so long that it counts as the first class
	ReasonDue      Reason = "appointment"  // its appointment's time has come
	ReasonReturned Reason = "returned"     // as ReasonOrder, and it was missed before
	ReasonMoved    Reason = "transferred"  // as ReasonOrder, and it was sent here with its place
	ReasonNext     Reason = "next-service" // as ReasonOrder, and the visit had a service before
	ReasonPicked   Reason = "picked"       // an official called this ticket by its number
)

// Why says why a ticket goes before the others.
type Why struct {
	Reason Reason `json:"reason"`
	Class  string `json:"class,omitempty"` // of the ticket
	Over   int    `json:"over,omitempty"`  // how many it passes that joined before it
}

// Next is a ticket in the order in which it would be called, and why.
type Next struct {
	Ticket
	Why Why
}

// Order returns the waiting tickets that can be called to a door, the next one
// first: by the ward's policy between the classes, first come first served
// within a class.
func (l Line) Order(door int) []Ticket {
	next := l.Sequence(door)
	out := make([]Ticket, len(next))
	for i := range next {
		out[i] = next[i].Ticket
	}
	return out
}

// Sequence is Order with the reasons.
func (l Line) Sequence(door int) []Next {
	return l.dispatch(func(t *Ticket) bool { return l.canCall(door, t) })
}

// canCall reports whether a door may call a waiting ticket.
func (l Line) canCall(door int, t *Ticket) bool {
	return t.State == Waiting && slices.Contains(l.doorsOf(t), door)
}

// doorsOf lists the doors that may call a ticket.
func (l Line) doorsOf(t *Ticket) []int {
	if t.To != 0 {
		return []int{t.To}
	}
	s, _ := l.service(t.Service)
	return s.Doors
}

// Ahead counts the waiting tickets that go before a ticket at any of its
// doors. For a ticket not yet in the line it counts as if it joined now.
func (l Line) Ahead(t Ticket) int {
	if t.State != Waiting {
		t.State = Waiting
		t.Rank = Rank{At: math.MaxInt64}
		t.Joined = l.Now
		l = l.without(t.ID)
		l.Live = append(slices.Clip(l.Live), t)
	}
	mine := l.doorsOf(&t)
	if len(mine) == 0 {
		return 0
	}
	d := l.rivals(mine)
	for n := 0; ; n++ {
		i, _, _ := d.deal()
		if i < 0 {
			return 0
		}
		if d.all[i].ID == t.ID {
			return n
		}
	}
}

// rivals deals the waiting tickets that one of several doors may call.
func (l Line) rivals(doors []int) *dealer {
	return l.dealer(func(o *Ticket) bool {
		return o.State == Waiting && slices.ContainsFunc(l.doorsOf(o), func(d int) bool { return slices.Contains(doors, d) })
	})
}

// Positions is Ahead of every waiting ticket, by its ID.
func (l Line) Positions() map[string]int {
	out := map[string]int{}
	for i := range l.Live {
		t := &l.Live[i]
		if _, known := out[t.ID]; known || t.State != Waiting {
			continue
		}
		mine := l.doorsOf(t)
		if len(mine) == 0 {
			out[t.ID] = 0
			continue
		}
		d := l.rivals(mine)
		for n := range d.all {
			i, _, _ := d.deal()
			if o := d.all[i]; slices.Equal(l.doorsOf(o), mine) { // the others have rivals of their own
				out[o.ID] = n
			}
		}
	}
	return out
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

// due reports whether the time of a ticket's appointment has come.
func (d *dealer) due(t *Ticket) bool { return !t.Due.IsZero() && !d.line.Now.Before(t.Due) }

// dispatch orders the tickets that fit as they would be called one after
// another.
func (l Line) dispatch(fits func(*Ticket) bool) []Next {
	d := l.dealer(fits)
	if len(d.all) == 0 {
		return nil
	}
	out := make([]Next, 0, len(d.all))
	for range d.all {
		i, lane, turn := d.deal()
		out = append(out, Next{Ticket: *d.all[i], Why: d.why(i, lane, turn)})
	}
	return out
}

// dealer deals the waiting tickets one after another.
type dealer struct {
	Round
	line   *Line
	all    []*Ticket // in the order of joining
	dealt  []bool
	first  int     // of all: everybody before is dealt
	queues [][]int // of each lane: places in all; the first lane has guests who stand in their own as well
	waits  []bool  // of each lane: somebody does
}

func (l Line) dealer(fits func(*Ticket) bool) *dealer {
	d := &dealer{line: &l, Round: l.Round()}
	for i := range l.Live {
		if t := &l.Live[i]; fits(t) {
			d.all = append(d.all, t)
		}
	}
	slices.SortStableFunc(d.all, joining)
	d.dealt, d.waits = make([]bool, len(d.all)), make([]bool, len(d.lanes))
	d.queues = make([][]int, len(d.lanes))
	for i, t := range d.all {
		lane := l.Policy.Lane(t)
		d.queues[lane] = append(d.queues[lane], i)
		if from, ever := l.Policy.FirstFrom(t); lane != 0 && ever && !l.Now.Before(from) {
			d.queues[0] = append(d.queues[0], i)
		}
	}
	return d
}

// turns is how often a class was called in this round.
func (l Line) turns(lane int, c Class) int {
	if l.Turns == nil && lane == 0 {
		return l.Favoured // of a snapshot from before there were classes
	}
	return l.Turns[c.ID]
}

// deal takes the next ticket of all, -1 when there is none; lane and turn are
// how it was chosen.
func (d *dealer) deal() (i, lane int, turn bool) {
	for i := range d.queues {
		for len(d.queues[i]) > 0 && d.dealt[d.queues[i][0]] {
			d.queues[i] = d.queues[i][1:]
		}
		d.waits[i] = len(d.queues[i]) > 0
	}
	lane, turn = d.Pick(d.waits)
	if lane < 0 {
		return -1, lane, turn
	}
	i = d.queues[lane][0]
	d.dealt[i] = true
	d.Called(lane)
	return i, lane, turn
}

// why tells the reason for the choice of all[i] from a lane. It is asked once
// after each deal.
func (d *dealer) why(i, lane int, turn bool) Why {
	t := d.all[i]
	w := Why{Reason: ReasonOrder, Class: t.Class}
	for d.first < len(d.all) && d.dealt[d.first] {
		d.first++
	}
	for j := d.first; j < i; j++ {
		if !d.dealt[j] {
			w.Over++
		}
	}
	guest := d.line.Policy.Lane(t) != lane
	switch {
	case w.Over == 0:
		w.Reason = t.Origin.reason()
	case guest && d.due(t):
		w.Reason = ReasonDue
	case guest:
		w.Reason = ReasonAged
	case turn:
		w.Reason = ReasonShare
	default:
		w.Reason = ReasonClass
	}
	return w
}

func (o Origin) reason() Reason {
	switch o {
	case OriginMoved:
		return ReasonMoved
	case OriginReturned:
		return ReasonReturned
	case OriginNext:
		return ReasonNext
	case OriginHeld:
	}
	return ReasonOrder
}
