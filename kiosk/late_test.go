package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// TestLateConfirmation: the printer's word that a ticket came out after all counts
// whenever it comes, for whichever attempt, and prints nothing.
func TestLateConfirmation(t *testing.T) {
	t.Parallel()
	again := kiosk.ReprintAsked{Ticket: "v"}
	unknown := kiosk.PrintUnknown{Job: "v/1"}
	for _, tt := range []struct {
		name   string
		before []kiosk.Msg
		job    string
		want   kiosk.PrintState
		waits  int
	}{
		{"while the screen asks", []kiosk.Msg{unknown}, "v/1", kiosk.PrintDone, 1},
		{"twice", []kiosk.Msg{unknown, kiosk.Printed{Job: "v/1"}}, "v/1", kiosk.PrintDone, 1},
		{"while the marked one is printed", []kiosk.Msg{unknown, again}, "v/1", kiosk.PrintSent, 1},
		{"after the marked one", []kiosk.Msg{unknown, again, kiosk.Printed{Job: "v/2"}}, "v/1", kiosk.PrintDone, 1},
		{"after the marked one failed", []kiosk.Msg{unknown, again, kiosk.PrintFailed{Job: "v/2"}}, "v/1", kiosk.PrintDone, 1},
		{"after the marked one was lost too", []kiosk.Msg{unknown, again, kiosk.PrintUnknown{Job: "v/2"}}, "v/1", kiosk.PrintDone, 1},
		{"after the visitor has noted the number", []kiosk.Msg{unknown, kiosk.NumberNoted{Ticket: "v"}}, "v/1", kiosk.PrintDone, 1},
		{"of no attempt", []kiosk.Msg{unknown}, "v/0", kiosk.PrintUnsure, 0},
		{"of an attempt to come", []kiosk.Msg{unknown}, "v/2", kiosk.PrintUnsure, 0},
		{"of another ticket", []kiosk.Msg{unknown, again, kiosk.PrintFailed{Job: "v/2"}}, "w/1", kiosk.PrintFail, 0},
		{"of nonsense", []kiosk.Msg{unknown, again, kiosk.PrintFailed{Job: "v/2"}}, "v/1/1", kiosk.PrintFail, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.send(kiosk.ServicePicked{Service: "civil", ID: "v", Token: "k"})
			b.send(tt.before...)
			b.after(5 * time.Second).send(kiosk.Printed{Job: tt.job})
			v := b.m.View()
			if v.Ticket == nil || v.Ticket.Print != tt.want || v.Services[1].Waiting != tt.waits || len(v.Board[1].Unsure) != 1-tt.waits {
				t.Errorf("ticket %+v, waiting %d, unsure %v, want %s and %d", v.Ticket, v.Services[1].Waiting, v.Board[1].Unsure, tt.want, tt.waits)
			}
			for _, e := range b.effects {
				if p, ok := e.(kiosk.PrintTicket); ok {
					t.Errorf("printed again: %+v", p)
				}
			}
			if tt.want == kiosk.PrintDone { // the screen may be left, and asks nothing more
				b.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v"})
				b.screen(kiosk.ScreenHome)
			}
			b.send(kiosk.ReprintAsked{Ticket: "v"})
			for _, e := range b.effects {
				if p, ok := e.(kiosk.PrintTicket); ok && !p.Ticket.Reprint {
					t.Errorf("a second paper without the mark: %+v", p)
				}
			}
		})
	}
}

// TestLateConfirmationBehindTheVisitor: who left before the word came is in the
// line with it.
func TestLateConfirmationBehindTheVisitor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.send(kiosk.ServicePicked{Service: "civil", ID: "v", Token: "k"}, kiosk.PrintUnknown{Job: "v/1"})
	b.after(5 * time.Minute).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	b.send(kiosk.Printed{Job: "v/1"})
	b.screen(kiosk.ScreenHome)
	v := b.m.View()
	if v.Services[1].Waiting != 1 || len(v.Board[1].Unsure) != 0 {
		t.Errorf("waiting %d, unsure %v, want one and none", v.Services[1].Waiting, v.Board[1].Unsure)
	}
	for _, row := range v.Line.Tickets { // what the ward is told
		if row.Token == "k" && row.State != queue.Waiting {
			t.Errorf("the ward is told %+v, want that it waits", row)
		}
	}
}
