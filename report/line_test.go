package report_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// TestLineOfWhateverTheCoreDoes walks the core by random messages: every line
// fits the contract, has every ticket once, and no ticket's token.
func TestLineOfWhateverTheCoreDoes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	m, at := kiosk.New(), time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	m, _ = m.Update(at, kiosk.Started{Boot: "b", Setup: walkSetup()})
	states := map[schema.TicketState]int{}
	for i := range 3000 {
		at = at.Add(time.Duration(r.IntN(15000)) * time.Millisecond)
		msg := walkMsg(r, m, i, at)
		if p, ok := msg.(kiosk.ServicePicked); ok {
			p.Token = "token-" + strconv.Itoa(i)
			msg = p
		}
		m, _ = m.Update(at, msg)
		l := report.LineOf(m.View(), time.UTC, 0)
		l.V, l.TS, l.Clock, l.Boot = 1, at, schema.ClockNTP, "b"
		data, err := schema.Encode(l)
		if err != nil {
			t.Fatalf("after %+v: %v", msg, err)
		}
		if strings.Contains(string(data), "token-") {
			t.Fatalf("got a token in %s, want only hashes", data)
		}
		if l.Ends == nil || !l.Ends.After(at) || l.Ends.Sub(at) > 24*time.Hour {
			t.Fatalf("got end %v at %v, want the next midnight", l.Ends, at)
		}
		for _, ticket := range l.Tickets {
			states[ticket.State]++
		}
	}
	for _, s := range []schema.TicketState{schema.TicketReserved, schema.TicketWaiting, schema.TicketCalled} {
		if states[s] < 20 {
			t.Errorf("got %d tickets %s of %v, want at least 20", states[s], s, states)
		}
	}
}

func TestLineOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC)
	v := kiosk.View{
		Services: []kiosk.ServiceRow{{ID: "cert", Name: kiosk.Text{Vi: "Chứng thực"}}},
		Board: []kiosk.DoorRow{
			{Door: 3, Name: kiosk.Text{Vi: "Cửa 3"}, Number: "A001", Since: at, Calls: 2},
		},
		Line: kiosk.QueueView{At: at, Tickets: []kiosk.TicketRow{
			{Token: "m", Number: "A000", State: queue.NoShow, Until: at},
			{Token: "w", Number: "A003", State: queue.Waiting, Service: kiosk.Text{Vi: "Chứng thực"}, Doors: []int{3}, Ahead: 1, Wait: queue.Wait{Known: true, Min: 90 * time.Second, Max: 170 * time.Second}},
			{Token: "n", Number: "A002", State: queue.Waiting},
			{Token: "s", Number: "A004", State: queue.Waiting, Stranded: true, Ahead: 3, Wait: queue.Wait{Known: true, Max: time.Minute}},
			{Token: "c", Number: "A001", State: queue.Called, Door: 3},
			{Number: "A009", State: queue.Waiting}, // of a journal from before tokens
		}},
	}
	l := report.LineOf(v, time.FixedZone("+7", 7*3600), 4*time.Hour)
	if want := time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC); l.Ends == nil || !l.Ends.Equal(want) {
		t.Errorf("got end %v, want %v", l.Ends, want)
	}
	if len(l.Tickets) != 5 {
		t.Fatalf("got %d tickets, want 5", len(l.Tickets))
	}
	c, n, s, w, m := l.Tickets[0], l.Tickets[1], l.Tickets[2], l.Tickets[3], l.Tickets[4]
	if s.Number != "A004" || !s.Stranded || s.Ahead != 0 || s.Wait != nil || n.Stranded {
		t.Errorf("got %+v, want A004 alone stranded, without figures", s)
	}
	if c.State != schema.TicketCalled || c.Door != 3 || c.Calls != 2 || c.Since == nil || !c.Since.Equal(at) {
		t.Errorf("got %+v first, want A001 called to door 3 for the second time", c)
	}
	if n.Number != "A002" || n.Wait != nil {
		t.Errorf("got %+v, want A002 without an estimate", n)
	}
	if w.Number != "A003" || w.Service != "cert" || w.Ahead != 1 || *w.Wait != (schema.Minutes{Low: 1, High: 3}) || w.Key != schema.TicketKey("w") {
		t.Errorf("got %+v, want A003 with 1 ahead and 1 to 3 minutes", w)
	}
	if m.State != schema.TicketMissed || m.Until == nil {
		t.Errorf("got %+v last, want A000 missed", m)
	}
	v.Line.ClockUnset = true
	if l := report.LineOf(v, time.UTC, 0); l.Ends != nil {
		t.Errorf("got end %v with an unset clock, want none", l.Ends)
	}
}

// teller reports a line that a test changes.
type teller struct {
	mu     sync.Mutex
	line   schema.Line
	client *report.Client
}

func newTeller(t *testing.T, url string, every time.Duration) *teller {
	t.Helper()
	l := &teller{}
	var err error
	l.client, err = report.New(report.Options{
		Brokers: []string{url}, Commune: "00070", Robot: "kb-01", Boot: "b1", Outbox: newOutbox(t, 1, 0), LineEvery: every,
		Line: func() schema.Line {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.line
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.client.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l
}

func (l *teller) tell(tickets ...schema.LineTicket) {
	l.mu.Lock()
	l.line.Tickets = tickets
	l.mu.Unlock()
	l.client.StatusChanged()
}

func ticket(n int, s schema.TicketState) schema.LineTicket {
	t := schema.LineTicket{Key: schema.TicketKey(strconv.Itoa(n)), Number: "A" + strconv.Itoa(n), State: s, Doors: []int{1}}
	if s == schema.TicketCalled {
		t.Door, t.Calls = 1, 1
	}
	return t
}

// TestCallDoesNotWait: changes wait for the rate, a call goes out at once.
func TestCallDoesNotWait(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	l := newTeller(t, url, time.Hour)
	lines := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.heard[string(schema.ChannelLine)])
	}
	eventually(t, "the first line", func() bool { return lines() == 1 })
	l.tell(ticket(1, schema.TicketWaiting))
	time.Sleep(200 * time.Millisecond) // for what must not happen
	if n := lines(); n != 1 {
		t.Errorf("got %d lines before the rate allows one, want 1", n)
	}
	l.tell(ticket(1, schema.TicketCalled))
	eventually(t, "the call", func() bool { return strings.Contains(w.last(schema.ChannelLine), `"called"`) })
	l.tell(ticket(1, schema.TicketHeld))
	eventually(t, "the end of the call", func() bool { return strings.Contains(w.last(schema.ChannelLine), `"held"`) })
}

// TestLineIsBounded: a line that has no place in one message says how many it
// left out, those who wait longest after all others.
func TestLineIsBounded(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	l := newTeller(t, url, 10*time.Millisecond)
	var all []schema.LineTicket
	for i := range 2 * schema.MaxTickets {
		row := ticket(i, schema.TicketWaiting)
		row.Service = strings.Repeat("s", 64)
		all = append(all, row)
	}
	l.tell(all...)
	eventually(t, "a long line", func() bool { return strings.Contains(w.last(schema.ChannelLine), `"A0"`) })
	got, err := schema.Decode[schema.Line]([]byte(w.last(schema.ChannelLine)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Tickets); n < 200 || got.More != len(all)-n || got.Tickets[n-1].Number != "A"+strconv.Itoa(n-1) {
		t.Errorf("got %d tickets and %d more, want the first ones of %d", n, got.More, len(all))
	}
}
