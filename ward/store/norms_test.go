package store_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// waits are visits over two months, their waiting times around every norm.
func waits() (items []store.Item, waitS []int) {
	random := rand.New(rand.NewPCG(4, 4))
	for i := range 1500 {
		wait := random.IntN(8*3600 + 600)
		if i%3 == 0 {
			wait = 60*(wait/60) + i%2 // exact to the minute, or a second more
		}
		item := event(uint64(i)+1, schema.Visit{Service: "land", Door: 2, Outcome: "closed", WaitS: &wait, ServeS: new(wait / 2)})
		item.Event.TS, item.At = noon.Add(time.Duration(i)*time.Hour), noon.Add(time.Duration(i)*time.Hour)
		items, waitS = append(items, item), append(waitS, wait)
	}
	return items, waitS
}

func wantWithin(t *testing.T, s *store.Store, waitS []int) {
	t.Helper()
	for _, f := range []store.Filter{{}, {Door: 2}} { // the whole ward has sums of its own
		times, err := s.Times(t.Context(), f, 0)
		if err != nil || len(times) != 1 {
			t.Fatalf("got %+v, %v, want one line", times, err)
		}
		for norm := range 481 {
			wait, serve := 0, 0
			for _, s := range waitS {
				if s <= norm*60 {
					wait++
				}
				if s/2 <= norm*60 {
					serve++
				}
			}
			limit := time.Duration(norm) * time.Minute
			if norm == 0 { // the first bin begins with 0
				continue
			}
			if gotWait, gotServe := times[0].Wait.Within(limit), times[0].Serve.Within(limit); gotWait != wait || gotServe != serve {
				t.Errorf("got %d waits and %d services within %d min, want %d and %d", gotWait, gotServe, norm, wait, serve)
			}
		}
	}
}

// TestWithinEveryNorm: shares on time are exact for all norms that can be set.
func TestWithinEveryNorm(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		items, waitS := waits()
		if _, err := s.Commit(t.Context(), items); err != nil {
			t.Fatal(err)
		}
		next := event(uint64(len(items))+1, schema.Help{})
		next.At = items[len(items)-1].At.AddDate(0, 0, 1)
		commit(t, s, next) // closes the days
		wantWithin(t, s, waitS)
	})
}

// TestNarrowBinsComeLater: what was counted in wide bins is counted anew.
func TestNarrowBinsComeLater(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s, err := store.Open(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	items, waitS := waits()
	if _, err := s.Commit(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	next := event(uint64(len(items))+1, schema.Help{})
	next.At = items[len(items)-1].At.AddDate(0, 0, 1)
	commit(t, s, next)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, p.options.File, `DELETE FROM visit_times WHERE bin > 70; DELETE FROM visit_time_totals WHERE bin > 70;
		UPDATE visit_time_spans SET number = number + 3; DROP INDEX quarantine_nameless; DROP TABLE refusals; DROP TABLE floors; DROP TABLE needs;`+dropRaises+`PRAGMA user_version = 12`)
	s = p.open(t)
	wantWithin(t, s, waitS)
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
		t.Errorf("got problems %q, %v, want all whole", v.Problems, err)
	}
}
