package kiosk_test

import (
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
)

const birthCode = "1.001193"

// tick is a touch on a paper of the procedure that reading shows.
func tick(paper int, have bool) kiosk.PaperTicked {
	return kiosk.PaperTicked{Code: birthCode, Paper: paper, Have: have}
}

func (b *bench) having(want ...int) {
	b.t.Helper()
	if got := b.m.View().Having; !slices.Equal(got, want) {
		b.t.Fatalf("has the papers %v, want %v", got, want)
	}
}

func TestPapersAreTicked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		ticks []kiosk.Msg
		want  []int
	}{
		{"nothing yet", nil, nil},
		{"in any order", []kiosk.Msg{tick(2, true), tick(0, true)}, []int{0, 2}},
		{"twice the same", []kiosk.Msg{tick(1, true), tick(1, true)}, []int{1}},
		{"taken back", []kiosk.Msg{tick(1, true), tick(3, true), tick(1, false)}, []int{3}},
		{"all taken back", []kiosk.Msg{tick(1, true), tick(1, false)}, nil},
		{"never had", []kiosk.Msg{tick(1, false)}, nil},
		{"no such place", []kiosk.Msg{tick(-1, true), tick(64, true)}, nil},
		{"of another procedure", []kiosk.Msg{kiosk.PaperTicked{Code: "2.000815", Have: true}, kiosk.PaperTicked{Have: true}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := reading(t, ready())
			b.send(tt.ticks...)
			b.having(tt.want...)
			if kept := b.m.Havings; len(tt.want) == 0 && kept != nil {
				t.Errorf("keeps %+v, want nothing of what was taken back", kept)
			}
		})
	}
}

// Who ticks is still there, and gets no warning meanwhile.
func TestTickingGivesTime(t *testing.T) {
	t.Parallel()
	b := reading(t, ready())
	for i := range 4 {
		b.after(idleReset - time.Second).send(tick(i, true))
		b.screen(kiosk.ScreenGuide)
	}
	b.having(0, 1, 2, 3)
}

func TestPapersAreTickedOnTheGuideAlone(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if screen != kiosk.ScreenGuide {
			b.unchanged("not offered here", kiosk.PaperTicked{Code: b.m.Spot.Code, Have: true}, tick(0, true))
		}
	})
}

// What one visitor has is no business of the next.
func TestTicksEndWithTheVisit(t *testing.T) {
	t.Parallel()
	again := kiosk.Spot{Screen: kiosk.ScreenGuide, Code: birthCode}
	for _, tt := range []struct {
		name string
		send func(*bench)
		keep bool
	}{
		{"another procedure and back", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "2.000815"}); b.having() }, true},
		{"her looks", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenLooks, Code: birthCode}) }, true},
		{"another language", func(b *bench) { b.send(kiosk.LanguagePicked{Lang: kiosk.En}) }, true},
		{"a person is called", func(b *bench) { b.send(kiosk.AskOfficial{Procedure: birthCode, Topic: kiosk.TopicPapers}) }, true},
		{"a restart in between", func(b *bench) { b.restart() }, false},
		{"home", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenHome}) }, false},
		{"nobody is there any more", func(b *bench) { b.quiet(idleReset) }, false},
		{"a ticket", func(b *bench) {
			b.send(kiosk.ServicePicked{Service: "cert", ID: "d", Token: "k"})
			b.send(kiosk.Printed{Job: "d/1"})
			b.quiet(idleReset)
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.open(again)
			b.send(tick(0, true), tick(2, true))
			tt.send(b)
			if b.m.View().Spot != again {
				b.open(again)
			}
			if tt.keep {
				b.having(0, 2)
			} else {
				b.having()
			}
		})
	}
}

// A visit holds few procedures, and the model does not grow with their number.
func TestTicksAreBounded(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	for i := range 40 {
		code := string(rune('A' + i))
		b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Code: code})
		for paper := range 70 {
			b.send(kiosk.PaperTicked{Code: code, Paper: paper, Have: true})
		}
		if got := b.m.View().Having; len(got) != 64 {
			t.Fatalf("%s: %d papers, want 64", code, len(got))
		}
	}
	if got := len(b.m.Havings); got != 8 {
		t.Errorf("keeps %d procedures, want 8", got)
	}
}

// The slip has what was ticked when it was asked for.
func TestSlipHasTheTicks(t *testing.T) {
	t.Parallel()
	b := reading(t, ready())
	b.send(tick(2, true), tick(0, true), kiosk.SlipAsked{Code: birthCode})
	slip := b.slips()[0].Slip
	b.send(tick(1, true))
	if !slices.Equal(slip.Have, []int{0, 2}) {
		t.Errorf("slip has %v, want 0 and 2", slip.Have)
	}
	b.having(0, 1, 2)
}
