package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// started is the mission that the last send began.
func (b *bench) started(kind kiosk.MissionKind, to string) string {
	b.t.Helper()
	m := effect[kiosk.StartMission](b).Mission
	if m.Kind != kind || m.To != to {
		b.t.Fatalf("mission %+v, want %s to %q", m, kind, to)
	}
	return m.ID
}

// reaches ends a mission.
func (b *bench) reaches(id string) {
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseArrived})
}

func TestTheRobotWelcomes(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.refused(kiosk.WelcomeRobot{Request: "q", Door: 7}, kiosk.ErrUnknownDoor)
	b.granted(kiosk.WelcomeRobot{Request: "q", Door: 1})
	id := b.started(kiosk.MissionWelcome, "entrance")
	b.refused(kiosk.WelcomeRobot{Request: "q", Door: 1}, kiosk.ErrNoRobot)
	b.send(kiosk.RobotSays{Mission: id, Code: "welcome"})
	if s := b.said(); len(s) != 1 || s[0].Text != "Xin chào quý khách. Mời quý khách chạm vào màn hình để lấy số." {
		t.Errorf("says %+v, want a welcome", s)
	}
	b.reaches(id)
	b.screen(kiosk.ScreenAttract)
	if r := b.m.View().Robot; r.Mission != "welcome" || r.Phase != kiosk.PhaseArrived {
		t.Errorf("robot %+v, want it to welcome", r)
	}
	b.send(kiosk.Woken{Lang: kiosk.Vi})
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1})
	lead := effect[kiosk.StartMission](b).Mission.ID
	b.reaches(lead)
	b.send(kiosk.MarkNoShow{Door: 1, Seen: "v"})
	again := b.started(kiosk.MissionWelcome, "entrance") // its place is there
	b.reaches(again)
	b.after(15 * time.Minute).send(kiosk.Tick{})
	b.started(kiosk.MissionReturn, "welcome")

	b = newVisit(t)
	b.granted(kiosk.WelcomeRobot{Request: "q", Door: 1})
	b.send(kiosk.MissionChanged{Mission: b.m.Chore.Mission.ID, Phase: kiosk.PhaseFailed})
	b.started(kiosk.MissionReturn, "welcome")

	plain := setup()
	plain.Entrance, plain.Dock, plain.Rounds = "", "", nil
	b.send(kiosk.Started{Boot: "b2", Setup: plain})
	b.idle()
	b.refused(kiosk.WelcomeRobot{Request: "q", Door: 1}, kiosk.ErrNoPlace)
	b.refused(kiosk.DockRobot{Request: "q", Door: 1}, kiosk.ErrNoPlace)
	b.refused(kiosk.OfferTray{Request: "q", Door: 1}, kiosk.ErrNoRound)
}

func TestTheRobotIsSentToCharge(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.granted(kiosk.DockRobot{Request: "q", Door: 1})
	id := b.started(kiosk.MissionDock, "dock")
	b.refused(kiosk.DismissRobot{Request: "q", Door: 3}, kiosk.ErrNoRobot)
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseDocking})
	b.reaches(id)
	b.after(time.Hour).idle()
	if m := b.missions(); len(m) != 0 {
		t.Errorf("it leaves the charger for %+v, want it to stay", m)
	}
	b.granted(kiosk.DismissRobot{Request: "q", Door: 3})
	b.started(kiosk.MissionReturn, "welcome")

	b = newVisit(t)
	b.granted(kiosk.DockRobot{Request: "q", Door: 1})
	b.send(kiosk.MissionChanged{Mission: b.m.Chore.Mission.ID, Phase: kiosk.PhaseFailed, Reason: "dock-failed"})
	b.after(time.Hour).idle()
	if m := b.missions(); len(m) != 0 {
		t.Errorf("after it could not dock it begins %+v, want it to wait for staff", m)
	}
}

// TestTheWorkingDay: the robot welcomes in the morning, goes its rounds, and docks
// in the evening.
func TestTheWorkingDay(t *testing.T) {
	t.Parallel()
	s := visiting()
	working(&s)
	s.Rules.IntakeEarly = 30 * time.Minute
	s.WelcomeFor = 20 * time.Minute
	s.Rounds = []kiosk.Round{{Name: "tea", Every: 90 * time.Minute}}
	b := &bench{t: t, m: kiosk.New(), at: start}
	b.to(23, 6, 0)
	b.send(kiosk.Started{Boot: "b1", Setup: s})
	b.idle()
	if m := b.missions(); len(m) != 0 {
		t.Fatalf("before the day begins: %+v, want nothing", m)
	}
	b.to(23, 7, 30)
	b.reaches(b.started(kiosk.MissionWelcome, "entrance"))
	b.to(23, 7, 50)
	b.reaches(b.started(kiosk.MissionReturn, "welcome"))
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Refill: true}})
	b.to(23, 9, 0)
	if m := b.missions(); len(m) != 0 {
		t.Errorf("with an empty tray: %+v, want no round", m)
	}
	b.idle()
	round := effect[kiosk.StartMission](b).Mission
	if round.Kind != kiosk.MissionTray || round.Round != "tea" {
		t.Errorf("at nine: %+v, want the round that is due", round)
	}
	b.reaches(round.ID)
	b.reaches(b.started(kiosk.MissionReturn, "welcome"))
	b.to(23, 16, 59)
	b.send(kiosk.MissionChanged{Mission: b.m.Chore.Mission.ID, Phase: kiosk.PhaseSuspended})
	b.to(23, 17, 0)
	b.reaches(b.started(kiosk.MissionDock, "dock"))
	if m := b.m.View().Robot.Mission; m != "dock" {
		t.Errorf("in the evening its mission is %q, want the dock", m)
	}
	b.to(24, 7, 30)
	b.started(kiosk.MissionWelcome, "entrance")
}

