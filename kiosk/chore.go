package kiosk

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Chores are what the robot does while nobody needs it: a round with the tray,
// welcoming at the entrance, charging. They give way to errands and go on after
// them, which is package nav's to do; the core only knows both.

// welcomeShow is how long the robot welcomes when somebody asks for it.
const welcomeShow = 15 * time.Minute

// freshPct is the battery with which a charging robot goes on a round that is due.
const freshPct = 60

// Reasons of package nav that the core acts on.
const (
	whyBehind = "person-behind"
	whyLost   = "person-lost"
	whyHand   = "hand-in-tray"

	// whyTrayAway is what the core makes of whyHand while the tray is not heard.
	whyTrayAway = "tray-away"
)

// barredRounds are the reasons for which a round waits without a place to wait at.
func barredRounds() []string {
	return []string{"quiet-hours", "lunch", "no-tray", "tray-empty", "battery-low", "battery-critical"}
}

// choreRuns reports whether a chore is under way. One that may not go on now
// does not keep the robot from going home.
func (m Model) choreRuns() bool {
	c := m.Chore
	switch {
	case c == nil:
		return false
	case c.Phase.Final():
		return !c.Retry.IsZero()
	case c.Phase == PhaseQueued || c.Phase == PhaseSuspended:
		return m.Robot.State != robotIdle || !slices.Contains(barredRounds(), m.Robot.Reason)
	}
	return true
}

// chores reports whether a chore was begun and has not ended.
func (m Model) chores() bool { return m.Chore != nil && !m.Chore.Phase.Final() }

// begin starts a chore in place of the one before.
func (s *step) begin(e Errand) {
	s.dropChore()
	if s.Errand != nil && (s.Errand.Phase.Final() || s.Errand.Mission.Kind == MissionReturn) {
		s.cancelErrand()
	}
	e.Lang = Vi
	s.Chore = s.launch(e)
	if e.Mission.Kind == MissionTray {
		s.nextRound(e.Mission.Round)
	}
}

func (s *step) dropChore() {
	if s.chores() {
		s.do(CancelMission{ID: s.Chore.Mission.ID})
	}
	s.Chore = nil
}

// choreChanged follows a chore from phase to phase.
func (s *step) choreChanged(e *Errand) {
	if e.Phase == PhaseCancelled {
		e.Retry = s.at.Add(returnRetry)
	}
	switch e.Mission.Kind {
	case MissionTray:
		s.Away = true
		if e.Phase == PhaseServing {
			e.Took, e.Told, e.Aside = 0, false, false // others stand here
		}
	case MissionDock:
		if e.Phase == PhaseArrived || e.Phase == PhaseFailed {
			s.Away = false // after a failure somebody comes to push it
		}
	case MissionWelcome:
		s.welcomed(e.Phase)
	default:
	}
}

func (s *step) welcomed(p Phase) {
	switch p {
	case PhaseFailed:
		s.Greet = time.Time{}
	case PhaseArrived:
		s.Away = false
		if s.screen() == ScreenHome && s.IdleAt.IsZero() {
			s.Resting = true // the greeting is what it came for
		}
	default:
	}
}

// offerTray sends the robot round with its tray.
func (s *step) offerTray(msg OfferTray) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	return s.goRound(Errand{Mission: Mission{Round: msg.Round}, Door: msg.Door})
}

func (s *step) goRound(e Errand) error {
	i := slices.IndexFunc(s.Setup.Rounds, func(r Round) bool { return e.Mission.Round == "" || r.Name == e.Mission.Round })
	switch {
	case i < 0:
		return ErrNoRound
	case !s.robotFree() || s.chores():
		return ErrNoRobot
	}
	e.Mission.Kind, e.Mission.Round = MissionTray, s.Setup.Rounds[i].Name
	s.begin(e)
	return nil
}

