package kiosk

import (
	"cmp"
	"strings"
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
	robotIdle     = "idle"
	robotCharging = "charging"
)

// robotWorks reports whether the base can take a mission.
func (m Model) robotWorks() bool {
	if !m.Setup.Robot || m.Robot.EStop || m.Stopped || m.Held || m.worked() {
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

// send starts an errand in place of the one before. A chore waits for it.
func (s *step) send(e Errand) {
	s.cancelErrand()
	s.Errand = s.launch(e)
	if c := s.Chore; c != nil && c.Phase.Final() {
		s.Chore = nil // it stands there no more
	}
}

func (s *step) launch(e Errand) *Errand {
	s.Errands++
	e.Mission.ID = string(e.Mission.Kind) + "/" + itoa(s.Errands)
	e.Phase = PhaseQueued
	s.Away = s.Away || e.Mission.Kind != MissionReturn
	s.do(StartMission{Mission: e.Mission})
	return &e
}

func (s *step) cancelErrand() {
	if s.Errand != nil && !s.Errand.Phase.Final() {
		s.do(CancelMission{ID: s.Errand.Mission.ID})
	}
	s.Errand = nil
}

func (s *step) missionChanged(msg MissionChanged) {
	for _, at := range []**Errand{&s.Errand, &s.Chore} {
		if *at != nil && (*at).Mission.ID == msg.Mission {
			s.errandChanged(at, msg)
			return
		}
	}
}

// errandChanged takes an errand or a chore on to another phase.
func (s *step) errandChanged(at **Errand, msg MissionChanged) {
	e := **at
	why, _, _ := strings.Cut(msg.Reason, " ") // the rest is for technicians
	if e.Phase == msg.Phase && e.Reason == why || e.Phase.Final() {
		return
	}
	was := e.Phase
	e.Phase, e.Reason = msg.Phase, why
	switch e.Mission.Kind {
	case MissionReturn:
		s.returning(&e)
	case MissionLead:
		s.stray(e)
		if e.Phase == PhaseLeading {
			s.putAside() // who was at the screen stays behind, and nobody at the door may find it
		}
	case MissionTray, MissionWelcome, MissionDock:
		s.choreChanged(&e)
	case MissionSummon:
	}
	*at = &e
	if text := sayPhase(e); text != "" && e.Phase != was {
		s.do(Speak{ID: e.Mission.ID + "/" + string(e.Phase), Lang: cmp.Or(e.Lang, Vi), Text: text})
	}
}

func (s *step) returning(e *Errand) {
	switch e.Phase {
	case PhaseArrived:
		s.Away = false
	case PhaseFailed:
		e.Retry = s.at.Add(returnRetry)
	default:
	}
}

func (s *step) robotChanged(r Robot) {
	before := s.Robot
	s.Robot = r
	if stops := r.EStop || r.State == robotEStop; stops && !s.Stopped {
		s.Stopped = true
		s.sayStopped()
	}
	if r.EStop != before.EStop {
		s.publish(FaultChanged{Part: PartBase, Up: !r.EStop, Detail: "e-stop"})
	}
	if r.Refill != before.Refill {
		s.publish(FaultChanged{Part: PartTray, Up: !r.Refill, Detail: "refill"})
	}
	if r.Staff != before.Staff {
		s.publish(FaultChanged{Part: PartBase, Up: r.Staff == "", Detail: strings.TrimSuffix("staff "+r.Staff, " ")})
	}
	s.handSeen(before)
}

// robotSays puts the robot's own words into a language. Those of an errand are
// for its person, those of a chore for whoever is at the screen.
func (s *step) robotSays(msg RobotSays) {
	if msg.Code == "hand" && s.trayAway() {
		return // there may be no hand to ask
	}
	lang := Vi
	for _, e := range []*Errand{s.Errand, s.Chore} {
		if e != nil && e.Mission.ID == msg.Mission {
			lang = s.sayIn(e)
		}
	}
	if text := sayOnTheWay(lang, msg.Code); text != "" {
		s.Sayings++
		s.do(Speak{ID: "robot/" + itoa(s.Sayings), Lang: lang, Text: text})
	}
}

// Strayed is a person whom the robot lost on the way to her door.
type Strayed struct {
	Ticket string    `json:"ticket"`
	Number string    `json:"number"`
	Door   int       `json:"door"`
	Until  time.Time `json:"until"`
}

// strayedShow is how long the doors are told of a person who got lost.
const strayedShow = 5 * time.Minute

// stray notes a person who did not follow, for the official who expects her.
func (s *step) stray(e Errand) {
	if e.Phase == PhaseCancelled && e.Reason == whyLost {
		s.Strayed = &Strayed{Ticket: e.Ticket, Number: e.Number, Door: e.Door, Until: s.at.Add(strayedShow)}
	}
}

func (s *step) settleStrayed() {
	if s.Strayed == nil {
		return
	}
	if t, ok := s.Line.Find(s.Strayed.Ticket); !ok || t.State != queue.Called || t.Door != s.Strayed.Door || s.due(s.Strayed.Until) {
		s.Strayed = nil
	}
}

// settleRobot sends the robot on a round that is due, or home, when nothing holds
// it at a door: no visit it led to is open, no rating waits, nobody summoned it.
func (s *step) settleRobot() {
	s.settleShift()
	s.settleRounds()
	s.settleGreet()
	s.settleStrayed()
	for _, at := range []**Errand{&s.Errand, &s.Chore} {
		if *at != nil && s.due((*at).Retry) {
			e := **at
			e.Retry = time.Time{}
			*at = &e
		}
	}
	if !s.robotWorks() || len(s.Offers) > 0 || s.holds() || s.choreRuns() {
		return
	}
	if name := s.roundDue(); name != "" {
		s.begin(Errand{Mission: Mission{Kind: MissionTray, Round: name}})
		return
	}
	if s.Away {
		s.goHome()
	}
}

// holds reports whether an errand keeps the robot where it is, or on its way.
func (m Model) holds() bool {
	e := m.Errand
	if e == nil || e.Mission.Kind == MissionReturn && e.Phase == PhaseArrived {
		return false
	}
	return e.Phase != PhaseFailed && e.Phase != PhaseCancelled || !e.Retry.IsZero()
}
