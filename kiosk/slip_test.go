package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// reading is a visitor at the guide of one procedure, with a printer or not.
func reading(t *testing.T, printer kiosk.Printer) *bench {
	t.Helper()
	b := newBench(t)
	b.send(kiosk.PrinterChanged{Printer: printer})
	b.send(kiosk.Opened{From: kiosk.ScreenHome, To: kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1.001193"}})
	b.screen(kiosk.ScreenGuide)
	return b
}

func ready() kiosk.Printer { return kiosk.Printer{Link: true, Paper: "ok", Checked: true} }

// slips lists the slips of the last send.
func (b *bench) slips() []kiosk.PrintSlip {
	var out []kiosk.PrintSlip
	for _, e := range b.effects {
		if e, ok := e.(kiosk.PrintSlip); ok {
			out = append(out, e)
		}
	}
	return out
}

func (b *bench) slip(want kiosk.PrintState) {
	b.t.Helper()
	if got := b.m.View().Slip.State; got != want {
		b.t.Fatalf("slip = %q, want %q", got, want)
	}
}

// slip notes the job and checks that it waited for the tickets.
func (w *walk) slip(e kiosk.PrintSlip) {
	w.t.Helper()
	w.jobs = append(w.jobs, e.Job)
	for _, p := range w.m.Papers {
		if p.State == kiosk.PrintSent {
			w.t.Fatalf("slip %s goes before the ticket %s", e.Job, p.Ticket)
		}
	}
	if e.Slip.Code == "" || e.Slip.IssuedAt.IsZero() {
		w.t.Fatalf("a slip of nothing: %+v", e)
	}
}

func TestSlip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer func(job string) kiosk.Msg
		want   kiosk.PrintState
		said   string
	}{
		{"comes out", func(job string) kiosk.Msg { return kiosk.Printed{Job: job} }, kiosk.PrintDone, "Đã in danh sách giấy tờ"},
		{"cannot", func(job string) kiosk.Msg { return kiosk.PrintFailed{Job: job} }, kiosk.PrintFail, "Chưa in được"},
		{"perhaps", func(job string) kiosk.Msg { return kiosk.PrintUnknown{Job: job} }, kiosk.PrintUnsure, "Chưa rõ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := reading(t, ready())
			b.send(kiosk.SlipAsked{Code: "1.001193"})
			all := b.slips()
			if len(all) != 1 || all[0].Slip.Code != "1.001193" || all[0].Slip.Large || !all[0].Slip.IssuedAt.Equal(b.at) {
				t.Fatalf("got %+v, want one slip of 1.001193", all)
			}
			b.slip(kiosk.PrintSent)
			b.after(time.Second).send(tt.answer(all[0].Job))
			b.slip(tt.want)
			if s := effect[kiosk.Speak](b); !strings.HasPrefix(s.Text, tt.said) {
				t.Errorf("said %q, want %q …", s.Text, tt.said)
			}
			b.screen(kiosk.ScreenGuide)
			b.after(10 * time.Second).send(kiosk.Tick{})
			b.slip("")
			b.send(kiosk.SlipAsked{Code: "1.001193"})
			if again := b.slips(); len(again) != 1 || again[0].Job == all[0].Job {
				t.Errorf("got %+v, want another slip with its own id", again)
			}
		})
	}
}

// TestSlipLock: one touch, one slip, whatever the finger does.
func TestSlipLock(t *testing.T) {
	t.Parallel()
	b := reading(t, ready())
	b.send(kiosk.SlipAsked{Code: "1.001193"}, kiosk.SlipAsked{Code: "1.001193"})
	if n := len(b.slips()); n != 1 {
		t.Fatalf("a double tap: %d slips, want 1", n)
	}
	b.after(time.Second).send(kiosk.Printed{Job: "slip/1"}, kiosk.SlipAsked{Code: "1.001193"})
	if n := len(b.slips()); n != 0 {
		t.Errorf("after 1 s: %d slips, want 0", n)
	}
	b.after(time.Second).send(kiosk.SlipAsked{Code: "1.001193"})
	if n := len(b.slips()); n != 1 {
		t.Errorf("after 2 s: %d slips, want 1", n)
	}
}

