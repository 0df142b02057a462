package kiosk_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestProperties sends random messages and checks: Update leaves the old model
// alone, a message and the model survive their encoding, the same messages
// give the same states, a past deadline never stays, a view has what its
// screen needs, no number is on two papers without the mark, no ticket is
// rated or explained twice, every call for help ends once, and left alone the
// screen comes home.
func TestProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 2))
			w := newWalk(t, r)
			for range 200 {
				w.at = w.at.Add(time.Duration(r.IntN(20000)) * time.Millisecond)
				if r.IntN(120) == 0 { // a pause, or the next day
					w.at = w.at.Add(time.Duration(r.IntN(14*60)) * time.Minute)
				}
				w.send(w.random())
			}
			w.leave()
		})
	}
}

// walk drives a model by random messages, and its replay beside it.
type walk struct {
	t         *testing.T
	r         *rand.Rand
	setup     kiosk.Setup
	m, copied kiosk.Model
	at        time.Time
	n         int // messages sent
	jobs      []string
	missions  []string
	spoken    []string
	listened  []string
	mic       string            // the request that the microphone is open for
	unmarked  map[string]string // the job of a ticket's paper without the mark
	given     map[string]int    // of each event that must come once
	issued    time.Time
	music     bool
	books
}

func newWalk(t *testing.T, r *rand.Rand) *walk {
	t.Helper()
	w := &walk{t: t, r: r, m: kiosk.New(), copied: kiosk.New(), at: start, setup: visiting(), unmarked: map[string]string{}, given: map[string]int{}}
	switch r.IntN(4) {
	case 0:
		w.setup = setup()
	case 1:
		w.setup.WarnBefore = 2 * w.setup.IdleReset // a warning that stands from the start
	case 2:
		w.setup.AttractAfter = w.setup.IdleReset / 2
	case 3:
		w.setup.Rounds = []kiosk.Round{{Name: "tea", Every: 10 * time.Minute}}
		w.setup.WelcomeFor = 20 * time.Minute
	}
	if r.IntN(2) == 0 {
		w.setup.Priority, w.setup.Rules = lined().Priority, lined().Rules
	}
	if r.IntN(4) == 0 {
		working(&w.setup)
	}
	if r.IntN(2) == 0 {
		w.setup.Officials = directory()
	}
	w.send(kiosk.Started{Boot: "b", Setup: w.setup})
	return w
}

