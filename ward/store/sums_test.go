package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// plain is an event as figures should count it.
type plain struct {
	store.Key

	body schema.Body
}

// season is events of some months in the order in which they come, some of
// them weeks late.
func season(random *rand.Rand) (items []store.Item, all []plain) {
	const n, days = 2000, 130
	first := time.Date(2025, 11, 8, 0, 0, 0, 0, hanoi)
	type robot struct{ commune, name string }
	seqs := make(map[robot]uint64)
	for i := range n {
		came := first.Add(time.Duration(i) * days * 24 * time.Hour / n)
		made := came
		if random.IntN(5) == 0 {
			made = came.Add(-time.Duration(random.IntN(60*24)) * time.Hour)
		}
		r := robot{fmt.Sprintf("0007%d", random.IntN(2)), fmt.Sprintf("kb-%d", random.IntN(2))}
		seqs[r]++
		service, door := []string{"land", "civil", "police"}[random.IntN(3)], 1+random.IntN(3)
		wait, serve := new(random.IntN(7000)), new(random.IntN(2000))
		var body schema.Body = schema.Rating{
			Face: []string{"satisfied", "neutral"}[random.IntN(2)], Source: "ticket", Service: service, Door: door, Lang: "vi", WaitS: wait, ServeS: serve,
		}
		switch random.IntN(5) {
		case 0:
			service, door = "", 0
			body = schema.Rating{Face: "dissatisfied", Source: "panel", Burst: random.IntN(2) == 0, NoVisit: random.IntN(2) == 0}
		case 1, 2:
			body = schema.Visit{Service: service, Door: door, Priority: random.IntN(2) == 0, Outcome: []string{"closed", "no-show"}[random.IntN(2)], WaitS: wait, ServeS: serve}
		}
		e := schema.Event{
			Header: schema.Header{V: 1, ID: id(uint64(i)), Epoch: "e1", Seq: seqs[r], TS: made, Clock: schema.ClockNTP}, Body: body,
		}
		items = append(items, store.Item{
			Topic: schema.Topic{Commune: r.commune, Robot: r.name, Channel: body.Kind().Channel()}, At: came, Payload: []byte("{}"), Event: &e,
		})
		all = append(all, plain{store.Key{
			Day: made.Format(time.DateOnly), Hour: made.Hour(), Commune: r.commune, Robot: r.name, Service: service, Door: door,
		}, body})
	}
	return items, all
}

// TestSums lays figures of random periods, filters and layouts beside the
// events counted one by one.
func TestSums(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		random := rand.New(rand.NewPCG(6, 6))
		s := p.open(t)
		items, all := season(random)
		const parts = 3
		for i := range parts {
			for batch := range slices.Chunk(items[i*len(items)/parts:(i+1)*len(items)/parts], 40) {
				if _, err := s.Commit(t.Context(), batch); err != nil {
					t.Fatal(err)
				}
			}
			came := all[:(i+1)*len(items)/parts]
			for range 30 {
				wantCounted(t, s, came, randomFilter(random), store.By(random.IntN(32)))
			}
			for _, by := range []store.By{0, store.ByDay, store.ByHour, store.ByRobot, store.ByService, store.ByDoor} {
				wantCounted(t, s, came, store.Filter{}, by)
			}
			if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
				t.Errorf("got problems %q, %v, want all whole", v.Problems, err)
			}
		}
	})
}

// dropSpans makes tables of the version before spanTables.
const dropSpans = dropRaises + `
	DROP INDEX quarantine_nameless; DROP TABLE refusals; DROP TABLE floors; DROP TABLE needs; DROP TABLE IF EXISTS given_up; DROP TABLE rating_totals; DROP TABLE visit_totals; DROP TABLE visit_time_totals;
	DROP TABLE rating_day_spans; DROP TABLE rating_clock_spans; DROP TABLE rating_wait_spans;
	DROP TABLE visit_day_spans; DROP TABLE visit_clock_spans; DROP TABLE visit_time_spans;
	PRAGMA user_version = 9;`

