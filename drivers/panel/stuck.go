package panel

import "time"

// stuck watches how long each button has been down.
type stuck struct {
	since    [Buttons]time.Time // zero while the button is up
	reported [Buttons]bool
}

// level notes that a button (1 to Buttons) was seen down or up and returns
// whether that makes a change to report, and which.
func (s *stuck) level(button int, down bool, now time.Time) (change, isStuck bool) {
	i := button - 1
	if !down {
		change = s.reported[i]
		s.since[i], s.reported[i] = time.Time{}, false
		return change, false
	}
	if s.since[i].IsZero() {
		s.since[i] = now
	}
	if s.reported[i] || now.Sub(s.since[i]) < StuckAfter {
		return false, false
	}
	s.reported[i] = true
	return true, true
}

// pressed restarts a button's clock: it must have come up since.
func (s *stuck) pressed(button int) { s.since[button-1] = time.Time{} }
