package kiosk_test

import (
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
)

func TestAVisitorOpensHerOwnScreens(t *testing.T) {
	t.Parallel()
	openable := append(own(), kiosk.ScreenHome)
	for from := range scenes() {
		t.Run(string(from), func(t *testing.T) {
			t.Parallel()
			for to := range scenes() {
				b := newVisit(t)
				scenes()[from](b)
				mine := slices.Contains(openable, from) || from == kiosk.ScreenAttract || from == kiosk.ScreenAnswer
				msg := kiosk.Opened{From: from, To: kiosk.Spot{Screen: to, Group: "g", Code: "c"}}
				back := from == kiosk.ScreenAnswer && to == from // there is one
				if !mine || !slices.Contains(openable, to) && !back {
					b.unchanged(string(from)+" to "+string(to), msg)
					continue
				}
				b.send(msg)
				b.screen(to)
				if got := b.m.View().Spot; got != msg.To {
					t.Errorf("%s to %s: spot %+v, want %+v", from, to, got, msg.To)
				}
			}
			b := newVisit(t)
			scenes()[from](b)
			for wrong := range scenes() {
				if wrong != from {
					b.unchanged("drawn for "+string(wrong), kiosk.Opened{From: wrong, To: kiosk.Spot{Screen: kiosk.ScreenFind}})
				}
			}
			b.unchanged("nowhere", kiosk.Opened{From: from}, kiosk.Opened{From: from, To: kiosk.Spot{Screen: "elsewhere"}})
		})
	}
}

// Who read at the screen does not go along when the robot leads somebody else.
func TestWhatOneReadStaysBehindWhenAnotherIsLed(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	b.send(kiosk.CallNext{Door: 1})
	mission := effect[kiosk.StartMission](b).Mission.ID
	b.reach(kiosk.Spot{Screen: kiosk.ScreenFind})
	b.send(kiosk.LanguagePicked{Lang: kiosk.En})
	for _, p := range []kiosk.Phase{kiosk.PhaseToPerson, kiosk.PhaseWaiting, kiosk.PhaseLeading} {
		b.send(kiosk.MissionChanged{Mission: mission, Phase: p})
		b.screen(kiosk.ScreenCalled)
	}
	if b.m.Lang != kiosk.En {
		t.Error("the led person's screen changed its language on the way")
	}
	b.send(kiosk.MissionChanged{Mission: mission, Phase: kiosk.PhaseArrived})
	if got := b.m.View().Spot; got != (kiosk.Spot{}) {
		t.Errorf("at the door the screen shows %+v, want nothing of who stayed behind", got)
	}
}

// What took the screen gives it back to what the visitor read.
func TestWhatTookTheScreenGivesItBack(t *testing.T) {
	t.Parallel()
	guide := kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "civil", Code: "1.001193"}
	for name, tc := range map[string]struct{ take, give kiosk.Msg }{
		"emergency": {
			kiosk.Announce{Door: 1, ID: "a", Text: kiosk.Text{Vi: "Cháy"}, Emergency: true}, kiosk.Withdraw{Door: 1, ID: "a"},
		},
		"store":  {kiosk.StoreFailed{Reason: "full"}, kiosk.StoreRecovered{}},
		"rating": {kiosk.CloseVisit{Door: 1, Seen: "v"}, kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "v"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.ticket("v")
			b.send(kiosk.CallNext{Door: 1})
			b.reach(guide)
			b.send(tc.take)
			took := b.m.View().Screen
			if took == kiosk.ScreenGuide {
				t.Fatalf("%#v did not take the screen", tc.take)
			}
			b.unchanged("a touch meant for the guide", kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
			b.send(tc.give)
			b.screen(kiosk.ScreenGuide)
			if got := b.m.View().Spot; got != guide {
				t.Errorf("spot %+v, want %+v", got, guide)
			}
		})
	}
}

// reach leaves a call that has the screen and opens a spot.
func (b *bench) reach(to kiosk.Spot) {
	b.t.Helper()
	if v := b.m.View(); v.Screen == kiosk.ScreenCalled {
		b.send(kiosk.Dismissed{Screen: v.Screen, Ticket: v.Calls[0].Ticket})
	}
	b.open(to)
}

