package kiosk

import "time"

// trayShow is how long the robot offers its tray at one place, and how long
// once more when somebody took something.
const trayShow = time.Minute

// offerTray sends the robot with its tray to the waiting area.
func (s *step) offerTray(msg OfferTray) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	if !s.robotFree() {
		return ErrNoRobot
	}
	s.send(Errand{Mission: Mission{Kind: MissionTray, To: s.Setup.Waiting}, Door: msg.Door, Lang: Vi})
	return nil
}

// trayArrived begins the offer.
func (s *step) trayArrived(e *Errand) {
	e.Until = s.at.Add(trayShow)
}

// trayAnswered thanks, and keeps standing for the next one.
func (s *step) trayAnswered(msg TrayAnswered) {
	if s.screen() != ScreenTray || s.Errand.Mission.ID != msg.Mission {
		return
	}
	if !msg.Took {
		return
	}
	e := *s.Errand
	e.Took++
	e.Until = s.at.Add(trayShow)
	s.Errand = &e
	s.do(Speak{ID: e.Mission.ID + "/took/" + itoa(e.Took), Lang: s.Lang, Text: sayEnjoy(s.Lang)})
}

// offering reports whether the robot stands with its tray before people.
func (m Model) offering() bool {
	return m.Errand != nil && m.Errand.Mission.Kind == MissionTray && m.Errand.Phase == PhaseArrived && !m.Errand.Until.IsZero()
}

// settleTray ends an offer; the robot goes home then.
func (s *step) settleTray() {
	if s.offering() && s.due(s.Errand.Until) {
		s.Errand = nil
	}
}
