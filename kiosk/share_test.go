package kiosk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// pair is a keeper and one member whose wire does what the test says.
func pair(t *testing.T) (w *robots, k, m *robot) {
	t.Helper()
	w = newRobots(t, 1, time.Millisecond)
	for _, n := range w.all {
		n.skew = 0
	}
	w.all[1].set.Share.Where = "https://keeper:8443"
	w.all = w.all[:2]
	w.sync(w.all[1])
	return w, w.all[0], w.all[1]
}

// sync exchanges once what a member owes and what it has not.
func (w *robots) sync(n *robot) {
	w.t.Helper()
	for range 2 {
		v := n.m.View().Share
		w.send(w.all[0], kiosk.LineOps{Member: n.name, Run: v.Run, Sent: w.now.Add(n.skew), Ops: v.Owed})
		w.send(n, w.answer(n, v.Have))
	}
}

// after lets time pass at every robot.
func (w *robots) after(d time.Duration) {
	w.now = w.now.Add(d)
	for _, n := range w.all {
		w.send(n, kiosk.Tick{})
	}
}

// take takes a ticket, confirms its paper and leaves the screen.
func (w *robots) take(n *robot, id string) string {
	w.t.Helper()
	w.after(3 * time.Second)
	w.send(n, kiosk.ServicePicked{Service: "cert", ID: id, Token: "token-" + id})
	if n != w.all[0] && !n.cut {
		w.sync(n)
	}
	v := n.m.View()
	if v.Screen != kiosk.ScreenTicket || v.Ticket.ID != id {
		w.t.Fatalf("%q shows %s after a service was picked, want the ticket", n.name, v.Screen)
	}
	w.send(n, kiosk.NumberNoted{Ticket: id})
	w.send(n, kiosk.Printed{Job: id + "/1"})
	w.send(n, kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: id})
	if n != w.all[0] && !n.cut {
		w.sync(n)
	}
	return v.Ticket.Number
}

func numbers(m kiosk.Model, door int) string {
	var out []string
	for _, t := range m.Line.Order(door) {
		out = append(out, t.Number)
	}
	return strings.Join(out, " ")
}

func TestMemberIssuesThroughItsKeeper(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	if a, b, c := w.take(m, "a"), w.take(k, "b"), w.take(m, "c"); a+b+c != "A001A002A003" {
		t.Errorf("numbers %s %s %s, want A001 A002 A003", a, b, c)
	}
	if got := numbers(m.m, 1); got != "A001 A002 A003" {
		t.Errorf("the member shows %s", got)
	}
	for _, r := range k.m.View().Line.Tickets {
		if r.Token == "" {
			t.Errorf("the keeper does not publish %s", r.Number)
		}
	}
	if rows := m.m.View().Line.Tickets; len(rows) != 0 {
		t.Errorf("the member publishes %+v, want nothing that the keeper does", rows)
	}
	for _, tk := range m.m.Line.Live {
		if (tk.Token != "") != (tk.Robot == "m1") {
			t.Errorf("the member has the token %q of %s, which %q gave", tk.Token, tk.Number, tk.Robot)
		}
	}
}

func TestMemberRefusesTheDoors(t *testing.T) {
	t.Parallel()
	w, _, m := pair(t)
	_, effects := m.m.Update(w.now, kiosk.CallNext{Request: "r", Door: 1})
	for _, e := range effects {
		if r, ok := e.(kiosk.Reply); ok {
			var at kiosk.AtKeeperError
			if !errors.As(r.Err, &at) || !strings.Contains(at.Error(), "door console") {
				t.Errorf("the answer is %v, want where to go", r.Err)
			}
			return
		}
	}
	t.Error("no answer")
}

func TestUnansweredAskLapses(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.after(3 * time.Second)
	w.send(m, kiosk.ServicePicked{Service: "cert", ID: "a", Token: "t"})
	late := kiosk.LineOps{Member: "m1", Run: m.m.View().Share.Run, Sent: w.now, Ops: m.m.View().Share.Owed}
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket || !v.Share.Asking {
		t.Fatalf("a number is shown before the keeper gave it: %s", v.Screen)
	}
	w.after(time.Second)
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket {
		t.Fatal("the member gave up after a second")
	}
	w.after(time.Second)
	v := m.m.View()
	if v.Screen != kiosk.ScreenTicket || v.Ticket.Number != "A901" {
		t.Fatalf("after two seconds the screen is %s, want the number A901", v.Screen)
	}
	w.send(k, late)
	if len(k.m.Line.Live) != 1 || k.m.Line.Live[0].State != queue.Reserved {
		t.Fatalf("the late request made %+v", k.m.Line.Live)
	}
	w.sync(m)
	if all := k.m.Line.Live; len(all) != 1 || all[0].Number != "A901" {
		t.Errorf("the keeper has %+v, want A901 in place of what it had made", all)
	}
	if next := w.take(k, "b"); next != "A002" {
		t.Errorf("the next number is %s, want A002: A001 lapsed", next)
	}
}

