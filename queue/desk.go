package queue

import (
	"fmt"
	"slices"
	"time"
)

// DoorState is whether a door takes people.
type DoorState string

// The states of a door.
const (
	DoorOpen   DoorState = "open"
	DoorPaused DoorState = "paused" // it opens again
	DoorClosed DoorState = "closed" // until somebody opens it, or the next day
)

// Desk is how a door stands.
type Desk struct {
	Door  int       `json:"door"`
	State DoorState `json:"state"`
	Since time.Time `json:"since,omitzero"`
	Back  time.Time `json:"back,omitzero"` // when a paused door is expected to open again
}

// Desk returns how a door stands; a door that nobody closed is open.
func (l Line) Desk(door int) Desk {
	i := slices.IndexFunc(l.Desks, func(d Desk) bool { return d.Door == door })
	if i < 0 {
		return Desk{Door: door, State: DoorOpen}
	}
	return l.Desks[i]
}

// SetDoor opens, pauses or closes a door. Whom it serves it may serve to the
// end; who waits for it waits.
func (l Line) SetDoor(door int, state DoorState, back, at time.Time) (Line, error) {
	if !l.hasDoor(door) {
		return l, fmt.Errorf("cannot set door %d: %w", door, ErrUnknownDoor)
	}
	if state != DoorOpen && state != DoorPaused && state != DoorClosed {
		return l, fmt.Errorf("cannot set door %d to %q: %w", door, state, ErrWrongState)
	}
	if state != DoorPaused {
		back = time.Time{}
	}
	if d := l.Desk(door); d.State == state && d.Back.Equal(back) {
		return l, nil
	}
	l.Desks = append(slices.DeleteFunc(slices.Clone(l.Desks), func(d Desk) bool { return d.Door == door }),
		Desk{Door: door, State: state, Since: at, Back: back})
	slices.SortFunc(l.Desks, func(a, b Desk) int { return a.Door - b.Door })
	return l, nil
}

// Staffed reports whether a service has a door that is open, or that only
// paused.
func (l Line) Staffed(service string) bool {
	s, ok := l.service(service)
	return ok && l.staffed(s.Doors)
}

func (l Line) staffed(doors []int) bool {
	return slices.ContainsFunc(doors, func(d int) bool { return l.hasDoor(d) && l.Desk(d).State != DoorClosed })
}

// Stranded lists the waiting tickets that no door will call as things stand:
// all their doors are closed, or their service is gone.
func (l Line) Stranded() []Ticket {
	var out []Ticket
	for _, t := range l.Live {
		if t.State == Waiting && !l.staffed(l.doorsOf(&t)) {
			out = append(out, t)
		}
	}
	return out
}

// MoveStranded sends all stranded tickets of a service ("" for every one) to
// another service or door in one step; they keep their places.
func (l Line) MoveStranded(of string, door int, service string, at time.Time) (Line, []Ticket, error) {
	var out []Ticket
	next := l
	for _, t := range l.Stranded() {
		if of != "" && t.Service != of {
			continue
		}
		var err error
		if next, t, err = next.Transfer(t.ID, door, service, at); err != nil {
			return l, nil, err
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return l, nil, fmt.Errorf("cannot move those without a door: %w", ErrNobodyWaits)
	}
	return next, out, nil
}
