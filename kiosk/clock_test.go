package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestAClockSetBackHoldsNoScreen: what was to last ten seconds lasts ten
// seconds, whatever the clock says in between, and nobody has waited less.
func TestAClockSetBackHoldsNoScreen(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert")
	b.after(20 * time.Minute)
	b.done(kiosk.CallNext{Request: "q", Door: 1})
	b.after(5 * time.Minute)
	b.done(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"})
	b.screen(kiosk.ScreenRating)
	b.after(-time.Hour).send(kiosk.Tick{}) // the correction
	if d := b.m.Deadline().Sub(b.at); d > 10*time.Second {
		t.Errorf("the next deadline is %v away, want the undo's", d)
	}
	ended := b.rest(10 * time.Second)
	if len(ended) != 1 || ended[0].Wait != 20*time.Minute+2*takeTicket || ended[0].Serve != 5*time.Minute {
		t.Errorf("events %+v, want a wait of 20m22s and a service of 5m", ended)
	}
	b.rest(2*time.Minute + 30*time.Second)
	b.screen(kiosk.ScreenHome)
	b.take("cert")
	if got := b.queued(1); got != "v2:order v3:order " {
		t.Errorf("the line: %s, want the order of joining", got)
	}
	b.done(kiosk.CallNext{Request: "q", Door: 1})
	if w, _ := b.m.Line.At(1); w.Waited() < 27*time.Minute || w.Waited() > 29*time.Minute {
		t.Errorf("v2 waited %v, want about 28m", w.Waited())
	}
	b.send(kiosk.ServicePicked{Service: "cert", ID: "x", Token: "t"})
	b.after(-time.Hour).unchangedScreen("a double tap across the correction", kiosk.ServicePicked{Service: "cert", ID: "y", Token: "t"})
}

func (b *bench) unchangedScreen(why string, msg kiosk.Msg) {
	b.t.Helper()
	n := len(b.m.Line.Live)
	b.send(msg)
	if got := len(b.m.Line.Live); got != n {
		b.t.Errorf("%s: %d tickets, want %d", why, got, n)
	}
}

// TestAMachineThatStartsIn1970 loses nobody and nobody's time, gives no number
// twice, and does not keep hours that it cannot know.
func TestAMachineThatStartsIn1970(t *testing.T) {
	t.Parallel()
	b := newCounter(t, working)
	b.take("cert", "cert")
	noon := b.at
	old := time.Date(1970, 1, 1, 0, 1, 0, 0, time.UTC)
	s := lined()
	working(&s)
	b.at = old // the power was cut, and came back
	b.send(kiosk.Started{Boot: "b2", Setup: s})
	if v := b.m.View(); !v.Line.ClockUnset || v.Services[0].Intake.State != kiosk.IntakeOpen || len(v.Board[0].Queue) != 2 {
		t.Fatalf("in 1970: unset %v, intake %+v, queue %+v", v.Line.ClockUnset, v.Services[0].Intake, v.Board[0].Queue)
	}
	b.take("cert")
	b.after(5 * time.Minute).send(kiosk.Tick{})
	asked := b.at
	b.at = noon.Add(20 * time.Minute) // the network is there
	b.send(kiosk.Tick{})
	if got := b.queued(1); got != "v1:order v2:order v3:order " {
		t.Errorf("the line: %s, want everybody", got)
	}
	v3, _ := b.m.Line.Find("v3")
	if got, want := b.at.Sub(v3.Joined), asked.Sub(old); got < want-takeTicket || got > want+takeTicket {
		t.Errorf("v3 has waited %v, want about %v", got, want)
	}
	b.take("cert")
	if w, _ := b.m.Line.Find("v4"); w.Number != "A004" {
		t.Errorf("the next number is %s, want A004", w.Number)
	}
}

// TestThePowerReturnsOnTheSameDay: without a number since the start, the line
// of today stays when the clock comes, and that of another day goes.
func TestThePowerReturnsOnTheSameDay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		after time.Duration
		wait  int
	}{{"the same day", 2 * time.Hour, 2}, {"the next day", 24 * time.Hour, 0}} {
		b := newCounter(t)
		b.take("cert", "cert")
		then := b.at
		b.at = time.Date(1970, 1, 1, 0, 1, 0, 0, time.UTC)
		b.send(kiosk.Started{Boot: "b2", Setup: lined()})
		b.at = then.Add(tc.after)
		b.send(kiosk.Tick{})
		if n := len(b.m.View().Board[0].Queue); n != tc.wait {
			t.Errorf("%s: %d wait, want %d", tc.name, n, tc.wait)
		}
	}
}

// TestAClockSetForward ages everybody: the line is then first come, first
// served, and nobody is lost.
func TestAClockSetForward(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert")
	b.send(kiosk.ClassPicked{Class: "old"})
	b.take("cert")
	if got := b.queued(1); got != "v2:class v1:order " {
		t.Fatalf("before: %s", got)
	}
	b.after(5 * time.Hour).send(kiosk.Tick{})
	if got := b.queued(1); got != "v1:order v2:order " {
		t.Errorf("after: %s, want the order of joining", got)
	}
}
