package queue_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tiepdan/queue"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func newLine(p queue.Policy) queue.Line {
	return queue.NewLine([]queue.Service{
		{ID: "cert", Prefix: "A", Doors: []int{1, 2}},
		{ID: "civil", Prefix: "B", Doors: []int{2, 3}},
	}, p)
}

// issue reserves a ticket and lets it join.
func issue(t *testing.T, l queue.Line, id, service string, priority bool, at time.Time) queue.Line {
	t.Helper()
	l, _, err := l.Issue(queue.Ticket{ID: id, Service: service, Priority: priority}, at)
	if err != nil {
		t.Fatalf("Issue(%s): %v", id, err)
	}
	l, _, err = l.Join(id, at)
	if err != nil {
		t.Fatalf("Join(%s): %v", id, err)
	}
	return l
}

func TestVisit(t *testing.T) {
	t.Parallel()
	l := newLine(queue.Policy{RecallLimit: 2})
	l = issue(t, l, "x", "civil", false, start)
	l, tk, err := l.CallNext(3, start.Add(5*time.Minute))
	if err != nil || tk.Number != "B001" || tk.Waited() != 5*time.Minute {
		t.Fatalf("CallNext = %+v, %v, want B001 after 5m", tk, err)
	}
	if _, _, err := l.CallNext(3, start); !errors.Is(err, queue.ErrDoorBusy) {
		t.Errorf("second CallNext error = %v, want ErrDoorBusy", err)
	}
	for i := range 2 {
		if l, _, err = l.Recall(3, start.Add(6*time.Minute)); err != nil {
			t.Fatalf("recall %d: %v", i+1, err)
		}
	}
	if _, _, err := l.Recall(3, start); !errors.Is(err, queue.ErrRecallLimit) {
		t.Errorf("third recall error = %v, want ErrRecallLimit", err)
	}
	l, tk, err = l.Close(3, start.Add(16*time.Minute))
	if err != nil || tk.State != queue.Closed || tk.Served() != 10*time.Minute {
		t.Errorf("Close = %+v, %v, want closed after 10m", tk, err)
	}
	if _, ok := l.At(3); ok {
		t.Error("door 3 still serves a ticket after Close")
	}
	l = l.Settle(tk)
	if got := l.Samples["civil"]; !slices.Equal(got, []time.Duration{10 * time.Minute}) {
		t.Errorf("samples = %v, want one of 10m", got)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	l := newLine(queue.Policy{})
	l = issue(t, l, "x", "cert", false, start)
	for name, tc := range map[string]struct {
		do   func() error
		want error
	}{
		"unknown service":   {func() error { _, _, err := l.Issue(queue.Ticket{ID: "y", Service: "tax"}, start); return err }, queue.ErrUnknownService},
		"same id twice":     {func() error { _, _, err := l.Issue(queue.Ticket{ID: "x", Service: "cert"}, start); return err }, queue.ErrDuplicate},
		"no id":             {func() error { _, _, err := l.Issue(queue.Ticket{Service: "cert"}, start); return err }, queue.ErrDuplicate},
		"join twice":        {func() error { _, _, err := l.Join("x", start); return err }, queue.ErrAlreadyWaiting},
		"join unknown":      {func() error { _, _, err := l.Join("z", start); return err }, queue.ErrUnknownTicket},
		"unknown door":      {func() error { _, _, err := l.CallNext(9, start); return err }, queue.ErrUnknownDoor},
		"nobody for door":   {func() error { _, _, err := l.CallNext(3, start); return err }, queue.ErrNobodyWaits},
		"recall nobody":     {func() error { _, _, err := l.Recall(1, start); return err }, queue.ErrNoCurrent},
		"close nobody":      {func() error { _, _, err := l.Close(1, start); return err }, queue.ErrNoCurrent},
		"no-show of nobody": {func() error { _, _, err := l.Miss(1, start); return err }, queue.ErrNoCurrent},
	} {
		if err := tc.do(); !errors.Is(err, tc.want) {
			t.Errorf("%s: error = %v, want %v", name, err, tc.want)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		policy queue.Policy
		want   []string
	}{
		{"strict", queue.Policy{Strict: true}, []string{"p1", "p2", "p3", "n1", "n2"}},
		{"share two", queue.Policy{Share: 2}, []string{"p1", "p2", "n1", "p3", "n2"}},
		{"share one", queue.Policy{Share: 1}, []string{"p1", "n1", "p2", "n2", "p3"}},
	} {
		l := newLine(tc.policy)
		for i, id := range []string{"n1", "n2", "p1", "p2", "p3"} {
			l = issue(t, l, id, "cert", id[0] == 'p', start.Add(time.Duration(i)*time.Minute))
		}
		var got []string
		for range tc.want {
			var tk queue.Ticket
			var err error
			if l, tk, err = l.CallNext(1, start); err != nil {
				t.Fatalf("%s: %v", tc.name, err)
			}
			got = append(got, tk.ID)
			l, _, _ = l.Close(1, start)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: called %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestAheadAndEstimate(t *testing.T) {
	t.Parallel()
	l := newLine(queue.Policy{Strict: true, MinSamples: 3})
	l = issue(t, l, "a", "cert", false, start)
	l = issue(t, l, "b", "civil", false, start.Add(time.Minute))
	if got := l.Ahead(queue.Ticket{Service: "civil"}); got != 2 {
		t.Errorf("ahead of a new civil ticket = %d, want 2: door 2 serves both services", got)
	}
	if got := l.Ahead(queue.Ticket{Service: "civil", Priority: true}); got != 0 {
		t.Errorf("ahead of a new priority ticket = %d, want 0", got)
	}
	if w := l.Estimate(queue.Ticket{Service: "cert"}); w.Known {
		t.Errorf("estimate without a measured visit = %+v, want unknown", w)
	}
	l.Samples = map[string][]time.Duration{"cert": {8 * time.Minute, 10 * time.Minute, 12 * time.Minute}}
	w := l.Estimate(queue.Ticket{Service: "cert"})
	// Two ahead, a door idle, mean 10 min, two doors: 10 min ± 1.28·2 min·√2/2.
	low, high := w.Minutes()
	if !w.Known || low != 8 || high != 12 {
		t.Errorf("estimate = %+v (%d to %d min), want 8 to 12", w, low, high)
	}
}

func TestResetKeepsWhatItMust(t *testing.T) {
	t.Parallel()
	l := newLine(queue.Policy{})
	for _, id := range []string{"a", "b", "c"} {
		l = issue(t, l, id, "cert", false, start)
	}
	l, _, _ = l.CallNext(1, start)
	l, ended, _ := l.Close(1, start.Add(time.Minute))
	l = l.Settle(ended)
	l, called, _ := l.CallNext(1, start)
	l = issue(t, l, "d", "civil", false, start)
	l = l.Reset(start)
	if _, ok := l.At(1); !ok {
		t.Error("the ticket at door 1 is lost by the reset")
	}
	if len(l.Samples["cert"]) != 1 {
		t.Error("service times are lost by the reset")
	}
	if n := l.Waiting("cert"); n != 0 {
		t.Errorf("%d tickets of yesterday wait, want 0", n)
	}
	if _, first, _ := l.Issue(queue.Ticket{ID: "first", Service: "civil"}, start); first.Number != "B001" {
		t.Errorf("the first of the day is %s, want B001", first.Number)
	}
	_, tk, _ := l.Issue(queue.Ticket{ID: "new", Service: "cert"}, start)
	if tk.Number <= called.Number {
		t.Errorf("new ticket %s, but %s still stands at door 1", tk.Number, called.Number)
	}
}
