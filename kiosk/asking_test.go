package kiosk_test

import (
	"slices"
	"testing"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

func TestTicketsAreIssuedWhereTheyAreOffered(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		b.unchanged("without a name", kiosk.ServicePicked{Service: "cert"})
		b.unchanged("an unknown service", kiosk.ServicePicked{Service: "none", ID: "x", Token: "k"})
		pick := kiosk.ServicePicked{Service: "cert", ID: "x", Token: "k"}
		if !slices.Contains([]kiosk.Screen{kiosk.ScreenHome, kiosk.ScreenGroup, kiosk.ScreenGuide}, screen) {
			b.unchanged("not offered here", pick)
			return
		}
		b.send(pick)
		b.screen(kiosk.ScreenTicket)
		if got := b.m.View().Spot; got != (kiosk.Spot{}) {
			b.t.Errorf("after the ticket the visitor comes back to %+v, want home", got)
		}
	})
}

func TestAFingerThatTremblesTakesOneTicket(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		after time.Duration
		taken bool
	}{
		{"at once", 0, false},
		{"almost two seconds", 2*time.Second - time.Millisecond, false},
		{"two seconds", 2 * time.Second, true},
		{"a clock set back a little", -time.Second, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.send(kiosk.ServicePicked{Service: "cert", ID: "v1", Token: "k"})
			b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job}, kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v1"})
			b.screen(kiosk.ScreenHome)
			b.after(tc.after)
			pick := kiosk.ServicePicked{Service: "cert", ID: "v2", Token: "k"}
			if !tc.taken {
				b.unchanged("within the lock", pick)
				return
			}
			b.send(pick)
			b.screen(kiosk.ScreenTicket)
		})
	}
}

func TestCallsStandBesideWhatAVisitorDoes(t *testing.T) {
	t.Parallel()
	for _, s := range own() {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.ticket("v1")
			b.open(kiosk.Spot{Screen: s})
			b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "fault"}}) // nobody is led
			b.send(kiosk.CallNext{Door: 1})
			b.screen(s)
			if c := b.m.View().Calls; len(c) != 1 || c[0].Number != "A001" || c[0].Door != 1 {
				t.Fatalf("beside: %+v, want the call of A001 to door 1", c)
			}
			b.after(12 * time.Second).send(kiosk.Tick{})
			b.screen(s)
			if c := b.m.View().Calls; len(c) != 0 {
				t.Errorf("after its time: %+v, want no call", c)
			}
		})
	}
}

// The microphone closes when nobody is there to speak into it.
func TestTheMicrophoneIsClosed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		send func(b *bench)
	}{
		{"she goes home", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenHome}) }},
		{"she writes instead", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenSearch}) }},
		{"another language", func(b *bench) { b.send(kiosk.LanguagePicked{Lang: kiosk.En}) }},
		{"an emergency", func(b *bench) {
			b.send(kiosk.Announce{Request: "q", Door: 1, ID: "n", Text: kiosk.Text{Vi: "Cháy"}, Emergency: true})
		}},
		{"a technician", func(b *bench) { b.send(kiosk.TechnicianEntered{}) }},
		{"the disk", func(b *bench) { b.send(kiosk.StoreFailed{Reason: "full"}) }},
		{"nobody is there any more", func(b *bench) { b.after(idleReset).send(kiosk.Tick{}) }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.open(kiosk.Spot{Screen: kiosk.ScreenListen})
			b.send(kiosk.ListenAsked{})
			id := effect[kiosk.Listen](b).ID
			tc.send(b)
			if got := effect[kiosk.StopListening](b).ID; got != id {
				t.Errorf("closed the microphone of %s, want of %s", got, id)
			}
			if b.m.Listen != nil {
				t.Errorf("after it: %+v, want nothing that waits for an answer", b.m.Listen)
			}
			b.unchanged("it is closed", kiosk.Heard{ID: id, Codes: []string{"late"}}, kiosk.SpeechEnded{})
		})
	}
}

// Who has said all says so: the answer need not wait for a silence.
func TestTheVisitorEndsHerSpeech(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.open(kiosk.Spot{Screen: kiosk.ScreenListen})
	b.unchanged("nothing was asked", kiosk.SpeechEnded{})
	b.send(kiosk.ListenAsked{})
	id := effect[kiosk.Listen](b).ID
	b.send(kiosk.SpeechEnded{})
	if got := effect[kiosk.EndSpeech](b).ID; got != id {
		t.Errorf("ended %s, want %s", got, id)
	}
	b.state(kiosk.ListenOpen) // until it is answered
	b.send(kiosk.Heard{ID: id, Codes: []string{"1.001193"}})
	b.screen(kiosk.ScreenAnswer)
	b.unchanged("it was answered", kiosk.SpeechEnded{})
}