// send takes one step and checks it.
func (w *walk) send(msg kiosk.Msg) {
	w.t.Helper()
	w.n++
	msg = asked(msg, w.n)
	if w.undone(msg) {
		return
	}
	before := asJSON(w.t, w.m)
	offered := w.m.Offers
	next, effects := w.m.Update(w.at, msg)
	if asJSON(w.t, w.m) != before {
		w.t.Fatalf("%T changed the model it was sent to", msg)
	}
	kind, body, err := kiosk.Encode(msg)
	if err != nil {
		w.t.Fatal(err)
	}
	again, err := kiosk.Decode(kind, body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.copied, _ = w.copied.Update(w.at, again)
	after := asJSON(w.t, next)
	if got := asJSON(w.t, w.copied); got != after {
		w.t.Fatalf("the replay of %T differs: …%s, …%s", msg, tail(after, got), tail(got, after))
	}
	var stored kiosk.Model
	if err := json.Unmarshal([]byte(after), &stored); err != nil || asJSON(w.t, stored) != after {
		w.t.Fatalf("the model does not survive a snapshot: %v", err)
	}
	was := w.m.Line
	w.copied, w.m = stored, next
	if d := next.Deadline(); !d.IsZero() && !d.After(w.at) {
		w.t.Fatalf("after %T at %v the deadline %v has passed: the loop would spin", msg, w.at, d)
	}
	if _, ok := msg.(kiosk.Started); ok {
		w.music = false // its player ended with the run before
	}
	told := w.given["visit"]
	for _, e := range effects {
		w.effect(msg, e, offered)
	}
	w.ended(was, next.Line, w.given["visit"]-told, msg)
	w.papers(msg)
	w.line(msg)
	w.microphone(msg)
	w.help()
	w.view()
}

// effect notes what can be answered and counts what must come once.
func (w *walk) effect(msg kiosk.Msg, e kiosk.Effect, offered []kiosk.Offer) {
	w.t.Helper()
	switch e := e.(type) {
	case kiosk.PrintTicket:
		w.jobs = append(w.jobs, e.Job)
		if _, ok := msg.(kiosk.ServicePicked); ok {
			if !w.issued.IsZero() && w.at.Sub(w.issued) < 2*time.Second {
				w.t.Fatalf("two tickets within %v", w.at.Sub(w.issued))
			}
			w.issued = w.at
		}
	case kiosk.PrintSlip:
		w.slip(e)
	case kiosk.StartMission:
		w.missions = append(w.missions, e.Mission.ID)
		if w.m.Stopped || w.m.Tech != nil || w.m.Maintenance {
			w.t.Fatalf("%T: %+v is begun by a robot that must stand still", msg, e.Mission)
		}
	case kiosk.Speak:
		w.spoken = append(w.spoken, e.ID)
		if e.Text == "" || e.ID == "" || e.Lang != kiosk.Vi && e.Lang != kiosk.En {
			w.t.Fatalf("%T: says %+v", msg, e)
		}
	case kiosk.Listen:
		w.listened = append(w.listened, e.ID)
		w.mic = e.ID
	case kiosk.EndSpeech:
		if e.ID != w.mic {
			w.t.Fatalf("%T ends the speech of %q, want of %q", msg, e.ID, w.mic)
		}
	case kiosk.StopListening:
		w.mic = ""
	case kiosk.Publish:
		w.event(e.Event, offered)
	case kiosk.Music:
		if w.music = !w.music; e.On != w.music {
			w.t.Fatalf("%T: music %v twice", msg, e.On)
		}
	case kiosk.CancelMission, kiosk.ProceedMission, kiosk.ResumeMotion, kiosk.Reply:
	}
}

func (w *walk) event(e kiosk.Event, offered []kiosk.Offer) {
	w.t.Helper()
	switch e := e.(type) {
	case kiosk.RatingGiven:
		if e.Source == "ticket" {
			w.given["rating"]++
		}
	case kiosk.VisitEnded:
		w.given["visit"]++
		if e.Outcome == "closed" {
			w.given["closed"]++
		}
	case kiosk.RatingExplained:
		w.given["explained"]++
		i := slices.IndexFunc(offered, func(o kiosk.Offer) bool {
			return o.Chosen == e.Face && o.Door == e.Door && o.Asking
		})
		if i < 0 || len(e.Reasons) == 0 || !slices.Equal(offered[i].Reasons, e.Reasons) {
			w.t.Fatalf("explained %+v, which fits none of %+v", e, offered)
		}
	case kiosk.HelpCalled:
		w.given["help"]++
	case kiosk.HelpRaised:
		w.given["raised"]++
	case kiosk.HelpEnded:
		w.given["helped"]++
	case kiosk.Called, kiosk.FaultChanged:
	}
	if w.given["rating"] > w.given["closed"] || w.given["explained"] > w.given["rating"] {
		w.t.Fatalf("events %v: more ratings than visits, or more reasons than ratings", w.given)
	}
}

// microphone checks that it is open exactly while the screen says so.
func (w *walk) microphone(msg kiosk.Msg) {
	w.t.Helper()
	if h, ok := msg.(kiosk.Heard); ok && h.ID == w.mic {
		w.mic = "" // answered, and closed by itself
	}
	shown := ""
	if l := w.m.View().Listen; l != nil && l.State == kiosk.ListenOpen {
		shown = l.ID
	}
	if shown != w.mic {
		w.t.Fatalf("%T: the screen listens for %q, the microphone is open for %q", msg, shown, w.mic)
	}
}

// papers checks that no number is on two papers without the mark.
func (w *walk) papers(msg kiosk.Msg) {
	w.t.Helper()
	p, ok := msg.(kiosk.Printed)
	if !ok {
		return
	}
	for _, pj := range w.m.Papers {
		if pj.Job() == p.Job && !pj.Paper.Reprint && pj.State == kiosk.PrintDone {
			if job := w.unmarked[pj.Ticket]; job != "" && job != p.Job {
				w.t.Fatal("two unmarked papers for one ticket")
			}
			w.unmarked[pj.Ticket] = p.Job
		}
	}
}

// help checks that every call but the open one has ended once.
func (w *walk) help() {
	w.t.Helper()
	open := 0
	if w.m.Help != nil {
		open = 1
		if h := w.m.Help; h.Door != 0 && !h.Back.IsZero() || h.Laters > 2 || h.Redirects > 4 {
			w.t.Fatalf("%+v: a call that is answered rings no more, and nobody is put off for ever", h)
		}
	}
	if raised := w.given["raised"]; raised > w.given["help"] {
		w.t.Fatalf("events %v: leaders hear of a call once", w.given)
	}
	if w.given["help"] != w.given["helped"]+open {
		w.t.Fatalf("events %v with %d call open: each must end once", w.given, open)
	}
}

// view checks that the screen has what it needs, and nothing of another one.
func (w *walk) view() {
	w.t.Helper()
	v := w.m.View()
	for _, c := range []struct {
		screen kiosk.Screen
		has    bool
		only   bool // on that screen alone
	}{
		{kiosk.ScreenTicket, v.Ticket != nil && v.Ticket.Number != "" && v.Ticket.Print != "", v.Ticket != nil},
		{kiosk.ScreenRating, v.Rating != nil && v.Rating.Ticket != "", v.Rating != nil},
		{kiosk.ScreenTray, v.Tray != nil && v.Tray.Mission != "", v.Tray != nil},
		{kiosk.ScreenEmergency, v.Alarm.Vi != "", v.Alarm != kiosk.Text{}},
		{kiosk.ScreenTechnician, v.Technician != nil, v.Technician != nil},
		{kiosk.ScreenCalled, len(v.Calls) > 0 && v.Calls[0].Number != "", false},
		{kiosk.ScreenOut, slices.Contains(v.Notices, kiosk.NoticeStoreFailed), slices.Contains(v.Notices, kiosk.NoticeStoreFailed)},
		{kiosk.ScreenListen, true, v.Listen != nil},
		{kiosk.ScreenMaintenance, v.Maintenance || v.Jogged, v.Jogged && v.Screen != kiosk.ScreenOut && v.Screen != kiosk.ScreenEmergency},
	} {
		if v.Screen == c.screen && !c.has || v.Screen != c.screen && c.only {
			w.t.Fatalf("on %s: what %s needs is %v, and it is there: %v", v.Screen, c.screen, c.has, c.only)
		}
	}
	if slices.Contains(own(), v.Screen) && v.Spot.Screen != v.Screen {
		w.t.Fatalf("on %s the spot is %+v", v.Screen, v.Spot)
	}
	if v.Screen == kiosk.ScreenAttract && (v.Lang != kiosk.Vi || v.Priority || v.Looks != w.setup.Looks) {
		w.t.Fatalf("the greeting shows %s, priority %v, %+v of the visitor before", v.Lang, v.Priority, v.Looks)
	}
	if !v.LeaveAt.IsZero() && (!v.LeaveAt.After(w.at) || v.LeaveAt.Sub(w.at) > w.setup.WarnBefore) {
		w.t.Fatalf("at %v the screen says that it goes at %v", w.at, v.LeaveAt)
	}
	if v.Lang != kiosk.Vi && v.Lang != kiosk.En {
		w.t.Fatalf("the screen speaks %q", v.Lang)
	}
}

// leave lets everybody go: emergencies are withdrawn, the store and the robot
// come to rest, a technician ends her work. By its own time alone the screen is
// home then, within what its parts may take.
func (w *walk) leave() {
	w.t.Helper()
	w.send(kiosk.StoreRecovered{})
	for _, b := range w.m.Bulletins {
		w.send(kiosk.Withdraw{Door: 1, ID: b.ID})
	}
	if e := w.m.Errand; e != nil {
		w.send(kiosk.MissionChanged{Mission: e.Mission.ID, Phase: kiosk.PhaseFailed})
	}
	if e := w.m.Chore; e != nil {
		w.send(kiosk.MissionChanged{Mission: e.Mission.ID, Phase: kiosk.PhaseFailed})
	}
	w.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "linkLost"}})
	const (
		page  = 10 * time.Minute              // of the technician
		paper = 30*time.Second + idleReset    // one without an answer, then its question
		stale = 2*time.Minute + ratingShow    // a rating that waited, then its time on screen
		least = 15*time.Minute + attractAfter // a call for help ends by then, and the greeting is up
	)
	w.rest(max(page, paper, stale, w.setup.CallShow))
	if w.m.Maintenance {
		w.send(kiosk.TechnicianEntered{})
		w.send(kiosk.MaintenanceSet{})
		w.send(kiosk.TechnicianLeft{})
	}
	if s := w.m.View().Screen; s != kiosk.ScreenHome && s != kiosk.ScreenAttract {
		w.t.Fatalf("left alone the screen stays at %s", s)
	}
	w.rest(least)
	want := kiosk.ScreenAttract
	if w.setup.AttractAfter == 0 {
		want = kiosk.ScreenHome
	}
	if s := w.m.View().Screen; s != want || w.m.Help != nil || len(w.m.Offers) != 0 {
		w.t.Fatalf("after a long rest: %s, help %+v, %d ratings, want %s alone", s, w.m.Help, len(w.m.Offers), want)
	}
}

// rest lets time pass by deadlines alone.
func (w *walk) rest(d time.Duration) {
	w.t.Helper()
	end := w.at.Add(d)
	for range 1000 {
		next := w.m.Deadline()
		if next.IsZero() || next.After(end) {
			w.at = end
			w.send(kiosk.Tick{})
			return
		}
		w.at = next
		w.send(kiosk.Tick{})
	}
	w.t.Fatal("a thousand deadlines in a rest: the loop would spin")
}
