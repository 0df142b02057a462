package kiosk_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// lineOf is the line and what is on display, as JSON, without the time.
func lineOf(t *testing.T, m kiosk.Model) string {
	t.Helper()
	m.Line.Now = time.Time{}
	m.Calls = slices.Clone(m.Calls)
	for i := range m.Calls {
		m.Calls[i].ShowUntil = time.Time{} // goes by itself
	}
	b, err := json.Marshal(struct {
		Line   queue.Line
		Calls  []kiosk.Call
		Offers []kiosk.Offer
	}{m.Line, m.Calls, m.Offers})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestUndoRestoresAll: the state before comes back exactly, the ward learns of
// nothing, and what is undone cannot be undone again.
func TestUndoRestoresAll(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]kiosk.Msg{
		"call":               kiosk.CallNext{Request: "q", Door: 3},
		"close":              kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"},
		"no-show":            kiosk.MarkNoShow{Request: "q", Door: 1, Seen: "v1"},
		"transfer":           kiosk.Transfer{Request: "q", Door: 1, Seen: "v1", ToService: "civil"},
		"transfer to a door": kiosk.Transfer{Request: "q", Door: 1, Seen: "v1", ToDoor: 3},
		"hold":               kiosk.Hold{Request: "q", Door: 1, Seen: "v1"},
	} {
		for _, policy := range []kiosk.PriorityPolicy{{Strict: true}, {Share: 2}} {
			b := newCounter(t, func(s *kiosk.Setup) { s.Priority = policy })
			b.take("cert", "cert", "civil")
			b.done(kiosk.CallNext{Request: "q", Door: 1})
			b.rest(11 * time.Second)
			before := lineOf(t, b.m)
			b.done(act)
			door, seen := 1, ""
			if name == "call" {
				door, seen = 3, "v2"
			}
			row := b.m.View().Board[door/2]
			if row.Desk.Undo.Act == "" || !row.Desk.Undo.Until.Equal(b.at.Add(10*time.Second)) {
				t.Errorf("%s: the page offers %+v, want an undo for ten seconds", name, row.Desk.Undo)
			}
			if got := events[kiosk.VisitEnded](b); len(got) != 0 {
				t.Errorf("%s: events %+v at once", name, got)
			}
			b.after(9 * time.Second)
			if err := b.ask(kiosk.Undo{Request: "q", Door: door, Seen: "none"}); !errors.Is(err, kiosk.ErrStalePage) {
				t.Errorf("%s: undone from a stale page: %v", name, err)
			}
			b.done(kiosk.Undo{Request: "q", Door: door, Seen: seen})
			if got := lineOf(t, b.m); got != before {
				t.Errorf("%s undone: got …%s, want …%s", name, tail(got, before), tail(before, got))
			}
			now, _ := b.m.Line.At(door)
			if err := b.ask(kiosk.Undo{Request: "q", Door: door, Seen: now.ID}); !errors.Is(err, kiosk.ErrNothingToUndo) {
				t.Errorf("%s: undone twice: %v", name, err)
			}
			if got := b.rest(time.Minute); len(got) != 0 {
				t.Errorf("%s: events %+v after the undo", name, got)
			}
		}
	}
}

func TestUndoHasItsTime(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	if err := b.after(10 * time.Second).ask(kiosk.Undo{Request: "q", Door: 1}); !errors.Is(err, kiosk.ErrNothingToUndo) {
		t.Errorf("after ten seconds: %v", err)
	}
	if got := events[kiosk.VisitEnded](b); len(got) != 1 || got[0].Outcome != "closed" {
		t.Errorf("events %+v, want the visit", got)
	}
	if got := b.rest(time.Minute); len(got) != 0 {
		t.Errorf("events %+v, want the visit once", got)
	}
}

