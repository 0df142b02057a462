package agent_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
)

// spool prints at its test's pace and tells what it begins.
type spool struct {
	begun chan string
	done  chan error
}

func (s spool) PrintTicket(ctx context.Context, p kiosk.Paper) error { return s.print(ctx, p.Number) }

func (s spool) PrintSlip(ctx context.Context, p kiosk.SlipPaper) error { return s.print(ctx, p.Code) }

func (s spool) print(ctx context.Context, what string) error {
	s.begun <- what
	select {
	case err := <-s.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestTicketsBesideSlips: a ticket is handed to the printer while a slip is under
// way, for it to choose, and each of a kind waits for the one before.
func TestTicketsBesideSlips(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	s := spool{make(chan string, 8), make(chan error)}
	r := launchWith(t, t.TempDir(), func(o *agent.Options) {
		o.Printer = s
		o.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	r.Post(kiosk.PrinterChanged{Printer: kiosk.Printer{Checked: true, Link: true, Paper: "ok"}})
	slip := func(code string) {
		r.Post(kiosk.Opened{From: r.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenGuide, Code: code}})
		r.until("the guide", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenGuide && v.Spot.Code == code })
		r.Post(kiosk.SlipAsked{Code: code})
		r.until("the slip", func(v kiosk.View) bool { return v.Slip.State == kiosk.PrintSent && v.Slip.Code == code })
	}
	slip("first")
	if got := <-s.begun; got != "first" {
		t.Fatalf("began %q, want the first slip", got)
	}
	// The next visitor's slip waits for the one that is under way, and the ticket
	// for none.
	r.Post(kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	r.Post(kiosk.Printed{Job: "slip/1"}) // as if it had been told
	r.until("home", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome && v.Slip.State == kiosk.PrintDone })
	later.Store(int64(2 * time.Second)) // the lock
	slip("second")
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.until("the ticket", func(v kiosk.View) bool { return v.Ticket != nil })
	if got := <-s.begun; got != "A001" {
		t.Fatalf("began %q beside the slip, want the ticket", got)
	}
	s.done <- nil
	s.done <- nil
	r.until("the ticket's paper", func(v kiosk.View) bool { return v.Ticket.Print == kiosk.PrintDone })
	if got := <-s.begun; got != "second" {
		t.Fatalf("began %q, want the second slip", got)
	}
	s.done <- agent.ErrNotPrinted
	r.until("the slip's failure", func(v kiosk.View) bool { return v.Slip.State == kiosk.PrintFail })
}

// unsure is an error of a printer that tells later.
type unsure struct{ tell chan func() }

func (unsure) Error() string { return "nobody knows" }

func (u unsure) Later(f func()) { u.tell <- f }

// TestLateConfirmationIsJournaled: the printer's late word settles the ticket, on
// the disk too, and brings no second paper.
func TestLateConfirmationIsJournaled(t *testing.T) {
	t.Parallel()
	s := spool{make(chan string, 8), make(chan error, 8)}
	late := unsure{make(chan func(), 1)}
	r := launchWith(t, t.TempDir(), func(o *agent.Options) { o.Printer = s })
	s.done <- fmt.Errorf("cannot print: %w", late)
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.until("a doubt", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintUnsure })
	tell := <-late.tell
	tell()
	r.until("the paper", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	var rows []string
	for _, row := range r.journal() {
		switch m := row.Msg.(type) {
		case kiosk.PrintUnknown:
			rows = append(rows, "unknown")
		case kiosk.Printed:
			rows = append(rows, "printed")
		case kiosk.PrintFailed:
			rows = append(rows, "failed "+m.Reason)
		}
	}
	if want := []string{"unknown", "printed"}; !slices.Equal(rows, want) {
		t.Errorf("the journal holds %q, want %q", rows, want)
	}
	if len(s.begun) != 1 {
		t.Errorf("%d papers were begun, want 1", len(s.begun))
	}
}
