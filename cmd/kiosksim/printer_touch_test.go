package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/drivers/printer"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/ui/paper"
)

// inked is the printer as the program plugs it into the agent.
type inked struct {
	*printer.Printer

	press *paper.Press
}

func (inked) PrintSlip(context.Context, kiosk.SlipPaper) error { return agent.ErrNotPrinted }

func (p inked) PrintTicket(ctx context.Context, k kiosk.Paper) error {
	t := standardTicket() // all texts of the standard ticket, with the number that was issued
	t.Number, t.IssuedAt = k.Number, k.IssuedAt
	img, err := p.press.Ticket(t)
	if err != nil {
		return err
	}
	return p.Print(ctx, img)
}

// benchTouch goes from the message of a touch in the agent's inbox over the
// commit on disk and the drawing to the job's last byte at the printer's end.
func benchTouch(b *testing.B, f *figures) {
	b.Helper()
	const times, warm = 300, 20
	w := newWire(b)
	device := inked{driven(b, w.address), benchPress(b, false)}
	ctx, cancel := context.WithCancel(context.Background())
	store, err := agent.OpenStore(ctx, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	var ahead time.Duration // a visitor may take one ticket in two seconds
	var mu sync.Mutex
	o := agent.Options{
		Store: store, Printer: device, Encode: report.Encode, Logger: slog.New(slog.DiscardHandler),
		Setup: kiosk.Setup{
			Unit: "r1", Ward: kiosk.Text{Vi: "Phường Cửa Nam"}, TimeZone: "Asia/Ho_Chi_Minh",
			Services: []kiosk.Service{{ID: "cert", Prefix: "A", Name: kiosk.Text{Vi: "Chứng thực"}, Doors: []int{3}}},
			Doors:    []kiosk.Door{{Number: 3}}, CallShow: time.Minute, RatingShow: time.Minute, IdleReset: time.Minute, MinSamples: 5,
			Priority: kiosk.PriorityPolicy{Strict: true},
		},
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(ahead) },
	}
	a, err := agent.New(ctx, o)
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	defer func() {
		cancel()
		if err := errors.Join(<-done, store.Close()); err != nil {
			b.Error(err)
		}
	}()
	var all []time.Duration
	var ticket string
	for i := range times + warm {
		mu.Lock()
		ahead += 3 * time.Second
		mu.Unlock()
		began := time.Now()
		a.Post(kiosk.ServicePicked{Service: "cert"})
		ticket = printedView(b, a, ticket)
		_, last := w.now()
		if i >= warm {
			all = append(all, last.Sub(began))
		}
		if err := a.Commit(ctx, kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: ticket}); err != nil {
			b.Fatal(err)
		}
	}
	f.add("touch to the last byte on TCP, commit included, median", "ms", quantile(all, 0.5), none, none)
	f.add("touch to the last byte on TCP, commit included, p99", "ms", quantile(all, 0.99), 60, none)
}

// printedView waits until a ticket that is not the one before is confirmed; it
// returns its ID.
func printedView(b *testing.B, a *agent.Agent, before string) string {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
	defer cancel()
	changed := a.Changed(ctx)
	for {
		if v := a.View(); v.Ticket != nil && v.Ticket.ID != before && v.Ticket.Print == kiosk.PrintDone {
			return v.Ticket.ID
		}
		select {
		case <-changed:
		case <-ctx.Done():
			b.Fatalf("no ticket was printed: %+v", a.View().Ticket)
		}
	}
}
