package kiosk

// trayAnswered thanks whoever took something. The robot stands as long as
// package nav has it stand.
func (s *step) trayAnswered(msg TrayAnswered) {
	if s.screen() != ScreenTray || s.Chore.Mission.ID != msg.Mission || !msg.Took {
		return
	}
	e := *s.Chore
	e.Took++
	s.Chore = &e
	s.do(Speak{ID: e.Mission.ID + "/took/" + itoa(e.Took), Lang: s.Lang, Text: sayEnjoy(s.Lang)})
}

// trayLeft gives the home screen to somebody who wants a number, or asks, where
// the tray is offered. The robot keeps still as for every touch.
func (s *step) trayLeft(msg TrayLeft) {
	if s.screen() != ScreenTray || s.Chore.Mission.ID != msg.Mission {
		return
	}
	s.touched()
	e := *s.Chore
	e.Aside = true
	s.Chore = &e
}

// offerAgain puts the offer back on the screen once nobody works it.
func (s *step) offerAgain() {
	if s.Chore == nil || !s.Chore.Aside {
		return
	}
	e := *s.Chore
	e.Aside = false
	s.Chore = &e
}

// offering reports whether the robot stands with its tray before people.
func (m Model) offering() bool {
	return m.Chore != nil && m.Chore.Mission.Kind == MissionTray && m.Chore.Phase == PhaseServing
}

// trayAway reports whether the tray's sensors cannot be heard. Package nav then
// takes it that a hand is in the tray.
func (m Model) trayAway() bool {
	l, known := m.Links[PartTray]
	return known && !l.Up
}

// trayWord is a reason of package nav as people should hear it: nobody can take
// away a hand that is not there.
func (m Model) trayWord(why string) string {
	if why == whyHand && m.trayAway() {
		return whyTrayAway
	}
	return why
}

// offersTray reports whether the screen offers it too.
func (m Model) offersTray() bool { return m.offering() && !m.Chore.Aside }

// handSeen takes the hurry from the first who reaches into the tray at a stop.
func (s *step) handSeen(before Robot) {
	if !s.offering() || s.Robot.Reason != whyHand || s.trayAway() || before.Reason == whyHand || s.Chore.Told {
		return
	}
	e := *s.Chore
	e.Told = true
	s.Chore = &e
	s.Sayings++
	s.do(Speak{ID: "robot/" + itoa(s.Sayings), Lang: s.Lang, Text: sayNoHurry(s.Lang)})
}

// settleMusic has quiet music while the robot goes round, unless something
// grave is on the screen.
func (s *step) settleMusic() {
	_, alarm := s.alarm()
	if on := s.Robot.Music && s.robotWorks() && !alarm && s.Fault == ""; on != s.Playing {
		s.Playing = on
		s.do(Music{On: on})
	}
}
