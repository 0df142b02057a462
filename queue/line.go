package queue

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Service is one group of procedures with its own letter and its doors.
type Service struct {
	ID     string `json:"id"`
	Prefix string `json:"prefix"`
	Doors  []int  `json:"doors"`
}

// Policy is the ward's choice.
type Policy struct {
	Strict      bool `json:"strict"`       // priority tickets always go first
	Share       int  `json:"share"`        // else: one normal ticket after Share priority calls
	RecallLimit int  `json:"recall_limit"` // recalls after the first call
	MinSamples  int  `json:"min_samples"`  // visits measured before a wait is estimated
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
	Favoured int                        `json:"favoured"`
}

// NewLine returns an empty line.
func NewLine(services []Service, p Policy) Line {
	return Line{Services: services, Policy: p, Numbers: map[string]int{}, Samples: map[string][]time.Duration{}}
}

// Configure gives the line other services and another policy. Tickets stay;
// those of a service that is gone can still be closed but not called.
func (l Line) Configure(services []Service, p Policy) Line {
	l.Services, l.Policy = services, p
	return l
}

// Reset begins a new day: numbers start again, waiting tickets lapse, tickets
// at a door stay until their visit ends, service times are kept.
func (l Line) Reset() Line {
	l.Numbers = map[string]int{}
	l.Favoured = 0
	l.Live = slices.DeleteFunc(slices.Clone(l.Live), func(t Ticket) bool { return t.State != Called })
	for _, t := range l.Live { // the number of a ticket still at a door is not given again
		for _, s := range l.Services {
			digits, ok := strings.CutPrefix(t.Number, s.Prefix)
			if n, err := strconv.Atoi(digits); ok && err == nil {
				l.Numbers[s.Prefix] = max(l.Numbers[s.Prefix], n)
			}
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
	l.Numbers = maps.Clone(l.Numbers)
	l.Numbers[s.Prefix]++
	t.Number = number(s.Prefix, l.Numbers[s.Prefix])
	t.State, t.Issued = Reserved, at
	l.Live = append(slices.Clip(l.Live), t)
	return l, t, nil
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
	t.State, t.Joined = Waiting, at
	return l.with(t), t, nil
}

// CallNext calls the ticket that the dispatcher puts first to a door.
func (l Line) CallNext(door int, at time.Time) (Line, Ticket, error) {
	if !l.hasDoor(door) {
		return l, Ticket{}, fmt.Errorf("cannot call to door %d: %w", door, ErrUnknownDoor)
	}
	if t, busy := l.At(door); busy {
		return l, Ticket{}, fmt.Errorf("cannot call to door %d, %s is there: %w", door, t.Number, ErrDoorBusy)
	}
	next := l.Order(door)
	if len(next) == 0 {
		return l, Ticket{}, fmt.Errorf("cannot call to door %d: %w", door, ErrNobodyWaits)
	}
	t := next[0]
	if t.Priority {
		l.Favoured++
	} else {
		l.Favoured = 0
	}
	t.State, t.Door, t.Calls, t.First, t.Last = Called, door, 1, at, at
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

// Close ends the visit at a door; its service time becomes a sample.
func (l Line) Close(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot close a visit at door %d: %w", door, ErrNoCurrent)
	}
	t.State, t.Ended = Closed, at
	kept := append(slices.Clone(l.Samples[t.Service]), t.Served())
	l.Samples = maps.Clone(l.Samples)
	l.Samples[t.Service] = kept[max(0, len(kept)-keptSamples):]
	return l.without(t.ID), t, nil
}

// Miss ends the visit of a called ticket whose holder did not come.
func (l Line) Miss(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot mark a no-show at door %d: %w", door, ErrNoCurrent)
	}
	t.State, t.Ended = NoShow, at
	return l.without(t.ID), t, nil
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
	return slices.ContainsFunc(l.Services, func(s Service) bool { return slices.Contains(s.Doors, door) })
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