func TestBlockIsUsedUp(t *testing.T) {
	t.Parallel()
	w, _, m := pair(t)
	w.link(m, false)
	m.m.Member.Given = map[string]int{"A": 98}
	if a, b := w.take(m, "a"), w.take(m, "b"); a != "A999" || b != "A9001" {
		t.Errorf("got %s, %s, want A999, A9001", a, b)
	}
	m.m.Member.Given = map[string]int{"A": queue.BlockMost}
	w.after(3 * time.Second)
	w.send(m, kiosk.ServicePicked{Service: "cert", ID: "c", Token: "t"})
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket || v.Line.Refusal == nil {
		t.Errorf("a block without numbers gave one: %s", v.Screen)
	}
}

func TestKeeperIsReplaced(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.take(m, "a")
	w.take(k, "b")
	w.take(m, "c")
	k.m, m.ring = kiosk.New(), nil
	w.boot(k)
	w.link(m, true)
	w.paper = map[string]string{} // the new line does not know what the old one gave
	if n := w.take(k, "d"); n != "A001" {
		t.Fatalf("the new line begins with %s, want A001", n)
	}
	w.sync(m)
	w.sync(m)
	if got := numbers(k.m, 1); got != "A001B A002 A003 A001" {
		t.Errorf("the new line is %s, want A001B, A002 and A003 of before, and A001", got)
	}
	if n, o := w.take(k, "e"), w.take(k, "f"); n != "A004" || o != "A005" {
		t.Errorf("the new line goes on with %s, %s, want A004, A005: all before were given", n, o)
	}
}

func TestDayEndsWhileCutOff(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.take(m, "a")
	w.link(m, false)
	if n := w.take(m, "b"); n != "A901" {
		t.Fatalf("cut off it gave %s", n)
	}
	for _, n := range w.all {
		w.now = n.m.ResetAt
	}
	w.after(time.Second)
	if got := numbers(m.m, 1) + numbers(k.m, 1); got != "" {
		t.Errorf("after the reset %s still wait", got)
	}
	w.after(8 * time.Hour)
	if n := w.take(m, "c"); n != "A902" {
		t.Errorf("the next morning, still cut off, it gave %s, want A902", n)
	}
	w.link(m, true)
	w.sync(m)
	if got := numbers(k.m, 1); got != "A902" {
		t.Errorf("the keeper's line is %q, want A902 alone", got)
	}
	w.link(m, false)
	if n := w.take(m, "d"); n != "A903" {
		t.Errorf("cut off again it gave %s, want A903", n)
	}
}

func TestMemberWithAnEmptyDisk(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	w.link(m, false)
	w.take(m, "a")
	w.link(m, true)
	w.sync(m)
	m.m, m.name = kiosk.New(), "m1"
	m.boot = 100
	w.boot(m)
	w.link(m, false)
	w.after(3 * time.Second)
	w.send(m, kiosk.ServicePicked{Service: "cert", ID: "x", Token: "t"})
	if v := m.m.View(); v.Screen == kiosk.ScreenTicket {
		t.Error("a member that does not know what it gave today gave a number")
	}
	w.link(m, true)
	w.sync(m)
	w.link(m, false)
	if n := w.take(m, "b"); n != "A902" {
		t.Errorf("it gave %s, want A902", n)
	}
	w.link(m, true)
	w.sync(m)
	if got := numbers(k.m, 1); got != "A901 A902" {
		t.Errorf("the line is %s, want A901 A902", got)
	}
}

func TestReservationAtAMember(t *testing.T) {
	t.Parallel()
	w, k, m := pair(t)
	k.m.Setup.Rules.CheckInEarly, k.m.Setup.Rules.CheckInLate = time.Hour, time.Hour
	k.m.Line.Policy.CheckInEarly, k.m.Line.Policy.CheckInLate = time.Hour, time.Hour
	w.send(k, kiosk.Book{Request: "r", Door: 1, ID: "b", Code: 482913, Service: "cert", Time: w.now.Add(10 * time.Minute).Unix()})
	try := func(id string, code int) kiosk.View {
		w.after(3 * time.Second)
		w.send(m, kiosk.Opened{From: m.m.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenCheckIn}})
		w.send(m, kiosk.CheckInAsked{Code: code, ID: id, Token: "t"})
		w.sync(m)
		return m.m.View()
	}
	if v := try("x", 111111); v.Line.CheckIn == nil || v.Line.CheckIn.Outcome != kiosk.CheckInUnknown {
		t.Errorf("a wrong code shows %+v", v.Line.CheckIn)
	}
	if v := try("y", 482913); v.Screen != kiosk.ScreenTicket || v.Ticket.Number != "A001" || v.Ticket.Due.IsZero() {
		t.Errorf("the code shows %s %+v, want the ticket A001", v.Screen, v.Ticket)
	}
}
