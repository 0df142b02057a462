package kiosk_test

import (
	"fmt"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// order is a command issued now, good for half a minute.
func (b *bench) order(id string) kiosk.Order { return orderAt(b.at, id) }

func orderAt(at time.Time, id string) kiosk.Order {
	return kiosk.Order{Command: id, Issued: at.UnixMilli(), Expires: at.Add(30 * time.Second).UnixMilli(), Clock: kiosk.ClockSet}
}

// answers fails unless the last send answered a command so; "" is no answer.
func (b *bench) answers(id, want string) {
	b.t.Helper()
	got := ""
	for _, a := range events[kiosk.OrderAnswered](b) {
		got += " " + a.Command + ":" + a.State
		if a.Reason != "" {
			got += "/" + a.Reason
		}
	}
	if want != "" {
		want = " " + id + ":" + want
	}
	if got != want {
		b.t.Errorf("answered%s, want%s", got, want)
	}
}

func text(vi string) kiosk.Text { return kiosk.Text{Vi: vi} }

// TestCommandsAreDoneOnce: not again, not over a restart, not with a clock that
// was set back, not too late, not by a clock that nobody set.
func TestCommandsAreDoneOnce(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	first := kiosk.WardReport{Order: b.order("c1")}
	b.send(first)
	b.answers("c1", "done")
	b.unchanged("the same again", first)
	b.restart()
	b.unchanged("the same after a restart", first)
	old := kiosk.WardReport{Order: orderAt(b.at.Add(-31*time.Second), "c2")}
	b.send(old)
	b.answers("c2", "expired")
	b.unchanged("expired, again", old)
	unset := kiosk.WardReport{Order: b.order("c3")}
	unset.Order.Clock = "unset"
	b.send(unset)
	b.answers("c3", "rejected/clock-unset")
	ahead := kiosk.WardReport{Order: orderAt(b.at.Add(31*time.Second), "c4")}
	b.send(ahead)
	b.answers("c4", "rejected/not-yet")
	b.after(31*time.Second).unchanged("when its time has come", ahead)
	long := kiosk.WardReport{Order: b.order("c5")}
	long.Order.Expires = long.Order.Issued + 60_001
	b.unchanged("good for too long", long)
	b.unchanged("no name", kiosk.WardReport{Order: b.order("")})

	late := kiosk.WardReport{Order: b.after(time.Hour).order("c6")}
	b.send(late)
	b.answers("c6", "done")
	b.at = b.at.Add(-time.Hour) // by the clock that was set, c7 would be good
	b.send(kiosk.Tick{})
	b.unchanged("the clock was set back", late, kiosk.WardReport{Order: b.order("c7")}, first)
}

// TestManyCommands: what is forgotten by name is refused by its age.
func TestManyCommands(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	var all []kiosk.Msg
	for i := range 200 {
		msg := kiosk.WardReport{Order: orderAt(b.at.Add(time.Duration(i)*time.Millisecond), fmt.Sprintf("c%d", i))}
		all = append(all, msg)
		b.send(msg)
		b.answers(msg.Order.Command, "done")
	}
	if n := len(b.m.Orders.Seen); n > 64 {
		t.Errorf("%d commands are remembered by name, want at most 64", n)
	}
	b.unchanged("all of them again", all...)
}

func TestTheWardAnnounces(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	ends := b.at.Add(10 * time.Minute)
	b.send(kiosk.WardAnnounce{Order: b.order("c1"), ID: "a", Text: text("Thường."), Priority: "normal", Ends: ends.UnixMilli()})
	b.answers("c1", "done")
	b.send(kiosk.WardAnnounce{Order: b.order("c2"), ID: "b", Text: text("Gấp."), Priority: "high"})
	if got := b.m.View().Announcements; len(got) != 3 || got[0].Vi != "Gấp." || got[2].Vi != "Thường." {
		t.Errorf("got %v, want the high one first and the normal one last", got)
	}
	b.send(kiosk.WardAnnounce{Order: b.order("c3"), ID: "e", Text: text("Cháy!"), Priority: "emergency", Ends: b.at.Add(time.Minute).UnixMilli()})
	b.answers("c3", "done")
	b.screen(kiosk.ScreenEmergency)
	if s := b.said(); len(s) != 1 {
		t.Errorf("says %+v, want the alarm", s)
	}
	b.quiet(time.Minute)
	if s := b.m.View().Screen; s == kiosk.ScreenEmergency {
		t.Error("the emergency stays, want it gone with its time")
	}
	b.send(kiosk.WardWithdraw{Order: b.order("c4"), ID: "b"})
	b.answers("c4", "done")
	b.send(kiosk.WardWithdraw{Order: b.order("c5"), ID: "b"})
	b.answers("c5", "rejected/unknown")
	b.quiet(ends.Sub(b.at))
	if got := b.m.View().Announcements; len(got) != 1 || b.m.Bulletins != nil {
		t.Errorf("got %v, want the unit's own alone", got)
	}
	b.send(kiosk.WardAnnounce{Order: b.order("c6"), ID: "a", Text: text("Cũ."), Ends: b.at.UnixMilli()})
	b.answers("c6", "rejected/bad-text")
	b.send(kiosk.WardAnnounce{Order: b.order("c7"), ID: "a"})
	b.answers("c7", "rejected/bad-text")
}

// TestTheWardSendsTheRobot: by the rules of a summons, and told to its end.
func TestTheWardSendsTheRobot(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.WardGoto{Order: b.order("c0"), Place: "nowhere"})
	b.answers("c0", "rejected/unknown")
	b.send(kiosk.WardGoto{Order: b.order("c1"), Place: "door-3"})
	b.answers("c1", "accepted")
	m := effect[kiosk.StartMission](b).Mission
	if m.Kind != kiosk.MissionSummon || m.To != "door-3" {
		t.Fatalf("mission %+v, want a summons to door-3", m)
	}
	b.send(kiosk.WardGoto{Order: b.order("c2"), Place: "door-1"})
	b.answers("c2", "rejected/robot-unavailable")
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseDriving})
	b.answers("c1", "running")
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseBlocked}, kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseDriving})
	b.answers("", "")
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseArrived})
	b.answers("c1", "done")
	b.send(kiosk.WardGoto{Order: b.order("c3"), Place: "waiting"})
	b.granted(kiosk.DismissRobot{Request: "q", Door: 1})
	b.answers("c3", "rejected/mission-cancelled")
	home := effect[kiosk.StartMission](b).Mission
	b.send(kiosk.WardGoto{Order: b.order("c4"), Place: "welcome"})
	b.answers("c4", "accepted")
	if m = effect[kiosk.StartMission](b).Mission; m.Kind != kiosk.MissionReturn || m.ID == home.ID {
		t.Errorf("mission %+v, want a way home of its own", m)
	}
	b.send(kiosk.MissionChanged{Mission: m.ID, Phase: kiosk.PhaseFailed})
	b.answers("c4", "rejected/mission-failed")
}

