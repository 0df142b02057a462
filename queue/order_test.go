package queue_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
)

// join lets tickets wait, a minute apart; "o1" is of class old, "i1" ill, "n1"
// ordinary.
func join(t *testing.T, l queue.Line, from time.Time, ids ...string) queue.Line {
	t.Helper()
	for i, id := range ids {
		at := from.Add(time.Duration(i) * time.Minute)
		class := map[byte]string{'o': "old", 'i': "ill"}[id[0]]
		var err error
		if l, _, err = l.Issue(queue.Ticket{ID: id, Service: "cert", Class: class}, at); err != nil {
			t.Fatal(err)
		}
		if l, _, err = l.Join(id, at); err != nil {
			t.Fatal(err)
		}
		l = l.Tick(at)
	}
	return l
}

func withClasses(p queue.Policy) queue.Policy {
	p.Classes = []queue.Class{{ID: "old"}, {ID: "ill", Weight: 1}}
	return p
}

// TestReasons looks at the order and at why each one is where she is.
func TestReasons(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		policy queue.Policy
		join   []string
		want   string
	}{
		{"strict", queue.Policy{Strict: true}, []string{"n1", "i1", "o1", "n2"}, "o1:class+2 i1:class+1 n1:order+0 n2:order+0"},
		{"share", queue.Policy{Share: 2}, []string{"n1", "o1", "o2", "o3", "i1", "i2"}, "o1:class+1 o2:class+1 i1:share+2 n1:order+0 o3:order+0 i2:order+0"},
		{"one class alone", queue.Policy{Share: 1}, []string{"n1", "n2"}, "n1:order+0 n2:order+0"},
		{"aged", queue.Policy{Strict: true, AgeAfter: 4 * time.Minute}, []string{"n1", "n2", "o1", "o2", "i1"}, "n1:order+0 o1:class+1 o2:class+1 i1:class+1 n2:order+0"},
		{"aged behind the first", queue.Policy{Strict: true, AgeAfter: 3 * time.Minute}, []string{"n1", "i1", "o1", "o2", "o3"}, "n1:order+0 i1:order+0 o1:order+0 o2:order+0 o3:order+0"},
		{"aged before the class between", queue.Policy{Strict: true, AgeAfter: 4 * time.Minute}, []string{"i1", "n1", "n2", "i2", "o1", "i3"}, "i1:order+0 n1:order+0 o1:class+2 i2:class+1 i3:class+1 n2:order+0"},
	} {
		l := join(t, newLine(withClasses(tc.policy)), start, tc.join...)
		got := ""
		for _, n := range l.Sequence(1) {
			got += fmt.Sprintf("%s:%s+%d ", n.ID, n.Why.Reason, n.Why.Over)
		}
		if got != tc.want+" " {
			t.Errorf("%s: got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

// TestSharesAreKept: with all classes waiting, the ordinary one has its turn
// after every round of the others, and each class its weight.
func TestSharesAreKept(t *testing.T) {
	t.Parallel()
	p := queue.Policy{Share: 3, Classes: []queue.Class{{ID: "old"}, {ID: "ill", Weight: 2}}}
	l := newLine(p)
	var ids []string
	for i := range 12 {
		ids = append(ids, "n"+strconv.Itoa(i), "o"+strconv.Itoa(i), "i"+strconv.Itoa(i))
	}
	l = join(t, l, start, ids...)
	got := ""
	for range 12 {
		var tk queue.Ticket
		var err error
		if l, tk, err = l.CallNext(1, start); err != nil {
			t.Fatal(err)
		}
		got += tk.ID[:1]
		l, tk, _ = l.Close(1, start)
		l = l.Settle(tk)
	}
	if want := "oooiinoooiin"; got != want {
		t.Errorf("called %s, want %s", got, want)
	}
}

// TestAgeingBoundsTheWait: however many of the first class keep coming, from
// the moment that a ticket is aged only those who joined before it go before it
// (strict), or these and the turns of the other classes (share).
func TestAgeingBoundsTheWait(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 7))
		strict := seed%2 == 0
		p := queue.Policy{Strict: strict, Share: 1 + int(seed%3), AgeAfter: 20 * time.Minute, Classes: []queue.Class{{ID: "old"}, {ID: "ill"}}}
		others := 2*p.Share + 1 // calls of a round at most
		l, at, n := newLine(p), start, 0
		for i := range 25 { // whom the door does not catch up with
			l = join(t, l, at, "n-"+strconv.Itoa(i))
		}
		before := map[string]int{} // who joined before an aged ticket, when it aged
		passed := map[string]int{} // calls since
		called := 0
		for range 400 {
			at = at.Add(time.Minute)
			l = l.Tick(at)
			for range r.IntN(3) {
				n++
				id := []string{"o", "o", "o", "i", "n"}[r.IntN(5)] + strconv.Itoa(n)
				l = join(t, l, at, id)
			}
			for _, tk := range l.Live {
				if _, known := before[tk.ID]; known || at.Sub(tk.Joined) < p.AgeAfter {
					continue
				}
				k := 0
				for _, o := range l.Live {
					if o.Rank.At < tk.Rank.At {
						k++
					}
				}
				before[tk.ID] = k
			}
			next, tk, err := l.CallNext(1, at)
			if err != nil {
				continue
			}
			called++
			if limit, known := before[tk.ID]; known {
				if !strict {
					limit += (limit + 1) * others
				}
				if passed[tk.ID] > limit {
					t.Fatalf("seed %d: %s aged with %d before it and was called after %d others", seed, tk.ID, before[tk.ID], passed[tk.ID])
				}
			}
			for id := range before {
				if _, ok := next.Find(id); ok {
					passed[id]++
				}
			}
			l, tk, _ = next.Close(1, at)
			l = l.Settle(tk)
		}
		if called < 250 || len(before) < 20 {
			t.Errorf("seed %d: %d calls, %d aged: nothing was tried", seed, called, len(before))
		}
	}
}

