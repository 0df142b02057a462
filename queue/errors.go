package queue

import "errors"

// Why an operation on the line was refused.
var (
	ErrUnknownService = errors.New("no such service")
	ErrUnknownDoor    = errors.New("no such door")
	ErrUnknownTicket  = errors.New("no such ticket in the line")
	ErrUnknownClass   = errors.New("no such class")
	ErrNobodyWaits    = errors.New("nobody waits for this door")
	ErrDoorBusy       = errors.New("the door still serves a ticket")
	ErrDoorNotOpen    = errors.New("the door is paused or closed")
	ErrNoCurrent      = errors.New("the door serves no ticket")
	ErrRecallLimit    = errors.New("the ticket was recalled as often as the ward allows")
	ErrAlreadyWaiting = errors.New("the ticket is already in the line")
	ErrDuplicate      = errors.New("a ticket or reservation with this ID or code was issued before")
	ErrWrongState     = errors.New("the ticket is not in a state for this")
	ErrTooLate        = errors.New("the time for this has passed")
	ErrTooEarly       = errors.New("the time for this has not come")
	ErrSamePlace      = errors.New("the ticket is there already")
	ErrNoBooking      = errors.New("no such reservation")
	ErrArrived        = errors.New("the reservation was used before")
	ErrTooMany        = errors.New("there are too many already")
)