// TestNoCommandPassesAnInterlock: not after an emergency stop, not with a
// visitor, not under a technician's hands.
func TestNoCommandPassesAnInterlock(t *testing.T) {
	t.Parallel()
	for name, bar := range map[string]func(b *bench){
		"emergency stop": func(b *bench) {
			b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}}, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
		},
		"a lost base":  func(b *bench) { b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "linkLost"}}) },
		"a technician": func(b *bench) { b.send(kiosk.TechnicianEntered{}) },
		"a visitor is led": func(b *bench) {
			b.ticket("v")
			b.send(kiosk.CallNext{Door: 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			bar(b)
			b.send(kiosk.WardGoto{Order: b.order("c1"), Place: "door-3"})
			b.answers("c1", "rejected/robot-unavailable")
			for _, e := range b.effects {
				if m, moves := e.(kiosk.StartMission); moves {
					t.Errorf("it starts %+v, want nothing", m)
				}
			}
		})
	}
}

func TestTheWardReplies(t *testing.T) {
	t.Parallel()
	b := calling(t)
	called := b.m.Help.At.UnixMilli()
	b.send(kiosk.WardReply{Order: b.order("c0"), Called: called - 1, Door: 3})
	b.answers("c0", "rejected/nobody-waits")
	b.send(kiosk.WardReply{Order: b.order("c1"), Called: called, Door: 77})
	b.answers("c1", "rejected/unknown")
	b.send(kiosk.WardReply{Order: b.order("c2"), Called: called, Door: 3})
	b.answers("c2", "done")
	if h := b.m.View().Help; h == nil || h.Door != 3 {
		t.Errorf("got %+v, want that door 3 comes", h)
	}
	b.send(kiosk.WardReply{Order: b.order("c3"), Called: called, Door: 1})
	b.answers("c3", "rejected/nobody-waits")
}

func TestTheWardConfigures(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	own := b.m.Setup
	answer := func(rev int64, state, why, field string) {
		t.Helper()
		want := kiosk.SettingsAnswer{Rev: rev, State: state, Error: why, Field: field}
		if got := b.m.View().Settings; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	parts := kiosk.SettingsParts{
		Texts: true, Announcements: []kiosk.Text{text("Mới.")}, Doors: []kiosk.Naming{{Door: 3, Name: text("Đất đai")}},
	}
	b.send(kiosk.WardSettings{Rev: 5, Parts: parts, TimeZone: own.TimeZone})
	answer(5, "applied", "", "")
	check := func(when string) {
		t.Helper()
		if v := b.m.View(); len(v.Announcements) != 1 || v.Announcements[0].Vi != "Mới." || v.Board[1].Name.Vi != "Đất đai" {
			t.Errorf("%s: got %v and %+v, want the ward's", when, v.Announcements, v.Board[1])
		}
	}
	check("at once")
	b.send(kiosk.Started{Boot: "b2", Setup: own})
	check("after a restart with the unit's file")
	b.send(kiosk.WardSettings{Rev: 4})
	answer(4, "rejected", "old-revision", "rev")
	check("an older revision")
	b.send(kiosk.WardSettings{Rev: 6, TimeZone: "Asia/Tokyo"})
	answer(6, "rejected", "needs-restart", "time_zone")
	b.send(kiosk.WardSettings{Rev: 7, DayReset: "23:59"})
	answer(7, "rejected", "needs-restart", "day_reset")
	b.send(kiosk.WardSettings{Rev: 8, Parts: kiosk.SettingsParts{Doors: []kiosk.Naming{{Door: 99, Name: text("x")}}}})
	answer(8, "rejected", "unknown-door", "doors")
	b.send(kiosk.WardSettings{Rev: 9, Parts: kiosk.SettingsParts{Texts: true, Announcements: []kiosk.Text{{}}}})
	answer(9, "rejected", "bad-value", "announcements")
	check("after what was rejected")
	b.send(kiosk.WardSettings{Rev: 5, Parts: parts})
	answer(5, "applied", "", "")
	b.send(kiosk.WardSettings{Rev: 10})
	answer(10, "applied", "", "")
	if v := b.m.View(); v.Announcements[0] != own.Announcements[0] || b.m.Setup.Doors[1].Name != own.Doors[1].Name {
		t.Errorf("with nothing asked for: got %v and %+v, want the unit's own", v.Announcements, b.m.Setup.Doors[1])
	}
}
