package kiosk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// calling has a visitor who called a person.
func calling(t *testing.T) *bench {
	t.Helper()
	b := newVisit(t)
	b.send(kiosk.LanguagePicked{Lang: kiosk.En})
	b.open(kiosk.Spot{Screen: kiosk.ScreenHelp})
	b.send(kiosk.HelpAsked{})
	if n := len(events[kiosk.HelpCalled](b)); n != 1 {
		t.Fatalf("%d calls reported, want 1", n)
	}
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En {
		t.Errorf("says %+v, want one sentence in English", s)
	}
	return b
}

// refused fails unless a request is answered with an error and nothing else.
func (b *bench) refused(msg kiosk.Msg, want error) {
	b.t.Helper()
	m, effects := b.m.Update(b.at, msg)
	c := &bench{t: b.t, m: m, effects: effects}
	if r := effect[kiosk.Reply](c); !errors.Is(r.Err, want) || len(effects) != 1 {
		b.t.Errorf("%#v: %+v, want %v alone", msg, effects, want)
	}
	if asJSON(b.t, m) != asJSON(b.t, b.m) {
		b.t.Errorf("the refused %#v changed the model", msg)
	}
}

// granted sends a request that must not be refused.
func (b *bench) granted(msg kiosk.Msg) {
	b.t.Helper()
	b.send(msg)
	if r := effect[kiosk.Reply](b); r.Err != nil {
		b.t.Fatalf("%#v: %v, want it done", msg, r.Err)
	}
}

// ended fails unless the last send reported how a call ended, once.
func (b *bench) ended(want kiosk.HelpEnded) {
	b.t.Helper()
	if got := events[kiosk.HelpEnded](b); len(got) != 1 || got[0] != want {
		b.t.Errorf("reported %+v, want %+v once", got, want)
	}
	if h := b.m.View().Help; h != nil {
		b.t.Errorf("the screen still shows %+v", h)
	}
	b.refused(kiosk.CloseHelp{Request: "q", Door: 1, Help: "help/1"}, kiosk.ErrNoHelp)
	b.unchanged("it is over", kiosk.HelpDropped{Help: "help/1"})
}

func TestHelpIsAskedOnItsScreen(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if screen != kiosk.ScreenHelp {
			b.unchanged("not asked for here", kiosk.HelpAsked{})
			return
		}
		b.send(kiosk.HelpAsked{})
		b.unchanged("a second touch", kiosk.HelpAsked{})
		b.unchanged("another call", kiosk.HelpDropped{Help: "help/0"}, kiosk.HelpDropped{})
	})
}

// TestAHeldButtonCallsHelp: from every screen but the technician's, once for
// each time it was held, and shown where nothing has taken the screen.
func TestAHeldButtonCallsHelp(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		home := b.m.View().Help
		b.send(kiosk.PanelHeld{Device: "box", Seq: 7})
		if screen == kiosk.ScreenTechnician {
			if b.m.Help != nil {
				t.Errorf("a technician's hands called for help: %+v", b.m.Help)
			}
			return
		}
		if home != nil {
			t.Fatalf("help was called before: %+v", home)
		}
		if b.m.Help == nil || len(events[kiosk.HelpCalled](b)) != 1 || len(b.said()) == 0 {
			t.Errorf("help is %+v, want it called, reported and said", b.m.Help)
		}
		switch got := b.m.View().Screen; screen {
		case kiosk.ScreenHome, kiosk.ScreenAttract, kiosk.ScreenGuide, kiosk.ScreenSearch, kiosk.ScreenListen, kiosk.ScreenCheckIn, kiosk.ScreenHelp:
			if got != kiosk.ScreenHelp {
				t.Errorf("shows %s, want who is called", got)
			}
		default:
		}
		b.unchanged("sent again, as after a restart", kiosk.PanelHeld{Device: "box", Seq: 7})
		b.send(kiosk.PanelHeld{Device: "box", Seq: 8}) // another hold while somebody comes is the same call
		if b.m.Help.ID != "help/1" || len(events[kiosk.HelpCalled](b)) != 0 {
			t.Errorf("held once more: %+v, want the same call", b.m.Help)
		}
	})
}

