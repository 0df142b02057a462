package kiosk_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // 08:00 in Hanoi

func setup() kiosk.Setup {
	return kiosk.Setup{
		Unit: "r1", Ward: kiosk.Text{Vi: "Phường Cửa Nam", En: "Cua Nam Ward"}, TimeZone: "Asia/Ho_Chi_Minh",
		PortalURL: "https://dichvucong.gov.vn",
		Services: []kiosk.Service{
			{ID: "cert", Prefix: "A", Name: kiosk.Text{Vi: "Chứng thực", En: "Certification"}, Doors: []int{1, 3}},
			{ID: "civil", Prefix: "B", Name: kiosk.Text{Vi: "Hộ tịch", En: "Civil status"}, Doors: []int{3}},
		},
		Doors: []kiosk.Door{
			{Number: 1, Name: kiosk.Text{Vi: "Cửa số 1"}, Place: "door-1"}, {Number: 3, Name: kiosk.Text{Vi: "Cửa số 3"}, Place: "door-3"},
		},
		Priority: kiosk.PriorityPolicy{Strict: true}, RecallLimit: 2, CallShow: 12 * time.Second, RatingShow: 30 * time.Second,
		IdleReset: time.Minute, MinSamples: 5, Robot: true, Welcome: "welcome", Waiting: "waiting", LeadWait: 8 * time.Second,
		Entrance: "entrance", Dock: "dock", Rounds: []kiosk.Round{{Name: "tea"}, {Name: "sweets"}},
	}
}

// bench drives one model and keeps what it asked for.
type bench struct {
	t       *testing.T
	m       kiosk.Model
	at      time.Time
	effects []kiosk.Effect
	sent    int
	n       int // tickets taken
}

// asked gives a request a name of its own, as every page's form has.
func asked(m kiosk.Msg, n int) kiosk.Msg {
	v := reflect.New(reflect.TypeOf(m)).Elem()
	v.Set(reflect.ValueOf(m))
	if f := v.FieldByName("Request"); f.IsValid() && f.String() != "" {
		f.SetString(f.String() + "/" + strconv.Itoa(n))
	}
	return v.Interface().(kiosk.Msg)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, m: kiosk.New(), at: start}
	b.send(kiosk.Started{Boot: "b1", Setup: setup()})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", BatteryPct: 90, Place: "welcome"}})
	return b
}

func (b *bench) send(msgs ...kiosk.Msg) {
	b.t.Helper()
	b.effects = nil
	for _, m := range msgs {
		var e []kiosk.Effect
		b.sent++
		b.m, e = b.m.Update(b.at, asked(m, b.sent))
		b.effects = append(b.effects, e...)
	}
}

func (b *bench) after(d time.Duration) *bench { b.at = b.at.Add(d); return b }

func (b *bench) screen(want kiosk.Screen) {
	b.t.Helper()
	if got := b.m.View().Screen; got != want {
		b.t.Fatalf("screen = %s, want %s", got, want)
	}
}

// effect returns the first effect of a kind of the last send.
func effect[T kiosk.Effect](b *bench) T {
	b.t.Helper()
	for _, e := range b.effects {
		if e, ok := e.(T); ok {
			return e
		}
	}
	var none T
	b.t.Fatalf("no %T among %+v", none, b.effects)
	return none
}

func events[T kiosk.Event](b *bench) []T {
	var out []T
	for _, e := range b.effects {
		if p, ok := e.(kiosk.Publish); ok {
			if v, ok := p.Event.(T); ok {
				out = append(out, v)
			}
		}
	}
	return out
}

// ticket takes a ticket and confirms its paper.
func (b *bench) ticket(id string) {
	b.t.Helper()
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.ServicePicked{Service: "cert", ID: id, Token: "t" + id})
	b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
	b.after(11 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
}