// TestSlipIsNotOffered without a printer that can print, nor for what is not
// on the screen.
func TestSlipIsNotOffered(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]kiosk.Printer{
		"not known": {}, "away": {Checked: true}, "no paper": {Checked: true, Link: true, Paper: "end"},
		"cover": {Checked: true, Link: true, Paper: "ok", Cover: true}, "fault": {Checked: true, Link: true, Paper: "ok", Error: "cutter"},
	} {
		b := reading(t, p)
		if b.m.View().Slip.Offered {
			t.Errorf("%s: offered", name)
		}
		if b.send(kiosk.SlipAsked{Code: "1.001193"}); len(b.slips()) != 0 {
			t.Errorf("%s: printed", name)
		}
	}
	b := reading(t, ready())
	if b.send(kiosk.SlipAsked{Code: "2.000815"}, kiosk.SlipAsked{}); len(b.slips()) != 0 {
		t.Error("printed what is not on the screen")
	}
}

// TestSlipAfterTickets: a slip waits for a ticket under way, and a ticket for
// no slip.
func TestSlipAfterTickets(t *testing.T) {
	t.Parallel()
	b := reading(t, ready())
	b.send(kiosk.SlipAsked{Code: "1.001193"})
	b.send(kiosk.ServicePicked{Service: "cert", ID: "v1", Token: "t"})
	ticket := effect[kiosk.PrintTicket](b) // at once, although the slip is under way
	b.send(kiosk.PrintFailed{Job: ticket.Job}, kiosk.Printed{Job: "slip/1"}, kiosk.NumberNoted{Ticket: "v1"})
	b.after(10 * time.Second).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)

	b.send(kiosk.ServicePicked{Service: "cert", ID: "v2", Token: "t"})
	ticket = effect[kiosk.PrintTicket](b)
	b.m.Session = nil // another visitor is quick
	b.m.Spot = kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1.001193"}
	b.send(kiosk.SlipAsked{Code: "1.001193"})
	if b.slip(kiosk.PrintReserved); len(b.slips()) != 0 {
		t.Fatal("the slip went before the ticket")
	}
	if b.send(kiosk.Printed{Job: ticket.Job}); len(b.slips()) != 1 {
		t.Fatal("the ticket is out and the slip was not sent")
	}
	b.after(31 * time.Second).send(kiosk.Tick{})
	b.slip(kiosk.PrintUnsure)
	b.send(kiosk.Printed{Job: "slip/2"})
	b.slip(kiosk.PrintDone)
}

// TestSlipOfAnother: the next visitor finds nothing of it, and neither does a
// new run.
func TestSlipOfAnother(t *testing.T) {
	t.Parallel()
	b := reading(t, ready())
	b.send(kiosk.SlipAsked{Code: "1.001193"})
	b.after(time.Minute).send(kiosk.Tick{})
	b.screen(kiosk.ScreenHome)
	b.slip("")
	if b.send(kiosk.Printed{Job: "slip/1"}); len(b.effects) != 0 {
		t.Errorf("a late answer does %+v, want nothing", b.effects)
	}
	b = reading(t, ready())
	b.send(kiosk.SlipAsked{Code: "1.001193"})
	b.send(kiosk.Started{Boot: "b2", Setup: setup()})
	if b.slip(""); len(b.slips()) != 0 {
		t.Error("a restart prints a slip by itself")
	}
}

// TestLargePrint goes by the visitor's size of texts.
func TestLargePrint(t *testing.T) {
	t.Parallel()
	for size, want := range map[kiosk.TextSize]bool{kiosk.TextNormal: false, kiosk.TextLarge: false, kiosk.TextLargest: true} {
		b := reading(t, ready())
		b.send(kiosk.LooksPicked{Looks: kiosk.Looks{Text: size}}, kiosk.SlipAsked{Code: "1.001193"})
		if got := b.slips()[0].Slip.Large; got != want {
			t.Errorf("slip with text %q: large %v, want %v", size, got, want)
		}
		b.send(kiosk.ServicePicked{Service: "cert", ID: "v1", Token: "t"})
		if got := effect[kiosk.PrintTicket](b).Ticket.Large; got != want {
			t.Errorf("ticket with text %q: large %v, want %v", size, got, want)
		}
	}
}