func TestWoken(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if screen != kiosk.ScreenAttract {
			b.unchanged("not the greeting", kiosk.Woken{Lang: kiosk.En})
			return
		}
		for _, tc := range []struct{ asked, want kiosk.Lang }{{kiosk.En, kiosk.En}, {kiosk.Vi, kiosk.Vi}, {"", kiosk.Vi}, {"fr", kiosk.Vi}} {
			c := *b
			c.send(kiosk.Woken{Lang: tc.asked})
			c.screen(kiosk.ScreenHome)
			if got := c.m.View().Lang; got != tc.want {
				c.t.Errorf("woken in %q: the screen speaks %q, want %q", tc.asked, got, tc.want)
			}
			if s := c.said(); len(s) != 1 || s[0].Lang != tc.want {
				c.t.Errorf("woken in %q: got spoken %+v, want one welcome in %q", tc.asked, s, tc.want)
			}
		}
	})
}

func TestLooksAreForOneVisitor(t *testing.T) {
	t.Parallel()
	all := kiosk.Looks{Contrast: true, Text: kiosk.TextLargest, Reach: true, Guided: true}
	for name, leave := range map[string]func(*bench){
		"left alone": func(b *bench) { b.quiet(idleReset) },
		"restarted":  func(b *bench) { b.restart() },
		"took a ticket": func(b *bench) {
			b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
			if got := b.m.View().Looks; got != all {
				b.t.Errorf("on her ticket: looks %+v, want %+v", got, all)
			}
			b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
			b.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v"})
		},
		"technician came": func(b *bench) { b.send(kiosk.TechnicianEntered{}, kiosk.TechnicianLeft{}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.unchanged("an unknown size", kiosk.LooksPicked{Looks: kiosk.Looks{Text: "huge"}})
			b.send(kiosk.LooksPicked{Looks: all}, kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.PriorityToggled{})
			if v := b.m.View(); v.Looks != all || v.Lang != kiosk.En || !v.Priority {
				t.Fatalf("looks %+v, language %s, priority %v, want what was picked", v.Looks, v.Lang, v.Priority)
			}
			leave(b)
			b.screen(kiosk.ScreenHome)
			if v := b.m.View(); v.Looks != visiting().Looks || v.Lang != kiosk.Vi || v.Priority {
				t.Errorf("the next visitor: looks %+v, language %s, priority %v, want those of the setup", v.Looks, v.Lang, v.Priority)
			}
		})
	}
}

func TestAnUnattendedScreenGoesHome(t *testing.T) {
	t.Parallel()
	for _, s := range own() {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.open(kiosk.Spot{Screen: s})
			opened := b.at
			b.after(idleReset - warnBefore - time.Second).send(kiosk.Tick{})
			if at := b.m.View().LeaveAt; !at.IsZero() {
				t.Fatalf("a second too early the screen says that it goes at %v", at)
			}
			if got, want := b.m.Deadline(), opened.Add(idleReset-warnBefore); !got.Equal(want) {
				t.Fatalf("deadline %v, want the warning at %v", got, want)
			}
			b.after(time.Second).send(kiosk.Tick{})
			if got, want := b.m.View().LeaveAt, opened.Add(idleReset); !got.Equal(want) {
				t.Fatalf("the warning says %v, want %v", got, want)
			}
			b.after(time.Second).send(kiosk.Touched{})
			if at := b.m.View().LeaveAt; !at.IsZero() {
				t.Errorf("after a touch the warning stays, for %v", at)
			}
			b.screen(s)
			touched := b.at
			b.after(idleReset - time.Millisecond).send(kiosk.Tick{})
			b.screen(s)
			if got, want := b.m.Deadline(), touched.Add(idleReset); !got.Equal(want) {
				t.Errorf("deadline %v, want the end at %v", got, want)
			}
			b.after(time.Millisecond).send(kiosk.Tick{})
			b.screen(kiosk.ScreenHome)
			if v := b.m.View(); v.Spot != (kiosk.Spot{}) || !v.LeaveAt.IsZero() {
				t.Errorf("at home: spot %+v, leaves at %v, want neither", v.Spot, v.LeaveAt)
			}
		})
	}
}

