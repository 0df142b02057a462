package kiosk

import (
	"maps"
	"time"
)

// techFor is how long the technician's page stays without a touch.
const techFor = 10 * time.Minute

// technicianEntered opens the page. The screen checked the PIN.
func (s *step) technicianEntered() {
	if _, alarm := s.alarm(); s.Fault != "" || s.Session != nil || alarm {
		return
	}
	s.Tech = &Tech{Until: s.at.Add(techFor)}
	s.cancelErrand() // somebody stands at the robot
	s.dropChore()
}

func (s *step) technicianLeft() {
	if s.Tech == nil {
		return
	}
	s.Tech = nil
	s.leave()
}

// testAsked tries one part; the answer of the printer or the voice ends it.
func (s *step) testAsked(msg TestAsked) {
	if s.Tech == nil || s.Tech.Tests[msg.Part].State == TestRuns {
		return
	}
	s.Tests++
	id := "test/" + itoa(s.Tests)
	switch msg.Part {
	case PartPrinter:
		s.setTest(msg.Part, Test{ID: id, State: TestRuns, At: s.at})
		s.do(PrintTicket{Job: id, Ticket: Paper{
			Number: "0000", Ward: s.Setup.Ward, Service: Text{Vi: "Kiểm tra máy in", En: "Printer test"},
			IssuedAt: s.at.In(s.Setup.location()), URL: s.Setup.PortalURL, Test: true,
		}})
	case PartVoice:
		s.setTest(msg.Part, Test{ID: id, State: TestRuns, At: s.at})
		s.do(Speak{ID: id, Lang: Vi, Text: sayTest(), Chime: true})
	default: // the other parts show their state; the panel shows its presses
	}
}

// setTest writes a test down and gives the technician time again.
func (s *step) setTest(p Part, t Test) {
	tech := *s.Tech
	tech.Until = s.at.Add(techFor)
	tech.Tests = maps.Clone(tech.Tests)
	if tech.Tests == nil {
		tech.Tests = map[Part]Test{}
	}
	tech.Tests[p] = t
	s.Tech = &tech
}

// testEnded takes the answer to a test; it reports whether it was one.
func (s *step) testEnded(p Part, id, reason string) bool {
	if s.Tech == nil {
		return false
	}
	t, ok := s.Tech.Tests[p]
	if !ok || t.ID != id || t.State != TestRuns {
		return false
	}
	t.State, t.At = TestGood, s.at
	if reason != "" {
		t.State, t.Reason = TestBad, reason
	}
	s.setTest(p, t)
	return true
}

// testPress shows a press of the panel instead of counting it.
func (s *step) testPress(button int) {
	tech := *s.Tech
	tech.Presses[button-1]++
	tech.Until = s.at.Add(techFor)
	s.Tech = &tech
}

func (s *step) maintenanceSet(msg MaintenanceSet) {
	if s.Tech == nil {
		return
	}
	s.Maintenance = msg.On
	if msg.On {
		s.cancelErrand()
		s.dropChore()
	}
	s.techStays()
}

// robotJogged lets a technician drive by hand, unless somebody is served.
func (s *step) robotJogged(msg RobotJogged) {
	if !msg.On {
		s.Jogged = false
		return
	}
	if _, alarm := s.alarm(); s.Jogged || s.Fault != "" || alarm || s.serves() || !s.Setup.Robot {
		return
	}
	s.Jogged = true
	s.StillUntil = time.Time{} // she has been at the screen herself
	s.cancelErrand()
	s.dropChore()
	s.Sayings++
	s.do(Speak{ID: "robot/" + itoa(s.Sayings), Lang: Vi, Text: jogged().Vi, Chime: true})
}

// serves reports whether somebody is at the robot whom it must not leave.
func (m Model) serves() bool {
	if m.Session != nil || len(m.Offers) > 0 || m.leading() || m.spot() != ScreenHome {
		return true
	}
	return m.Tech == nil && (m.chosen() || m.Still)
}

// techPage reports whether the technician's page is up. While she drives, whoever
// stands there reads why the robot moves.
func (m Model) techPage() bool { return m.Tech != nil && !m.Jogged }

// worked reports whether a technician has the robot in her hands.
func (m Model) worked() bool { return m.Maintenance || m.Tech != nil || m.Jogged }

// settleJog: an alarm concerns the technician as well.
func (s *step) settleJog() {
	if _, alarm := s.alarm(); alarm {
		s.Jogged = false
	}
}

func (s *step) settleTech() {
	if s.Tech != nil && s.due(s.Tech.Until) {
		s.technicianLeft()
	}
}
