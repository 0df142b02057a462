package kiosk_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// robots is a keeper and its members as pure models, with a wire between them
// that delays, doubles and loses, and with clocks of their own.
type robots struct {
	t       *testing.T
	r       *rand.Rand
	now     time.Time // the true time
	all     []*robot  // the keeper first
	wire    []packet
	asked   int
	ids     int
	paper   map[string]string    // ticket of each number on paper
	number  map[string]string    // the number that a ticket's holder has
	joined  map[string]time.Time // true times
	robotOf map[string]string
	calls   map[string]int // first calls of a ticket
	rated   map[string]int
	ended   int
	most    time.Duration // longest delay of the wire
	quiet   bool          // nobody comes any more
}

// longestTick is how late the wire may hand something over, beside its delay.
const longestTick = 900 * time.Millisecond

// robot is one of them.
type robot struct {
	name string
	skew time.Duration // of its clock
	m    kiosk.Model
	set  kiosk.Setup
	cut  bool
	boot int
	jobs []job
	ring []version // the keeper's pictures for this member
	runs int
}

type job struct {
	at  time.Time
	msg kiosk.Msg
}

type version struct {
	name   string
	mirror kiosk.Mirror
}

type packet struct {
	at time.Time
	to *robot
	do func()
}

func newRobots(t *testing.T, seed uint64, most time.Duration) *robots {
	t.Helper()
	w := &robots{
		t: t, r: rand.New(rand.NewPCG(seed, 7)), now: start, most: most, paper: map[string]string{}, number: map[string]string{},
		joined: map[string]time.Time{}, robotOf: map[string]string{}, calls: map[string]int{}, rated: map[string]int{},
	}
	for i, share := range []kiosk.ShareSetup{
		{Role: kiosk.ShareKeeper, Members: []kiosk.Sharer{{Name: "m1", Block: 9}, {Name: "m2", Block: 1}}},
		{Role: kiosk.ShareMember, Name: "m1", Block: 9},
		{Role: kiosk.ShareMember, Name: "m2", Block: 1},
	} {
		s := setup()
		s.Robot, s.Share = false, share
		n := &robot{name: share.Name, set: s, m: kiosk.New(), skew: time.Duration(w.r.IntN(600)-300) * time.Second}
		if i == 0 {
			n.skew = 0
		}
		w.all = append(w.all, n)
		w.boot(n)
		w.link(n, true)
	}
	return w
}

func (w *robots) boot(n *robot) {
	n.boot++
	w.send(n, kiosk.Started{Boot: n.name + "b" + strconv.Itoa(n.boot), Setup: n.set})
	w.send(n, kiosk.PrinterChanged{Printer: kiosk.Printer{Link: true, Paper: "ok", Checked: true}})
}

func (w *robots) link(n *robot, up bool) {
	n.cut = !up
	if n != w.all[0] {
		w.send(n, kiosk.LinkChanged{Part: kiosk.PartLine, Up: up})
		w.send(w.all[0], kiosk.MemberLink{Member: n.name, Up: up})
	}
}

// restart takes a robot's model through its snapshot.
func (w *robots) restart(n *robot) {
	body, err := json.Marshal(n.m)
	if err != nil {
		w.t.Fatal(err)
	}
	n.m = kiosk.New()
	if err := json.Unmarshal(body, &n.m); err != nil {
		w.t.Fatal(err)
	}
	n.jobs = nil
	if n == w.all[0] {
		for _, o := range w.all {
			o.ring = nil
		}
	}
	w.boot(n)
	if !n.cut {
		w.link(n, true)
	}
	if n == w.all[0] {
		for _, o := range w.all[1:] {
			if !o.cut {
				w.link(o, true)
			}
		}
	}
}

func (w *robots) send(n *robot, msg kiosk.Msg) {
	w.t.Helper()
	before := n.m
	next, effects := n.m.Update(w.now.Add(n.skew), msg)
	n.m = next
	for _, e := range effects {
		w.effect(n, e)
	}
	for _, t := range next.Line.Live { // who has joined at her robot, and when
		was, ok := before.Line.Find(t.ID)
		if _, known := w.joined[t.ID]; !known && t.Robot == n.name && t.State != queue.Reserved && (!ok || was.State == queue.Reserved) {
			w.joined[t.ID] = w.now
		}
	}
}

func (w *robots) effect(n *robot, e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.PrintTicket:
		id := n.m.Session.Ticket
		if holder, ok := w.paper[e.Ticket.Number]; ok && holder != id {
			w.t.Errorf("number %s is on the papers of two tickets", e.Ticket.Number)
		}
		if of, ok := w.number[id]; ok && of != e.Ticket.Number {
			w.t.Errorf("the holder of %s gets %s on a second paper", of, e.Ticket.Number)
		}
		w.paper[e.Ticket.Number], w.number[id], w.robotOf[id] = id, e.Ticket.Number, n.name
		n.jobs = append(n.jobs, job{w.now.Add(time.Duration(w.r.IntN(3000)) * time.Millisecond), kiosk.Printed{Job: e.Job}})
	case kiosk.Publish:
		switch ev := e.Event.(type) {
		case kiosk.Called, kiosk.VisitEnded:
			if n != w.all[0] {
				w.t.Errorf("member %s tells the ward of %+v", n.name, ev)
			}
			if _, ok := ev.(kiosk.VisitEnded); ok {
				w.ended++
			}
		default:
		}
	default:
	}
}

