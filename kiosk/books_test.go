package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// books keep count of the line beside a walk.
type books struct {
	day     time.Time         // the next reset: a walk may cross midnight
	numbers map[string]string // of the day, and whose they are
	gone    map[string]bool   // tickets that left the line
}

// undone now and then tries an official's act on a copy and undoes it at once:
// the line and the display are as before, and the ward learns of nothing. It
// never says that the message was sent.
func (w *walk) undone(msg kiosk.Msg) bool {
	w.t.Helper()
	door := 0
	switch m := msg.(type) {
	case kiosk.CallNext:
		door = m.Door
	case kiosk.CloseVisit:
		door = m.Door
	case kiosk.MarkNoShow:
		door = m.Door
	case kiosk.Hold:
		door = m.Door
	case kiosk.Pick:
		door = m.Door
	case kiosk.Transfer:
		if m.Ticket == "" {
			door = m.Door
		}
	default:
	}
	if door == 0 {
		return false
	}
	settled, _ := w.m.Update(w.at, kiosk.Tick{})
	for range 3 { // what was done at the door before is final when something follows
		for _, a := range settled.Acts {
			if a.Door == door {
				settled, _ = settled.Update(a.Until, kiosk.Tick{})
			}
		}
	}
	at := settled.Line.Now
	next, effects := settled.Update(at, msg)
	if !did(effects) {
		return false
	}
	tk, _ := next.Line.At(door)
	after, more := next.Update(at, kiosk.Undo{Request: "undo", Door: door, Seen: tk.ID})
	if !did(more) {
		w.t.Fatalf("%#v cannot be undone: %+v", msg, more)
	}
	if got, want := lineOf(w.t, after), lineOf(w.t, settled); got != want {
		w.t.Fatalf("%#v undone: got …%s, want …%s", msg, tail(got, want), tail(want, got))
	}
	for _, e := range append(effects, more...) {
		if p, ok := e.(kiosk.Publish); ok {
			if v, ok := p.Event.(kiosk.VisitEnded); ok {
				w.t.Fatalf("%#v undone, and the ward knows %+v", msg, v)
			}
		}
	}
	return false
}

// did reports whether the request was done.
func did(effects []kiosk.Effect) bool {
	for _, e := range effects {
		if r, ok := e.(kiosk.Reply); ok {
			return r.Err == nil
		}
	}
	return false
}

// line checks that no number is given twice a day, no door serves two, and
// nobody is lost: every ticket is in the line until a visit's end is told, its
// holder left, or the day ends.
func (w *walk) line(msg kiosk.Msg) {
	w.t.Helper()
	if w.numbers == nil || !w.m.ResetAt.Equal(w.day) {
		w.day, w.numbers = w.m.ResetAt, map[string]string{}
	}
	doors := map[int]string{}
	live := map[string]bool{}
	for _, tk := range w.m.Line.Live {
		if whose, ok := w.numbers[tk.Number]; ok && whose != tk.ID {
			w.t.Fatalf("after %T number %s is of %s and of %s", msg, tk.Number, whose, tk.ID)
		}
		w.numbers[tk.Number], live[tk.ID] = tk.ID, true
		if tk.State == queue.Called {
			if o := doors[tk.Door]; o != "" {
				w.t.Fatalf("after %T door %d serves %s and %s", msg, tk.Door, o, tk.Number)
			}
			doors[tk.Door] = tk.Number
		}
		if tk.State == queue.Closed && !w.acts(tk.ID) {
			w.t.Fatalf("after %T %s is closed and stays in the line", msg, tk.Number)
		}
	}
	acts := map[int]bool{}
	for _, a := range w.m.Acts {
		if acts[a.Door] || !a.Until.After(w.at) {
			w.t.Fatalf("after %T door %d has the acts %+v, want one that can be undone", msg, a.Door, w.m.Acts)
		}
		acts[a.Door] = true
	}
	for number, id := range w.numbers {
		if live[id] || w.gone[id] {
			continue
		}
		w.t.Fatalf("after %T number %s is gone: nobody ended its visit", msg, number)
	}
}

// acts reports whether an act on a ticket may still be undone.
func (w *walk) acts(id string) bool {
	for _, a := range w.m.Acts {
		if a.After.ID == id {
			return true
		}
	}
	return false
}

// ended notes the tickets that left the line, from the tallies: what the line
// counted and what is gone must agree.
func (w *walk) ended(before, after queue.Line, events int, msg kiosk.Msg) {
	w.t.Helper()
	if w.gone == nil {
		w.gone = map[string]bool{}
	}
	gone, over := 0, 0
	for _, tk := range before.Live {
		if _, ok := after.Find(tk.ID); ok {
			continue
		}
		gone++
		if w.gone[tk.ID] {
			w.t.Fatalf("after %T %s left the line twice", msg, tk.Number)
		}
		w.gone[tk.ID] = true
		if tk.State == queue.NoShow || tk.State == queue.Closed {
			over++
		}
	}
	reset := !w.m.ResetAt.Equal(w.day) && !w.day.IsZero()
	count := func(l queue.Line) (n, left int) {
		for _, y := range l.Tallies {
			n, left = n+y.Served+y.NoShows, left+y.Left
		}
		return n, left
	}
	ended, left := count(after)
	hadEnded, hadLeft := count(before)
	if reset { // the tallies begin anew; what waited lapses with the day
		if events < over {
			w.t.Fatalf("the day ends with %d visits that were over, and %d told", over, events)
		}
		return
	}
	if ended-hadEnded != events {
		w.t.Fatalf("after %T %d visits were counted and %d told", msg, ended-hadEnded, events)
	}
	if gone > ended-hadEnded+left-hadLeft {
		w.t.Fatalf("after %T %d tickets are gone, %d visits ended, %d left", msg, gone, ended-hadEnded, left-hadLeft)
	}
}

// TestWordsOfTheLine: every refusal has its sentence in both languages.
func TestWordsOfTheLine(t *testing.T) {
	t.Parallel()
	loc := time.FixedZone("ICT", 7*60*60)
	for _, s := range []kiosk.Intake{kiosk.IntakeEarly, kiosk.IntakeLunch, kiosk.IntakeEnded, kiosk.IntakeDayOff, kiosk.IntakeNoDoor} {
		for _, opens := range []time.Time{{}, start.Add(time.Hour), start.Add(25 * time.Hour), start.Add(100 * time.Hour)} {
			w := kiosk.IntakeView{State: s, Opens: opens}.Words(start, loc)
			if w.Vi == "" || w.En == "" || strings.Contains(w.Vi+w.En, "  ") || !strings.HasSuffix(w.Vi, ".") || !strings.HasSuffix(w.En, ".") {
				t.Errorf("%s, %v: %+v", s, opens, w)
			}
		}
	}
}
