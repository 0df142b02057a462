package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// serve calls the ticket that must be next and ends its visit.
func (w *robots) serve(id string) {
	w.t.Helper()
	k := w.all[0]
	w.send(k, kiosk.CallNext{Request: id, Door: 1})
	if t, ok := k.m.Line.At(1); !ok || t.ID != id {
		w.t.Fatalf("%q is called, want %q", t.ID, id)
	}
	w.send(k, kiosk.CloseVisit{Request: id, Door: 1, Seen: id})
	w.after(time.Minute)
}

// A member that its keeper wants nothing of gives no number, not even one of its
// block, forgets nothing that it owes, and goes on when the keeper answers.
func TestBarredMember(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.link(m, false)
	w.take(m, "a")
	w.send(m, kiosk.LineBarred{Why: "two robots"})
	w.after(3 * time.Second)
	w.send(m, kiosk.ServicePicked{Service: "cert", ID: "b", Token: "t"})
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket || v.Line.Refusal == nil || len(v.Announcements) == 0 {
		t.Errorf("barred, it shows %s and announces %v, want no number and why", v.Screen, v.Announcements)
	}
	w.restart(m)
	if v := m.m.View(); !v.Share.Barred {
		t.Error("a restart forgot it")
	}
	w.link(m, true)
	w.sync(m)
	if got := numbers(k.m, 1); got != "A901" {
		t.Errorf("the keeper has %q, want what the member owed", got)
	}
	if n := w.take(m, "c"); n != "A001" {
		t.Errorf("the keeper answers again, got %s, want A001", n)
	}
}

// What is on its way when the keeper's word comes is given up, not given from
// the block.
func TestBarredWhileAsking(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.after(3 * time.Second)
	w.send(m, kiosk.ServicePicked{Service: "cert", ID: "a", Token: "t"})
	w.send(m, kiosk.LineBarred{Why: "two robots"})
	w.link(m, false)
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket || v.Share.Asking {
		t.Errorf("it shows %s, asking: %t, want neither a number nor one on its way", v.Screen, v.Share.Asking)
	}
	w.link(m, true)
	w.sync(m)
	if n := len(k.m.Line.Live); n != 0 {
		t.Errorf("the keeper has %d tickets, want none", n)
	}
}

// The numbers of the block that were given today are not given again because the
// keeper's disk is new, even if nobody who holds one waits.
func TestBlockGoesOnWithAnotherKeeper(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.link(m, false)
	w.take(m, "a")
	w.take(m, "b")
	w.link(m, true)
	w.sync(m)
	w.serve("a")
	w.serve("b")
	w.sync(m)
	k.m, m.ring = kiosk.New(), nil
	w.boot(k)
	w.link(m, true)
	w.sync(m)
	w.sync(m)
	w.link(m, false)
	if n := w.take(m, "c"); n != "A903" {
		t.Errorf("after the keeper was replaced the member gave %s, want A903", n)
	}
}

// A member that is made the keeper, because that one is broken, has everybody
// and gives no number once more, neither of those who wait nor of those who were
// served; and so has one that goes on alone, with its own visitors.
func TestMemberTakesOver(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		share       kiosk.ShareSetup
		queue, next string
	}{
		{"as the keeper", kiosk.ShareSetup{Role: kiosk.ShareKeeper, Members: []kiosk.Sharer{{Name: "m2", Block: 1}}}, "A003 A901", "A004"},
		{"alone", kiosk.ShareSetup{}, "A901", "A004"},
	} {
		w, k, m := pair(t)
		w.take(k, "a")
		w.take(k, "b")
		w.take(k, "c")
		w.sync(m)
		w.serve("a")
		w.serve("b")
		w.sync(m)
		w.link(m, false)
		w.take(m, "d")
		m.set.Share = tc.share
		w.all = []*robot{m}
		w.boot(m)
		if got := numbers(m.m, 1); got != tc.queue {
			t.Errorf("%s it has %q, want %q", tc.name, got, tc.queue)
		}
		if n := w.take(m, "e"); n != tc.next {
			t.Errorf("%s it gives %s next, want %s", tc.name, n, tc.next)
		}
	}
}

