package kiosk_test

import (
	"testing"

	"tiepdan/kiosk"
)

// The robot does not drive while a technician's hands may be at it; afterwards it
// goes where it belongs.
func TestNothingMovesUnderATechniciansHands(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1})
	lead := b.missions()[0].ID
	b.send(kiosk.MissionChanged{Mission: lead, Phase: kiosk.PhaseToPerson}, kiosk.TechnicianEntered{})
	if c := effect[kiosk.CancelMission](b); c.ID != lead {
		t.Errorf("the page opened over a drive: cancelled %q, want %q", c.ID, lead)
	}
	b.send(kiosk.MaintenanceSet{On: true}, kiosk.TechnicianLeft{})
	for name, ask := range map[string]kiosk.Msg{
		"summon": kiosk.SummonRobot{Request: "q", Door: 1},
		"tray":   kiosk.OfferTray{Request: "q", Door: 1},
	} {
		b.refused(ask, kiosk.ErrNoRobot)
		if m := b.missions(); len(m) != 0 {
			t.Errorf("%s during maintenance: got missions %+v, want none", name, m)
		}
	}
	b.send(kiosk.Recall{Door: 1, Seen: "v"}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}}, kiosk.Tick{})
	if m := b.missions(); len(m) != 0 {
		t.Errorf("a call during maintenance: got missions %+v, want none", m)
	}
	b.send(kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{})
	if m := b.missions(); len(m) != 0 {
		t.Errorf("the page is open still: got missions %+v, want none", m)
	}
	b.send(kiosk.TechnicianLeft{})
	if m := b.missions(); len(m) != 1 || m[0].Kind != kiosk.MissionReturn {
		t.Errorf("the technician has left: got missions %+v, want the way home", m)
	}
}
