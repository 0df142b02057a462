package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// newRoundRig is a service point whose robot has a tray, a charger, and a round
// of two stops.
func newRoundRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, root: t, dir: t.TempDir()}
	box := filepath.Join(r.dir, "tray")
	r.nav = "dock = \"dock\"\nentrance = \"welcome\""
	r.extra = fmt.Sprintf(`
[tray]
kind = "serial"
device = %q
[[nav.rounds]]
name = "tea"
stops = ["waiting", "door-4"]
serve_s = 20
`, box)
	r.tray = start(t, nil, "kiosksim", "tray", "--pty", box)
	r.tray.line("ready ")
	r.begin().plugIn()
	return r
}

// offers reports whether the tray is offered.
func offers(v kiosk.View) bool {
	return v.Robot.Mission == "tray" && v.Robot.Phase == kiosk.PhaseServing
}

// TestRound starts a round at the door console. The base drives from stop to stop;
// a hand in the tray holds it for as long as it likes, a call goes before, and at
// last it is sent to its charger.
func TestRound(t *testing.T) {
	r := newRoundRig(t)
	r.until("home screen, everything ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Printer.Ready() && v.Robot.State == "idle" && len(v.Notices) == 0
	})
	r.touch("Chứng thực", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	o := r.official(3)
	r.until("home again", screenIs(kiosk.ScreenHome))
	o.do("tray", func(v kiosk.View) bool { return v.Robot.Mission == "tray" })
	r.until("the tray is offered", screenIs(kiosk.ScreenTray))
	r.robotAt("waiting")
	r.heard("Kính mời quý khách dùng nước và bánh kẹo ạ.")
	r.handHolds()
	v := r.until("the way to the second stop", func(v kiosk.View) bool { return v.Robot.Phase == kiosk.PhaseDriving && v.Robot.Mission == "tray" })
	if v.Screen != kiosk.ScreenHome && v.Screen != kiosk.ScreenAttract {
		t.Errorf("on the way the screen is %s, want that of anybody", v.Screen)
	}

	o.do("next", func(v kiosk.View) bool { return v.Board[0].Number == "A001" })
	r.until("the call goes before, the round waits", func(v kiosk.View) bool {
		return v.Robot.Mission == "lead" && v.Robot.Phase == kiosk.PhaseWaiting && v.Robot.Waits == kiosk.MissionTray
	})
	r.robotAt("waiting")
	r.touch("đi theo", func(v kiosk.View) bool { return v.Robot.Mission == "tray" || v.Robot.Phase == kiosk.PhaseLeading })
	r.until("the round goes on", offers)
	r.robotAt("door-4")
	o.do("close", func(v kiosk.View) bool { return v.Board[0].Number == "" })
	r.until("the round ends", func(v kiosk.View) bool { return v.Robot.Mission != "tray" })

	r.tray.command("stock 0")
	r.until("somebody must fill the tray", func(v kiosk.View) bool { return v.Robot.Refill })
	if page, err := o.fetch("GET", "/", nil, ""); err != nil || !strings.Contains(page, "Khay cần tiếp thêm") {
		t.Errorf("the console does not ask for more on the tray (%v)", err)
	}
	r.touch("Bỏ qua", func(v kiosk.View) bool { return v.Screen != kiosk.ScreenRating })
	o.do("dock", func(v kiosk.View) bool { return v.Robot.Mission == "dock" })
	r.until("it charges", func(v kiosk.View) bool { return v.Robot.State == "charging" && v.Robot.Phase == kiosk.PhaseArrived })
	r.robotAt("dock")
	eventually(t, "the ward hears of the tray", 30*time.Second, func() error {
		got, err := r.wardCounts(`SELECT json_extract(payload, '$.detail'), count(*) FROM events WHERE kind = 'fault' GROUP BY 1`)
		if err == nil && got["refill"] == 0 {
			err = fmt.Errorf("faults %v", got)
		}
		return err
	})
}

// handHolds holds a hand in the tray for longer than a stop lasts: the base stands
// meanwhile.
func (r *rig) handHolds() {
	r.t.Helper()
	r.tray.command("hand on")
	r.until("the hand is seen", func(v kiosk.View) bool { return v.Tray != nil && v.Tray.Hand })
	r.heard("Xin quý khách cứ thong thả. Tôi đứng yên ạ.")
	stood := r.base.command("where")
	for began := time.Now(); time.Since(began) < 25*time.Second; time.Sleep(time.Second) {
		if now := r.base.command("where"); now != stood {
			r.t.Fatalf("with a hand in the tray the base went from %q to %q", stood, now)
		}
	}
	if v, err := r.view(); err != nil || !offers(v) {
		r.t.Errorf("with a hand in the tray: robot %+v (%v), want it to offer", v.Robot, err)
	}
	r.tray.command("hand off")
}