// Who waits with a paper of a keeper whose disk was replaced is brought back by
// every member, and served once, also when one of them comes late.
func TestEveryMemberBringsTheLineBack(t *testing.T) {
	t.Parallel()
	w := newRobots(t, 1, time.Millisecond)
	for _, n := range w.all {
		n.skew = 0
	}
	k, m1, m2 := w.all[0], w.all[1], w.all[2]
	w.take(k, "a")
	w.take(k, "b")
	w.sync(m1)
	w.sync(m2)
	k.m, m1.ring, m2.ring = kiosk.New(), nil, nil
	w.boot(k)
	w.sync(m1)
	w.sync(m1)
	if got := numbers(k.m, 1); got != "A001 A002" {
		t.Fatalf("the new line is %q, want A001 A002", got)
	}
	w.serve("a")
	w.sync(m2)
	w.sync(m2)
	if got := numbers(k.m, 1); got != "A002" {
		t.Errorf("after the late member the line is %q, want A002 alone", got)
	}
	if n := w.take(m2, "c"); n != "A003" {
		t.Errorf("the next number is %s, want A003", n)
	}
}

// A member's disk that was put back from a copy does not know how far its count
// has come since. What it gives then is not taken for what was done.
func TestOldCopyOfAMembersDisk(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.take(m, "a")
	old := m.m
	w.take(m, "b")
	w.take(m, "c")
	w.sync(m)
	m.m = old
	w.after(time.Hour)
	w.restart(m)
	w.link(m, false)
	w.take(m, "d")
	w.link(m, true)
	w.sync(m)
	w.sync(m)
	if got := numbers(k.m, 1); got != "A001 A002 A003 A901" {
		t.Errorf("the keeper has %s, want A001 A002 A003 A901", got)
	}
	if got := numbers(m.m, 1); got != "A001 A002 A003 A901" {
		t.Errorf("the member shows %s, want A001 A002 A003 A901", got)
	}
}

// A member's clock that is ten minutes off moves nobody in the line, shows the
// calls as long as the keeper does, and does not end the keeper's day.
func TestClockTenMinutesOff(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		w, k, m := pair(t)
		m.skew = skew
		w.send(m, kiosk.Tick{})
		w.sync(m)
		a := w.take(m, "a")
		b := w.take(k, "b")
		w.link(m, false)
		c := w.take(m, "c")
		d := w.take(k, "d")
		w.link(m, true)
		w.sync(m)
		if got := numbers(k.m, 1); a+b+c+d != "A001A002A901A003" || got != "A001 A002 A901 A003" {
			t.Errorf("%v off: given %s %s %s %s, the keeper's order is %s", skew, a, b, c, d, got)
		}
		if got := numbers(m.m, 1); got != numbers(k.m, 1) {
			t.Errorf("%v off: the member's order is %s", skew, got)
		}
		w.send(k, kiosk.CallNext{Request: "q", Door: 1})
		w.sync(m)
		if v := m.m.View(); v.Screen != kiosk.ScreenCalled {
			t.Errorf("%v off: a call shows %s at the member", skew, v.Screen)
		}
		w.after(25 * time.Second)
		if v := m.m.View(); v.Screen == kiosk.ScreenCalled {
			t.Errorf("%v off: the call stays at the member", skew)
		}
		w.now = k.m.ResetAt.Add(-5 * time.Minute)
		w.after(time.Second)
		w.sync(m)
		if got := numbers(m.m, 1); got != "A002 A901 A003" {
			t.Errorf("%v off: five minutes before the day's end %q wait at the member", skew, got)
		}
		w.now = k.m.ResetAt.Add(time.Second)
		w.after(20 * time.Minute)
		w.sync(m)
		w.link(m, false)
		w.paper = map[string]string{} // of yesterday
		if got, n := numbers(m.m, 1), w.take(m, "e"); got != "" || n != "A901" {
			t.Errorf("%v off: on the new day %q wait at the member, and it gives %s, want A901", skew, got, n)
		}
	}
}
