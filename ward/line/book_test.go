package line_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var hanoi = time.FixedZone("+07", 7*3600)

// now is nine o'clock, and midnight the end of its day.
var (
	now      = time.Date(2026, 3, 2, 9, 0, 0, 0, hanoi)
	midnight = time.Date(2026, 3, 3, 0, 0, 0, 0, hanoi)
	kb01     = schema.Topic{Commune: "00070", Robot: "kb-01", Channel: schema.ChannelLine}
	kb02     = schema.Topic{Commune: "00070", Robot: "kb-02", Channel: schema.ChannelLine}
)

func openStore(t *testing.T, file string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{File: file, Location: hanoi})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newBook(t *testing.T) *line.Book {
	t.Helper()
	return line.New(openStore(t, filepath.Join(t.TempDir(), "ward.db")), hanoi, slog.New(slog.DiscardHandler))
}

func row(token string, s schema.TicketState) schema.LineTicket {
	return schema.LineTicket{Key: schema.TicketKey(token), Number: "A-" + token, Service: "cert", State: s, Doors: []int{1}}
}

func said(at time.Time, rows ...schema.LineTicket) schema.Line {
	return schema.Line{
		V: 1, TS: at, Clock: schema.ClockNTP, Boot: "b", Ends: &midnight,
		Services: []schema.LineService{{Service: "cert", Label: schema.Label{Vi: "Chứng thực"}}},
		Doors:    []schema.LineDoor{{Door: 1, Label: schema.Label{Vi: "Cửa 1"}}}, Tickets: rows,
	}
}

func look(t *testing.T, b *line.Book, token string, at time.Time) line.Answer {
	t.Helper()
	a, err := b.Look(t.Context(), line.KeyOf(token), at)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhatBecameOfTickets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		last schema.TicketState
		want line.Outcome
	}{
		{"called", schema.TicketCalled, line.Served},
		{"missed", schema.TicketMissed, line.Lapsed},
		{"taken out", schema.TicketLeft, line.Taken},
		{"waiting", schema.TicketWaiting, line.Gone},
		{"held", schema.TicketHeld, line.Gone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			if a := look(t, b, "x", now); a.Kind != line.Unknown {
				t.Errorf("got %+v before anything was said, want unknown", a)
			}
			b.Line(kb01, said(now, row("x", tt.last)), now, false)
			a := look(t, b, "x", now)
			if a.Kind != line.Live || a.Ticket.State != tt.last || a.Number != "A-x" || a.Service.Vi != "Chứng thực" || a.Doors[1].Vi != "Cửa 1" || a.Old {
				t.Errorf("got %+v, want the live ticket", a)
			}
			b.Line(kb01, said(now), now, false)
			if a := look(t, b, "x", now); a.Kind != line.Over || a.Outcome != tt.want || a.Number != "A-x" {
				t.Errorf("got %+v when it is no longer there, want %s", a, tt.want)
			}
			b.Line(kb01, said(now, row("x", schema.TicketCalled)), now, false) // undone
			if a := look(t, b, "x", now); a.Kind != line.Live {
				t.Errorf("got %+v when it is back, want it live", a)
			}
			if a := look(t, b, "x", midnight); a.Kind != line.Expired || a.Number != "A-x" {
				t.Errorf("got %+v at midnight, want expired", a)
			}
			b.Line(kb01, said(midnight), midnight, false)
			if a := look(t, b, "x", midnight); a.Kind != line.Expired {
				t.Errorf("got %+v on the next day, want expired", a)
			}
		})
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	late := now.Add(-10 * time.Minute)
	unset := said(late, row("x", schema.TicketWaiting))
	unset.Clock = schema.ClockUnset
	tests := []struct {
		name string
		do   func(b *line.Book)
		at   time.Time
		asOf time.Time
		old  bool
	}{
		{"fresh", func(b *line.Book) { b.Line(kb01, said(late, row("x", schema.TicketWaiting)), now, false) }, now.Add(time.Minute), now, false},
		{"silent", func(b *line.Book) { b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false) }, now.Add(2 * time.Minute), now, true},
		{"lost", func(b *line.Book) {
			b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false)
			b.State(kb01.On(schema.ChannelState), schema.State{State: schema.LinkLost})
		}, now, now, true},
		{"back", func(b *line.Book) {
			b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false)
			b.State(kb01.On(schema.ChannelState), schema.State{State: schema.LinkOff})
			b.State(kb01.On(schema.ChannelState), schema.State{State: schema.LinkOnline})
		}, now, now, false},
		{"kept by the broker", func(b *line.Book) { b.Line(kb01, said(late, row("x", schema.TicketWaiting)), now, true) }, now, late, true},
		{"kept a moment ago, nobody there", func(b *line.Book) {
			b.Line(kb01, said(now.Add(-time.Second), row("x", schema.TicketWaiting)), now, true)
		}, now, now.Add(-time.Second), true},
		{"kept a moment ago, and there", func(b *line.Book) {
			b.Line(kb01, said(now.Add(-time.Second), row("x", schema.TicketWaiting)), now, true)
			b.State(kb01.On(schema.ChannelState), schema.State{State: schema.LinkOnline})
		}, now, now.Add(-time.Second), false},
		{"kept, unset clock", func(b *line.Book) { b.Line(kb01, unset, now, true) }, now, time.Time{}, true},
		{"kept, from the future", func(b *line.Book) { b.Line(kb01, said(now.Add(time.Hour), row("x", schema.TicketWaiting)), now, true) }, now, time.Time{}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			tt.do(b)
			if a := look(t, b, "x", tt.at); a.Kind != line.Live || !a.AsOf.Equal(tt.asOf) || a.Old != tt.old {
				t.Errorf("got %+v, want as of %v, old %v", a, tt.asOf, tt.old)
			}
		})
	}
}

