package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// testOf is the test of a part as the page shows it.
func (b *bench) testOf(p kiosk.Part) kiosk.Test {
	b.t.Helper()
	v := b.m.View().Technician
	if v == nil {
		b.t.Fatal("no technician's page")
	}
	return v.Tests[p]
}

func TestTheTechnicianEnters(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if screen != kiosk.ScreenTechnician {
			b.unchanged("from outside", kiosk.TechnicianLeft{}, kiosk.TestAsked{Part: kiosk.PartPrinter}, kiosk.MaintenanceSet{On: true})
		}
		switch screen {
		case kiosk.ScreenTicket, kiosk.ScreenOut, kiosk.ScreenEmergency:
			b.unchanged("not now", kiosk.TechnicianEntered{})
			return
		default:
		}
		b.send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.TechnicianEntered{})
		b.screen(kiosk.ScreenTechnician)
		if v := b.m.View().Technician; v.Boot != b.m.Boot || v.Tests != nil || v.Presses != [4]int{} {
			b.t.Errorf("page %+v, want a fresh one", v)
		}
		b.unchanged("a visitor's touches", kiosk.ServicePicked{Service: "cert", ID: "x", Token: "k"}, kiosk.HelpAsked{},
			kiosk.Opened{From: kiosk.ScreenTechnician, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
		b.send(kiosk.TechnicianLeft{})
		if v := b.m.View(); v.Technician != nil || v.Spot != (kiosk.Spot{}) || v.Screen == kiosk.ScreenTechnician || b.m.Lang != kiosk.Vi {
			b.t.Errorf("left: %s, %+v, %s, want nothing of hers", v.Screen, v.Spot, b.m.Lang)
		}
	})
}

func TestThePageClosesByItself(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.TechnicianEntered{})
	for name, stay := range map[string]kiosk.Msg{
		"a touch": kiosk.Touched{}, "a press": kiosk.PanelPressed{Button: 2, Device: "box", Seq: 7},
		"a test": kiosk.TestAsked{Part: kiosk.PartVoice}, "maintenance": kiosk.MaintenanceSet{On: true},
	} {
		b.quiet(10*time.Minute - time.Second)
		b.screen(kiosk.ScreenTechnician)
		before := b.m.View().Technician.Presses
		b.send(stay)
		if b.m.Tech.Until.Sub(b.at) != 10*time.Minute {
			t.Errorf("after %s the page stays for %v, want ten minutes", name, b.m.Tech.Until.Sub(b.at))
		}
		if after := b.m.View().Technician.Presses; name != "a press" && after != before {
			t.Errorf("%s changed the presses to %v", name, after)
		}
	}
	b.quiet(10*time.Minute - time.Second)
	b.screen(kiosk.ScreenTechnician)
	b.after(time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenMaintenance)
}

func TestTests(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		part   kiosk.Part
		answer func(id string) kiosk.Msg
		want   kiosk.TestState
		reason string
	}{
		"printed":        {kiosk.PartPrinter, func(id string) kiosk.Msg { return kiosk.Printed{Job: id} }, kiosk.TestGood, ""},
		"no paper":       {kiosk.PartPrinter, func(id string) kiosk.Msg { return kiosk.PrintFailed{Job: id, Reason: "paper-end"} }, kiosk.TestBad, "paper-end"},
		"failed somehow": {kiosk.PartPrinter, func(id string) kiosk.Msg { return kiosk.PrintFailed{Job: id} }, kiosk.TestBad, "failed"},
		"not known":      {kiosk.PartPrinter, func(id string) kiosk.Msg { return kiosk.PrintUnknown{Job: id} }, kiosk.TestBad, "unknown"},
		"heard":          {kiosk.PartVoice, func(id string) kiosk.Msg { return kiosk.Spoken{ID: id} }, kiosk.TestGood, ""},
		"not heard":      {kiosk.PartVoice, func(id string) kiosk.Msg { return kiosk.Spoken{ID: id, Reason: "no device"} }, kiosk.TestBad, "no device"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.send(kiosk.TechnicianEntered{})
			b.send(kiosk.TestAsked{Part: tc.part})
			id := b.testOf(tc.part).ID
			if tc.part == kiosk.PartPrinter {
				if p := effect[kiosk.PrintTicket](b); p.Job != id || !p.Ticket.Test || p.Ticket.Number != "0000" {
					t.Errorf("prints %+v, want a test page named %s", p, id)
				}
			} else if s := effect[kiosk.Speak](b); s.ID != id || !s.Chime {
				t.Errorf("says %+v, want a test named %s", s, id)
			}
			if got := b.testOf(tc.part); got.State != kiosk.TestRuns || id == "" {
				t.Fatalf("test %+v, want it running", got)
			}
			b.unchanged("it runs", kiosk.TestAsked{Part: tc.part}, tc.answer("test/9"), tc.answer(""))
			b.after(3 * time.Second).send(tc.answer(id))
			if got := b.testOf(tc.part); got.State != tc.want || got.Reason != tc.reason || !got.At.Equal(b.at) {
				t.Errorf("test %+v, want %s, %q", got, tc.want, tc.reason)
			}
			b.unchanged("answered", tc.answer(id))
			b.send(kiosk.TestAsked{Part: tc.part})
			if again := b.testOf(tc.part); again.ID == id || again.State != kiosk.TestRuns || again.Reason != "" {
				t.Errorf("once more: %+v, want another test", again)
			}
			late := b.testOf(tc.part).ID
			b.send(kiosk.TechnicianLeft{})
			b.unchanged("she has gone", tc.answer(late))
			if len(b.m.Papers)+len(b.m.Line.Live) != 0 {
				t.Errorf("a test left papers %+v and tickets %+v", b.m.Papers, b.m.Line.Live)
			}
		})
	}
}

