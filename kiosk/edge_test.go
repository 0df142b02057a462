package kiosk_test

import (
	"errors"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// missions lists the missions that the last send started.
func (b *bench) missions() []kiosk.Mission {
	var out []kiosk.Mission
	for _, e := range b.effects {
		if m, ok := e.(kiosk.StartMission); ok {
			out = append(out, m.Mission)
		}
	}
	return out
}

// TestStopOutlivesARestart: nothing moves after an emergency stop until an
// official says so, whatever ended in between.
func TestStopOutlivesARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1})
	mission := b.missions()[0]
	b.send(kiosk.MissionChanged{Mission: mission.ID, Phase: kiosk.PhaseToPerson})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop"}})
	b.send(kiosk.Started{Boot: "b2", Setup: setup()})
	if m := b.missions(); len(m) != 0 {
		t.Fatalf("the restart started %+v", m)
	}
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}}) // the navigator knows of no stop
	if m := b.missions(); len(m) != 0 {
		t.Fatalf("the idle robot was given %+v", m)
	}
	if s := b.m.View().Robot.State; s != "estop" {
		t.Errorf("the console shows %q, want estop so that it offers to resume", s)
	}
	b.send(kiosk.ResumeRobot{Request: "q", Door: 1})
	if m := b.missions(); len(m) != 1 || m[0].ID != mission.ID {
		t.Errorf("after the resume: %+v, want mission %s again", m, mission.ID)
	}
}

func TestDoubleTapsMeetNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v1")
	b.send(kiosk.CallNext{Door: 1})
	b.send(kiosk.ServicePicked{Service: "civil", ID: "v2", Token: "k"}) // the called screen takes no pick
	b.after(13 * time.Second).send(kiosk.MissionChanged{Mission: "lead/1", Phase: kiosk.PhaseFailed})
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.ServicePicked{Service: "civil", ID: "v2", Token: "k"})
	b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
	b.send(kiosk.CloseVisit{Door: 1, Seen: "v1"})
	leave := kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v2"}
	b.send(leave)
	b.screen(kiosk.ScreenRating)
	b.send(leave) // the second tap
	b.screen(kiosk.ScreenRating)
	b.send(kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "v1"})
	b.screen(kiosk.ScreenHome)
}

func TestOneVisitorPressesThePanelOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1}, kiosk.CloseVisit{Door: 1, Seen: "v"})
	ratings := 0
	for seq := uint32(1); seq <= 3; seq++ {
		b.after(400 * time.Millisecond).send(kiosk.PanelPressed{Button: 1, Device: "box", Seq: seq})
		ratings += len(events[kiosk.RatingGiven](b))
	}
	if ratings != 1 {
		t.Errorf("three presses on one rating screen gave %d ratings, want 1", ratings)
	}
}

func TestClockJumps(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v1")
	home := b.at
	b.at = b.at.AddDate(11, 0, 0)
	b.send(kiosk.Tick{})
	b.at = home.Add(time.Minute)
	b.send(kiosk.Tick{})
	if n := b.m.View().Services[0].Waiting; n != 1 {
		t.Errorf("%d wait after the clock went to another year and back, want 1", n)
	}
	b.ticket("v2")
	if q := b.m.View().Board[0].Queue; len(q) != 2 || q[1].Number != "A002" {
		t.Errorf("queue = %+v, want A001 and A002: no number twice", q)
	}
	want := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	if got := b.m.Deadline(); !got.Equal(want) {
		t.Errorf("the next reset is at %v, want %v", got, want)
	}
	// A unit without a clock chip: it starts in the past, and learns the time
	// before it gives a number.
	b.at = home.AddDate(0, 0, 2).Add(-30 * 24 * time.Hour)
	b.send(kiosk.Started{Boot: "b2", Setup: setup()})
	b.at = home.AddDate(0, 0, 2)
	b.send(kiosk.Tick{})
	if n := b.m.View().Services[0].Waiting; n != 0 {
		t.Errorf("%d tickets of another day wait, want 0", n)
	}
}

func TestReturnIsTriedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.SummonRobot{Door: 3})
	b.send(kiosk.DismissRobot{Request: "q", Door: 3})
	back := b.missions()
	if len(back) != 1 || back[0].Kind != kiosk.MissionReturn {
		t.Fatalf("dismissed: %+v, want a return", back)
	}
	b.send(kiosk.MissionChanged{Mission: back[0].ID, Phase: kiosk.PhaseFailed})
	if m := b.missions(); len(m) != 0 {
		t.Errorf("tried again at once: %+v", m)
	}
	b.at = b.m.Deadline()
	b.send(kiosk.Tick{})
	again := b.missions()
	if len(again) != 1 || again[0].Kind != kiosk.MissionReturn {
		t.Fatalf("a minute later: %+v, want another return", again)
	}
	b.send(kiosk.MissionChanged{Mission: again[0].ID, Phase: kiosk.PhaseArrived})
	b.after(time.Hour).send(kiosk.Tick{})
	if m := b.missions(); len(m) != 0 {
		t.Errorf("at home it is sent on %+v", m)
	}
}

func TestADoorDismissesItsOwnErrandOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.SummonRobot{Door: 3})
	b.send(kiosk.DismissRobot{Request: "q", Door: 1})
	if r := effect[kiosk.Reply](b); !errors.Is(r.Err, kiosk.ErrNoRobot) {
		t.Errorf("another door's dismissal: %v, want ErrNoRobot", r.Err)
	}
}
