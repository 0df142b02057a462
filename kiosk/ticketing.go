package kiosk

import (
	"slices"

	"tiepdan/queue"
)

// ticketing handles what officials do to one ticket beside calling it.
func (s *step) ticketing(msg Msg) bool {
	switch msg := msg.(type) {
	case Hold:
		s.reply(msg.Request, s.hold(msg))
	case Resume:
		s.reply(msg.Request, s.resume(msg))
	case Pick:
		s.reply(msg.Request, s.pick(msg))
	case TakeBack:
		s.reply(msg.Request, s.takeBack(msg))
	case Transfer:
		s.reply(msg.Request, s.transfer(msg))
	case PlanVisit:
		s.reply(msg.Request, s.planVisit(msg))
	case SetClass:
		s.reply(msg.Request, s.setClass(msg))
	case CancelTicket:
		s.reply(msg.Request, s.cancelTicket(msg))
	case Undo:
		s.reply(msg.Request, s.undo(msg))
	default:
		return s.housekeeping(msg)
	}
	return true
}

// housekeeping handles doors and reservations.
func (s *step) housekeeping(msg Msg) bool {
	switch msg := msg.(type) {
	case SetDoor:
		s.reply(msg.Request, s.setDoor(msg))
	case MoveStranded:
		s.reply(msg.Request, s.moveStranded(msg))
	case Book:
		s.reply(msg.Request, s.book(msg))
	case CancelBooking:
		s.reply(msg.Request, s.cancelBooking(msg))
	case CheckIn:
		s.reply(msg.Request, s.checkIn(msg))
	default:
		return false
	}
	return true
}

func (s *step) hold(msg Hold) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	was := s.Model
	before, _ := s.Line.At(msg.Door)
	line, t, err := s.Line.Hold(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.acted(Act{Door: msg.Door, Kind: ActHold, Before: before}, was)
	s.leftDoor(t)
	return nil
}

// change carries out a step on one ticket that needs nothing else.
func (s *step) change(door int, f func(queue.Line) (queue.Line, queue.Ticket, error)) error {
	if err := s.knownDoor(door); err != nil {
		return err
	}
	line, _, err := f(s.Line)
	if err == nil {
		s.Line = line
	}
	return err
}

func (s *step) resume(msg Resume) error {
	return s.change(msg.Door, func(l queue.Line) (queue.Line, queue.Ticket, error) { return l.Resume(msg.Ticket, s.at) })
}

func (s *step) takeBack(msg TakeBack) error {
	err := s.change(msg.Door, func(l queue.Line) (queue.Line, queue.Ticket, error) { return l.Return(msg.Ticket, s.at) })
	if err == nil {
		s.settleTicket(msg.Ticket)
	}
	return err
}

func (s *step) planVisit(msg PlanVisit) error {
	return s.change(msg.Door, func(l queue.Line) (queue.Line, queue.Ticket, error) { return l.Schedule(msg.Ticket, msg.Services) })
}

func (s *step) setClass(msg SetClass) error {
	return s.change(msg.Door, func(l queue.Line) (queue.Line, queue.Ticket, error) { return l.Reclass(msg.Ticket, msg.Class) })
}

// settleTicket makes acts on a ticket final: another one follows.
func (s *step) settleTicket(id string) {
	s.settleActs(func(a Act) bool { return a.Before.ID == id })
}

func (s *step) pick(msg Pick) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	was := s.Model
	line, t, err := s.Line.Pick(msg.Door, msg.Ticket, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.settleTicket(t.ID)
	s.called(was, t)
	return nil
}

// transfer sends the door's current ticket, or one that waits, elsewhere.
func (s *step) transfer(msg Transfer) error {
	if msg.Ticket != "" {
		return s.transferWaiting(msg)
	}
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	if msg.Seen == "" {
		return ErrNoCurrent
	}
	was := s.Model
	before, _ := s.Line.At(msg.Door)
	line, t, err := s.Line.Transfer(msg.Seen, msg.ToDoor, msg.ToService, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.acted(Act{Door: msg.Door, Kind: ActTransfer, Before: before}, was)
	s.leftDoor(t)
	s.sayMoved(t)
	return nil
}

func (s *step) transferWaiting(msg Transfer) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	if t, ok := s.Line.Find(msg.Ticket); ok && t.State == queue.Called {
		return ErrWrongState // its own door sends it, and says what it has seen
	}
	line, t, err := s.Line.Transfer(msg.Ticket, msg.ToDoor, msg.ToService, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.settleTicket(t.ID)
	s.sayMoved(t)
	return nil
}

// cancelTicket takes a ticket out whose holder left.
func (s *step) cancelTicket(msg CancelTicket) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	line, t, err := s.Line.Leave(msg.Ticket, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.settleTicket(t.ID)
	s.dropPaper(t.ID)
	if s.Session != nil && s.Session.Ticket == t.ID {
		s.endSession()
	}
	s.Offers = slices.DeleteFunc(slices.Clone(s.Offers), func(o Offer) bool { return o.Ticket == t.ID && o.Chosen == "" })
	return nil
}
