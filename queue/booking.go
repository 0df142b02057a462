package queue

import (
	"fmt"
	"slices"
	"time"
)

// BookingState is where a reservation stands.
type BookingState string

// The states of a reservation.
const (
	Booked  BookingState = "booked"
	Arrived BookingState = "arrived" // its visitor has a ticket
	Missed  BookingState = "missed"  // nobody checked in in time
)

// Booking is an appointment: a service at a time. Its code is all that its
// visitor needs; there is no name.
type Booking struct {
	ID      string       `json:"id"`
	Code    int          `json:"code"` // six digits
	Service string       `json:"service"`
	Class   string       `json:"class,omitempty"`
	At      time.Time    `json:"at"`
	State   BookingState `json:"state"`
	Ticket  string       `json:"ticket,omitempty"` // once arrived
	Number  string       `json:"number,omitempty"`
}

// Bounds of a reservation.
const (
	minCode     = 100_000
	maxCode     = 999_999
	maxBookings = 1000
)

// Book writes a reservation down.
func (l Line) Book(b Booking, now time.Time) (Line, Booking, error) {
	_, known := l.service(b.Service)
	switch same := func(o Booking) bool { return o.ID == b.ID || o.Code == b.Code }; {
	case !known:
		return l, b, fmt.Errorf("cannot book %q: %w", b.Service, ErrUnknownService)
	case !l.Policy.Knows(b.Class):
		return l, b, fmt.Errorf("cannot book for class %q: %w", b.Class, ErrUnknownClass)
	case b.ID == "" || b.Code < minCode || b.Code > maxCode || slices.ContainsFunc(l.Bookings, same):
		return l, b, fmt.Errorf("cannot book %q: %w", b.ID, ErrDuplicate)
	case b.At.Before(now):
		return l, b, fmt.Errorf("cannot book for %v: %w", b.At, ErrTooLate)
	case len(l.Bookings) >= maxBookings:
		return l, b, fmt.Errorf("cannot book: %w", ErrTooMany)
	}
	b.State, b.Ticket, b.Number = Booked, "", ""
	l.Bookings = append(slices.Clip(l.Bookings), b)
	slices.SortStableFunc(l.Bookings, func(x, y Booking) int { return x.At.Compare(y.At) })
	return l, b, nil
}

// FindBooking returns a reservation by its ID, or by its code.
func (l Line) FindBooking(id string, code int) (Booking, bool) {
	i := slices.IndexFunc(l.Bookings, func(b Booking) bool { return id != "" && b.ID == id || id == "" && b.Code == code })
	if i < 0 {
		return Booking{}, false
	}
	return l.Bookings[i], true
}

// Unbook takes a reservation back that nobody has used.
func (l Line) Unbook(id string) (Line, error) {
	b, ok := l.FindBooking(id, 0)
	switch {
	case !ok || id == "":
		return l, fmt.Errorf("cannot cancel a reservation: %w", ErrNoBooking)
	case b.State == Arrived:
		return l, fmt.Errorf("cannot cancel a reservation: %w", ErrArrived)
	}
	l.Bookings = slices.DeleteFunc(slices.Clone(l.Bookings), func(o Booking) bool { return o.ID == id })
	if len(l.Bookings) == 0 {
		l.Bookings = nil
	}
	return l, nil
}

// CheckIn reserves a ticket for a reservation's visitor. Within the window it
// has the appointment's time; an official may also take who is too early, and
// who is too late, without it.
func (l Line) CheckIn(id string, code int, t Ticket, official bool, at time.Time) (Line, Ticket, error) {
	b, ok := l.FindBooking(id, code)
	late := !at.Before(l.Expires(b))
	switch {
	case !ok:
		return l, Ticket{}, fmt.Errorf("cannot check in: %w", ErrNoBooking)
	case b.State == Arrived:
		return l, Ticket{}, fmt.Errorf("cannot check in: %w", ErrArrived)
	case !official && at.Before(b.At.Add(-l.Policy.CheckInEarly)):
		return l, Ticket{}, fmt.Errorf("cannot check in: %w", ErrTooEarly)
	case !official && (late || b.State == Missed):
		return l, Ticket{}, fmt.Errorf("cannot check in: %w", ErrTooLate)
	}
	t.Service, t.Class = b.Service, b.Class
	if !l.Policy.Knows(t.Class) { // the ward gave the class up since
		t.Class = ""
	}
	if !late {
		t.Due = b.At
	}
	l, t, err := l.Issue(t, at)
	if err != nil {
		return l, t, err
	}
	b.State, b.Ticket, b.Number = Arrived, t.ID, t.Number
	return l.withBooking(b), t, nil
}

// Expires is when a reservation can no longer be used by its code alone.
func (l Line) Expires(b Booking) time.Time { return b.At.Add(l.Policy.CheckInLate + time.Minute) }

// Expire marks the reservations whose visitors did not come in time.
func (l Line) Expire(at time.Time) Line {
	for _, b := range l.Bookings {
		if b.State == Booked && !at.Before(l.Expires(b)) {
			b.State = Missed
			l = l.withBooking(b)
		}
	}
	return l
}

func (l Line) withBooking(b Booking) Line {
	l.Bookings = slices.Clone(l.Bookings)
	for i := range l.Bookings {
		if l.Bookings[i].ID == b.ID {
			l.Bookings[i] = b
		}
	}
	return l
}