func TestWholeVisit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v1", Token: "tok"})
	b.screen(kiosk.ScreenTicket)
	job := effect[kiosk.PrintTicket](b)
	if job.Ticket.Number != "A001" || job.Ticket.Reprint || job.Ticket.WaitOK {
		t.Fatalf("paper = %+v, want A001, no mark, wait unknown", job.Ticket)
	}
	if n := b.m.View().Services[0].Waiting; n != 0 {
		t.Errorf("%d wait before the paper is confirmed, want 0", n)
	}
	b.send(kiosk.Printed{Job: job.Job})
	if v := b.m.View(); v.Ticket.Print != kiosk.PrintDone || v.Services[0].Waiting != 1 {
		t.Errorf("after printing: paper %s, waiting %d, want confirmed and 1", v.Ticket.Print, v.Services[0].Waiting)
	}
	b.after(11 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)

	b.after(4 * time.Minute).send(kiosk.CallNext{Request: "q", Door: 3})
	if r := effect[kiosk.Reply](b); r.Err != nil {
		t.Fatalf("CallNext: %v", r.Err)
	}
	say := effect[kiosk.Speak](b)
	if want := "Xin mời số thứ tự A001 đến cửa số 3. Xin mời số thứ tự A001 đến cửa số 3."; say.Text != want || !say.Chime {
		t.Errorf("says %q, chime %v, want %q with chime", say.Text, say.Chime, want)
	}
	mission := effect[kiosk.StartMission](b).Mission
	if mission.Kind != kiosk.MissionLead || mission.From != "waiting" || mission.To != "door-3" {
		t.Errorf("mission = %+v, want lead from waiting to door-3", mission)
	}
	b.screen(kiosk.ScreenCalled)
	for _, p := range []kiosk.Phase{kiosk.PhaseToPerson, kiosk.PhaseWaiting, kiosk.PhaseLeading, kiosk.PhaseArrived} {
		b.after(20 * time.Second).send(kiosk.MissionChanged{Mission: mission.ID, Phase: p})
		if p != kiosk.PhaseArrived {
			b.screen(kiosk.ScreenCalled)
		}
	}
	b.after(6 * time.Minute).send(kiosk.CloseVisit{Request: "r", Door: 3, Seen: "v1"})
	b.screen(kiosk.ScreenRating)
	if got := events[kiosk.VisitEnded](b); len(got) != 0 {
		t.Errorf("visit events = %+v, want none while the end may be undone", got)
	}
	b.send(kiosk.FacePicked{Ticket: "v1", Face: kiosk.Satisfied})
	if got := events[kiosk.VisitEnded](b); len(got) != 1 || got[0].Outcome != "closed" {
		t.Errorf("visit events = %+v, want one closed", got)
	}
	ratings := events[kiosk.RatingGiven](b)
	if len(ratings) != 1 || ratings[0].Source != "ticket" || ratings[0].Door != 3 || ratings[0].Wait != 4*time.Minute+11*time.Second {
		t.Fatalf("ratings = %+v, want one of the ticket at door 3 after a wait of 4m11s", ratings)
	}
	b.send(kiosk.FacePicked{Ticket: "v1", Face: kiosk.Dissatisfied})
	if got := events[kiosk.RatingGiven](b); len(got) != 0 {
		t.Errorf("a second touch gave %+v, want nothing", got)
	}
	b.after(5 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	if m := effect[kiosk.StartMission](b).Mission; m.Kind != kiosk.MissionReturn || m.To != "welcome" {
		t.Errorf("after the rating: mission %+v, want return to welcome", m)
	}
}

