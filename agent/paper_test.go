package agent_test

import (
	"context"
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

// TestTicketsGoBeforeSlips: a slip that waits in the queue lets a ticket pass
// that came later.
func TestTicketsGoBeforeSlips(t *testing.T) {
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
	// The next visitor's slip and ticket wait for the paper that is under way.
	r.Post(kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	r.Post(kiosk.Printed{Job: "slip/1"}) // as if it had been told
	r.until("home", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome && v.Slip.State == kiosk.PrintDone })
	later.Store(int64(2 * time.Second)) // the lock
	slip("second")
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.until("the ticket", func(v kiosk.View) bool { return v.Ticket != nil })
	var order []string
	for range 2 {
		s.done <- nil
		order = append(order, <-s.begun)
	}
	if want := []string{"A001", "second"}; !slices.Equal(order, want) {
		t.Errorf("the papers came in the order %v, want %v", order, want)
	}
	s.done <- agent.ErrNotPrinted
	r.until("the slip's failure", func(v kiosk.View) bool { return v.Slip.State == kiosk.PrintFail })
}
