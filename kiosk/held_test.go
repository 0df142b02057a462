package kiosk_test

import (
	"errors"
	"testing"

	"tiepdan/kiosk"
)

// TestHeldRobot: nothing is given to a robot that an official keeps where it is,
// not even by a restart, and any door lets it go.
func TestHeldRobot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.ReleaseRobot{Request: "q", Door: 1})
	if r := effect[kiosk.Reply](b); !errors.Is(r.Err, kiosk.ErrNotHeld) {
		t.Errorf("release of a free robot: %v, want ErrNotHeld", r.Err)
	}
	b.send(kiosk.HoldRobot{Request: "q", Door: 1})
	if h := effect[kiosk.HoldMotion](b); !h.On || !b.m.View().Robot.Held {
		t.Errorf("hold: %+v, view %+v, want the robot held", h, b.m.View().Robot)
	}
	for what, m := range map[string]kiosk.Msg{
		"summon": kiosk.SummonRobot{Request: "q", Door: 2}, "tray": kiosk.OfferTray{Request: "q", Door: 2}, "hold": kiosk.HoldRobot{Request: "q", Door: 2},
	} {
		b.send(m)
		if r := effect[kiosk.Reply](b); r.Err == nil || b.m.Errand != nil {
			t.Errorf("%s of a held robot: %v, errand %+v, want it refused", what, r.Err, b.m.Errand)
		}
	}
	b.ticket("v")
	b.send(kiosk.CallNext{Request: "q", Door: 1})
	if b.m.Errand != nil {
		t.Errorf("a held robot leads: %+v", b.m.Errand)
	}
	b.send(kiosk.Started{Boot: "b2", Setup: b.m.Setup})
	if h := effect[kiosk.HoldMotion](b); !h.On {
		t.Errorf("after a restart: %+v, want it held", h)
	}
	b.send(kiosk.ReleaseRobot{Request: "q", Door: 3})
	if h := effect[kiosk.HoldMotion](b); h.On || b.m.View().Robot.Held {
		t.Errorf("release: %+v, view %+v, want the robot free", h, b.m.View().Robot)
	}
}

// TestRobotSays: the robot's words are in the language of whom it leads, and in
// Vietnamese to a room. Words that the errand's phases have are not said twice.
func TestRobotSays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.RobotSays{Code: "ask-way"})
	if s := effect[kiosk.Speak](b); s.Lang != kiosk.Vi || s.Text != "Xin phép cho tôi đi qua ạ." || s.ID == "" {
		t.Errorf("to the room: %+v", s)
	}
	first := effect[kiosk.Speak](b).ID
	b.send(kiosk.LanguagePicked{Lang: kiosk.En})
	b.ticket("v")
	b.send(kiosk.CallNext{Request: "q", Door: 1})
	b.send(kiosk.RobotSays{Mission: b.m.Errand.Mission.ID, Code: "come-closer"})
	if s := effect[kiosk.Speak](b); s.Lang != kiosk.En || s.Text != "Are you still following me? Please take your time, I am waiting." || s.ID == first {
		t.Errorf("to whom it leads: %+v", s)
	}
	for _, code := range []string{"follow-me", "arrived", "", "sing"} {
		b.unchanged("no words for "+code, kiosk.RobotSays{Code: code})
	}
}