func TestPaperTrouble(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		msg      func(job string) kiosk.Msg
		print    kiosk.PrintState
		reprint  bool // the next attempt bears the mark
		doorRows int
	}{
		{"surely not printed", func(j string) kiosk.Msg { return kiosk.PrintFailed{Job: j} }, kiosk.PrintFail, false, 1},
		{"unknown", func(j string) kiosk.Msg { return kiosk.PrintUnknown{Job: j} }, kiosk.PrintUnsure, true, 1},
	} {
		b := newBench(t)
		b.send(kiosk.ServicePicked{Service: "civil", ID: "v", Token: "k"})
		first := effect[kiosk.PrintTicket](b)
		b.send(tc.msg(first.Job))
		v := b.m.View()
		if v.Ticket.Print != tc.print || v.Services[1].Waiting != 0 || len(v.Board[1].Unsure) != tc.doorRows {
			t.Errorf("%s: paper %s, waiting %d, unsure %v", tc.name, v.Ticket.Print, v.Services[1].Waiting, v.Board[1].Unsure)
		}
		effect[kiosk.Speak](b)
		b.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v"})
		b.screen(kiosk.ScreenTicket) // its number would be lost
		b.send(kiosk.ReprintAsked{Ticket: "v"})
		second := effect[kiosk.PrintTicket](b)
		if second.Ticket.Reprint != tc.reprint || second.Ticket.Number != first.Ticket.Number || second.Ticket.URL != first.Ticket.URL {
			t.Errorf("%s: reprint = %+v, want the same number and token, mark %v", tc.name, second.Ticket, tc.reprint)
		}
		b.send(tc.msg(first.Job)) // late answer to the first attempt
		if got := b.m.View().Ticket.Print; got != kiosk.PrintSent {
			t.Errorf("%s: an answer to an old attempt changed the state to %s", tc.name, got)
		}
		b.send(tc.msg(second.Job))
		b.send(kiosk.NumberNoted{Ticket: "v"})
		if n := b.m.View().Services[1].Waiting; n != 1 {
			t.Errorf("%s: %d wait after the number was noted, want 1", tc.name, n)
		}
		b.after(time.Hour).send(kiosk.Tick{})
		b.screen(kiosk.ScreenHome)
	}
}

func TestLeftUnconfirmedIsAdmitted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.ServicePicked{Service: "civil", ID: "v", Token: "k"})
	b.send(kiosk.PrintFailed{Job: effect[kiosk.PrintTicket](b).Job})
	b.after(2 * time.Minute).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.CallNext{Request: "q", Door: 3})
	if r := effect[kiosk.Reply](b); !errors.Is(r.Err, kiosk.ErrNobodyWaits) {
		t.Errorf("call of an unconfirmed ticket: %v, want ErrNobodyWaits", r.Err)
	}
	b.send(kiosk.Admit{Request: "q", Door: 3, Ticket: "v"}, kiosk.CallNext{Request: "q2", Door: 3})
	if n := b.m.View().Board[1].Number; n != "B001" {
		t.Errorf("door 3 shows %q after admission and call, want B001", n)
	}
}

func TestRefusalsOfTheConsole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v1")
	b.ticket("v2")
	b.send(kiosk.CallNext{Request: "q", Door: 1})
	for name, tc := range map[string]struct {
		msg  kiosk.Msg
		want error
	}{
		"double click":   {kiosk.CallNext{Request: "q", Door: 1}, kiosk.ErrStalePage},
		"busy":           {kiosk.CallNext{Request: "q", Door: 1, Seen: "v1"}, kiosk.ErrDoorBusy},
		"stale close":    {kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v0"}, kiosk.ErrStalePage},
		"stale no-show":  {kiosk.MarkNoShow{Request: "q", Door: 1}, kiosk.ErrStalePage},
		"unknown door":   {kiosk.Recall{Request: "q", Door: 7}, kiosk.ErrUnknownDoor},
		"summon nowhere": {kiosk.SummonRobot{Request: "q", Door: 7}, kiosk.ErrUnknownDoor},
		"not stopped":    {kiosk.ResumeRobot{Request: "q", Door: 1}, kiosk.ErrNotStopped},
		"admit unknown":  {kiosk.Admit{Request: "q", Door: 1, Ticket: "zz"}, kiosk.ErrUnknownTicket},
		"robot is busy":  {kiosk.SummonRobot{Request: "q", Door: 3}, kiosk.ErrNoRobot},
	} {
		m, effects := b.m.Update(b.at, tc.msg)
		c := &bench{t: t, m: m, effects: effects}
		if r := effect[kiosk.Reply](c); !errors.Is(r.Err, tc.want) {
			t.Errorf("%s: %v, want %v", name, r.Err, tc.want)
		}
		if asJSON(t, m) != asJSON(t, b.m) {
			t.Errorf("%s: the refused request changed the model", name)
		}
	}
}

