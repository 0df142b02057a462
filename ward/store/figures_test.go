package store_test

import (
	"reflect"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// at is an event of a robot that happened and came at a time.
func at(seq uint64, when time.Time, body schema.Body) store.Item {
	item := event(seq, body)
	item.Event.TS, item.At = when, when
	return item
}

func face(face, service string, door, waitMin int) schema.Rating {
	return schema.Rating{Face: face, Source: "ticket", Service: service, Door: door, Lang: "vi", WaitS: new(60 * waitMin), ServeS: new(60)}
}

// TestFigures counts over closed and open days, with what comes late.
func TestFigures(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		day1, day2 := noon, noon.AddDate(0, 0, 1)
		commit(t, s, at(1, day1, face("satisfied", "land", 1, 3)), at(2, day1.Add(time.Hour), face("neutral", "land", 2, 20)),
			at(3, day1, schema.Rating{Face: "dissatisfied", Source: "panel", Burst: true}))
		open := figures(t, s)
		commit(t, s, hello(0))
		late := at(5, day1, face("satisfied", "land", 1, 95))
		late.At = day2
		commit(t, s, at(4, day2, face("satisfied", "civil", 1, 3)), late) // closes the first day
		back := at(6, day1, face("satisfied", "land", 1, 4))              // the ward's clock was set back
		commit(t, s, back)
		if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
			t.Errorf("got %+v, %v, want all whole", v, err)
		}
		if want := [3]int{3, 3, 2}; open != want {
			t.Errorf("got figures %v of the first day while it was open, want %v", open, want)
		}
		if got, want := figures(t, s), [3]int{6, 6, 5}; got != want {
			t.Errorf("got figures %v, want %v", got, want)
		}
		got, err := s.CountRatings(t.Context(), store.Filter{From: "2026-03-02", To: "2026-03-02", Service: "land", Door: 1}, store.ByDay|store.ByService)
		want := []store.RatingCount{{Key: store.Key{Day: "2026-03-02", Service: "land"}, Count: store.Count{Source: "ticket", Face: "satisfied", N: 3}}}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		waits, err := s.RatingsByWait(t.Context(), store.Filter{Service: "land"}, 0)
		wantWaits := []store.WaitRating{
			{To: 5 * time.Minute, Face: "satisfied", N: 2},
			{From: 15 * time.Minute, To: 20 * time.Minute, Face: "neutral", N: 1},
			{From: 90 * time.Minute, Face: "satisfied", N: 1},
		}
		if err != nil || !reflect.DeepEqual(waits, wantWaits) {
			t.Errorf("got %+v, %v, want %+v", waits, err, wantWaits)
		}
	})
}

// figures counts all ratings in three ways: by day, by hour, by wait.
func figures(t *testing.T, s *store.Store) (n [3]int) {
	t.Helper()
	for i, by := range []store.By{store.ByDay, store.ByHour | store.ByRobot} {
		counts, err := s.CountRatings(t.Context(), store.Filter{Commune: "00070"}, by)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			n[i] += c.N
		}
	}
	waits, err := s.RatingsByWait(t.Context(), store.Filter{}, store.ByDay)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waits {
		n[2] += w.N
	}
	return n
}