// TestUndoAfterARestart: the moment of the undo outlasts the program, and what
// was settled by time is told once.
func TestUndoAfterARestart(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	b.after(3 * time.Second).send(kiosk.Started{Boot: "b2", Setup: lined()})
	b.done(kiosk.Undo{Request: "q", Door: 1})
	if v := b.m.View(); v.Board[0].Number != "A001" || v.Screen == kiosk.ScreenRating {
		t.Errorf("after the restart: %+v on %s", v.Board[0], v.Screen)
	}
	b.done(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	b.after(time.Hour).send(kiosk.Started{Boot: "b3", Setup: lined()})
	if got := events[kiosk.VisitEnded](b); len(got) != 1 {
		t.Errorf("events %+v, want the visit once", got)
	}
}

// TestUndoOfACloseWithdrawsTheRating, and a rating that was given makes the
// close final.
func TestUndoOfACloseWithdrawsTheRating(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	b.screen(kiosk.ScreenRating)
	b.done(kiosk.Undo{Request: "q", Door: 1})
	b.screen(kiosk.ScreenCalled)
	b.send(kiosk.FacePicked{Ticket: "v1", Face: kiosk.Satisfied})
	if got := events[kiosk.RatingGiven](b); len(got) != 0 {
		t.Errorf("a late touch rated %+v", got)
	}
	b.done(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	b.send(kiosk.FacePicked{Ticket: "v1", Face: kiosk.Satisfied})
	if len(events[kiosk.RatingGiven](b)) != 1 || len(events[kiosk.VisitEnded](b)) != 1 {
		t.Errorf("effects %+v, want the visit and its rating", b.effects)
	}
	if err := b.ask(kiosk.Undo{Request: "q", Door: 1}); !errors.Is(err, kiosk.ErrNothingToUndo) {
		t.Errorf("undone after the rating: %v", err)
	}
}

// TestUndoGivesWayToOthers: what somebody else has built upon stays.
func TestUndoGivesWayToOthers(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.Transfer{Request: "q", Door: 1, Seen: "v1", ToDoor: 3}, kiosk.CallNext{Request: "q", Door: 3})
	if err := b.ask(kiosk.Undo{Request: "q", Door: 1}); !errors.Is(err, kiosk.ErrWrongState) {
		t.Errorf("v1 is at door 3, and its transfer was undone: %v", err)
	}
	// Each door has its own last act, and a recall confirms a call.
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.Recall{Request: "q", Door: 1, Seen: "v2"})
	if err := b.ask(kiosk.Undo{Request: "q", Door: 1, Seen: "v2"}); !errors.Is(err, kiosk.ErrNothingToUndo) {
		t.Errorf("a recalled call was undone: %v", err)
	}
	b.done(kiosk.Undo{Request: "q", Door: 3, Seen: "v1"})
	if got := b.queued(3); got != "v1:transferred v3:order " {
		t.Errorf("door 3: %s, want v1 back in front", got)
	}
	if got, want := b.spoke(), "Xin lỗi, số thứ tự A001 được gọi nhầm. Xin quý khách tiếp tục chờ, thứ tự của quý khách không đổi.|"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
}

// TestADoubleSubmitIsDoneOnce: a page that sends the same request again, for
// instance after a lost answer, gets the same answer and nothing more happens.
func TestADoubleSubmitIsDoneOnce(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert", "cert")
	twice := func(m kiosk.Msg) {
		t.Helper()
		b.m, b.effects = b.m.Update(b.at, m)
		before := lineOf(t, b.m)
		var again []kiosk.Effect
		b.m, again = b.m.Update(b.at, m)
		if len(again) != 1 || again[0] != (kiosk.Reply{Request: kiosk.RequestOf(m)}) || lineOf(t, b.m) != before {
			t.Errorf("%T again: effects %+v, want it answered as done alone", m, again)
		}
	}
	twice(kiosk.CallNext{Request: "r1", Door: 1})
	twice(kiosk.CloseVisit{Request: "r2", Door: 1, Seen: "v1"})
	twice(kiosk.CallNext{Request: "r3", Door: 1})
	twice(kiosk.Hold{Request: "r4", Door: 1, Seen: "v2"})
	twice(kiosk.Undo{Request: "r5", Door: 1})
	twice(kiosk.Book{Request: "r6", Door: 1, ID: "b", Code: 123456, Service: "cert", Time: b.at.Add(time.Hour).Unix()})
	if got, _ := b.m.Line.At(1); got.ID != "v2" {
		t.Errorf("at door 1: %+v, want v2", got)
	}
	// Two officials with the same page: the second one is told.
	b.done(kiosk.CallNext{Request: "mine", Door: 3})
	if err := b.ask(kiosk.CallNext{Request: "hers", Door: 3}); !errors.Is(err, kiosk.ErrStalePage) {
		t.Errorf("the second official: %v", err)
	}
}
