package kiosk

import (
	"errors"
	"time"

	"tiepdan/queue"
)

// furthest is how far ahead a time can be reserved.
const furthest = 60 * 24 * time.Hour

func (s *step) book(msg Book) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	at := time.Unix(msg.Time, 0).UTC()
	if at.After(s.at.Add(furthest)) {
		return ErrBadTime
	}
	if s.shut(msg.Service, at) {
		return ErrOutsideHours
	}
	line, _, err := s.Line.Book(queue.Booking{ID: msg.ID, Code: msg.Code, Service: msg.Service, Class: msg.Class, At: at}, s.at)
	if err == nil {
		s.Line = line
	}
	return err
}

// shut reports whether the hours of a service leave out a time. Without hours,
// or while the clock is not set, no time is.
func (s *step) shut(service string, at time.Time) bool {
	w := s.Setup.week(service)
	if !w.Set() || unset(s.at) || at.Before(s.at) { // a time that is over has its own reason
		return false
	}
	return w.At(at.In(s.Setup.location()), s.Setup.Rules.DaysOff...).Phase != queue.PhaseOpen
}

func (s *step) cancelBooking(msg CancelBooking) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	line, err := s.Line.Unbook(msg.Booking)
	if err == nil {
		s.Line = line
	}
	return err
}

// checkIn lets the visitor of a reservation into the line on an official's word.
func (s *step) checkIn(msg CheckIn) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	if msg.Booking == "" {
		return ErrNoBooking
	}
	line, t, err := s.Line.CheckIn(msg.Booking, 0, queue.Ticket{ID: msg.ID, Token: msg.Token, Lang: string(Vi)}, true, s.at)
	if err != nil {
		return err
	}
	s.Line, s.Fresh = line, false
	s.join(t.ID)
	return nil
}

// checkInAsked takes the code of a reservation at the screen.
func (s *step) checkInAsked(msg CheckInAsked) {
	if s.screen() != ScreenCheckIn || msg.ID == "" || s.trembles() || !s.TriedAt.IsZero() && s.at.Sub(s.TriedAt).Abs() < issueLock {
		return
	}
	t := queue.Ticket{ID: msg.ID, Token: msg.Token, Lang: string(s.Lang)}
	if s.Member != nil {
		s.ask(LineOp{Kind: OpCheckIn, Ticket: t, Code: msg.Code})
		return
	}
	line, t, err := s.Line.CheckIn("", msg.Code, t, false, s.at)
	if err == nil {
		s.issued(line, t)
		return
	}
	s.checkInRefused(s.checkInOutcome(msg.Code, err))
}

// checkInOutcome is why a code was refused.
func (s *step) checkInOutcome(code int, err error) CheckInView {
	out := CheckInView{Outcome: CheckInUnknown}
	if b, ok := s.Line.FindBooking("", code); ok {
		out = CheckInView{Service: s.Setup.service(b.Service).Name, At: b.At, From: b.At.Add(-s.Setup.Rules.CheckInEarly)}
		switch {
		case errors.Is(err, queue.ErrTooEarly):
			out.Outcome = CheckInEarly
		case errors.Is(err, queue.ErrTooLate):
			out.Outcome = CheckInLate
		case errors.Is(err, queue.ErrArrived):
			out.Outcome = CheckInUsed
		default:
			out.Outcome = CheckInClosed
		}
	}
	return out
}

// checkInRefused shows and says why a code was refused.
func (s *step) checkInRefused(out CheckInView) {
	s.touched()
	s.CheckIn, s.TriedAt = &out, s.at // codes are tried no faster than tickets are taken
	s.do(Speak{ID: "check-in/" + s.at.UTC().Format(time.RFC3339Nano), Lang: s.Lang, Text: s.sayCheckIn(out)})
}

func (s *step) sayCheckIn(v CheckInView) string {
	return v.Words(s.Setup.location()).In(s.Lang)
}
