package panel

import "time"

// stuck watches how long each button has been down.
type stuck struct {
	since    [Buttons]time.Time // zero while the button is up
	told     [Buttons]bool      // of this time down
	reported [Buttons]bool      // and not taken back
}

// level notes that a button (1 to Buttons) was seen down or up and returns
// whether that makes a change to report, and which.
func (s *stuck) level(button int, down bool, now time.Time) (change, isStuck bool) {
	i := button - 1
	if !down {
		change = s.reported[i]
		s.since[i], s.told[i], s.reported[i] = time.Time{}, false, false
		return change, false
	}
	if s.since[i].IsZero() {
		s.since[i] = now
	}
	if s.told[i] || now.Sub(s.since[i]) < StuckAfter {
		return false, false
	}
	s.told[i], s.reported[i] = true, true
	return true, true
}

// lost forgets how long buttons have been down: nobody looked. One that is stuck
// yet is told again, for its device is new to whoever listens.
func (s *stuck) lost() { s.since, s.told = [Buttons]time.Time{}, [Buttons]bool{} }

// pressed restarts a button's clock: it must have come up since.
func (s *stuck) pressed(button int) { s.since[button-1] = time.Time{} }
