package kiosk_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// lined is a setup in which everything of the line is on: door 1 takes cert,
// door 3 cert and civil.
func lined() kiosk.Setup {
	s := setup()
	s.Robot = false
	s.Priority = kiosk.PriorityPolicy{Strict: true, AgeAfter: time.Hour, Classes: []kiosk.Class{
		{ID: "old", Name: kiosk.Text{Vi: "Người cao tuổi", En: "Elderly"}}, {ID: "ill", Name: kiosk.Text{Vi: "Người khuyết tật", En: "Disabled"}},
	}}
	s.Rules = kiosk.QueueRules{
		ReturnWithin: 20 * time.Minute, ReturnBehind: 1, CheckInEarly: 15 * time.Minute, CheckInLate: 10 * time.Minute,
		IntakeEarly: 30 * time.Minute, IntakeEnd: 15 * time.Minute,
	}
	return s
}

// newCounter starts a robot with lined's setup, changed.
func newCounter(t *testing.T, change ...func(*kiosk.Setup)) *bench {
	t.Helper()
	s := lined()
	for _, f := range change {
		f(&s)
	}
	b := &bench{t: t, m: kiosk.New(), at: start}
	b.send(kiosk.Started{Boot: "b1", Setup: s})
	return b
}

// take gives tickets for services, named after their order: v1, v2, …
func (b *bench) take(services ...string) {
	b.t.Helper()
	for _, s := range services {
		b.n++
		id := fmt.Sprintf("v%d", b.n)
		b.send(kiosk.ServicePicked{Service: s, ID: id, Token: "t" + id})
		b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
		b.after(takeTicket).send(kiosk.Tick{})
	}
}

const takeTicket = 11 * time.Second

// ask sends a request and returns its answer.
func (b *bench) ask(m kiosk.Msg) error {
	b.t.Helper()
	b.send(m)
	for _, e := range b.effects {
		if r, ok := e.(kiosk.Reply); ok {
			return r.Err
		}
	}
	b.t.Fatalf("%+v was not answered", m)
	return nil
}

// done sends requests that must be done.
func (b *bench) done(msgs ...kiosk.Msg) {
	b.t.Helper()
	for _, m := range msgs {
		if err := b.ask(m); err != nil {
			b.t.Fatalf("%#v: %v", m, err)
		}
	}
}

// said is what the last messages made the robot say.
func (b *bench) spoke() string {
	out := ""
	for _, e := range b.effects {
		if s, ok := e.(kiosk.Speak); ok {
			out += s.Text + "|"
		}
	}
	return out
}

// queued is who waits for a door, in the order of the dispatcher.
func (b *bench) queued(door int) string {
	out := ""
	for _, n := range b.m.Line.Sequence(door) {
		out += fmt.Sprintf("%s:%s ", n.ID, n.Why.Reason)
	}
	return out
}

func TestHoldGivesTheDoorFree(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.Hold{Request: "q", Door: 1, Seen: "v1"})
	v := b.m.View()
	if v.Board[0].Number != "" || len(v.Line.Held) != 1 || v.Line.Held[0].From != 1 || v.Line.Held[0].Number != "A001" {
		t.Fatalf("after the hold: door 1 %+v, held %+v", v.Board[0], v.Line.Held)
	}
	b.done(kiosk.CallNext{Request: "q", Door: 1})
	if err := b.ask(kiosk.Pick{Request: "q", Door: 1, Seen: "v2", Ticket: "v1"}); !errors.Is(err, kiosk.ErrDoorBusy) {
		t.Errorf("pick at a busy door: %v, want busy", err)
	}
	b.done(kiosk.Resume{Request: "q", Door: 3, Ticket: "v1"})
	if got := b.queued(3); got != "v1:order v3:order " {
		t.Errorf("resumed: %s, want v1 at its place", got)
	}
	if err := b.ask(kiosk.Resume{Request: "q", Door: 3, Ticket: "v1"}); !errors.Is(err, kiosk.ErrWrongState) {
		t.Errorf("resumed again: %v", err)
	}
	b.done(kiosk.CallNext{Request: "q", Door: 3}, kiosk.Hold{Request: "q", Door: 3, Seen: "v1"}, kiosk.Pick{Request: "q", Door: 3, Ticket: "v1"})
	if f := b.m.View().Board[1].Facts; f.Why.Reason != queue.ReasonPicked {
		t.Errorf("picked: why %+v", f.Why)
	}
	effect[kiosk.Speak](b)
}