func TestEndOfTheDay(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	none, far := said(now, row("x", schema.TicketWaiting)), said(now, row("y", schema.TicketWaiting))
	none.Ends = nil
	b.Line(kb01, none, now, false)
	year := now.AddDate(1, 0, 0)
	far.Ends = &year // of a clock that is set wrong
	b.Line(kb02, far, now, false)
	for _, token := range []string{"x", "y"} {
		if a := look(t, b, token, midnight.Add(-time.Second)); a.Kind != line.Live {
			t.Errorf("got %+v for %s before the ward's midnight, want live", a, token)
		}
		if a := look(t, b, token, midnight); a.Kind != line.Expired {
			t.Errorf("got %+v for %s at the ward's midnight, want expired", a, token)
		}
	}
}

func TestTwoRobots(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false)
	b.Line(kb02, said(now, row("y", schema.TicketWaiting)), now, false)
	b.State(kb02, schema.State{State: schema.LinkLost})
	if x, y := look(t, b, "x", now), look(t, b, "y", now); x.Kind != line.Live || x.Old || y.Kind != line.Live || !y.Old {
		t.Errorf("got %+v and %+v, want both, the second old", x, y)
	}
	// The second robot hands its ticket to the first, which keeps the line.
	b.Line(kb01, said(now, row("x", schema.TicketWaiting), row("y", schema.TicketCalled)), now, false)
	b.Line(kb02, said(now), now, false)
	if y := look(t, b, "y", now); y.Kind != line.Live || y.Ticket.State != schema.TicketCalled || y.Old {
		t.Errorf("got %+v, want it called by the first robot", y)
	}
}