func TestListening(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		switch screen {
		case kiosk.ScreenListen:
		case kiosk.ScreenFind, kiosk.ScreenAnswer, kiosk.ScreenGuide: // a touch there opens it
			b.send(kiosk.ListenAsked{})
			b.screen(kiosk.ScreenListen)
			b.state(kiosk.ListenOpen)
			return
		default:
			b.unchanged("no microphone here", kiosk.ListenAsked{}, kiosk.Heard{ID: "listen/1", Codes: []string{"1.001193"}})
			return
		}
		b.send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.ListenAsked{})
		if got, want := effect[kiosk.Listen](b), (kiosk.Listen{ID: "listen/1", Lang: kiosk.En}); got != want {
			b.t.Errorf("asked to listen: %+v, want %+v", got, want)
		}
		b.unchanged("it listens", kiosk.ListenAsked{}, kiosk.Heard{ID: "listen/0", Codes: []string{"x"}})
		b.state(kiosk.ListenOpen)
		for _, tc := range []struct {
			heard kiosk.Heard
			want  kiosk.ListenState
		}{
			{kiosk.Heard{}, kiosk.ListenNothing},
			{kiosk.Heard{Reason: "no microphone"}, kiosk.ListenDeaf},
			{kiosk.Heard{Reason: "cut short", Codes: []string{"1.001193"}}, kiosk.ListenDeaf},
			{kiosk.Heard{Reason: "cut short", Meant: wants(assist.Direct, "1.001193")}, kiosk.ListenDeaf},
		} {
			tc.heard.ID = b.m.Listen.ID
			b.after(idleReset - warnBefore).send(tc.heard)
			b.state(tc.want)
			if at := b.m.View().LeaveAt; !at.IsZero() {
				b.t.Errorf("%s: who spoke is warned at once", tc.want)
			}
			b.unchanged("a second answer", kiosk.Heard{ID: tc.heard.ID, Codes: []string{"late"}})
			b.send(kiosk.ListenAsked{})
			if got := effect[kiosk.Listen](b).ID; got == tc.heard.ID {
				b.t.Errorf("asked again: %s, want another ID", got)
			}
		}
		id := b.m.Listen.ID
		b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
		b.unchanged("it was left", kiosk.Heard{ID: id, Codes: []string{"late"}})
		b.open(kiosk.Spot{Screen: kiosk.ScreenListen})
		if l := b.m.View().Listen; l != nil {
			b.t.Errorf("opened again: %+v, want nothing asked yet", l)
		}
		b.send(kiosk.ListenAsked{})
		b.quiet(idleReset) // nobody answers: not even the recogniser
		b.screen(kiosk.ScreenHome)
		b.unchanged("the visitor has gone", kiosk.Heard{ID: "listen/6", Codes: []string{"late"}})
	})
}

// state fails unless the request by voice has come so far.
func (b *bench) state(want kiosk.ListenState) {
	b.t.Helper()
	if l := b.m.View().Listen; l == nil || l.State != want {
		b.t.Fatalf("listening: %+v, want %s", l, want)
	}
}

func TestPriorityIsSwitchedWhereItCounts(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if !slices.Contains([]kiosk.Screen{kiosk.ScreenHome, kiosk.ScreenGroup, kiosk.ScreenGuide}, screen) {
			b.unchanged("not here", kiosk.PriorityToggled{})
			return
		}
		b.send(kiosk.PriorityToggled{}, kiosk.ServicePicked{Service: "cert", ID: "x", Token: "k"})
		if t := b.m.View().Ticket; t == nil || !t.Priority {
			b.t.Errorf("ticket %+v, want a priority ticket", t)
		}
	})
}

// A number that is called while its holder still looks at it gives its screen
// to the call.
func TestACallTakesThePlaceOfItsTicket(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.ServicePicked{Service: "cert", ID: "v", Token: "k"})
	b.send(kiosk.Printed{Job: effect[kiosk.PrintTicket](b).Job})
	b.screen(kiosk.ScreenTicket)
	b.send(kiosk.CallNext{Door: 1})
	b.screen(kiosk.ScreenCalled)
	if v := b.m.View(); v.Calls[0].Ticket != "v" || v.Lang != kiosk.En || v.Ticket != nil {
		t.Errorf("shows %+v in %s, want the call of her number in English", v.Calls[0], v.Lang)
	}
	b.send(kiosk.CloseVisit{Door: 1, Seen: "v"})
	b.screen(kiosk.ScreenRating)
}

// Whoever listens to the voice guide keeps the home screen: nothing that is
// only shown may change under the fingers.
func TestAListenerKeepsTheHomeScreen(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.ticket("v")
	b.send(kiosk.LooksPicked{Looks: kiosk.Looks{Guided: true}})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "fault"}})
	b.send(kiosk.CallNext{Door: 1})
	b.screen(kiosk.ScreenHome)
	if c := b.m.View().Calls; len(c) != 1 {
		t.Errorf("%d calls beside, want 1", len(c))
	}
	b.quiet(idleReset)
	b.screen(kiosk.ScreenHome)
	b.quiet(attractAfter)
	b.screen(kiosk.ScreenAttract)
}
