package kiosk

import (
	"time"

	"tiepdan/queue"
)

// Shift is whether the Center works, as far as the robot's place goes: from when
// tickets are given in the morning until the doors close, lunch included.
type Shift struct {
	Known bool      `json:"known,omitempty"` // there are hours, and the time is known
	Open  bool      `json:"open,omitempty"`
	Next  time.Time `json:"next,omitzero"` // when that may change
}

// settleShift follows the hours. It looks at them only when they may change
// something: the time zone is a file.
func (s *step) settleShift() {
	w := s.Setup.Rules.Hours
	if !s.Setup.Robot || !w.Set() || unset(s.at) {
		s.Shift = Shift{}
		return
	}
	if s.at.Before(s.Shift.Next) {
		return
	}
	was := s.Shift
	s.Shift = s.Setup.shift(w.At(s.at.In(s.Setup.location()), s.Setup.Rules.DaysOff...), s.at)
	switch {
	case !was.Known:
	case s.Shift.Open && !was.Open:
		s.dayBegins()
	case !s.Shift.Open && was.Open:
		s.dayEnds()
	}
}

func (s Setup) shift(m queue.Moment, at time.Time) Shift {
	early := m.Opens.Add(-s.Rules.IntakeEarly)
	return Shift{
		Known: true,
		Open:  m.Phase == queue.PhaseOpen || m.Phase == queue.PhaseLunch || !m.Opens.IsZero() && !at.Before(early),
		Next:  firstAfter(at, []time.Time{m.Until, m.Opens, early, at.Add(24 * time.Hour)}).UTC(),
	}
}

// dayBegins brings the robot from the charger to its place.
func (s *step) dayBegins() {
	if s.Setup.Entrance != "" && s.Setup.WelcomeFor > 0 {
		s.Greet, s.Away = s.at.Add(s.Setup.WelcomeFor), true
	}
	if s.Chore != nil && s.Chore.Mission.Kind == MissionDock {
		s.dropChore()
		s.Away = true
	}
}

// dayEnds sends the robot to the charger, once nobody needs it.
func (s *step) dayEnds() {
	s.Greet = time.Time{}
	if s.Setup.Dock == "" {
		return
	}
	if s.chores() && s.Chore.Mission.Kind != MissionDock {
		s.dropChore()
	}
	s.Away = true
}

// goHome sends the robot to where it belongs when nobody needs it.
func (s *step) goHome() {
	switch {
	case s.Shift.Known && !s.Shift.Open && s.Setup.Dock != "":
		s.begin(Errand{Mission: Mission{Kind: MissionDock, To: s.Setup.Dock}})
	case s.greets():
		s.begin(Errand{Mission: Mission{Kind: MissionWelcome, To: s.Setup.Entrance}})
	default:
		s.send(Errand{Mission: Mission{Kind: MissionReturn, To: s.Setup.Welcome}})
	}
}