// Parts without a test of their own show their state only.
func TestOtherPartsShowTheirState(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.LinkChanged{Part: kiosk.PartTouch, Up: false, Detail: "gone"}, kiosk.TechnicianEntered{})
	b.send(kiosk.TestAsked{Part: kiosk.PartTouch})
	if len(b.effects) != 0 || len(b.m.View().Technician.Tests) != 0 {
		t.Errorf("asked for %+v, want nothing", b.effects)
	}
	if parts := b.m.View().Parts; len(parts) != 1 || parts[0].Detail != "gone" {
		t.Errorf("parts %+v, want the touch panel gone", parts)
	}
}

func TestPressesAreCountedNotRated(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.offer("v") // a rating waits behind the page: it must not be given by a test
	b.send(kiosk.TechnicianEntered{})
	b.effects = nil
	for seq, button := range []int{1, 4, 4, 2, 9, 0} {
		b.send(kiosk.PanelPressed{Button: button, Device: "box", Seq: uint32(seq)})
		if n := len(events[kiosk.RatingGiven](b)); n != 0 {
			t.Errorf("button %d gave %d ratings, want none", button, n)
		}
	}
	b.unchanged("resent", kiosk.PanelPressed{Button: 4, Device: "box", Seq: 1})
	if got, want := b.m.View().Technician.Presses, [4]int{1, 1, 0, 2}; got != want {
		t.Errorf("presses %v, want %v", got, want)
	}
	b.send(kiosk.TechnicianLeft{})
	b.screen(kiosk.ScreenRating)
	if r := b.m.View().Rating; r.Chosen != "" {
		t.Errorf("rated %s by a test", r.Chosen)
	}
}