func TestMissedMayComeBack(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert", "cert", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.MarkNoShow{Request: "q", Door: 1, Seen: "v1"})
	v := b.m.View().Line
	if len(v.Returnable) != 1 || !v.Returnable[0].Until.Equal(b.at.Add(20*time.Minute)) {
		t.Fatalf("returnable %+v, want A001 for 20 minutes", v.Returnable)
	}
	b.after(15 * time.Second).send(kiosk.Tick{})
	if got := events[kiosk.VisitEnded](b); len(got) != 0 {
		t.Fatalf("the ward learns of %+v while the visitor may come back", got)
	}
	b.done(kiosk.TakeBack{Request: "q", Door: 3, Ticket: "v1"})
	if got := b.queued(1); got != "v2:order v1:returned v3:order v4:order " {
		t.Errorf("came back: %s, want v1 behind v2", got)
	}
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.MarkNoShow{Request: "q", Door: 1, Seen: "v2"})
	ended := b.rest(20*time.Minute - time.Second)
	if len(ended) != 0 || b.m.View().Line.Returnable == nil {
		t.Fatalf("before its time is over: %+v", ended)
	}
	if ended = b.rest(2 * time.Second); len(ended) != 1 || ended[0].Outcome != "no-show" || ended[0].Door != 1 {
		t.Fatalf("events %+v, want one no-show", ended)
	}
	if err := b.ask(kiosk.TakeBack{Request: "q", Door: 1, Ticket: "v2"}); !errors.Is(err, kiosk.ErrUnknownTicket) {
		t.Errorf("after its time: %v", err)
	}
	rows := b.m.View().Line.Today
	if len(rows) != 1 || rows[0].NoShows != 1 || rows[0].Served != 0 {
		t.Errorf("today %+v, want one no-show", rows)
	}
}

// rest lets time pass by deadlines and returns the visits that ended.
func (b *bench) rest(d time.Duration) []kiosk.VisitEnded {
	b.t.Helper()
	var out []kiosk.VisitEnded
	end := b.at.Add(d)
	for range 1000 {
		next := b.m.Deadline()
		last := next.IsZero() || next.After(end)
		if last {
			next = end
		}
		b.at = next
		b.send(kiosk.Tick{})
		out = append(out, events[kiosk.VisitEnded](b)...)
		if last {
			return out
		}
	}
	b.t.Fatal("a thousand deadlines: the loop would spin")
	return nil
}

func TestTransfers(t *testing.T) {
	t.Parallel()
	b := newCounter(t, func(s *kiosk.Setup) { s.Doors = append(s.Doors, kiosk.Door{Number: 5}) })
	b.take("cert", "cert", "civil")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.SetDoor{Request: "q", Door: 5, State: queue.DoorClosed})
	for name, m := range map[string]kiosk.Transfer{
		"nowhere":          {Door: 1, Seen: "v1"},
		"the same door":    {Door: 1, Seen: "v1", ToDoor: 1},
		"the same service": {Door: 1, Seen: "v1", ToService: "cert"},
		"no such service":  {Door: 1, Seen: "v1", ToService: "tax"},
		"no such door":     {Door: 1, Seen: "v1", ToDoor: 9},
		"a stale page":     {Door: 1, Seen: "v2", ToDoor: 3},
		"an empty door":    {Door: 3, ToDoor: 1},
		"a closed door":    {Door: 1, Seen: "v1", ToDoor: 5},
		"another's":        {Door: 3, Ticket: "v1", ToDoor: 1},
	} {
		m.Request = "q"
		if err := b.ask(m); err == nil {
			t.Errorf("%s: done", name)
		}
	}
	b.done(kiosk.Transfer{Request: "q", Door: 1, Seen: "v1", ToService: "civil"})
	if got, want := b.spoke(), "Số thứ tự A001 xin chờ gọi cho Hộ tịch. Thứ tự của quý khách không đổi.|"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	if got := b.queued(3); got != "v1:transferred v2:order v3:order " {
		t.Errorf("door 3: %s, want v1 first", got)
	}
	w := b.m.View().Board[1].Queue[0]
	if w.Origin != queue.OriginMoved || w.From != 1 || w.ServiceID != "civil" || !w.Joined.Equal(start) {
		t.Errorf("v1 in the console: %+v, want it from door 1 with its time", w)
	}
	b.done(kiosk.Transfer{Request: "q", Door: 3, Ticket: "v2", ToDoor: 3})
	if b.queued(1) != "" || b.queued(3) != "v1:transferred v2:transferred v3:order " {
		t.Errorf("bound to door 3: door 1 %s, door 3 %s", b.queued(1), b.queued(3))
	}
	ended := b.rest(11 * time.Second)
	if rows := b.m.View().Line.Today; len(ended) != 0 || len(rows) != 1 || rows[0].Moved != 1 {
		t.Errorf("a transfer: events %+v, today %+v, want it counted and no visit ended", ended, rows)
	}
}

