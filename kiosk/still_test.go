package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestKeepStill: from the first touch until a while after the last one the robot
// does not drive away from whoever works its screen, also over a restart.
func TestKeepStill(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	door := b.m.Setup.Doors[0]
	b.send(kiosk.SummonRobot{Request: "q", Door: door.Number})
	id := b.started(kiosk.MissionSummon, door.Place)
	b.send(kiosk.MissionChanged{Mission: id, Phase: kiosk.PhaseDriving})
	open := kiosk.Opened{From: kiosk.ScreenHome, To: kiosk.Spot{Screen: kiosk.ScreenFind}}
	b.send(open)
	if e := effect[kiosk.KeepStill](b); !e.On {
		t.Fatal("a touch does not keep the robot")
	}
	b.after(15 * time.Second).send(kiosk.Opened{From: kiosk.ScreenFind, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	b.after(15 * time.Second).send(kiosk.Tick{})
	if !b.m.Still {
		t.Error("it drives on 15 s after the last touch")
	}
	b.send(kiosk.Started{Boot: "b2", Setup: b.m.Setup})
	if e := effect[kiosk.KeepStill](b); !e.On {
		t.Error("a restart lets it drive away")
	}
	if at := b.m.Deadline(); at.IsZero() || at.After(b.at.Add(10*time.Second)) {
		t.Errorf("it looks again at %v, want within 10 s of %v", at, b.at)
	}
	b.after(6 * time.Second).send(kiosk.Tick{})
	if e := effect[kiosk.KeepStill](b); e.On || b.m.Still {
		t.Error("it stands for ever")
	}
}
