package queue

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Service is one group of procedures with its own letter and its doors.
type Service struct {
	ID     string `json:"id"`
	Prefix string `json:"prefix"`
	Doors  []int  `json:"doors"`
}

// keptSamples bounds the service times kept for each service: the newest say
// most about today.
const keptSamples = 100

// Line is the state of the line. Its fields are exported for the journal's
// snapshots; change it only through its methods.
type Line struct {
	Services []Service                  `json:"services"`
	Policy   Policy                     `json:"policy"`
	Numbers  map[string]int             `json:"numbers"` // last number given, by prefix
	Live     []Ticket                   `json:"live"`    // in the order of issue
	Samples  map[string][]time.Duration `json:"samples"` // service times, oldest first, by service
	Favoured int                        `json:"favoured,omitempty"`
	Turns    map[string]int             `json:"turns,omitempty"`    // calls of each class in this round
	LastRank int64                      `json:"last_rank,omitzero"` // of the ticket that joined last
	Now      time.Time                  `json:"now,omitzero"`       // of the latest step: who is aged or due
	Counters []int                      `json:"counters,omitempty"` // every door, also one without a service
	Desks    []Desk                     `json:"desks,omitempty"`    // doors that are not simply open
	Bookings []Booking                  `json:"bookings,omitempty"`
	Tallies  []Tally                    `json:"tallies,omitempty"` // of today
	Blocks   []int                      `json:"blocks,omitempty"`  // of numbers that other robots give
	Used     []string                   `json:"used,omitempty"`    // today, not by counting
}

// NewLine returns an empty line.
func NewLine(services []Service, p Policy) Line {
	return Line{Services: services, Policy: p, Numbers: map[string]int{}, Samples: map[string][]time.Duration{}}
}

// Tick tells the line the time.
func (l Line) Tick(at time.Time) Line {
	l.Now = at
	return l
}

// Configure gives the line other services, another policy and other doors.
// Tickets stay: those of a service that is gone wait until they are moved, and
// whoever was at a door that is gone waits again at her old place.
func (l Line) Configure(services []Service, p Policy, doors ...int) Line {
	l.Services, l.Policy, l.Counters = services, p, doors
	l.Desks = slices.DeleteFunc(slices.Clone(l.Desks), func(d Desk) bool { return !l.hasDoor(d.Door) })
	if len(l.Desks) == 0 {
		l.Desks = nil
	}
	l.Live = slices.Clone(l.Live)
	for i, t := range l.Live {
		if t.To != 0 && !l.hasDoor(t.To) {
			t.To = 0
		}
		if t.State == Called && !l.hasDoor(t.Door) {
			t = t.again(l.Now, OriginMoved)
		}
		l.Live[i] = t
	}
	return l
}

// Reset begins a new day: numbers start again, waiting tickets lapse, tickets
// at a door stay until their visit ends, service times and reservations for
// later are kept. What ended is to be settled before.
func (l Line) Reset(at time.Time) Line {
	l.Now = at
	l.Numbers = map[string]int{}
	l.Favoured, l.Turns, l.Desks, l.Tallies = 0, nil, nil, nil
	l.Live = slices.DeleteFunc(slices.Clone(l.Live), func(t Ticket) bool { return t.State != Called })
	l.Bookings = slices.DeleteFunc(slices.Clone(l.Bookings), func(b Booking) bool { return b.State != Booked || b.At.Before(at) })
	if len(l.Bookings) == 0 {
		l.Bookings = nil
	}
	l.Used = nil
	for _, t := range l.Live { // the number of a ticket still at a door is not given again
		if prefix, n, ok := l.digits(t.Number); ok && !l.inBlock(n) {
			l.Numbers[prefix] = max(l.Numbers[prefix], n)
		} else {
			l.Used = append(l.Used, t.Number)
		}
	}
	return l
}

// Issue reserves the next number of a service.
func (l Line) Issue(t Ticket, at time.Time) (Line, Ticket, error) {
	s, ok := l.service(t.Service)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot issue a ticket for %q: %w", t.Service, ErrUnknownService)
	}
	if _, ok := l.Find(t.ID); ok || t.ID == "" {
		return l, Ticket{}, fmt.Errorf("cannot issue ticket %q: %w", t.ID, ErrDuplicate)
	}
	if !l.Policy.Knows(t.Class) {
		return l, Ticket{}, fmt.Errorf("cannot issue a ticket of class %q: %w", t.Class, ErrUnknownClass)
	}
	if err := l.knowsAll(t.Plan); err != nil {
		return l, Ticket{}, err
	}
	l.Numbers = maps.Clone(l.Numbers)
	l.Numbers[s.Prefix] = l.next(s.Prefix)
	t.Number = number(s.Prefix, l.Numbers[s.Prefix])
	t.State, t.Issued = Reserved, at
	t.Priority = t.Priority || t.Class != ""
	l.Live = append(slices.Clip(l.Live), t)
	return l, t, nil
}

