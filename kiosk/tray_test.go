package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// serving has a robot with its tray at the first stop of a round.
func serving(t *testing.T) (*bench, string) {
	t.Helper()
	b := newVisit(t)
	b.ticket("v")
	b.refused(kiosk.OfferTray{Request: "q", Door: 7}, kiosk.ErrUnknownDoor)
	b.refused(kiosk.OfferTray{Request: "q", Door: 1, Round: "none"}, kiosk.ErrNoRound)
	b.granted(kiosk.OfferTray{Request: "q", Door: 1})
	m := effect[kiosk.StartMission](b).Mission
	if m.Kind != kiosk.MissionTray || m.Round != "tea" {
		t.Fatalf("mission %+v, want the first round with the tray", m)
	}
	b.refused(kiosk.OfferTray{Request: "q", Door: 3}, kiosk.ErrNoRobot)
	b.unchanged("not there yet", kiosk.TrayAnswered{Mission: m.ID, Took: true})
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseDriving})
	b.screen(kiosk.ScreenHome)
	b.stop(m.ID)
	if v := b.m.View().Tray; v == nil || v.Mission != m.ID || v.Took != 0 {
		t.Errorf("tray %+v, want that of %s, nothing taken", v, m.ID)
	}
	return b, m.ID
}

// stop brings a round to a stop, as package nav does.
func (b *bench) stop(id string) {
	b.t.Helper()
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "serving", Mission: id, Kind: "patrol"}})
	b.send(kiosk.RobotSays{Mission: id, Code: "please-take"}, kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseServing})
	b.screen(kiosk.ScreenTray)
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.Vi {
		b.t.Errorf("at a stop it says %+v, want the offer, once", s)
	}
}

// drives ends a stop.
func (b *bench) drives(id string) {
	b.t.Helper()
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseDriving}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "driving", Mission: id, Kind: "patrol", Music: true}})
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
		b.after(5*time.Second).send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.TrayAnswered{Mission: id, Took: true})
		if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En {
			t.Errorf("to the %d. guest it says %+v, want a kind word in English", took, s)
		}
		if v := b.m.View().Tray; v == nil || v.Took != took {
			t.Errorf("tray %+v, want %d taken", v, took)
		}
	}
	b.after(10 * time.Minute).send(kiosk.Tick{})
	b.screen(kiosk.ScreenTray) // as long as package nav stands there
	b.drives(id)
	if m := effect[kiosk.Music](b); !m.On {
		t.Error("no music on the way")
	}
	b.unchanged("it has gone", kiosk.TrayAnswered{Mission: id, Took: true})
	b.stop(id)
	if m := b.m.View().Tray; m.Took != 0 {
		t.Errorf("at the second stop %d have taken, want nobody", m.Took)
	}
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	b.home()
}

// TestTheTrayIsAway: nobody is asked to take away a hand while it is the tray
// that cannot be heard.
func TestTheTrayIsAway(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	b.send(kiosk.LinkChanged{Part: kiosk.PartTray, Detail: "no such device"})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "serving", Mission: id, Reason: "hand-in-tray", Staff: "hand-in-tray"}}, kiosk.RobotSays{Mission: id, Code: "hand"})
	if s := b.said(); len(s) != 0 {
		t.Errorf("says %+v, want nothing", s)
	}
	v := b.m.View()
	if v.Robot.Reason != "tray-away" || v.Robot.Staff != "tray-away" || v.Tray.Hand || !v.Tray.Away {
		t.Errorf("robot %+v, tray %+v, want a tray that is away", v.Robot, v.Tray)
	}
	b.send(kiosk.LinkChanged{Part: kiosk.PartTray, Up: true}, kiosk.RobotSays{Mission: id, Code: "hand"})
	v = b.m.View()
	if v.Robot.Reason != "hand-in-tray" || !v.Tray.Hand || v.Tray.Away || len(b.said()) != 1 {
		t.Errorf("back again: robot %+v, tray %+v, want a hand", v.Robot, v.Tray)
	}
}

