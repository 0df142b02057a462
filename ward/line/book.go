package line

import (
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// Key names a ticket: the SHA-256 sum of the token in its code.
type Key [sha256.Size]byte

// KeyOf is the key of a token.
func KeyOf(token string) Key { return sha256.Sum256([]byte(token)) }

// Outcome is what became of a ticket.
type Outcome string

// The outcomes.
const (
	Served Outcome = "served" // it was at a door last
	Lapsed Outcome = "lapsed" // it was missed, and the time to come back has passed
	Taken  Outcome = "taken"  // an official took it out
	Gone   Outcome = "gone"   // it is not in the line any more; why was not seen
)

// Book is what is known of the tickets. Make it with New. Its methods may be
// called from any goroutine.
type Book struct {
	store  Store
	zone   *time.Location
	logger *slog.Logger

	mu        sync.Mutex
	robots    map[schema.Topic]*robot // by topic without channel
	owners    map[Key]schema.Topic    // of the live tickets
	pending   map[Key]store.Ticket    // not in the store yet
	changed   chan struct{}           // pending is not empty
	listeners map[Key]map[chan struct{}]bool
}

// robot is one robot's word on its line.
type robot struct {
	heard   bool // it has spoken of its line
	away    bool // it is off, or its connection is lost
	known   bool // it has said so, or that it is there
	asOf    time.Time
	ends    time.Time
	labels  labels
	tickets map[Key]schema.LineTicket
	more    bool // not all tickets had a place
}

// labels are the names that a robot's tickets use.
type labels struct {
	services map[string]schema.Label
	doors    map[int]schema.Label
}

// New makes a Book. Days end by the midnight of zone when a robot cannot say
// when its tickets lapse.
func New(s Store, zone *time.Location, logger *slog.Logger) *Book {
	return &Book{
		store: s, zone: zone, logger: logger,
		robots: make(map[schema.Topic]*robot), owners: make(map[Key]schema.Topic),
		pending: make(map[Key]store.Ticket), changed: make(chan struct{}, 1),
		listeners: make(map[Key]map[chan struct{}]bool),
	}
}

func (b *Book) robot(t schema.Topic) (schema.Topic, *robot) {
	t.Channel = ""
	r := b.robots[t]
	if r == nil {
		r = &robot{}
		b.robots[t] = r
	}
	return t, r
}

// State takes a robot's presence.
func (b *Book) State(t schema.Topic, s schema.State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, r := b.robot(t)
	r.known = true
	if away := s.State != schema.LinkOnline; away != r.away {
		r.away = away
		for key := range r.tickets {
			b.nudge(key)
		}
	}
}

// Line takes a robot's line. One that the broker had kept is as old as it says
// itself, if the robot knew the time, and until the robot says that it is there
// nobody knows that it is: a broker can lose even a retained state.
func (b *Book) Line(t schema.Topic, l schema.Line, at time.Time, kept bool) {
	asOf := at
	if kept {
		asOf = time.Time{}
		if l.Clock == schema.ClockNTP && l.TS.Before(at) {
			asOf = l.TS
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t, r := b.robot(t)
	was := *r
	if !r.known {
		r.away = kept
	}
	r.heard, r.asOf, r.more, r.ends = true, asOf, l.More > 0, b.ends(l, at)
	r.labels, r.tickets = labelsOf(l), make(map[Key]schema.LineTicket, len(l.Tickets))
	for _, row := range l.Tickets {
		if key, ok := keyOf(row); ok {
			r.tickets[key] = row
			b.owners[key] = t
		}
	}
	b.compare(t, was, *r)
}

// compare keeps what is new, and wakes those whose ticket has changed.
func (b *Book) compare(t schema.Topic, was, is robot) {
	renamed := !reflect.DeepEqual(was.labels, is.labels)
	for key, row := range is.tickets {
		before, known := was.tickets[key]
		if !known || !was.ends.Equal(is.ends) {
			b.keep(key, t, row.Number, is.ends, "")
		}
		if renamed || !known || !reflect.DeepEqual(before, row) {
			b.nudge(key)
		}
	}
	for key, row := range was.tickets {
		if _, lives := is.tickets[key]; !lives {
			b.vanished(key, t, row, was.ends)
		}
	}
}

// vanished notes what became of a ticket that its robot speaks of no more.
func (b *Book) vanished(key Key, t schema.Topic, row schema.LineTicket, ends time.Time) {
	if b.owners[key] != t {
		return // another robot has it now
	}
	delete(b.owners, key)
	if b.robots[t].more {
		return // it may only have had no place
	}
	b.keep(key, t, row.Number, ends, outcome(row.State))
	b.nudge(key)
}

func outcome(last schema.TicketState) Outcome {
	switch last {
	case schema.TicketCalled:
		return Served
	case schema.TicketMissed:
		return Lapsed
	case schema.TicketLeft:
		return Taken
	case schema.TicketReserved, schema.TicketWaiting, schema.TicketHeld:
	}
	return Gone
}

// longestDay bounds what a robot says of the end of its day.
const longestDay = 25 * time.Hour

// ends is when the tickets of a line lapse.
func (b *Book) ends(l schema.Line, at time.Time) time.Time {
	if l.Ends != nil && l.Ends.Before(at.Add(longestDay)) {
		return *l.Ends
	}
	local := at.In(b.zone)
	return time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, b.zone)
}

func keyOf(row schema.LineTicket) (Key, bool) {
	sum, err := base64.RawURLEncoding.DecodeString(row.Key)
	if err != nil || len(sum) != len(Key{}) {
		return Key{}, false // the contract has checked it
	}
	return Key(sum), true
}

func labelsOf(l schema.Line) labels {
	n := labels{services: make(map[string]schema.Label), doors: make(map[int]schema.Label)}
	for _, s := range l.Services {
		n.services[s.Service] = s.Label
	}
	for _, d := range l.Doors {
		n.doors[d.Door] = d.Label
	}
	return n
}

// keep puts a ticket on its way to the store.
func (b *Book) keep(key Key, t schema.Topic, number string, ends time.Time, o Outcome) {
	if len(b.pending) >= maxPending {
		return // the store has been ill for long; live tickets are shown all the same
	}
	b.pending[key] = store.Ticket{
		Key: key, Commune: t.Commune, Robot: t.Robot, Number: number, Ends: ends, Outcome: string(o),
	}
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// Listen gives a channel that holds a value when what is known of a ticket has
// changed since it was last received from. Call stop when it is no longer read.
func (b *Book) Listen(key Key) (changed <-chan struct{}, stop func()) {
	l := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.listeners[key]
	if all == nil {
		all = make(map[chan struct{}]bool)
		b.listeners[key] = all
	}
	all[l] = true
	return l, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if delete(all, l); len(all) == 0 {
			delete(b.listeners, key)
		}
	}
}

func (b *Book) nudge(key Key) {
	for l := range b.listeners[key] {
		select {
		case l <- struct{}{}:
		default:
		}
	}
}
