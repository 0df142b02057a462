package queue

import "errors"

// Why an operation on the line was refused.
var (
	ErrUnknownService = errors.New("no such service")
	ErrUnknownDoor    = errors.New("no such door")
	ErrUnknownTicket  = errors.New("no such ticket in the line")
	ErrNobodyWaits    = errors.New("nobody waits for this door")
	ErrDoorBusy       = errors.New("the door still serves a ticket")
	ErrNoCurrent      = errors.New("the door serves no ticket")
	ErrRecallLimit    = errors.New("the ticket was recalled as often as the ward allows")
	ErrAlreadyWaiting = errors.New("the ticket is already in the line")
	ErrDuplicate      = errors.New("a ticket with this ID was issued before")
)