// TestSomebodyIsLost: whoever does not follow is excused, and her door hears of it.
func TestSomebodyIsLost(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1})
	lead := effect[kiosk.StartMission](b).Mission.ID
	b.send(kiosk.MissionChanged{Mission: lead, Phase: kiosk.PhaseLeading})
	b.send(kiosk.RobotSays{Mission: lead, Code: "come-closer"}, kiosk.MissionChanged{Mission: lead, Phase: kiosk.PhaseWaiting, Reason: "person-behind"})
	if s := b.said(); len(s) != 1 {
		t.Errorf("when she falls behind it says %+v, want one question", s)
	}
	if c := b.m.View().Calls[0]; !c.Behind || c.Phase != kiosk.PhaseWaiting {
		t.Errorf("call %+v, want it to wait for her", c)
	}
	b.send(kiosk.FollowReady{Mission: lead})
	effect[kiosk.ProceedMission](b)
	b.send(kiosk.MissionChanged{Mission: lead, Phase: kiosk.PhaseCancelled, Reason: "person-lost"})
	if l := b.m.View().Robot.Strayed; l == nil || l.Number != "A001" || l.Door != 1 {
		t.Errorf("lost: %+v, want A001 of door 1", l)
	}
	b.after(6 * time.Minute).send(kiosk.Tick{})
	if l := b.m.View().Robot.Strayed; l != nil {
		t.Errorf("long after: %+v, want it forgotten", l)
	}
}

// TestTheWardHearsOfRefillAndStaff: each once as it comes and as it goes.
func TestTheWardHearsOfRefillAndStaff(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	for _, tc := range []struct {
		robot kiosk.Robot
		want  kiosk.FaultChanged
	}{
		{kiosk.Robot{State: "idle", Refill: true}, kiosk.FaultChanged{Part: kiosk.PartTray, Detail: "refill"}},
		{kiosk.Robot{State: "idle"}, kiosk.FaultChanged{Part: kiosk.PartTray, Up: true, Detail: "refill"}},
		{kiosk.Robot{State: "blocked", Staff: "no-progress"}, kiosk.FaultChanged{Part: kiosk.PartBase, Detail: "staff no-progress"}},
		{kiosk.Robot{State: "idle"}, kiosk.FaultChanged{Part: kiosk.PartBase, Up: true, Detail: "staff"}},
	} {
		b.send(kiosk.RobotChanged{Robot: tc.robot}, kiosk.RobotChanged{Robot: tc.robot})
		if got := events[kiosk.FaultChanged](b); len(got) != 1 || got[0] != tc.want {
			t.Errorf("%+v: events %+v, want %+v once", tc.robot, got, tc.want)
		}
	}
}

// TestWhereTheRobotStands: a place is told by what it is for, whatever its name.
func TestWhereTheRobotStands(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	for place, want := range map[string]kiosk.Whereabouts{
		"door-3": {Door: 3}, "welcome": {Kind: "welcome"}, "waiting": {Kind: "waiting"}, "dock": {Kind: "dock"}, "entrance": {Kind: "entrance"}, "shelf": {}, "": {},
	} {
		b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Place: place}})
		if got := b.m.View().Robot.At; got != want {
			t.Errorf("at %q: %+v, want %+v", place, got, want)
		}
	}
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "linkLost", Place: "dock"}})
	if got := b.m.View().Robot.At; got != (kiosk.Whereabouts{}) {
		t.Errorf("without a base: %+v, want nothing", got)
	}
}

// TestTheWardSendsOnChores: by kind, or by a place that has a purpose.
func TestTheWardSendsOnChores(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		msg  kiosk.WardGoto
		want kiosk.MissionKind
		why  string
	}{
		"a round":          {kiosk.WardGoto{Kind: "round", Place: "sweets"}, kiosk.MissionTray, ""},
		"an unknown round": {kiosk.WardGoto{Kind: "round", Place: "beer"}, "", "unknown"},
		"to welcome":       {kiosk.WardGoto{Kind: "welcome"}, kiosk.MissionWelcome, ""},
		"the entrance":     {kiosk.WardGoto{Place: "entrance"}, kiosk.MissionWelcome, ""},
		"to dock":          {kiosk.WardGoto{Kind: "dock"}, kiosk.MissionDock, ""},
		"the dock":         {kiosk.WardGoto{Place: "dock"}, kiosk.MissionDock, ""},
		"something else":   {kiosk.WardGoto{Kind: "fly"}, "", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.idle()
			tc.msg.Order = orderAt(b.at, "c1")
			b.send(tc.msg)
			answer := events[kiosk.OrderAnswered](b)
			if tc.want == "" {
				if len(answer) != 1 || answer[0].Reason != tc.why {
					t.Fatalf("answer %+v, want %s", answer, tc.why)
				}
				return
			}
			m := effect[kiosk.StartMission](b).Mission
			if m.Kind != tc.want || len(answer) != 1 || answer[0].State != "accepted" {
				t.Fatalf("mission %+v, answer %+v, want %s accepted", m, answer, tc.want)
			}
			b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseDriving})
			if a := events[kiosk.OrderAnswered](b); len(a) != 1 || a[0].State != "running" {
				t.Errorf("on the way: %+v, want running", a)
			}
			b.reaches(m.ID)
			if a := events[kiosk.OrderAnswered](b); len(a) != 1 || a[0].State != "done" {
				t.Errorf("there: %+v, want done", a)
			}
		})
	}
}