// TestReturnedGoBehindTheNext: a missed ticket comes back behind the next two
// of its class, and is not passed again after that.
func TestReturnedGoBehindTheNext(t *testing.T) {
	t.Parallel()
	p := withClasses(queue.Policy{Strict: true, ReturnWithin: 10 * time.Minute, ReturnBehind: 2})
	l := join(t, newLine(p), start, "n1", "n2", "n3", "n4", "o1")
	l, _, _ = l.CallNext(2, start) // o1
	l, _, _ = l.CallNext(1, start) // n1
	l, tk, err := l.Miss(1, start.Add(time.Minute))
	if err != nil || tk.State != queue.NoShow {
		t.Fatal(tk, err)
	}
	late, _, err := l.Return("n1", start.Add(11*time.Minute))
	if err == nil {
		t.Errorf("a return after ten minutes: got %+v, want it refused", late.Live)
	}
	l, _, err = l.Return("n1", start.Add(5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	l = join(t, l, start.Add(6*time.Minute), "n5")
	if got := names(l.Order(1)); got != "n2 n3 n1 n4 n5" {
		t.Errorf("order %s, want n1 behind n2 and n3", got)
	}
	if got := l.Sequence(1)[2].Why; got.Reason != queue.ReasonReturned {
		t.Errorf("why n1: %+v, want returned", got)
	}
	_, tk, err = l.CallNext(1, start.Add(7*time.Minute)) // n2
	if err != nil || tk.ID != "n2" {
		t.Fatal(tk, err)
	}
}

func names(ts []queue.Ticket) string {
	out := ""
	for i, t := range ts {
		if i > 0 {
			out += " "
		}
		out += t.ID
	}
	return out
}

// TestPlaceIsKept: hold and resume, transfer, and the next service of a visit
// leave the place of joining.
func TestPlaceIsKept(t *testing.T) {
	t.Parallel()
	do := map[string]func(l queue.Line) (queue.Line, queue.Ticket, error){
		"hold and resume": func(l queue.Line) (queue.Line, queue.Ticket, error) {
			l, _, _ = l.Hold(1, start.Add(30*time.Minute))
			return l.Resume("n1", start.Add(40*time.Minute))
		},
		"to a service": func(l queue.Line) (queue.Line, queue.Ticket, error) {
			return l.Transfer("n1", 0, "civil", start.Add(30*time.Minute))
		},
		"to a door": func(l queue.Line) (queue.Line, queue.Ticket, error) {
			return l.Transfer("n1", 2, "", start.Add(30*time.Minute))
		},
		"the next service": func(l queue.Line) (queue.Line, queue.Ticket, error) {
			l, _, _ = l.Schedule("n1", []string{"gone", "civil"}[1:])
			return l.Close(1, start.Add(30*time.Minute))
		},
	}
	for name, f := range do {
		l := newLine(queue.Policy{Strict: true})
		l = join(t, l, start, "n1", "n2")
		l, _, _ = l.CallNext(1, start.Add(20*time.Minute))
		l, _, err := f(l)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		l = join(t, l, start.Add(50*time.Minute), "n3")
		order := l.Order(2)
		if len(order) == 0 || order[0].ID != "n1" {
			t.Errorf("%s: order %s, want n1 at its place", name, names(order))
			continue
		}
		if tk := order[0]; tk.Number != "A001" || !tk.Joined.Equal(start) {
			t.Errorf("%s: %+v, want its number and its time of joining", name, tk)
		}
	}
}

// TestTimesOfAVisit: what was waited and served is summed over holds and
// transfers, and a service's sample is its own.
func TestTimesOfAVisit(t *testing.T) {
	t.Parallel()
	at := func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }
	l := join(t, newLine(queue.Policy{Strict: true}), start, "n1")
	l, _, _ = l.CallNext(1, at(10)) // waited 10
	l, _, _ = l.Hold(1, at(15))     // served 5
	l, _, _ = l.Resume("n1", at(25))
	l, _, _ = l.CallNext(1, at(30)) // waited 5 more
	l, _, _ = l.Transfer("n1", 2, "", at(32))
	l, _, _ = l.CallNext(2, at(40)) // waited 8 more
	l, ended, err := l.Close(2, at(43))
	if err != nil || ended.Waited() != 23*time.Minute || ended.Served() != 10*time.Minute {
		t.Fatalf("waited %v, served %v, %v, want 23m and 10m", ended.Waited(), ended.Served(), err)
	}
	l = l.Settle(ended)
	if got := l.Samples["cert"]; !slices.Equal(got, []time.Duration{10 * time.Minute}) {
		t.Errorf("samples %v, want 10m", got)
	}
	if len(l.Live) != 0 || len(l.Tallies) != 1 || l.Tallies[0].Served != 1 || l.Tallies[0].Wait.Mean() != 23*time.Minute {
		t.Errorf("line %+v, want the visit counted and gone", l)
	}
}

// TestOldSnapshots: a line as it was written before there were classes goes on.
func TestOldSnapshots(t *testing.T) {
	t.Parallel()
	const old = `{"services":[{"id":"cert","prefix":"A","doors":[1]}],"policy":{"strict":false,"share":2,"recall_limit":2,"min_samples":5},
		"numbers":{"A":4},"samples":{},"favoured":2,"live":[
		{"id":"p","token":"","number":"A002","service":"cert","priority":true,"state":"waiting","issued":"2026-11-23T01:00:00Z","joined":"2026-11-23T01:00:00Z"},
		{"id":"n","token":"","number":"A003","service":"cert","state":"waiting","issued":"2026-11-23T01:01:00Z","joined":"2026-11-23T01:02:00Z"},
		{"id":"m","token":"","number":"A004","service":"cert","state":"waiting","issued":"2026-11-23T01:01:30Z","joined":"2026-11-23T01:01:30Z"}]}`
	var l queue.Line
	if err := json.Unmarshal([]byte(old), &l); err != nil {
		t.Fatal(err)
	}
	if got := names(l.Order(1)); got != "m p n" {
		t.Errorf("order %s, want m, whose turn it is, p, n", got)
	}
	l = join(t, l, start.Add(time.Hour), "x")
	if got := names(l.Order(1)); got != "m p n x" {
		t.Errorf("order %s with a new one, want it last", got)
	}
	l, tk, err := l.CallNext(1, start)
	if err != nil || tk.ID != "m" {
		t.Fatal(tk, err)
	}
	l, _, _ = l.Close(1, start)
	if got := names(l.Order(1)); got != "p n x" {
		t.Errorf("order %s, want p n x", got)
	}
	// The ward names classes: who had priority is of the first one.
	l = l.Configure(l.Services, withClasses(queue.Policy{Strict: true}))
	if got := names(l.Order(1)); got != "p n x" {
		t.Errorf("order %s with classes, want p first", got)
	}
}