// post puts something on the wire, perhaps twice, perhaps for nothing.
func (w *robots) post(member, to *robot, do func()) {
	for range 1 + w.r.IntN(8)/7 {
		if w.r.IntN(12) > 0 {
			w.wire = append(w.wire, packet{w.now.Add(time.Duration(w.r.Int64N(int64(w.most)))), member, do})
		}
	}
	_ = to
}

// ask sends what a member owes and asks what is new.
func (w *robots) ask(n *robot) {
	v := n.m.View().Share
	ops := kiosk.LineOps{Member: n.name, Run: v.Run, Sent: w.now.Add(n.skew), Ops: slices.Clone(v.Owed)}
	body, err := json.Marshal(ops)
	if err != nil {
		w.t.Fatal(err)
	}
	keeper := w.all[0]
	w.post(n, keeper, func() {
		var got kiosk.LineOps
		if err := json.Unmarshal(body, &got); err != nil {
			w.t.Fatal(err)
		}
		if len(got.Ops) > 0 {
			w.send(keeper, got)
		}
		heard := w.answer(n, v.Have)
		w.post(n, n, func() { w.send(n, heard) })
	})
}

// answer is what the keeper's edge does.
func (w *robots) answer(n *robot, have string) kiosk.LineHeard {
	keeper := w.all[0]
	mirror, ok := keeper.m.View().Share.Mirror(n.name)
	if !ok {
		w.t.Fatal("the keeper does not know its member")
	}
	mirror.Now = w.now.Add(keeper.skew)
	if last := len(n.ring) - 1; last < 0 || !n.ring[last].mirror.Same(mirror) {
		n.runs++
		n.ring = append(n.ring, version{fmt.Sprint(keeper.boot, "/", n.runs), mirror})
		n.ring = n.ring[max(0, len(n.ring)-3):]
	}
	last := n.ring[len(n.ring)-1]
	for _, v := range n.ring {
		if v.name == have {
			c := mirror.Since(&v.mirror)
			return kiosk.LineHeard{From: have, To: last.name, Change: c}
		}
	}
	return kiosk.LineHeard{From: have, To: last.name, Change: mirror.Since(nil)}
}

// tick lets time pass and does what is due.
func (w *robots) tick(by time.Duration) {
	w.now = w.now.Add(by)
	var rest []packet
	due := w.wire
	w.wire = nil
	for _, p := range due {
		switch {
		case p.at.After(w.now):
			rest = append(rest, p)
		case !p.to.cut:
			p.do()
		}
	}
	w.wire = append(w.wire, rest...)
	for _, n := range w.all {
		for _, j := range n.jobs {
			if !j.at.After(w.now) {
				w.send(n, j.msg)
			}
		}
		n.jobs = slices.DeleteFunc(n.jobs, func(j job) bool { return !j.at.After(w.now) })
		if d := n.m.Deadline(); !d.IsZero() && !d.After(w.now.Add(n.skew)) {
			w.send(n, kiosk.Tick{})
		}
		if n != w.all[0] && !n.cut && w.r.IntN(2) == 0 {
			w.ask(n)
		}
		if w.r.IntN(2) == 0 {
			w.people(n)
		}
	}
}

// people come, note their numbers and rate.
func (w *robots) people(n *robot) {
	v := n.m.View()
	switch v.Screen {
	case kiosk.ScreenHome:
		if !w.quiet && w.r.IntN(20) == 0 {
			w.ids++
			w.send(n, kiosk.ServicePicked{Service: drawnFrom(w.r, "cert", "civil"), ID: "t" + strconv.Itoa(w.ids), Token: "tok" + strconv.Itoa(w.ids)})
		}
	case kiosk.ScreenTicket:
		if v.Ticket.Print == kiosk.PrintUnsure || v.Ticket.Print == kiosk.PrintFail {
			w.send(n, kiosk.NumberNoted{Ticket: v.Ticket.ID})
		}
	case kiosk.ScreenRating:
		if v.Rating.Chosen == "" && w.r.IntN(3) > 0 {
			w.rated[v.Rating.Ticket]++
			w.send(n, kiosk.FacePicked{Ticket: v.Rating.Ticket, Face: kiosk.Satisfied})
		}
	default:
	}
}

func drawnFrom[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// official works at a door of the keeper's console.
func (w *robots) official(door int) {
	k := w.all[0]
	cur, busy := k.m.Line.At(door)
	w.asked++
	request := "r" + strconv.Itoa(w.asked)
	if busy {
		w.send(k, kiosk.CloseVisit{Request: request, Door: door, Seen: cur.ID})
		if w.r.IntN(6) == 0 {
			w.send(k, kiosk.Undo{Request: request + "u", Door: door})
		}
		return
	}
	waiting := k.m.Line.Order(door)
	w.send(k, kiosk.CallNext{Request: request, Door: door})
	t, ok := k.m.Line.At(door)
	if !ok {
		return
	}
	w.calls[t.ID]++
	if w.number[t.ID] != t.Number {
		w.t.Errorf("%s is called, on the paper of its holder is %q", t.Number, w.number[t.ID])
	}
	for _, o := range waiting {
		if mine, other := w.joined[t.ID], w.joined[o.ID]; other.Before(mine.Add(-w.most - longestTick)) {
			w.t.Errorf("%s, who joined at %v, is called before %s, who joined at %v", t.Number, mine, o.Number, other)
		}
	}
}