// A warning is shown only where something would be lost.
func TestNoWarningWithoutNeed(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(*bench){
		"plain home": func(b *bench) { b.send(kiosk.Touched{}) },
		"printing":   func(b *bench) { b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"}) },
		"rating":     func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenFind}); b.rateOver() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.ticket("w")
			b.send(kiosk.CallNext{Door: 1})
			b.quiet(15 * time.Second)
			b.send(kiosk.MissionChanged{Mission: b.m.Errand.Mission.ID, Phase: kiosk.PhaseFailed})
			begin(b)
			for range 25 {
				b.after(time.Second).send(kiosk.Tick{})
				if at := b.m.View().LeaveAt; !at.IsZero() && b.m.View().Screen != kiosk.ScreenFind {
					t.Fatalf("on %s the screen says that it goes at %v", b.m.View().Screen, at)
				}
			}
		})
	}
}

// rateOver brings the rating of the called visit over what is shown.
func (b *bench) rateOver() {
	b.t.Helper()
	b.send(kiosk.CloseVisit{Door: 1, Seen: "w"})
	b.screen(kiosk.ScreenRating)
}

// A ticket screen that asks warns as well, and a second question warns again.
func TestATicketThatAsksWarns(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	for range 2 {
		b.send(kiosk.PrintFailed{Job: effect[kiosk.PrintTicket](b).Job})
		if at := b.m.View().LeaveAt; !at.IsZero() {
			t.Errorf("with all the time left the screen says that it goes at %v", at)
		}
		b.after(idleReset - warnBefore).send(kiosk.Tick{})
		if got, want := b.m.View().LeaveAt, b.at.Add(warnBefore); !got.Equal(want) {
			t.Fatalf("the screen says that it goes at %v, want %v", got, want)
		}
		b.send(kiosk.ReprintAsked{Ticket: "v"})
		if at := b.m.View().LeaveAt; !at.IsZero() {
			t.Errorf("while it prints again the screen says that it goes at %v", at)
		}
	}
	b.send(kiosk.PrintFailed{Job: effect[kiosk.PrintTicket](b).Job})
	b.after(idleReset - warnBefore).send(kiosk.Touched{})
	b.after(idleReset - time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenTicket)
	b.after(time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
}

func TestTheGreeting(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.after(attractAfter - time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.Touched{})
	b.after(attractAfter - time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	if got, want := b.m.Deadline(), b.at.Add(time.Second); !got.Equal(want) {
		t.Errorf("deadline %v, want the greeting at %v", got, want)
	}
	b.after(time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenAttract)
	b.send(kiosk.LanguagePicked{Lang: kiosk.En})
	b.screen(kiosk.ScreenHome)
	b.quiet(idleReset + attractAfter)
	b.screen(kiosk.ScreenAttract)
	if got := b.m.View().Lang; got != kiosk.Vi {
		t.Errorf("the greeting speaks %q, want vi", got)
	}
	b.unchanged("nothing to be had at the greeting", kiosk.PriorityToggled{}, kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	b.restart()
	b.screen(kiosk.ScreenHome)

	never := visiting()
	never.AttractAfter = 0
	b.send(kiosk.Started{Boot: "b9", Setup: never})
	b.send(kiosk.Touched{})
	b.quiet(5 * time.Hour)
	b.screen(kiosk.ScreenHome)
}

// The greeting waits for what has the screen, and a call wakes nobody up.
func TestTheGreetingComesBack(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.quiet(attractAfter)
	b.screen(kiosk.ScreenAttract)
	b.send(kiosk.CallNext{Door: 1})
	b.screen(kiosk.ScreenCalled)
	b.send(kiosk.MissionChanged{Mission: b.m.Errand.Mission.ID, Phase: kiosk.PhaseFailed})
	b.quiet(12 * time.Second)
	b.screen(kiosk.ScreenAttract)
}