// TestSpansComeLater: a file from before there were sums of months says the same.
func TestSpansComeLater(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	p := newSQLite(t)
	s, err := store.Open(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	items, all := season(random)
	for batch := range slices.Chunk(items, 500) {
		if _, err := s.Commit(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, p.options.File, dropSpans)
	s = p.open(t)
	for range 40 {
		wantCounted(t, s, all, randomFilter(random), store.By(random.IntN(32)))
	}
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
		t.Errorf("got problems %q, %v, want all whole", v.Problems, err)
	}
}

func randomFilter(random *rand.Rand) store.Filter {
	day := func() string {
		return time.Date(2025, 9, 1+random.IntN(220), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	var f store.Filter
	if random.IntN(6) > 0 {
		f.From = day()
	}
	if random.IntN(6) > 0 {
		f.To = max(day(), f.From)
	}
	switch random.IntN(8) {
	case 0:
		f.Robot = "kb-1"
	case 1:
		f.Service = "land"
	case 2:
		f.Door = 2
	case 3:
		f.Commune = "00071"
	}
	return f
}

// wantCounted compares all that the store counts.
func wantCounted(t *testing.T, s *store.Store, all []plain, f store.Filter, by store.By) {
	t.Helper()
	want := counted(all, f, by)
	got := make(map[string]int)
	ratings, err := s.CountRatings(t.Context(), f, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ratings {
		got[fmt.Sprint("rating", c.Key, c.Source, c.Face, c.Burst, c.NoVisit)] += c.N
	}
	visits, err := s.CountVisits(t.Context(), f, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range visits {
		name := fmt.Sprint(c.Key, c.Priority, c.Outcome)
		got["visit"+name] += c.N
		got["waited"+name] += int(c.Wait / time.Second)
		got["served"+name] += int(c.Serve / time.Second)
	}
	if by&(store.ByHour|store.ByRobot) == 0 && f.Robot == "" {
		gotTimes(t, s, f, by, got)
	} else {
		maps.DeleteFunc(want, func(name string, _ int) bool { return name[0] == '~' })
	}
	if !maps.Equal(got, want) {
		t.Errorf("got other figures than events for %+v by %b: %s", f, by, differing(got, want))
	}
}

func gotTimes(t *testing.T, s *store.Store, f store.Filter, by store.By, got map[string]int) {
	t.Helper()
	times, err := s.Times(t.Context(), f, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range times {
		for what, h := range map[string]store.Histogram{"wait": x.Wait, "serve": x.Serve} {
			for _, b := range h.Bins() {
				got[fmt.Sprint("~", what, x.Key, b.To)] += b.N
			}
		}
	}
	waits, err := s.RatingsByWait(t.Context(), f, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waits {
		got[fmt.Sprint("~rated", w.Key, w.To, w.Face)] += w.N
	}
}

// counted counts events one by one.
func counted(all []plain, f store.Filter, by store.By) map[string]int {
	want := make(map[string]int)
	for _, e := range all {
		if f.From != "" && e.Day < f.From || f.To != "" && e.Day > f.To || f.Commune != "" && e.Commune != f.Commune ||
			f.Robot != "" && e.Robot != f.Robot || f.Service != "" && e.Service != f.Service || f.Door != 0 && e.Door != f.Door {
			continue
		}
		key := keyBy(e.Key, by)
		switch body := e.body.(type) {
		case schema.Rating:
			want[fmt.Sprint("rating", key, body.Source, body.Face, body.Burst, body.NoVisit)]++
			if body.WaitS != nil {
				want[fmt.Sprint("~rated", key, endOf(*body.WaitS, []int{300, 600, 900, 1200, 1800, 2700, 3600, 5400}), body.Face)]++
			}
		case schema.Visit:
			name := fmt.Sprint(key, body.Priority, body.Outcome)
			want["visit"+name]++
			want["waited"+name] += *body.WaitS
			want["served"+name] += *body.ServeS
			if body.Outcome == "closed" {
				want[fmt.Sprint("~wait", key, binEnd(*body.WaitS))]++
				want[fmt.Sprint("~serve", key, binEnd(*body.ServeS))]++
			}
		}
	}
	return want
}

func keyBy(k store.Key, by store.By) store.Key {
	var key store.Key
	if by&store.ByDay != 0 {
		key.Day = k.Day
	}
	if by&store.ByHour != 0 {
		key.Hour = k.Hour
	}
	if by&store.ByRobot != 0 {
		key.Commune, key.Robot = k.Commune, k.Robot
	}
	if by&store.ByService != 0 {
		key.Service = k.Service
	}
	if by&store.ByDoor != 0 {
		key.Door = k.Door
	}
	return key
}

// endOf is the first end that is not below s, 0 for none.
func endOf(s int, ends []int) time.Duration {
	for _, end := range ends {
		if s <= end {
			return time.Duration(end) * time.Second
		}
	}
	return 0
}

func binEnd(s int) time.Duration {
	var ends []int
	for end := 30; end <= 8*3600; {
		ends = append(ends, end)
		if end < 600 {
			end += 30
		} else {
			end += 60
		}
	}
	return endOf(s, ends)
}

// differing names what differs first.
func differing(got, want map[string]int) string {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			return fmt.Sprintf("%s: got %d, want %d", name, got[name], want[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if got[name] != want[name] {
			return fmt.Sprintf("%s: got %d, want %d", name, got[name], want[name])
		}
	}
	return "nothing"
}
