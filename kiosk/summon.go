package kiosk

import "time"

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

// dismissRobot sends the robot home from this door's errand, or the ward's, not from another's.
func (s *step) dismissRobot(msg DismissRobot) error {
	if !s.Setup.Robot {
		return ErrNoRobot
	}
	for _, e := range []*Errand{s.Errand, s.Chore} {
		if e != nil && !e.Phase.Final() && e.Mission.Kind != MissionReturn && e.Door != msg.Door && e.Door != 0 {
			return ErrNoRobot
		}
	}
	if s.Errand != nil && s.Errand.Mission.Kind != MissionReturn {
		s.cancelErrand()
	}
	if s.Chore != nil {
		s.dropChore()
		s.Away = true // from the charger, or the entrance
	}
	s.Greet = time.Time{}
	return nil
}

// holdRobot keeps the robot where it is, for whoever cleans, lifts or fears it.
func (s *step) holdRobot() error {
	switch {
	case !s.Setup.Robot:
		return ErrNoRobot
	case s.Held:
		return ErrHeld
	}
	s.Held = true
	s.do(HoldMotion{On: true})
	return nil
}

func (s *step) releaseRobot() error {
	if !s.Held {
		return ErrNotHeld
	}
	s.Held = false
	s.do(HoldMotion{On: false})
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
	s.resumeErrands(func(e Errand) bool { return e.Lost })
	return nil
}