func TestSeveralServicesInOneVisit(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "x", Token: "t", Then: []string{"civil"}})
	b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
	if v := b.m.View().Ticket; len(v.Then) != 1 || v.Then[0].En != "Civil status" {
		t.Errorf("ticket screen: then %+v", v.Then)
	}
	b.after(takeTicket).send(kiosk.Tick{})
	b.take("civil", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.PlanVisit{Request: "q", Door: 1, Ticket: "x", Services: []string{"civil", "cert"}})
	if f := b.m.View().Board[0].Facts; len(f.PlanNames) != 2 {
		t.Errorf("plan %+v", f)
	}
	b.after(5 * time.Minute)
	b.done(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "x"})
	if got, want := b.spoke(), "Số thứ tự A001 xin chờ gọi tiếp cho Hộ tịch. Quý khách giữ nguyên số.|"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	b.screen(kiosk.ScreenHome) // the rating is for the whole visit
	if got := b.queued(3); got != "x:next-service v1:order v2:order " {
		t.Errorf("door 3: %s", got)
	}
	ended := b.rest(11 * time.Second)
	b.done(kiosk.CallNext{Request: "q", Door: 3})
	b.after(time.Minute)
	b.done(kiosk.CloseVisit{Request: "q", Door: 3, Seen: "x"})
	ended = append(ended, b.rest(11*time.Second)...)
	b.done(kiosk.CallNext{Request: "q", Door: 1})
	b.after(time.Minute)
	b.done(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "x"})
	b.screen(kiosk.ScreenRating)
	ended = append(ended, b.rest(11*time.Second)...)
	if len(ended) != 3 || ended[0].Service != "cert" || ended[1].Service != "civil" || ended[1].Serve != time.Minute || ended[2].Door != 1 {
		t.Errorf("events %+v, want cert, civil, cert", ended)
	}
}

func TestCancelAndClass(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert", "cert")
	b.done(kiosk.SetClass{Request: "q", Door: 1, Ticket: "v3", Class: "ill"}, kiosk.SetClass{Request: "q", Door: 1, Ticket: "v2", Class: "old"})
	if got := b.queued(1); got != "v2:class v3:class v1:order " {
		t.Errorf("order %s", got)
	}
	if w := b.m.View().Board[0].Queue[0]; w.Class != "old" || w.ClassName.En != "Elderly" || w.Why.Over != 1 || !w.Priority {
		t.Errorf("v2 in the console: %+v", w)
	}
	if err := b.ask(kiosk.SetClass{Request: "q", Door: 1, Ticket: "v1", Class: "vip"}); !errors.Is(err, kiosk.ErrUnknownClass) {
		t.Errorf("unknown class: %v", err)
	}
	b.done(kiosk.CancelTicket{Request: "q", Door: 1, Ticket: "v2"})
	if got := b.queued(1); got != "v3:class v1:order " {
		t.Errorf("order %s after v2 left", got)
	}
	if err := b.ask(kiosk.CancelTicket{Request: "q", Door: 1, Ticket: "v2"}); !errors.Is(err, kiosk.ErrUnknownTicket) {
		t.Errorf("cancelled again: %v", err)
	}
	b.send(kiosk.ClassPicked{Class: "ill"})
	if v := b.m.View(); v.Line.Class != "ill" || !v.Priority {
		t.Errorf("class picked: %+v", v.Line.Class)
	}
	b.send(kiosk.ServicePicked{Service: "cert", ID: "x", Token: "t"})
	if v := b.m.View().Ticket; v.Class.En != "Disabled" || !v.Priority {
		t.Errorf("ticket of class %+v", v.Class)
	}
	b.after(time.Minute).send(kiosk.NumberNoted{Ticket: "x"}, kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "x"})
	b.unchanged("unknown class", kiosk.ClassPicked{Class: "vip"})
}
