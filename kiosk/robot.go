package kiosk

import (
	"cmp"
	"time"

	"tiepdan/queue"
)

// returnRetry is the wait before a way home that was barred is tried again.
const returnRetry = time.Minute

// States of the base that the core acts on; the others are only shown.
const (
	robotOffline  = "offline"
	robotStartup  = "startup"
	robotLocalise = "localising"
	robotEStop    = "estop"
	robotFault    = "fault"
	robotLinkLost = "linkLost"
)

// robotWorks reports whether the base can take a mission.
func (m Model) robotWorks() bool {
	if !m.Setup.Robot || m.Robot.EStop || m.Stopped || m.Held || m.Maintenance || m.Tech != nil {
		return false // nor while a technician's hands may be at it
	}
	switch m.Robot.State {
	case "", robotOffline, robotStartup, robotLocalise, robotEStop, robotFault, robotLinkLost:
		return false
	}
	return true
}

// robotFree reports whether the robot can be sent on a new errand: it works
// and nobody relies on it.
func (m Model) robotFree() bool {
	return m.robotWorks() && (m.Errand == nil || m.Errand.Mission.Kind == MissionReturn || m.Errand.Phase.Final())
}

// lead sends the robot for the called person, when it is free.
func (s *step) lead(t queue.Ticket) {
	door, ok := s.Setup.door(t.Door)
	if !ok || !s.robotFree() {
		return
	}
	s.send(Errand{
		Mission: Mission{Kind: MissionLead, From: s.Setup.Waiting, To: door.Place, Wait: s.Setup.LeadWait},
		Ticket:  t.ID, Number: t.Number, Door: t.Door, Lang: Lang(t.Lang),
	})
}

// send starts an errand in place of the one before.
func (s *step) send(e Errand) {
	if s.Errand != nil && !s.Errand.Phase.Final() {
		s.do(CancelMission{ID: s.Errand.Mission.ID})
	}
	s.Errands++
	e.Mission.ID = string(e.Mission.Kind) + "/" + itoa(s.Errands)
	e.Phase = PhaseQueued
	s.Errand = &e
	s.Away = s.Away || e.Mission.Kind != MissionReturn
	s.do(StartMission{Mission: e.Mission})
}

func (s *step) cancelErrand() {
	if s.Errand != nil && !s.Errand.Phase.Final() {
		s.do(CancelMission{ID: s.Errand.Mission.ID})
	}
	s.Errand = nil
}

func (s *step) missionChanged(msg MissionChanged) {
	if s.Errand == nil || s.Errand.Mission.ID != msg.Mission || s.Errand.Phase == msg.Phase || s.Errand.Phase.Final() {
		return
	}
	e := *s.Errand
	e.Phase = msg.Phase
	if e.Mission.Kind == MissionReturn {
		switch e.Phase {
		case PhaseArrived:
			s.Away = false
		case PhaseFailed:
			e.Retry = s.at.Add(returnRetry)
		case PhaseQueued, PhaseToPerson, PhaseDriving, PhaseWaiting, PhaseLeading, PhaseBlocked, PhaseSuspended, PhaseCancelled:
		}
	}
	if e.Mission.Kind == MissionTray && e.Phase == PhaseArrived {
		s.trayArrived(&e)
	}
	s.Errand = &e
	if text := sayPhase(e); text != "" {
		s.do(Speak{ID: e.Mission.ID + "/" + string(e.Phase), Lang: cmp.Or(e.Lang, Vi), Text: text})
	}
}

func (s *step) robotChanged(r Robot) {
	before := s.Robot
	s.Robot = r
	s.Stopped = s.Stopped || r.EStop || r.State == robotEStop
	if r.EStop != before.EStop {
		s.publish(FaultChanged{Part: PartBase, Up: !r.EStop, Detail: "e-stop"})
	}
}

// robotSays puts the robot's own words into a language. Those of an errand are
// for its person.
func (s *step) robotSays(msg RobotSays) {
	lang := Vi
	if s.Errand != nil && s.Errand.Mission.ID == msg.Mission {
		lang = cmp.Or(s.Errand.Lang, Vi)
	}
	if text := sayOnTheWay(lang, msg.Code); text != "" {
		s.Sayings++
		s.do(Speak{ID: "robot/" + itoa(s.Sayings), Lang: lang, Text: text})
	}
}

// settleRobot sends the robot home when nothing holds it at a door: no visit
// it led to is open, no rating waits, nobody summoned it.
func (s *step) settleRobot() {
	if s.Errand != nil && s.due(s.Errand.Retry) {
		e := *s.Errand
		e.Retry = time.Time{}
		s.Errand = &e
	}
	if !s.Away || !s.robotWorks() || len(s.Offers) > 0 {
		return
	}
	if e := s.Errand; e != nil && (e.Phase != PhaseFailed && e.Phase != PhaseCancelled || !e.Retry.IsZero()) {
		return
	}
	s.send(Errand{Mission: Mission{Kind: MissionReturn, To: s.Setup.Welcome}})
}
