package kiosk

import (
	"time"

	"tiepdan/queue"
)

// longestPause is the longest time for which a door's return is announced.
const longestPause = 24 * 60

// setDoor opens, pauses or closes a door.
func (s *step) setDoor(msg SetDoor) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	if msg.BackMin < 0 || msg.BackMin > longestPause {
		return ErrBadTime
	}
	var back time.Time
	if msg.BackMin > 0 {
		back = s.at.Add(time.Duration(msg.BackMin) * time.Minute)
	}
	line, err := s.Line.SetDoor(msg.Door, msg.State, back, s.at)
	if err == nil {
		s.Line = line
	}
	return err
}

// moveStranded sends all who have no open door elsewhere in one step.
func (s *step) moveStranded(msg MoveStranded) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	line, moved, err := s.Line.MoveStranded(msg.Service, msg.ToDoor, msg.ToService, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	for _, t := range moved {
		s.sayMoved(t)
	}
	return nil
}

// sayMoved tells the holder of a ticket where it waits now.
func (s *step) sayMoved(t queue.Ticket) {
	lang := Lang(t.Lang).known()
	name := s.Setup.service(t.Service).Name.In(lang)
	s.do(Speak{ID: s.once("moved", t), Lang: lang, Text: sayMoved(lang, t.Number, name, t.To)})
}

// sayNextService tells the holder of a ticket that the visit goes on.
func (s *step) sayNextService(t queue.Ticket) {
	lang := Lang(t.Lang).known()
	s.do(Speak{ID: s.once("next", t), Lang: lang, Text: sayNextService(lang, t.Number, s.Setup.service(t.Service).Name.In(lang))})
}

// once names a sentence about a ticket.
func (s *step) once(what string, t queue.Ticket) string {
	return what + "/" + t.ID + "/" + s.at.UTC().Format(time.RFC3339)
}