func TestPanel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	press := func(button int, seq uint32) []kiosk.RatingGiven {
		b.send(kiosk.PanelPressed{Button: button, Device: "box", Seq: seq})
		return events[kiosk.RatingGiven](b)
	}
	if got := press(4, 1); len(got) != 1 || got[0].Source != "panel" || got[0].Face != kiosk.Dissatisfied || got[0].Burst {
		t.Fatalf("a press gave %+v, want one anonymous dissatisfied", got)
	}
	if got := press(4, 1); len(got) != 0 {
		t.Errorf("a resent press gave %+v, want nothing", got)
	}
	for seq := uint32(2); seq <= 4; seq++ {
		b.after(time.Second)
		if got := press(1, seq); len(got) != 1 || got[0].Burst != (seq == 4) {
			t.Errorf("press %d gave %+v, want it stored, burst %v", seq, got, seq == 4)
		}
	}
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1}, kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.screen(kiosk.ScreenRating)
	if got := press(2, 9); len(got) != 1 || got[0].Source != "ticket" || got[0].Face != kiosk.Satisfied {
		t.Errorf("a press during the offer gave %+v, want one of the ticket", got)
	}
	if got := press(7, 10); len(got) != 0 {
		t.Errorf("button 7 gave %+v", got)
	}
}

// TestPressWithoutAVisit: a press long after the last visit is stored, and
// flagged.
func TestPressWithoutAVisit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seq := uint32(0)
	press := func(name string, want bool) {
		t.Helper()
		seq++
		b.send(kiosk.PanelPressed{Button: 1, Device: "box", Seq: seq})
		if got := events[kiosk.RatingGiven](b); len(got) != 1 || got[0].NoVisit != want || got[0].Burst {
			t.Errorf("%s: got %+v, want it stored, without a visit: %v", name, got, want)
		}
	}
	press("nobody came yet", true)
	b.ticket("v")
	b.send(kiosk.CallNext{Door: 1})
	press("the visit goes on", true)
	b.send(kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.send(kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "v"})
	b.after(3 * time.Minute)
	press("three minutes after", false)
	b.after(time.Second)
	press("later", true)
	b.ticket("w")
	b.send(kiosk.CallNext{Door: 1}, kiosk.MarkNoShow{Door: 1, Seen: "w"})
	press("a no-show is no visit", true)
}

