package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// serving has a robot with its tray in the waiting area.
func serving(t *testing.T) (*bench, string) {
	t.Helper()
	b := newVisit(t)
	b.ticket("v")
	b.refused(kiosk.OfferTray{Request: "q", Door: 7}, kiosk.ErrUnknownDoor)
	b.granted(kiosk.OfferTray{Request: "q", Door: 1})
	m := effect[kiosk.StartMission](b).Mission
	if m.Kind != kiosk.MissionTray || m.To != "waiting" {
		t.Fatalf("mission %+v, want the tray in the waiting area", m)
	}
	b.refused(kiosk.OfferTray{Request: "q", Door: 3}, kiosk.ErrNoRobot)
	b.unchanged("not there yet", kiosk.TrayAnswered{Mission: m.ID, Took: true})
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseDriving})
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseArrived})
	b.screen(kiosk.ScreenTray)
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.Vi {
		t.Errorf("on arrival it says %+v, want the offer", s)
	}
	if v := b.m.View().Tray; v == nil || v.Mission != m.ID || v.Took != 0 {
		t.Errorf("tray %+v, want that of %s, nothing taken", v, m.ID)
	}
	return b, m.ID
}

// home fails unless the last send sent the robot home.
func (b *bench) home() {
	b.t.Helper()
	if m := effect[kiosk.StartMission](b).Mission; m.Kind != kiosk.MissionReturn || m.To != "welcome" {
		b.t.Errorf("mission %+v, want a return to welcome", m)
	}
	b.screen(kiosk.ScreenHome)
}

func TestTheTrayIsOffered(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	b.unchanged("another offer", kiosk.TrayAnswered{Mission: "tray/9", Took: true}, kiosk.TrayAnswered{Mission: id})
	for took := 1; took <= 3; took++ {
		b.after(50*time.Second).send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.TrayAnswered{Mission: id, Took: true})
		if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En {
			t.Errorf("to the %d. guest it says %+v, want a kind word in English", took, s)
		}
		if v := b.m.View().Tray; v == nil || v.Took != took {
			t.Errorf("tray %+v, want %d taken", v, took)
		}
	}
	b.after(time.Minute - time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenTray)
	b.after(time.Second).send(kiosk.Tick{})
	b.home()
	b.unchanged("it has gone", kiosk.TrayAnswered{Mission: id, Took: true})
}

func TestTheTrayEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]func(b *bench, id string){
		"nobody wants it":    func(b *bench, _ string) { b.after(time.Minute).send(kiosk.Tick{}); b.home() },
		"its door dismisses": func(b *bench, _ string) { b.granted(kiosk.DismissRobot{Request: "q", Door: 1}); b.home() },
		"after a restart": func(b *bench, _ string) {
			b.restart()
			b.screen(kiosk.ScreenTray)
			b.after(time.Minute).idle()
			b.home()
		},
		"a call takes it away": takenAway,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, id := serving(t)
			tc(b, id)
			b.unchanged("it has gone", kiosk.TrayAnswered{Mission: id, Took: true})
		})
	}
}

// idle tells that the base works.
func (b *bench) idle() { b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}}) }

// takenAway has a call come while the tray is offered: people are led first.
func takenAway(b *bench, _ string) {
	b.send(kiosk.CallNext{Door: 1})
	if m := effect[kiosk.StartMission](b).Mission; m.Kind != kiosk.MissionLead {
		b.t.Errorf("mission %+v, want to lead the called person", m)
	}
	b.screen(kiosk.ScreenCalled)
}

// The door that sent the tray can call it back under way; another cannot.
func TestTheTrayIsCalledBack(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.granted(kiosk.OfferTray{Request: "q", Door: 1})
	b.refused(kiosk.DismissRobot{Request: "q", Door: 3}, kiosk.ErrNoRobot)
	b.granted(kiosk.DismissRobot{Request: "q", Door: 1})
	effect[kiosk.CancelMission](b)
	b.home()
}

func TestATrayThatDoesNotArrive(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.granted(kiosk.OfferTray{Request: "q", Door: 1})
	b.send(kiosk.MissionChanged{Mission: effect[kiosk.StartMission](b).Mission.ID, Phase: kiosk.PhaseFailed})
	b.home()
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}})
	b.refused(kiosk.OfferTray{Request: "q", Door: 1}, kiosk.ErrNoRobot)
}

// A visitor's own screen is not taken by the tray, nor is a rating.
func TestTheTrayTakesNobodysScreen(t *testing.T) {
	t.Parallel()
	b, _ := serving(t)
	b.alarm()
	b.send(kiosk.Withdraw{Door: 1, ID: "alarm"})
	b.screen(kiosk.ScreenTray)

	b = newVisit(t)
	b.granted(kiosk.OfferTray{Request: "q", Door: 1})
	id := effect[kiosk.StartMission](b).Mission.ID
	b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1"})
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived})
	b.screen(kiosk.ScreenGuide)
	b.send(kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	b.screen(kiosk.ScreenTray)
}
