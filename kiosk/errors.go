package kiosk

import (
	"errors"

	"tiepdan/queue"
)

// Why a request of the door console was refused. Those of the line itself are
// queue's.
var (
	ErrUnknownDoor    = queue.ErrUnknownDoor
	ErrNobodyWaits    = queue.ErrNobodyWaits
	ErrDoorBusy       = queue.ErrDoorBusy
	ErrNoCurrent      = queue.ErrNoCurrent
	ErrRecallLimit    = queue.ErrRecallLimit
	ErrAlreadyWaiting = queue.ErrAlreadyWaiting
	ErrUnknownTicket  = queue.ErrUnknownTicket
	ErrUnknownService = queue.ErrUnknownService
	ErrUnknownClass   = queue.ErrUnknownClass
	ErrDoorNotOpen    = queue.ErrDoorNotOpen
	ErrWrongState     = queue.ErrWrongState
	ErrTooLate        = queue.ErrTooLate
	ErrSamePlace      = queue.ErrSamePlace
	ErrNoBooking      = queue.ErrNoBooking
	ErrArrived        = queue.ErrArrived
	ErrDuplicate      = queue.ErrDuplicate
	ErrTooMany        = queue.ErrTooMany
	ErrNothingToUndo  = errors.New("there is nothing to undo at this door any more")
	ErrRated          = errors.New("the visitor has rated the visit")
	ErrBadTime        = errors.New("the time is out of range")
	ErrOutsideHours   = errors.New("the Center is closed at that time")
	ErrStalePage      = errors.New("the page is out of date")
	ErrNoRobot        = errors.New("the robot cannot come now")
	ErrNoRound        = errors.New("there is no such round with the tray")
	ErrNoPlace        = errors.New("the unit names no such place")
	ErrNotStopped     = errors.New("the robot is not in an emergency stop")
	ErrHeld           = errors.New("the robot is held already")
	ErrNotHeld        = errors.New("nobody holds the robot")
	ErrStopPressed    = errors.New("the emergency stop button is still pressed")
	ErrNoHelp         = errors.New("nobody waits for help any more, or another door has answered")
	ErrBadText        = errors.New("the text must have 1 to 600 letters")
	ErrTooManyTexts   = errors.New("too many announcements: withdraw one first")
	ErrNoText         = errors.New("this announcement was withdrawn before")
	ErrStoreFailed    = errors.New("the journal cannot be written")
)
