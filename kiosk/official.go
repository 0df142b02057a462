package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
)

// current refuses a door that does not exist and a page that shows another
// ticket at the door than there is.
func (s *step) current(door int, seen string) error {
	if _, ok := s.Setup.door(door); !ok {
		return ErrUnknownDoor
	}
	if t, _ := s.Line.At(door); t.ID != seen {
		return ErrStalePage
	}
	return nil
}

func (s *step) callNext(msg CallNext) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	line, t, err := s.Line.CallNext(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.dropPaper(t.ID)
	if s.Session != nil && s.Session.Ticket == t.ID { // still at the screen: the call takes its place
		s.endSession()
	}
	s.announce(t)
	s.lead(t)
	return nil
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
	s.announce(t)
	return nil
}

// announce shows and says a call and tells the ward.
func (s *step) announce(t queue.Ticket) {
	c := Call{Ticket: t.ID, Number: t.Number, Door: t.Door, Calls: t.Calls, ShowUntil: s.at.Add(s.Setup.CallShow)}
	s.dropCall(t.ID) // a recall becomes the newest
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
	line, t, err := s.Line.Close(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.visitEnded(t)
	s.Offers = append(slices.Clip(s.Offers), Offer{
		Ticket: t.ID, Number: t.Number, Service: t.Service, Door: t.Door, Lang: Lang(t.Lang),
		Wait: t.Waited(), Serve: t.Served(), Stale: s.at.Add(offerStale),
	})
	return nil
}

func (s *step) markNoShow(msg MarkNoShow) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	line, t, err := s.Line.Miss(msg.Door, s.at)
	if err != nil {
		return err
	}
	s.Line = line
	s.visitEnded(t)
	return nil
}

func (s *step) visitEnded(t queue.Ticket) {
	s.dropCall(t.ID)
	if s.Errand != nil && s.Errand.Ticket == t.ID {
		s.cancelErrand()
	}
	s.publish(VisitEnded{
		Service: t.Service, Door: t.Door, Priority: t.Priority, Outcome: string(t.State), Wait: t.Waited(), Serve: t.Served(),
	})
}

// admit takes the word of an official that the holder of a number is there.
func (s *step) admit(msg Admit) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
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

func (s *step) summonRobot(msg SummonRobot) error {
	door, ok := s.Setup.door(msg.Door)
	if !ok {
		return ErrUnknownDoor
	}
	if !s.robotFree() {
		return ErrNoRobot
	}
	s.send(Errand{Mission: Mission{Kind: MissionSummon, To: door.Place}, Door: door.Number})
	return nil
}

// dismissRobot sends the robot home from this door's errand, not from another's.
func (s *step) dismissRobot(msg DismissRobot) error {
	if !s.Setup.Robot {
		return ErrNoRobot
	}
	if e := s.Errand; e != nil && !e.Phase.Final() && e.Mission.Kind != MissionReturn && e.Door != msg.Door {
		return ErrNoRobot
	}
	if s.Errand != nil && s.Errand.Mission.Kind != MissionReturn {
		s.cancelErrand()
	}
	return nil
}

// resumeRobot is refused while the button is pressed; the base has the last
// word in any case.
func (s *step) resumeRobot() error {
	switch {
	case !s.Setup.Robot:
		return ErrNoRobot
	case s.Robot.EStop:
		return ErrStopPressed
	case !s.Stopped && s.Robot.State != robotEStop:
		return ErrNotStopped
	}
	s.Stopped = false
	s.do(ResumeMotion{})
	if s.Errand != nil && s.Errand.Lost {
		s.resumeErrand()
	}
	return nil
}

// resumeGrace is how old a call may be to be said again after a restart.
const resumeGrace = 2 * time.Minute
