package kiosk

import (
	"tiepdan/queue"
)

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
	if !m.Setup.Robot || m.Robot.EStop {
		return false
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
	s.Away = e.Mission.Kind != MissionReturn
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
	s.Errand = &e
	if text := sayPhase(e); text != "" {
		s.do(Speak{ID: e.Mission.ID + "/" + string(e.Phase), Lang: e.Lang, Text: text})
	}
}

func (s *step) robotChanged(r Robot) {
	before := s.Robot
	s.Robot = r
	if r.EStop != before.EStop {
		s.publish(FaultChanged{Part: PartBase, Up: !r.EStop, Detail: "e-stop"})
	}
}

// settleRobot sends the robot home when nothing holds it at a door: no visit
// it led to is open, no rating waits, nobody summoned it.
func (s *step) settleRobot() {
	if !s.Away || !s.robotWorks() || len(s.Offers) > 0 {
		return
	}
	if s.Errand != nil && s.Errand.Phase != PhaseFailed && s.Errand.Phase != PhaseCancelled {
		return
	}
	s.send(Errand{Mission: Mission{Kind: MissionReturn, To: s.Setup.Welcome}})
}
