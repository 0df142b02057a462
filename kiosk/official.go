package kiosk

import (
	"time"

	"tiepdan/queue"
)

// current refuses a door that does not exist and a page that shows another
// ticket at the door than there is.
func (s *step) current(door int, seen string) error {
	if err := s.knownDoor(door); err != nil {
		return err
	}
	if t, _ := s.Line.At(door); t.ID != seen {
		return ErrStalePage
	}
	return nil
}

func (s *step) knownDoor(door int) error {
	if _, ok := s.Setup.door(door); !ok {
		return ErrUnknownDoor
	}
	return nil
}

func (s *step) callNext(msg CallNext) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	was := s.Model
	line, t, err := s.Line.CallNext(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.called(was, t)
	return nil
}

// called follows a call: the paper is of no use any more, the number is shown
// and said, and the robot goes for its holder.
func (s *step) called(was Model, t queue.Ticket) {
	before, _ := was.Line.Find(t.ID)
	s.dropPaper(t.ID)
	if s.Session != nil && s.Session.Ticket == t.ID { // still at the screen: the call takes its place
		s.endSession()
	}
	s.acted(Act{Door: t.Door, Kind: ActCall, Before: before}, was)
	s.announce(t)
	s.lead(t)
}

func (s *step) recall(msg Recall) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	line, t, err := s.Line.Recall(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.settleDoor(msg.Door) // who calls again means the call
	s.announce(t)
	return nil
}

// callTurn is how long a call is alone in the first place of the screen when
// another one follows at once.
const callTurn = 5 * time.Second

// announce shows and says a call and tells the ward. Calls at the same time
// have the first place on the screen one after another.
func (s *step) announce(t queue.Ticket) {
	s.dropCall(t.ID) // a recall becomes the newest
	from := s.at
	for _, c := range s.Calls {
		if end := c.From.Add(callTurn); !c.ShowUntil.IsZero() && !c.From.IsZero() && from.Before(end) && end.Sub(from) < time.Hour {
			from = end
		}
	}
	c := Call{Ticket: t.ID, Number: t.Number, Door: t.Door, Calls: t.Calls, From: from, ShowUntil: from.Add(s.Setup.CallShow)}
	s.setCall(c)
	s.do(s.sayCall(c, Lang(t.Lang)))
	s.publish(Called{Number: t.Number, Service: t.Service, Door: t.Door, Calls: t.Calls})
}

func (s *step) sayCall(c Call, lang Lang) Speak {
	return Speak{ID: c.speakID(), Lang: lang, Text: sayCalled(lang, c.Number, c.Door), Chime: true}
}

func (s *step) closeVisit(msg CloseVisit) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	was := s.Model
	before, _ := s.Line.At(msg.Door)
	line, ended, err := s.Line.Close(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line, s.ClosedAt = line, s.at
	s.acted(Act{Door: msg.Door, Kind: ActClose, Before: before, Ended: ended}, was)
	s.leftDoor(ended)
	if t, ok := s.Line.Find(ended.ID); ok && t.State == queue.Waiting {
		s.sayNextService(t)
		return nil // the rating is for the whole visit
	}
	s.offer(Offer{
		Ticket: ended.ID, Number: ended.Number, Service: ended.Service, Door: ended.Door, Lang: Lang(ended.Lang),
		Wait: ended.Waited(), Serve: ended.Served(), Stale: s.at.Add(offerStale),
	}, ended.Robot)
	return nil
}

func (s *step) markNoShow(msg MarkNoShow) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	was := s.Model
	before, _ := s.Line.At(msg.Door)
	line, t, err := s.Line.Miss(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.acted(Act{Door: msg.Door, Kind: ActNoShow, Before: before}, was)
	s.leftDoor(t)
	return nil
}

// leftDoor takes a ticket that is not at its door any more off the display,
// and the robot from it.
func (s *step) leftDoor(t queue.Ticket) {
	s.dropCall(t.ID)
	if s.Errand != nil && s.Errand.Ticket == t.ID {
		s.cancelErrand()
	}
}

// admit takes the word of an official that the holder of a number is there.
func (s *step) admit(msg Admit) error {
	if err := s.knownDoor(msg.Door); err != nil {
		return err
	}
	line, t, err := s.Line.Join(msg.Ticket, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	if s.Session == nil || s.Session.Ticket != t.ID {
		s.dropPaper(t.ID)
		return nil
	}
	if p, ok := s.paper(t.ID); ok && p.State != PrintDone {
		p.State = PrintWaived
		s.setPaper(p)
		s.extendSession(t.ID, takeShow)
	}
	return nil
}

// resumeGrace is how old a call may be to be said again after a restart.
const resumeGrace = 2 * time.Minute