func TestHelpIsGiven(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.refused(kiosk.AnswerHelp{Request: "q", Door: 7, Help: "help/1"}, kiosk.ErrUnknownDoor)
	b.refused(kiosk.AnswerHelp{Request: "q", Door: 1, Help: "help/2"}, kiosk.ErrNoHelp)
	b.after(40 * time.Second).granted(kiosk.AnswerHelp{Request: "q", Door: 3, Help: "help/1"})
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En || !strings.Contains(s[0].Text, "door 3") {
		t.Errorf("says %+v, want that door 3 comes, in English", s)
	}
	if h := b.m.View().Help; h == nil || h.Door != 3 || h.Late {
		t.Errorf("the screen shows %+v, want that door 3 comes", h)
	}
	b.refused(kiosk.AnswerHelp{Request: "q", Door: 1, Help: "help/1"}, kiosk.ErrNoHelp) // the first door has it
	b.after(idleReset - time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHelp) // whoever waits for a person is not sent home before
	b.quiet(4 * time.Minute)
	if h := b.m.View().Help; h == nil || h.Late {
		t.Errorf("an answered call is %+v, want it never late", h)
	}
	b.granted(kiosk.CloseHelp{Request: "q", Door: 1, Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "helped", Door: 3, Answer: 40 * time.Second, Took: 40*time.Second + idleReset - time.Second + 4*time.Minute})
	b.open(kiosk.Spot{Screen: kiosk.ScreenHelp})
	b.send(kiosk.HelpAsked{})
	if h := b.m.View().Help; h == nil || h.ID != "help/2" {
		t.Errorf("the next call is %+v, want help/2", h)
	}
}

func TestNobodyComes(t *testing.T) {
	t.Parallel()
	b := calling(t)
	asked := b.at
	for b.at.Before(asked.Add(2 * time.Minute)) {
		if h := b.m.View().Help; h.Late {
			t.Fatalf("late after %v, want after two minutes", b.at.Sub(asked))
		}
		b.after(10 * time.Second).send(kiosk.Touched{})
	}
	b.screen(kiosk.ScreenHelp)
	if h := b.m.View().Help; !h.Late {
		t.Errorf("after two minutes: %+v, want it late", h)
	}
	if got, want := b.m.Help.At.Add(15*time.Minute), asked.Add(15*time.Minute); !got.Equal(want) {
		t.Errorf("the call began at %v, want %v", got, want)
	}
	b.quiet(13*time.Minute - time.Second)
	if n := len(events[kiosk.HelpEnded](b)); n != 0 || b.m.Help == nil {
		t.Fatalf("the call ended too early")
	}
	b.after(time.Second).send(kiosk.Tick{})
	b.ended(kiosk.HelpEnded{Outcome: "nobody", Took: 15 * time.Minute})
}

// A person who answered and did not close the call does not hold it for ever.
func TestAnAnsweredCallEnds(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.after(3 * time.Minute).send(kiosk.Tick{})
	b.granted(kiosk.AnswerHelp{Request: "q", Door: 1, Help: "help/1"}) // late, but welcome
	b.after(12 * time.Minute).send(kiosk.Tick{})
	b.ended(kiosk.HelpEnded{Outcome: "nobody", Door: 1, Answer: 3 * time.Minute, Took: 15 * time.Minute})
}

func TestHelpIsDropped(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.after(5 * time.Second).send(kiosk.HelpDropped{Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "dropped", Took: 5 * time.Second})
	b.screen(kiosk.ScreenHome)

	b = calling(t)
	b.open(kiosk.Spot{Screen: kiosk.ScreenLooks})
	b.send(kiosk.HelpDropped{Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "dropped"})
	b.screen(kiosk.ScreenLooks)
}

// A call outlives the visit to its screen and a restart: somebody may be coming.
func TestHelpOutlivesTheScreen(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.quiet(idleReset)
	b.screen(kiosk.ScreenHelp) // whoever waits does not touch
	b.quiet(2 * time.Minute)
	b.screen(kiosk.ScreenHome)
	b.restart()
	if n := len(events[kiosk.HelpCalled](b)) + len(events[kiosk.HelpEnded](b)); n != 0 {
		t.Errorf("the restart reported %d events of the call, want none", n)
	}
	b.granted(kiosk.AnswerHelp{Request: "q", Door: 1, Help: "help/1"})
	b.granted(kiosk.CloseHelp{Request: "q", Door: 1, Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "helped", Door: 1, Answer: 2*time.Minute + idleReset, Took: 2*time.Minute + idleReset})
}