// welcome sends the robot to the entrance, for a while.
func (s *step) welcome(e Errand) error {
	switch {
	case s.Setup.Entrance == "":
		return ErrNoPlace
	case !s.robotFree() || s.chores():
		return ErrNoRobot
	}
	s.Greet = s.at.Add(welcomeShow)
	e.Mission.Kind, e.Mission.To = MissionWelcome, s.Setup.Entrance
	s.begin(e)
	return nil
}

// dock sends the robot to the charger, whatever else it does while nobody
// needs it.
func (s *step) dock(e Errand) error {
	switch {
	case s.Setup.Dock == "":
		return ErrNoPlace
	case !s.robotFree():
		return ErrNoRobot
	}
	s.Greet = time.Time{}
	e.Mission.Kind, e.Mission.To = MissionDock, s.Setup.Dock
	s.begin(e)
	return nil
}

func (s *step) welcomeRobot(msg WelcomeRobot) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	return s.welcome(Errand{Door: msg.Door})
}

func (s *step) dockRobot(msg DockRobot) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	return s.dock(Errand{Door: msg.Door})
}

// greets reports whether the robot's place is at the entrance now.
func (m Model) greets() bool { return m.Setup.Entrance != "" && !m.Greet.IsZero() }

// settleGreet ends the welcome when its time is over.
func (s *step) settleGreet() {
	if !s.due(s.Greet) {
		return
	}
	s.Greet = time.Time{}
	if s.Chore != nil && s.Chore.Mission.Kind == MissionWelcome {
		s.dropChore()
		s.Away = true
	}
}

// nextRound puts off a round by its interval.
func (s *step) nextRound(name string) {
	for _, r := range s.Setup.Rounds {
		if r.Name == name && r.Every > 0 {
			s.RoundsAt = maps.Clone(s.RoundsAt)
			if s.RoundsAt == nil {
				s.RoundsAt = map[string]time.Time{}
			}
			s.RoundsAt[name] = s.at.Add(r.Every)
		}
	}
}

// roundDue is the round whose time has come, "" for none.
func (s *step) roundDue() string {
	if s.Shift.Known && !s.Shift.Open || s.Robot.Refill || s.chores() {
		return ""
	}
	if s.Robot.State != robotIdle && (s.Robot.State != robotCharging || s.Robot.BatteryPct < freshPct) {
		return ""
	}
	for _, r := range s.Setup.Rounds {
		if r.Every > 0 && s.due(s.RoundsAt[r.Name]) {
			return r.Name
		}
	}
	return ""
}

// settleRounds sees to it that each round that goes by itself has its time.
func (s *step) settleRounds() {
	if s.Shift.Known && !s.Shift.Open {
		s.RoundsAt = nil
		return
	}
	for _, r := range s.Setup.Rounds {
		if _, ok := s.RoundsAt[r.Name]; !ok && r.Every > 0 {
			s.nextRound(r.Name)
		}
	}
}

// choreMoments are when chores begin or end by themselves. A round that is due
// waits for the robot, not for a time.
func (m Model) choreMoments() []time.Time {
	out := []time.Time{m.Greet}
	if m.Setup.Robot {
		out = append(out, m.Shift.Next)
	}
	if m.Chore != nil {
		out = append(out, m.Chore.Retry)
	}
	if m.Strayed != nil {
		out = append(out, m.Strayed.Until)
	}
	return out
}

// roundMoments are when a round is due.
func (m Model) roundMoments() []time.Time { return slices.Collect(maps.Values(m.RoundsAt)) }

// roundName is the round that a chore goes, "" for none.
func (m Model) roundName() string {
	if !m.chores() {
		return ""
	}
	return m.Chore.Mission.Round
}

// sayIn is the language for those around: the screen's, while somebody is at it.
func (m Model) sayIn(e *Errand) Lang {
	if m.Chore == e {
		return cmp.Or(m.Lang, Vi)
	}
	return cmp.Or(e.Lang, Vi)
}
