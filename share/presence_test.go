package share_test

import (
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/share"
)

// lineDown waits until a member's part "line" is down for a reason that says this.
func (r *robot) lineDown(says string) {
	r.t.Helper()
	r.until("the part line says "+says, func(v kiosk.View) bool {
		for _, p := range v.Parts {
			if p.Part == kiosk.PartLine && !p.Up && strings.Contains(p.Detail, says) {
				return true
			}
		}
		return false
	})
}

// refuses checks that a robot gives no number.
func (r *robot) refuses() {
	r.t.Helper()
	r.Post(kiosk.ServicePicked{Service: "cert"})
	if v := r.until("no ticket", func(v kiosk.View) bool { return v.Line.Refusal != nil }); v.Screen == kiosk.ScreenTicket {
		r.t.Error("a robot that has no part in the line gave a number")
	}
}

// A technician must read why the keeper does not answer: a wrong name is told as
// a wrong key is, another block by both blocks.
func TestMisconfiguredMembers(t *testing.T) {
	t.Parallel()
	k := newRobot(t, keeperSetup())
	addr, _ := serve(t, k)
	for _, tc := range []struct {
		name, as string
		block    int
		says     string
	}{
		{"a name that is not in the keeper's list", "m7", 9, share.ErrStranger.Error()},
		{"another block", "m1", 8, "block 9, its own file block 8"},
	} {
		m := newRobot(t, memberSetup())
		stop := followAs(t, share.ClientOptions{
			Core: m, Boot: m.Boot(), Secret: share.Secret(secret), Name: tc.as, Block: tc.block, Keeper: addr, Logger: logger(),
		})
		t.Log(tc.name)
		m.lineDown(tc.says)
		m.refuses()
		stop()
	}
}

// Of two robots with one name the one that is there goes on. The other gives no
// number, whether its disk is new or is a copy that knows the line: its block is
// the first one's too.
func TestOneNameTwice(t *testing.T) {
	t.Parallel()
	k, first, second := newRobot(t, keeperSetup()), newRobot(t, memberSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	stop := follow(t, first, addr, secret)
	first.until("the link", func(v kiosk.View) bool { return v.Share.Up })
	stopSecond := follow(t, second, addr, secret)
	second.until("the refusal", func(v kiosk.View) bool { return v.Share.Barred })
	second.lineDown("another robot uses this name")
	second.refuses()
	if got := first.take(); got != "A001" {
		t.Errorf("the robot that was there first gave %s, want A001", got)
	}
	stop() // switched off: the other one takes its place, as after a repair
	second.until("the link", func(v kiosk.View) bool { return v.Share.Up && !v.Share.Barred })
	if got := second.take(); got != "A002" {
		t.Errorf("the second one gave %s, want A002", got)
	}
	stop = follow(t, first, addr, secret)
	first.until("the refusal", func(v kiosk.View) bool { return v.Share.Barred })
	stopSecond()
	first.lineDown("another robot uses this name") // its count has ended, whoever is there
	first.refuses()
	stop()
}