func TestMaintenance(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.send(kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{On: true})
	b.screen(kiosk.ScreenTechnician)
	b.send(kiosk.TechnicianLeft{})
	b.screen(kiosk.ScreenMaintenance)
	b.unchanged("nothing is served", kiosk.ServicePicked{Service: "cert", ID: "x", Token: "k"},
		kiosk.Opened{From: kiosk.ScreenMaintenance, To: kiosk.Spot{Screen: kiosk.ScreenHome}}, kiosk.Woken{Lang: kiosk.Vi}, kiosk.HelpAsked{})
	b.send(kiosk.LanguagePicked{Lang: kiosk.En})
	b.quiet(idleReset)
	if v := b.m.View(); v.Lang != kiosk.Vi || !v.Maintenance {
		t.Errorf("left alone it shows %s, maintenance %v, want vi and maintenance", v.Lang, v.Maintenance)
	}
	b.restart()
	b.screen(kiosk.ScreenMaintenance) // until a technician gives it back
	b.send(kiosk.CallNext{Door: 1}, kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.screen(kiosk.ScreenMaintenance)
	b.quiet(5 * time.Hour)
	b.screen(kiosk.ScreenMaintenance)
	b.alarm()
	b.send(kiosk.Withdraw{Door: 1, ID: "alarm"})
	b.screen(kiosk.ScreenMaintenance)
	b.send(kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{}, kiosk.TechnicianLeft{})
	b.screen(kiosk.ScreenHome)
}

// Maintenance cannot come over a visitor's ticket: the page does not open, and
// a page that is open lets nobody take one.
func TestMaintenanceAndATicket(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	job := effect[kiosk.PrintTicket](b).Job
	b.unchanged("she is at her ticket", kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{On: true})
	b.send(kiosk.Printed{Job: job})
	b.screen(kiosk.ScreenTicket)
	b.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v"})
	b.send(kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{On: true}, kiosk.TechnicianLeft{})
	b.screen(kiosk.ScreenMaintenance)
	b.send(kiosk.CallNext{Door: 1})
	b.screen(kiosk.ScreenMaintenance) // calls are said, and shown beside
	if c := b.m.View().Calls; len(c) != 1 {
		t.Errorf("%d calls beside the notice, want 1", len(c))
	}
	if s := b.said(); len(s) != 1 {
		t.Errorf("says %+v, want the call", s)
	}
}

// TestRestarts ends the run on every screen: nobody is believed to stand there
// but a visitor with a ticket, one who is called and one who rates.
func TestRestarts(t *testing.T) {
	t.Parallel()
	stays := []kiosk.Screen{kiosk.ScreenTicket, kiosk.ScreenCalled, kiosk.ScreenRating, kiosk.ScreenEmergency, kiosk.ScreenMaintenance}
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		b.send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.LooksPicked{Looks: kiosk.Looks{Contrast: true}}, kiosk.PriorityToggled{}, kiosk.ListenAsked{})
		was := b.m.View().Screen
		b.after(5 * time.Second).restart()
		want := kiosk.ScreenHome
		if slices.Contains(stays, screen) {
			want = was
		}
		b.screen(want)
		v := b.m.View()
		if b.m.Lang != kiosk.Vi || v.Looks != visiting().Looks || v.Priority || v.Spot != (kiosk.Spot{}) || v.Technician != nil || b.m.Listen != nil {
			b.t.Errorf("after the restart: %s, %+v, priority %v, %+v, %+v, want nothing of the visitor before", b.m.Lang, v.Looks, v.Priority, v.Spot, b.m.Listen)
		}
		if !v.LeaveAt.IsZero() || b.m.Resting || b.m.Warned {
			b.t.Errorf("after the restart: leaves at %v, resting %v", v.LeaveAt, b.m.Resting)
		}
		if b.m.Robot.State != "offline" || v.Ear {
			b.t.Errorf("after the restart the robot is %s, want nothing believed of devices", b.m.Robot.State)
		}
		for _, e := range b.effects {
			switch e.(type) {
			case kiosk.PrintTicket, kiosk.Publish, kiosk.Listen:
				b.t.Errorf("the restart asked for %+v", e)
			default:
			}
		}
	})
}

// TestATechnicianDrivesTheRobot: the screen says so instead of anything else, the
// voice once, and nobody who is served is driven away from.
func TestATechnicianDrivesTheRobot(t *testing.T) {
	t.Parallel()
	on, off := kiosk.RobotJogged{On: true}, kiosk.RobotJogged{}
	b := newVisit(t)
	b.said()
	b.send(on)
	b.screen(kiosk.ScreenMaintenance)
	if v := b.m.View(); !v.Jogged || !v.Robot.Technician {
		t.Errorf("got jogged %v, technician %v, want both", v.Jogged, v.Robot.Technician)
	}
	if s := b.said(); len(s) != 1 || !strings.Contains(s[0].Text, "đang di chuyển robot") {
		t.Errorf("says %+v, want why it moves", s)
	}
	b.unchanged("it is driven already", on)
	b.send(off)
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.TechnicianEntered{}, kiosk.Touched{}, on)
	b.screen(kiosk.ScreenMaintenance)
	b.send(off)
	b.screen(kiosk.ScreenTechnician)
	b.send(kiosk.TechnicianLeft{})

	b.open(kiosk.Spot{Screen: kiosk.ScreenLooks})
	b.unchanged("somebody reads", on)
	b = newVisit(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	b.unchanged("somebody is at her ticket", on)
}