// TestRestart stops at every interesting moment and starts again from the same
// journaled state.
func TestRestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	job := effect[kiosk.PrintTicket](b)
	b.after(3 * time.Second).send(kiosk.Started{Boot: "b2", Setup: setup()})
	b.screen(kiosk.ScreenTicket)
	if v := b.m.View(); v.Ticket.Print != kiosk.PrintUnsure {
		t.Fatalf("paper after a restart = %s, want unknown: nobody knows", v.Ticket.Print)
	}
	for _, e := range b.effects {
		if _, ok := e.(kiosk.PrintTicket); ok {
			t.Error("the restart printed silently")
		}
	}
	b.send(kiosk.Printed{Job: job.Job}) // the printer's late word still counts
	b.after(20 * time.Second).send(kiosk.Tick{})

	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	b.send(kiosk.CallNext{Door: 1})
	call, mission := effect[kiosk.Speak](b), effect[kiosk.StartMission](b).Mission
	b.after(3 * time.Second).send(kiosk.Started{Boot: "b3", Setup: setup()})
	if again := effect[kiosk.Speak](b); again != call {
		t.Errorf("after the restart it says %+v, want %+v once more", again, call)
	}
	if again := effect[kiosk.StartMission](b).Mission; again != mission {
		t.Errorf("after the restart the mission is %+v, want %+v", again, mission)
	}
	b.send(kiosk.Spoken{ID: call.ID})
	b.send(kiosk.MissionChanged{Mission: mission.ID, Phase: kiosk.PhaseLeading})
	b.after(3 * time.Second).send(kiosk.Started{Boot: "b4", Setup: setup()})
	for _, e := range b.effects {
		if s, ok := e.(kiosk.Speak); ok && s.ID == call.ID {
			t.Error("a call that was heard is said again")
		}
	}
	if again := effect[kiosk.StartMission](b).Mission; again.From != "" || again.To != "door-1" {
		t.Errorf("after a restart while leading: %+v, want on to door-1 from here", again)
	}
	b.send(kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.screen(kiosk.ScreenRating)
	b.after(25 * time.Second).send(kiosk.Started{Boot: "b5", Setup: setup()})
	b.after(25 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenRating) // the full time again
	b.send(kiosk.FacePicked{Ticket: "v", Face: kiosk.Neutral})
	if n := len(events[kiosk.RatingGiven](b)); n != 1 {
		t.Fatalf("%d ratings, want 1", n)
	}
	b.send(kiosk.Started{Boot: "b6", Setup: setup()})
	b.send(kiosk.FacePicked{Ticket: "v", Face: kiosk.Neutral})
	if n := len(events[kiosk.RatingGiven](b)); n != 0 {
		t.Errorf("the same visit was rated again after a restart")
	}
}

func TestEmergencyStop(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}})
	if got := events[kiosk.FaultChanged](b); len(got) != 1 || got[0].Up {
		t.Errorf("fault events = %+v, want one for the e-stop", got)
	}
	b.ticket("v")
	b.send(kiosk.CallNext{Request: "q", Door: 1})
	for _, e := range b.effects {
		if m, ok := e.(kiosk.StartMission); ok {
			t.Errorf("mission %+v in an emergency stop", m)
		}
	}
	b.send(kiosk.ResumeRobot{Request: "q", Door: 1})
	if r := effect[kiosk.Reply](b); !errors.Is(r.Err, kiosk.ErrStopPressed) {
		t.Errorf("resume with the button pressed: %v, want ErrStopPressed", r.Err)
	}
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop"}}, kiosk.ResumeRobot{Request: "q", Door: 1})
	effect[kiosk.ResumeMotion](b)
}

func TestStoreFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.StoreFailed{Reason: "disk full"})
	b.screen(kiosk.ScreenOut)
	b.send(kiosk.StoreRecovered{})
	b.screen(kiosk.ScreenHome)
}

func TestDayReset(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ticket("v1")
	want := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC) // midnight in Hanoi
	if got := b.m.Deadline(); !got.Equal(want) {
		t.Fatalf("deadline = %v, want %v", got, want)
	}
	b.at = want
	b.send(kiosk.Tick{})
	b.ticket("v2")
	if row := b.m.View().Board[0].Queue; len(row) != 1 || row[0].Number != "A001" {
		t.Errorf("queue after the reset = %+v, want A001 of today alone", row)
	}
	// A night without power: the start makes up for the reset.
	b.at = b.at.Add(36 * time.Hour)
	b.send(kiosk.Started{Boot: "b", Setup: setup()})
	if n := b.m.View().Services[0].Waiting; n != 0 {
		t.Errorf("%d tickets of another day wait, want 0", n)
	}
}

func asJSON(t *testing.T, m kiosk.Model) string {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryMessageIsInTheJournal(t *testing.T) {
	t.Parallel()
	if _, err := kiosk.Decode("NotAMessage", []byte("{}")); !errors.Is(err, kiosk.ErrUnknownKind) {
		t.Errorf("unknown kind: %v, want ErrUnknownKind", err)
	}
	if _, err := kiosk.Decode("Printed", []byte("{")); err == nil {
		t.Error("half a body was accepted")
	}
}
