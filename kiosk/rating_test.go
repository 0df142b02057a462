package kiosk_test

import (
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// judged rates a visit badly, so that reasons are asked for.
func judged(t *testing.T) *bench {
	t.Helper()
	b := newVisit(t)
	b.offer("v")
	b.send(kiosk.FacePicked{Ticket: "v", Face: kiosk.Dissatisfied})
	if got := events[kiosk.RatingGiven](b); len(got) != 1 {
		t.Fatalf("%d ratings, want the one given, at once", len(got))
	}
	return b
}

// picked fails unless these reasons stand on the screen.
func (b *bench) picked(want ...kiosk.Reason) {
	b.t.Helper()
	if r := b.m.View().Rating; r == nil || !r.Asking || !slices.Equal(r.Reasons, want) {
		b.t.Fatalf("rating %+v, want reasons %v", r, want)
	}
}

func TestReasonsAreAskedAfterBadFaces(t *testing.T) {
	t.Parallel()
	for face, asks := range map[kiosk.Face]bool{
		kiosk.VerySatisfied: false, kiosk.Satisfied: false, kiosk.Neutral: true, kiosk.Dissatisfied: true,
	} {
		t.Run(string(face), func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.offer("v")
			b.unchanged("before the face", kiosk.ReasonPicked{Ticket: "v", Reason: kiosk.ReasonWait}, kiosk.ReasonsSent{Ticket: "v"})
			b.unchanged("no face", kiosk.FacePicked{Ticket: "v", Face: "angry"}, kiosk.FacePicked{Ticket: "w", Face: face})
			b.send(kiosk.FacePicked{Ticket: "v", Face: face})
			if r := b.m.View().Rating; r == nil || r.Asking != asks || r.Chosen != face {
				t.Fatalf("rating %+v, want asking %v", r, asks)
			}
			if s := b.said(); len(s) != 1 {
				t.Errorf("says %+v, want one sentence", s)
			}
			if !asks {
				b.unchanged("nobody asked", kiosk.ReasonPicked{Ticket: "v", Reason: kiosk.ReasonWait}, kiosk.ReasonsSent{Ticket: "v"})
			}
			b.quiet(ratingShow)
			if n := len(events[kiosk.RatingExplained](b)); n != 0 {
				t.Errorf("%d explanations without a reason, want none", n)
			}
		})
	}
}

// Reasons reach the ward exactly once, whichever way the screen is left.
func TestReasons(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		leave func(*bench)
		lost  bool
	}{
		"sent":      {func(b *bench) { b.send(kiosk.ReasonsSent{Ticket: "v"}) }, false},
		"dismissed": {func(b *bench) { b.send(kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "v"}) }, false},
		"left":      {func(b *bench) { b.after(ratingShow).send(kiosk.Tick{}) }, false},
		"restarted too late": {func(b *bench) {
			b.after(ratingShow + time.Second).restart()
		}, false},
		"restarted": {func(b *bench) {
			b.after(time.Second).restart()
			if n := len(events[kiosk.RatingExplained](b)); n != 0 {
				b.t.Errorf("the restart sent %d explanations, want none yet", n)
			}
			b.picked(kiosk.ReasonPlace, kiosk.ReasonWait)
			b.send(kiosk.ReasonsSent{Ticket: "v"})
		}, false},
		"in an emergency": {func(b *bench) { b.alarm(); b.after(ratingShow).send(kiosk.Tick{}) }, false},
		"over night":      {func(b *bench) { b.after(16 * time.Hour).send(kiosk.Tick{}) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := judged(t)
			for _, r := range []kiosk.Reason{kiosk.ReasonWait, kiosk.ReasonManner, kiosk.ReasonPlace, kiosk.ReasonManner, kiosk.ReasonWait, kiosk.ReasonWait} {
				b.after(ratingShow - time.Second).send(kiosk.ReasonPicked{Ticket: "v", Reason: r}) // each gives time again
			}
			b.picked(kiosk.ReasonPlace, kiosk.ReasonWait)
			b.unchanged("no such reason", kiosk.ReasonPicked{Ticket: "v", Reason: "weather"})
			b.unchanged("another visit", kiosk.ReasonPicked{Ticket: "w", Reason: kiosk.ReasonOther}, kiosk.ReasonsSent{Ticket: "w"})
			b.unchanged("rated already", kiosk.FacePicked{Ticket: "v", Face: kiosk.Satisfied})
			tc.leave(b)
			got := events[kiosk.RatingExplained](b)
			if len(got) != 1 || got[0].Face != kiosk.Dissatisfied || got[0].Door != 1 || got[0].Service != "cert" ||
				!slices.Equal(got[0].Reasons, []kiosk.Reason{kiosk.ReasonPlace, kiosk.ReasonWait}) {
				t.Fatalf("explained %+v, want place and wait once", got)
			}
			b.send(kiosk.ReasonsSent{Ticket: "v"}, kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "v"})
			again := len(events[kiosk.RatingExplained](b))
			b.restart()
			again += len(events[kiosk.RatingExplained](b))
			b.after(time.Minute).send(kiosk.Tick{})
			if again += len(events[kiosk.RatingExplained](b)); again != 0 {
				t.Errorf("explained %d times more, want once", again)
			}
		})
	}
}

func TestThanksForReasons(t *testing.T) {
	t.Parallel()
	b := judged(t)
	b.send(kiosk.LanguagePicked{Lang: kiosk.En}, kiosk.ReasonPicked{Ticket: "v", Reason: kiosk.ReasonOther}, kiosk.ReasonsSent{Ticket: "v"})
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En {
		t.Errorf("says %+v, want thanks in English", s)
	}
	if r := b.m.View().Rating; r == nil || r.Asking || r.Chosen == "" {
		t.Errorf("rating %+v, want thanks", r)
	}
	b.unchanged("sent", kiosk.ReasonsSent{Ticket: "v"}, kiosk.ReasonPicked{Ticket: "v", Reason: kiosk.ReasonWait})
	b.after(4 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	if got := b.m.View().Lang; got != kiosk.Vi {
		t.Errorf("the next visitor is spoken to in %q, want vi", got)
	}
}

// A press of the panel while reasons are asked is neither a reason nor a rating.
func TestThePanelWhileReasonsAreAsked(t *testing.T) {
	t.Parallel()
	b := judged(t)
	b.send(kiosk.PanelPressed{Button: 1, Device: "box", Seq: 1})
	if n := len(events[kiosk.RatingGiven](b)); n != 0 {
		t.Errorf("%d ratings, want none", n)
	}
	b.picked()
}