func TestTimes(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		for i := range 60 { // waits of 1 to 60 minutes at door 1
			commit(t, s, event(uint64(i)+1, schema.Visit{Service: "land", Door: 1, Outcome: "closed", WaitS: new(60 * (i + 1)), ServeS: new(0)}))
		}
		commit(t, s, event(61, schema.Visit{Service: "land", Door: 2, Outcome: "no-show", WaitS: new(90000), ServeS: new(0)}),
			event(62, schema.Visit{Service: "land", Door: 2, Priority: true, Outcome: "closed", WaitS: new(90000), ServeS: new(10)}))
		all, err := s.Times(t.Context(), store.Filter{}, store.ByDoor)
		if err != nil || len(all) != 2 || all[0].Door != 1 || all[0].Wait.N() != 60 || all[1].Wait.N() != 1 {
			t.Fatalf("got %+v, %v, want the times of two doors", all, err)
		}
		for _, q := range []struct {
			share float64
			want  time.Duration
		}{{0, 30 * time.Second}, {0.5, 30 * time.Minute}, {0.9, 54 * time.Minute}, {1, time.Hour}} {
			if got, ok := all[0].Wait.Quantile(q.share); !ok || got != q.want {
				t.Errorf("got quantile %v of %v, %v, want %v", q.share, got, ok, q.want)
			}
		}
		if got := all[0].Wait.Within(15 * time.Minute); got != 15 {
			t.Errorf("got %d within 15 minutes, want 15", got)
		}
		whole := all[0].Wait.Plus(all[1].Wait)
		if got, ok := whole.Quantile(1); !ok || got != 24*time.Hour || whole.N() != 61 || all[0].Wait.N() != 60 {
			t.Errorf("got %v, %v as the longest of %d, want one of a day, of 61", got, ok, whole.N())
		}
		bins := whole.Bins()
		if len(bins) != 61 || bins[0] != (store.Bin{From: 30 * time.Second, To: time.Minute, N: 1}) || bins[60] != (store.Bin{From: 24 * time.Hour, N: 1}) {
			t.Errorf("got %d bins from %+v", len(bins), bins[0])
		}
		if _, ok := (store.Histogram{}).Quantile(0.5); ok {
			t.Error("got a median of nothing, want none")
		}
		if _, err := s.Times(t.Context(), store.Filter{Robot: "kb-01"}, 0); err == nil {
			t.Error("got no error for the times of one robot, want one")
		}
		visits, err := s.CountVisits(t.Context(), store.Filter{Door: 2}, store.ByHour)
		want := []store.VisitCount{
			{Key: store.Key{Hour: 12}, Outcome: "no-show", N: 1, Wait: 25 * time.Hour},
			{Key: store.Key{Hour: 12}, Priority: true, Outcome: "closed", N: 1, Wait: 25 * time.Hour, Serve: 10 * time.Second},
		}
		if err != nil || !reflect.DeepEqual(visits, want) {
			t.Errorf("got %+v, %v, want %+v", visits, err, want)
		}
	})
}

func TestGaps(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, at(5, noon, schema.Help{}), hello(5)) // 1 to 4 were dropped by the robot
		commit(t, s, at(8, noon.Add(time.Hour), schema.Help{}))
		gaps, err := s.Gaps(t.Context())
		if err != nil || len(gaps) != 2 {
			t.Fatalf("got %+v, %v, want two", gaps, err)
		}
		lost, open := gaps[0], gaps[1]
		if lost.From != 1 || lost.To != 4 || !lost.Lost || !lost.After.IsZero() || !lost.Before.Equal(noon) {
			t.Errorf("got %+v, want 1 to 4 lost, before noon", lost)
		}
		if open.From != 6 || open.To != 7 || open.Lost || !open.After.Equal(noon) || !open.Before.Equal(noon.Add(time.Hour)) {
			t.Errorf("got %+v, want 6 and 7 missing after noon", open)
		}
		if open.Touches(noon.Add(2*time.Hour), noon.Add(3*time.Hour)) || !open.Touches(noon.Add(-time.Hour), noon.Add(time.Minute)) {
			t.Error("got the hours of the open gap wrong")
		}
		// What was given up comes after all.
		commit(t, s, rating(2), rating(3))
		if gaps, err = s.Gaps(t.Context()); err != nil || len(gaps) != 3 || gaps[0].To != 1 || gaps[1].From != 4 {
			t.Errorf("got %+v, %v, want 1 and 4 lost", gaps, err)
		}
		streams, err := s.Streams(t.Context())
		if err != nil || streams[0].Lost != 2 || streams[0].Missing != 2 {
			t.Errorf("got %+v, %v, want 2 lost and 2 missing", streams, err)
		}
	})
}
