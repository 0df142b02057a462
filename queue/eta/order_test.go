package eta_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// waiter is one who joined some minutes ago.
type waiter struct {
	id, service, class string
	ago                int
	due                time.Time
}

func standing(tb testing.TB, p queue.Policy, doors map[string][]int, all ...waiter) queue.Line {
	tb.Helper()
	var services []queue.Service
	for i, id := range []string{"cert", "civil", "land"} {
		if len(doors[id]) > 0 {
			services = append(services, queue.Service{ID: id, Prefix: string(rune('A' + i)), Doors: doors[id]})
		}
	}
	p.Classes = []queue.Class{{ID: "old"}, {ID: "ill", Weight: 1}}
	l := queue.NewLine(services, p)
	for _, w := range all {
		at := morning.Add(-time.Duration(w.ago) * time.Minute)
		var err error
		if l, _, err = l.Issue(queue.Ticket{ID: w.id, Service: w.service, Class: w.class, Due: w.due}, at); err != nil {
			tb.Fatal(err)
		}
		if l, _, err = l.Join(w.id, at); err != nil {
			tb.Fatal(err)
		}
	}
	for _, s := range services {
		for range 8 {
			l.Samples[s.ID] = append(l.Samples[s.ID], 10*time.Minute)
		}
	}
	return l.Tick(morning)
}

// TestAgesWhilePlayedOn: who will have waited long enough by her turn goes
// before those of the first class who joined after her, though not yet now.
func TestAgesWhilePlayedOn(t *testing.T) {
	t.Parallel()
	doors := map[string][]int{"cert": {1}}
	all := []waiter{
		{id: "n1", service: "cert", ago: 55},
		{id: "n2", service: "cert", ago: 20},
		{id: "o1", service: "cert", class: "old", ago: 10},
		{id: "o2", service: "cert", class: "old", ago: 5},
		{id: "o3", service: "cert", class: "old", ago: 1},
	}
	for _, tc := range []struct {
		name   string
		policy queue.Policy
		want   map[string]float64
	}{
		{"strict", queue.Policy{Strict: true, AgeAfter: time.Hour}, map[string]float64{"o1": 0, "n1": 10, "o2": 20, "o3": 30, "n2": 40}},
		{"strict, sooner", queue.Policy{Strict: true, AgeAfter: 40 * time.Minute}, map[string]float64{"n1": 0, "o1": 10, "n2": 20, "o2": 30, "o3": 40}},
		{"share", queue.Policy{Share: 4, AgeAfter: time.Hour}, map[string]float64{"o1": 0, "n1": 10, "o2": 20, "o3": 30, "n2": 40}},
		{"never", queue.Policy{Strict: true}, map[string]float64{"o1": 0, "o2": 10, "o3": 20, "n1": 30, "n2": 40}},
	} {
		tc.policy.MinSamples = 5
		l := standing(t, tc.policy, doors, all...)
		o := eta.Play(l, morning, nil, nil)
		for id, want := range tc.want {
			ticket, _ := l.Find(id)
			if r, ok := o.Of(ticket); !ok || math.Abs(minutes(r)-want) > 1e-9 {
				t.Errorf("%s: %s waits %.1f min, want %.0f", tc.name, id, minutes(r), want)
			}
		}
	}
}

// crowded is a line by a random number, its round begun.
func crowded(tb testing.TB, seed uint64) queue.Line {
	tb.Helper()
	rng := rand.New(rand.NewPCG(seed, 3))
	p := queue.Policy{Strict: seed%3 == 0, Share: 1 + rng.IntN(3), MinSamples: 5}
	if seed%4 != 0 {
		p.AgeAfter = 45 * time.Minute
	}
	var all []waiter
	for i := range 30 {
		w := waiter{id: strconv.Itoa(i), service: []string{"cert", "civil", "land"}[rng.IntN(3)], class: []string{"", "", "old", "ill"}[rng.IntN(4)], ago: 70 - 2*i}
		if rng.IntN(8) == 0 {
			w.due = morning.Add(time.Duration(rng.IntN(60)-10) * time.Minute)
		}
		all = append(all, w)
	}
	l := standing(tb, p, map[string][]int{"cert": {1, 2}, "civil": {2, 3}, "land": {3}}, all...)
	for d := range 3 {
		var err error
		if l, _, err = l.CallNext(d+1, morning); err != nil {
			tb.Fatal(err)
		}
		if l, _, err = l.Close(d+1, morning); err != nil {
			tb.Fatal(err)
		}
	}
	return l
}

// called lets the doors call whom the dispatcher says, ten minutes for each,
// and tells when everybody was.
func called(tb testing.TB, l queue.Line) map[string]float64 {
	tb.Helper()
	out := map[string]float64{}
	for free := []float64{0, 0, 0}; ; {
		d := 0
		for i := range free {
			if free[i] < free[d] {
				d = i
			}
		}
		if math.IsInf(free[d], 1) {
			return out
		}
		at := morning.Add(time.Duration(free[d]) * time.Minute)
		if _, busy := l.At(d + 1); busy {
			l, _, _ = l.Close(d+1, at)
		}
		next, ticket, err := l.CallNext(d+1, at)
		if err != nil {
			free[d] = math.Inf(1)
			continue
		}
		l, out[ticket.ID] = next, free[d]
		free[d] += 10
	}
}

// TestPlaysOnAsTheDispatcherCalls: a line is played on in the order in which
// the dispatcher itself calls, ticket for ticket.
func TestPlaysOnAsTheDispatcherCalls(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		l := crowded(t, seed)
		o, want := eta.Play(l, morning, nil, nil), called(t, l)
		for _, ticket := range l.Standing() {
			if r, ok := o.Of(ticket); !ok || math.Abs(minutes(r)-want[ticket.ID]) > 1e-6 {
				t.Errorf("seed %d: %s of %q waits %.1f min, want %.0f", seed, ticket.ID, ticket.Class, minutes(r), want[ticket.ID])
			}
		}
	}
}

// TestGhostIsWhoJoins: who would join is told what she is told once she has.
func TestGhostIsWhoJoins(t *testing.T) {
	t.Parallel()
	coming := make([]float64, 48)
	for i := range coming {
		coming[i] = 1.5
	}
	crowd := eta.Crowd{"cert old": coming, "civil ill": coming, "land old": coming}
	for seed := range uint64(40) {
		l := crowded(t, seed)
		for i := range 40 {
			l.Samples["cert"] = append(l.Samples["cert"], time.Duration(i)*30*time.Second)
		}
		o := eta.Play(l, morning, nil, crowd)
		for _, service := range []string{"cert", "civil", "land"} {
			for _, class := range []string{"", "old", "ill"} {
				me := queue.Ticket{ID: "me", Service: service, Class: class}
				got, ok := o.Ghost(me)
				joined, _, err := l.Issue(me, morning)
				if err != nil {
					t.Fatal(err)
				}
				if joined, me, err = joined.Join("me", morning); err != nil {
					t.Fatal(err)
				}
				if want, known := eta.Play(joined, morning, nil, crowd).Of(me); got != want || ok != known {
					t.Errorf("seed %d: %s %q would be told %.1f min, %v, and was told %.1f, %v", seed, service, class, minutes(got), ok, minutes(want), known)
				}
			}
		}
	}
}
