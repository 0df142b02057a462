package kiosk

import "time"

// stillFor is how long the robot keeps still after a touch: nobody's screen
// drives away from her, and a touch stops a robot that passes by.
const stillFor = 20 * time.Second

// settleStill tells the navigator when somebody begins to work the screen, and
// when she has not touched it for a while.
func (s *step) settleStill() {
	if s.due(s.StillUntil) {
		s.StillUntil = time.Time{}
	}
	if on := s.Setup.Robot && !s.StillUntil.IsZero(); on != s.Still {
		s.Still = on
		s.do(KeepStill{On: on})
	}
}
