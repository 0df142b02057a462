package agent_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
)

// office makes journal rows of visits, one after the other.
type office struct {
	tb   testing.TB
	m    kiosk.Model
	at   time.Time
	n    int
	rows []agent.Row
}

func (o *office) send(msg kiosk.Msg) {
	o.tb.Helper()
	o.at = o.at.Add(4 * time.Second)
	o.m, _ = o.m.Update(o.at, msg)
	row, err := agent.RowOf(o.at, msg, o.m)
	if err != nil {
		o.tb.Fatal(err)
	}
	o.rows = append(o.rows, row)
}

// visit is a ticket from the touch to the end.
func (o *office) visit() {
	o.n++
	id := fmt.Sprintf("t%d", o.n)
	o.send(kiosk.ServicePicked{Service: "cert", ID: id, Token: "k" + id})
	o.send(kiosk.Printed{Job: id + "/1"})
	o.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: id})
	o.send(kiosk.CallNext{Request: "c" + id, Door: 1})
	if t, ok := o.m.Line.At(1); !ok || t.ID != id {
		o.tb.Fatalf("ticket %s was not called", id)
	}
	o.send(kiosk.CloseVisit{Request: "e" + id, Door: 1, Seen: id})
	o.send(kiosk.Dismissed{Screen: kiosk.ScreenCalled, Ticket: id})
	o.send(kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: id})
}

// BenchmarkRestart starts a unit whose journal holds 100,000 tickets and as
// many rows after its last snapshot as there can be. The bar is 1 s.
func BenchmarkRestart(b *testing.B) {
	const tickets, perTicket = 100_000, 7
	ctx, dir := b.Context(), b.TempDir()
	o := &office{tb: b, m: kiosk.New(), at: time.Now().Add(-3 * time.Hour)}
	setup := restartSetup()
	o.send(kiosk.Started{Boot: "b", Setup: setup})
	for range 100 {
		o.visit()
	}
	store, err := agent.OpenStore(ctx, dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := store.Fill(ctx, o.rows, o.m, tickets*perTicket); err != nil {
		b.Fatal(err)
	}
	o.rows = nil
	for range 999 / perTicket {
		o.visit()
	}
	if err := store.Append(ctx, o.rows); err != nil {
		b.Fatal(err)
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		restart(ctx, b, dir, setup)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/restart")
}

func restart(ctx context.Context, b *testing.B, dir string, setup kiosk.Setup) {
	b.Helper()
	store, err := agent.OpenStore(ctx, dir)
	if err != nil {
		b.Fatal(err)
	}
	a, err := agent.New(ctx, agent.Options{Store: store, Setup: setup, Encode: encode, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	if a.View().Unit != setup.Unit {
		b.Fatal("nothing is shown")
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
}

func restartSetup() kiosk.Setup {
	return kiosk.Setup{
		Unit: "r1", TimeZone: "Asia/Ho_Chi_Minh", RecallLimit: 2, CallShow: time.Second, RatingShow: time.Second, IdleReset: time.Minute, MinSamples: 5,
		Services: []kiosk.Service{{ID: "cert", Prefix: "A", Doors: []int{1}}},
		Doors:    []kiosk.Door{{Number: 1, Place: "door-1"}},
	}
}