func TestLineThatIsTooLong(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false)
	long := said(now, row("y", schema.TicketWaiting))
	long.More = 1
	b.Line(kb01, long, now, false)
	if a := look(t, b, "x", now); a.Kind != line.Unheard || !a.More {
		t.Errorf("got %+v for a ticket without a place, want that nothing is known", a)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.Line(kb01, said(now, row("x", schema.TicketWaiting), row("y", schema.TicketWaiting)), now, false)
	changed, stop := b.Listen(line.KeyOf("x"))
	woken := func() bool {
		select {
		case <-changed:
			return true
		default:
			return false
		}
	}
	steps := []struct {
		name string
		do   func()
		want bool
	}{
		{"the same again", func() {
			b.Line(kb01, said(now, row("x", schema.TicketWaiting), row("y", schema.TicketWaiting)), now, false)
		}, false},
		{"another one is called", func() {
			b.Line(kb01, said(now, row("x", schema.TicketWaiting), row("y", schema.TicketCalled)), now, false)
		}, false},
		{"it is called", func() { b.Line(kb01, said(now, row("x", schema.TicketCalled)), now, false) }, true},
		{"its robot is lost", func() { b.State(kb01, schema.State{State: schema.LinkLost}) }, true},
		{"still lost", func() { b.State(kb01, schema.State{State: schema.LinkOff}) }, false},
		{"its robot is back", func() { b.State(kb01, schema.State{State: schema.LinkOnline}) }, true},
		{"it is over", func() { b.Line(kb01, said(now), now, false) }, true},
		{"another robot", func() { b.Line(kb02, said(now, row("z", schema.TicketWaiting)), now, false) }, false},
	}
	for _, step := range steps {
		if step.do(); woken() != step.want {
			t.Errorf("%s: got woken %v, want %v", step.name, !step.want, step.want)
		}
	}
	stop()
	b.Line(kb01, said(now, row("x", schema.TicketCalled)), now, false)
	if woken() {
		t.Error("got woken after stop, want not")
	}
}

// TestRestart: what was over stays over, and what a robot has not spoken of
// since is not guessed.
func TestRestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ward.db")
	s, at := openStore(t, file), time.Now()
	ends := at.Add(time.Hour)
	word := func(rows ...schema.LineTicket) schema.Line {
		l := said(at, rows...)
		l.Ends = &ends
		return l
	}
	first := line.New(s, hanoi, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	first.Line(kb01, word(row("x", schema.TicketCalled), row("y", schema.TicketWaiting)), at, false)
	first.Line(kb01, word(row("y", schema.TicketWaiting)), at, false)
	cancel()
	if err := first.Run(ctx); err != nil { // writes what is left
		t.Fatal(err)
	}
	again := line.New(s, hanoi, slog.New(slog.DiscardHandler))
	if a := look(t, again, "x", at); a.Kind != line.Over || a.Outcome != line.Served || a.Number != "A-x" {
		t.Errorf("got %+v after a restart, want it served", a)
	}
	if a := look(t, again, "y", at); a.Kind != line.Unheard || a.Number != "A-y" {
		t.Errorf("got %+v before its robot has spoken, want that nothing is known", a)
	}
	again.Line(kb01, word(), at, false)
	if a := look(t, again, "y", at); a.Kind != line.Over || a.Outcome != line.Gone {
		t.Errorf("got %+v when its robot has it no more, want gone", a)
	}
	if a := look(t, again, "y", ends); a.Kind != line.Expired {
		t.Errorf("got %+v on the next day, want expired", a)
	}
	if err := s.KeepTickets(t.Context(), nil, ends.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if a := look(t, line.New(s, hanoi, slog.New(slog.DiscardHandler)), "x", at); a.Kind != line.Unknown {
		t.Errorf("got %+v when it is forgotten, want unknown", a)
	}
}

// ill is a store that refuses until it is well.
type ill struct {
	mu   sync.Mutex
	well bool
	kept []store.Ticket
}

var errIll = errors.New("the disk is full")

func (s *ill) KeepTickets(_ context.Context, tickets []store.Ticket, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.well {
		s.well = true
		return errIll
	}
	s.kept = append(s.kept, tickets...)
	return nil
}

func (s *ill) Ticket(context.Context, [32]byte) (store.Ticket, bool, error) {
	return store.Ticket{}, false, errIll
}

func TestIllStore(t *testing.T) {
	t.Parallel()
	s := &ill{}
	b := line.New(s, hanoi, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.Line(kb01, said(now, row("x", schema.TicketWaiting)), now, false)
	if a := look(t, b, "x", now); a.Kind != line.Live {
		t.Errorf("got %+v with an ill store, want the live ticket", a)
	}
	if _, err := b.Look(t.Context(), line.KeyOf("z"), now); !errors.Is(err, errIll) {
		t.Errorf("got %v for a ticket that only the store may know, want its error", err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		s.mu.Lock()
		n := len(s.kept)
		s.mu.Unlock()
		if n == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("got %d tickets kept after the store is well, want 1", n)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