// TestANumberWhileTheTrayIsOffered: the offer gives way to whoever wants the home
// screen, the robot keeps still for her, and the offer comes back after her.
func TestANumberWhileTheTrayIsOffered(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	b.unchanged("another offer", kiosk.TrayLeft{Mission: "tray/9"})
	b.send(kiosk.TrayLeft{Mission: id})
	b.screen(kiosk.ScreenHome)
	if e := effect[kiosk.KeepStill](b); !e.On {
		t.Error("the robot may drive away from her")
	}
	b.unchanged("no offer on the screen", kiosk.TrayLeft{Mission: id})
	b.send(kiosk.Opened{From: kiosk.ScreenHome, To: kiosk.Spot{Screen: kiosk.ScreenFind}}, kiosk.Opened{From: kiosk.ScreenFind, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	b.screen(kiosk.ScreenHome)
	b.after(idleReset).send(kiosk.Tick{})
	b.screen(kiosk.ScreenTray)

	b.send(kiosk.TrayLeft{Mission: id})
	b.drives(id)
	b.stop(id) // at the next stop others are offered the tray at once
}

// TestAHandInTheTray: whoever reaches in is told once a stop to take her time.
func TestAHandInTheTray(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	hand := func(in bool) {
		r := kiosk.Robot{State: "serving", Mission: id}
		if in {
			r.Reason = "hand-in-tray"
		}
		b.send(kiosk.RobotChanged{Robot: r})
	}
	hand(true)
	if s := b.said(); len(s) != 1 || s[0].Text != "Xin quý khách cứ thong thả. Tôi đứng yên ạ." || !b.m.View().Tray.Hand {
		t.Errorf("a hand: says %+v, tray %+v", s, b.m.View().Tray)
	}
	hand(false)
	hand(true)
	if s := b.said(); len(s) != 0 {
		t.Errorf("the second hand: says %+v, want nothing", s)
	}
	hand(false)
	b.send(kiosk.RobotSays{Mission: id, Code: "thank"})
	if s := b.said(); len(s) != 1 || s[0].Text != "Xin cảm ơn quý khách." {
		t.Errorf("the end of the stop: says %+v, want thanks", s)
	}
	b.drives(id)
	b.stop(id)
	hand(true)
	if s := b.said(); len(s) != 1 {
		t.Errorf("a hand at the next stop: says %+v, want the word again", s)
	}
}

func TestTheTrayEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]func(b *bench, id string){
		"its door dismisses": func(b *bench, _ string) { b.granted(kiosk.DismissRobot{Request: "q", Door: 1}); b.home() },
		"the round is over": func(b *bench, id string) {
			b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived})
			b.home()
		},
		"it cannot": func(b *bench, id string) {
			b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseFailed, Reason: "no-progress"})
			b.home()
		},
		"it is sent to charge": func(b *bench, id string) {
			b.granted(kiosk.DockRobot{Request: "q", Door: 3})
			if c := effect[kiosk.CancelMission](b); c.ID != id {
				t.Errorf("cancelled %q, want the round", c.ID)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, id := serving(t)
			tc(b, id)
			b.unchanged("it has gone", kiosk.TrayAnswered{Mission: id, Took: true})
		})
	}
}

// TestARoundGivesWay: a call is answered first, the round stays with package
// nav and goes on later; a restart gives it both again.
func TestARoundGivesWay(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	b.send(kiosk.CallNext{Door: 1})
	lead := effect[kiosk.StartMission](b).Mission
	if lead.Kind != kiosk.MissionLead {
		t.Fatalf("mission %+v, want to lead the called person", lead)
	}
	for _, e := range b.effects {
		if c, ok := e.(kiosk.CancelMission); ok {
			t.Errorf("the call cancels %q, want the round to wait", c.ID)
		}
	}
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseSuspended, Reason: "more-urgent"}, kiosk.MissionChanged{Mission: lead.ID, Phase: kiosk.PhaseToPerson})
	b.screen(kiosk.ScreenCalled)
	if r := b.m.View().Robot; r.Mission != "lead" || r.Waits != kiosk.MissionTray || r.Round != "tea" {
		t.Errorf("robot %+v, want it to lead, the round waiting", r)
	}
	b.send(kiosk.Started{Boot: "b2", Setup: b.m.Setup})
	if m := b.missions(); len(m) != 2 || m[0].Kind != kiosk.MissionLead || m[1].Round != "tea" {
		t.Errorf("after a restart: %+v, want the escort, then the round", m)
	}
	b.idle()
	b.send(kiosk.MissionChanged{Mission: lead.ID, Phase: kiosk.PhaseArrived})
	b.after(time.Minute).send(kiosk.Tick{})
	b.stop(id)
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived}, kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.screen(kiosk.ScreenRating)
	b.send(kiosk.FacePicked{Ticket: "v", Face: kiosk.Satisfied})
	b.after(5 * time.Second).send(kiosk.Tick{})
	b.home()
}

// TestARoundThatMayNotGoOn: at lunch the robot waits for the rest of the round at
// its own place.
func TestARoundThatMayNotGoOn(t *testing.T) {
	t.Parallel()
	b, id := serving(t)
	b.drives(id)
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseSuspended, Reason: "lunch"}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Reason: "lunch"}})
	b.home()
	home := effect[kiosk.StartMission](b).Mission.ID
	b.send(kiosk.MissionChanged{Mission: home, Phase: kiosk.PhaseArrived})
	if r := b.m.View().Robot; r.Mission != "tray" || r.Phase != kiosk.PhaseSuspended {
		t.Errorf("robot %+v, want the round to wait", r)
	}
	b.stop(id)
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	b.home()
}

// idle tells that the base works.
func (b *bench) idle() { b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}}) }

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
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseServing})
	b.screen(kiosk.ScreenGuide)
	b.send(kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	b.screen(kiosk.ScreenTray)
}
