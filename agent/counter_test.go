package agent_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// morning goes to a Monday in Hanoi, eight o'clock; a bubble begins in 2000.
func morning() { time.Sleep(time.Until(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC))) }

// counter runs an agent in a bubble, with hours from eight to twelve.
func counter(t *testing.T, dir string) (a *agent.Agent, store *agent.Store, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	store, err := agent.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	s := setup()
	s.Rules = kiosk.QueueRules{ReturnWithin: 10 * time.Minute, IntakeEnd: 15 * time.Minute, CheckInEarly: time.Hour, CheckInLate: time.Hour}
	s.Rules.Hours[time.Monday] = []queue.Span{{From: 8 * time.Hour, To: 12 * time.Hour}}
	a, err = agent.New(ctx, agent.Options{Store: store, Setup: s, Encode: encode, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	return a, store, func() {
		cancel()
		if err := errors.Join(<-done, store.Close()); err != nil {
			t.Error(err)
		}
	}
}

// visits are the ends of visits in the outbox.
func visits(t *testing.T, store *agent.Store) []string {
	t.Helper()
	events, err := store.Pending(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range events {
		var v kiosk.VisitEnded
		if e.Kind == "VisitEnded" && json.Unmarshal(e.Body, &v) == nil {
			out = append(out, v.Outcome)
		}
	}
	return out
}

// TestTheWardLearnsWhatIsFinal: the loop itself settles an act when its ten
// seconds are over, a no-show when its return is, and an undone act never, also
// when the program was started again in between. A reservation's code is drawn,
// and the hours end the intake by themselves.
func TestTheWardLearnsWhatIsFinal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		morning()
		a, store, stop := counter(t, dir)
		do := func(m kiosk.Msg) {
			t.Helper()
			if err := a.Do(t.Context(), m); err != nil {
				t.Fatalf("%#v: %v", m, err)
			}
		}
		for _, r := range []string{"1", "2"} {
			do(kiosk.Book{Request: "book" + r, Door: 1, Service: "cert", Time: time.Now().Unix()})
		}
		for _, b := range a.View().Line.Bookings {
			if b.ID == "" || b.Code < 100_000 || b.Code > 999_999 {
				t.Errorf("booked %+v, want a name and six digits", b)
			}
			do(kiosk.CheckIn{Request: "in" + b.ID, Door: 1, Booking: b.ID})
		}
		seen := func() string { return a.View().Board[0].Ticket }
		do(kiosk.CallNext{Request: "call", Door: 1})
		do(kiosk.CloseVisit{Request: "close", Door: 1, Seen: seen()})
		time.Sleep(9 * time.Second)
		do(kiosk.Undo{Request: "undo", Door: 1})
		time.Sleep(time.Minute)
		if got := visits(t, store); len(got) != 0 || seen() == "" {
			t.Fatalf("after the undo the ward knows %v, at the door %q", got, seen())
		}
		do(kiosk.CloseVisit{Request: "close2", Door: 1, Seen: seen()})
		time.Sleep(5 * time.Second)
		stop()

		a, store, stop = counter(t, dir)
		defer stop()
		time.Sleep(4 * time.Second)
		if got := visits(t, store); len(got) != 0 {
			t.Fatalf("nine seconds after the close the ward knows %v", got)
		}
		time.Sleep(2 * time.Second)
		if got := visits(t, store); len(got) != 1 || got[0] != "closed" {
			t.Fatalf("eleven seconds after the close the ward knows %v", got)
		}
		do(kiosk.CallNext{Request: "call2", Door: 1})
		do(kiosk.MarkNoShow{Request: "miss", Door: 1, Seen: seen()})
		time.Sleep(10*time.Minute - time.Second)
		if got := visits(t, store); len(got) != 1 || len(a.View().Line.Returnable) != 1 {
			t.Fatalf("before the return is over the ward knows %v", got)
		}
		time.Sleep(2 * time.Second)
		if got := visits(t, store); len(got) != 2 || got[1] != "no-show" || len(a.View().Line.Returnable) != 0 {
			t.Fatalf("after the return is over the ward knows %v", got)
		}
		if got := a.View().Line.Today; len(got) != 1 || got[0].Served != 1 || got[0].NoShows != 1 {
			t.Errorf("today, over the restart: %+v", got)
		}
		time.Sleep(4 * time.Hour)
		if got := a.View().Services[0].Intake.State; got != kiosk.IntakeEnded {
			t.Errorf("after the hours the intake is %s", got)
		}
	})
}

// TestOneRequestSentTwice: both who sent it are answered, and it is done once.
func TestOneRequestSentTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		morning()
		a, _, stop := counter(t, dir)
		defer stop()
		for _, r := range []string{"1", "2", "3"} {
			if err := a.Do(t.Context(), kiosk.Book{Request: "book" + r, Door: 1, ID: r, Service: "cert", Time: time.Now().Unix()}); err != nil {
				t.Fatal(err)
			}
			if err := a.Do(t.Context(), kiosk.CheckIn{Request: "in" + r, Door: 1, Booking: r}); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		answers := make(chan error)
		for range 5 {
			go func() { answers <- a.Do(ctx, kiosk.CallNext{Request: "call", Door: 1}) }()
		}
		for range 5 {
			if err := <-answers; err != nil {
				t.Errorf("a request sent five times: %v", err)
			}
		}
		if b := a.View().Board[0]; b.Number != "A001" || len(b.Queue) != 2 {
			t.Errorf("at the door %s, %d wait, want A001 and two", b.Number, len(b.Queue))
		}
	})
}