func (l Line) knowsAll(services []string) error {
	for _, id := range services {
		if _, ok := l.service(id); !ok {
			return fmt.Errorf("cannot plan a visit with %q: %w", id, ErrUnknownService)
		}
	}
	return nil
}

// Join lets a reserved ticket into the line.
func (l Line) Join(id string, at time.Time) (Line, Ticket, error) {
	t, ok := l.Find(id)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot let ticket %q join: %w", id, ErrUnknownTicket)
	}
	if t.State != Reserved {
		return l, t, fmt.Errorf("cannot let %s join: %w", t.Number, ErrAlreadyWaiting)
	}
	l.LastRank++
	t.State, t.Joined, t.Rank = Waiting, at, Rank{At: l.LastRank}
	return l.with(t), t, nil
}

// CallNext calls the ticket that the dispatcher puts first to a door.
func (l Line) CallNext(door int, at time.Time) (Line, Ticket, error) {
	if err := l.free(door); err != nil {
		return l, Ticket{}, err
	}
	l.Now = at
	d := l.dealer(func(t *Ticket) bool { return l.canCall(door, t) })
	i, lane, turn := d.deal()
	if i < 0 {
		return l, Ticket{}, fmt.Errorf("cannot call to door %d: %w", door, ErrNobodyWaits)
	}
	l.Favoured, l.Turns = 0, map[string]int{}
	for i, c := range d.lanes {
		if d.used[i] > 0 {
			l.Turns[c.ID] = d.used[i]
		}
	}
	return l.call(*d.all[i], door, d.why(i, lane, turn), at)
}

// free reports why nobody can be called to a door.
func (l Line) free(door int) error {
	if !l.hasDoor(door) {
		return fmt.Errorf("cannot call to door %d: %w", door, ErrUnknownDoor)
	}
	if t, busy := l.At(door); busy {
		return fmt.Errorf("cannot call to door %d, %s is there: %w", door, t.Number, ErrDoorBusy)
	}
	if l.Desk(door).State != DoorOpen {
		return fmt.Errorf("cannot call to door %d: %w", door, ErrDoorNotOpen)
	}
	return nil
}

func (l Line) call(t Ticket, door int, why Why, at time.Time) (Line, Ticket, error) {
	t.State, t.Door, t.Calls, t.First, t.Last, t.Why = Called, door, 1, at, at, why
	return l.with(t), t, nil
}

// Recall calls the door's ticket once more.
func (l Line) Recall(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot recall at door %d: %w", door, ErrNoCurrent)
	}
	if t.Calls > l.Policy.RecallLimit {
		return l, t, fmt.Errorf("cannot recall %s: %w", t.Number, ErrRecallLimit)
	}
	t.Calls++
	t.Last = at
	return l.with(t), t, nil
}

// Find returns a live ticket.
func (l Line) Find(id string) (Ticket, bool) {
	i := slices.IndexFunc(l.Live, func(t Ticket) bool { return t.ID == id })
	if i < 0 {
		return Ticket{}, false
	}
	return l.Live[i], true
}

// At returns the ticket that a door serves.
func (l Line) At(door int) (Ticket, bool) {
	i := slices.IndexFunc(l.Live, func(t Ticket) bool { return t.State == Called && t.Door == door })
	if i < 0 {
		return Ticket{}, false
	}
	return l.Live[i], true
}

func (l Line) service(id string) (Service, bool) {
	i := slices.IndexFunc(l.Services, func(s Service) bool { return s.ID == id })
	if i < 0 {
		return Service{}, false
	}
	return l.Services[i], true
}

func (l Line) hasDoor(door int) bool {
	return slices.Contains(l.Counters, door) ||
		slices.ContainsFunc(l.Services, func(s Service) bool { return slices.Contains(s.Doors, door) })
}

func (l Line) with(t Ticket) Line {
	l.Live = slices.Clone(l.Live)
	for i := range l.Live {
		if l.Live[i].ID == t.ID {
			l.Live[i] = t
		}
	}
	return l
}

func (l Line) without(id string) Line {
	l.Live = slices.DeleteFunc(slices.Clone(l.Live), func(t Ticket) bool { return t.ID == id })
	return l
}

// Rebase moves the times at which something happened, after the clock was set.
// Reservations stay.
func (l Line) Rebase(move func(time.Time) time.Time) Line {
	l.Live, l.Desks = slices.Clone(l.Live), slices.Clone(l.Desks)
	for i, t := range l.Live {
		l.Live[i] = t.Rebase(move)
	}
	for i := range l.Desks {
		l.Desks[i].Since, l.Desks[i].Back = move(l.Desks[i].Since), move(l.Desks[i].Back)
	}
	return l
}
