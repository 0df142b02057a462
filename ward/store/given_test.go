package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"tiepdan/ward/store"
)

// TestGiveUp: what somebody has given up is said to be, and nothing else changes.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, rating(1), rating(2), rating(6), hello(5)) // 3 and 4 are lost, 5 may come
		commit(t, s, rating(20))
		g := store.GivenUp{Commune: "00070", Robot: "kb-01", Epoch: "e1", From: 1, To: 99, Because: "bộ nhớ hỏng"}
		if n, err := s.GiveUp(t.Context(), store.GivenUp{Commune: "00070", Robot: "kb-02", Epoch: "e1", From: 1, To: 99}, noon, "an"); !errors.Is(err, store.ErrNotMissing) || n != 0 {
			t.Errorf("got %d, %v of a robot that nobody knows, want %v", n, err, store.ErrNotMissing)
		}
		wantCounts(t, s, counts{missing: 14, lost: 2})
		if n, err := s.GiveUp(t.Context(), g, noon, "an"); err != nil || n != 16 {
			t.Errorf("got %d, %v, want 16 given up", n, err)
		}
		wantCounts(t, s, counts{given: 16})
		if _, err := s.GiveUp(t.Context(), g, noon, "an"); !errors.Is(err, store.ErrNotMissing) {
			t.Errorf("got %v the second time, want %v", err, store.ErrNotMissing)
		}
		if record, err := s.Record(t.Context(), 1); err != nil || record[0].Did != "give-up" || record[0].User != "an" {
			t.Errorf("got %+v, %v in the record, want who gave up what", record, err)
		}
		wantGaps(t, s, []string{"3-4 bộ nhớ hỏng", "5-5 bộ nhớ hỏng", "7-19 bộ nhớ hỏng"})
		// The robot is still waited for: its receipt says what is there.
		if got := commit(t, s, rating(5)); got != 6 {
			t.Errorf("got receipt up to %d, want 6", got)
		}
		wantCounts(t, s, counts{given: 15})
		// It sends again, in order, and then one is missing that nobody gave up.
		if got := commit(t, s, rating(7), rating(9)); got != 7 {
			t.Errorf("got receipt up to %d, want 7", got)
		}
		wantCounts(t, s, counts{missing: 1, given: 12})
		wantGaps(t, s, []string{"3-4 bộ nhớ hỏng", "8-8 ", "10-19 bộ nhớ hỏng"})
		g.From, g.To, g.Because = 8, 8, "again"
		if n, err := s.GiveUp(t.Context(), g, noon, "an"); err != nil || n != 1 {
			t.Errorf("got %d, %v, want 1 given up", n, err)
		}
		wantCounts(t, s, counts{given: 13})
		if got := commit(t, s, rating(8), hello(19)); got != 18 {
			t.Errorf("got receipt up to %d, want 18", got)
		}
		wantCounts(t, s, counts{given: 12})
		wantGaps(t, s, []string{"3-4 bộ nhớ hỏng", "10-18 bộ nhớ hỏng", "19-19 bộ nhớ hỏng"})
	})
}

type counts struct{ missing, lost, given uint64 }

func wantCounts(t *testing.T, s *store.Store, want counts) {
	t.Helper()
	v, err := s.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	streams, err := s.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, x := v.Streams[0], streams[0]
	if got := (counts{c.Missing, c.Lost, c.GivenUp}); got != want || len(c.Problems) > 0 || v.Whole() != (want.missing+want.lost == 0) {
		t.Errorf("got %+v verified, %v, want %+v", got, c.Problems, want)
	}
	if got := (counts{x.Missing, x.Lost, x.GivenUp}); got != want {
		t.Errorf("got %+v on the page, want %+v", got, want)
	}
}

func wantGaps(t *testing.T, s *store.Store, want []string) {
	t.Helper()
	gaps, err := s.Gaps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range gaps {
		got = append(got, fmt.Sprintf("%d-%d %s", g.From, g.To, g.GivenUp))
		if touches := g.Touches(noon.Add(-time.Hour), noon.Add(time.Hour)); touches != (g.GivenUp == "") {
			t.Errorf("got %v for %+v, want only what is waited for to touch a day", touches, g)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got gaps %q, want %q", got, want)
	}
}

// TestFarAhead: one false number leaves no gap for ever.
func TestFarAhead(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		for range 2 {
			if got := commit(t, s, rating(1), rating(1<<53), refused(1<<52, "{}"), rating(2)); got != 2 {
				t.Errorf("got receipt up to %d, want 2", got)
			}
		}
		wantCounts(t, s, counts{})
		asides, err := s.Asides(t.Context(), 10)
		if err != nil || len(asides) != 2 || asides[0].Reason != "number is too far ahead of what came before" || asides[0].Seq != 0 {
			t.Errorf("got %+v, %v kept aside, want both", asides, err)
		}
		// One that says what its outbox begins with may begin there.
		if got := commit(t, s, rating(1_000_003), hello(900_000)); got != 899_999 {
			t.Errorf("got receipt up to %d, want 899999", got)
		}
		wantCounts(t, s, counts{missing: 100_003, lost: 899_997})
	})
}

// TestFirstFarAhead: nor does one false word on what an outbox begins with give
// up all numbers there are. An old robot may meet a new ward.
func TestFirstFarAhead(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		if got := commit(t, s, hello(1<<53-20), rating(1<<53-20)); got != 0 {
			t.Errorf("got receipt up to %d, want none", got)
		}
		wantCounts(t, s, counts{})
		asides, err := s.Asides(t.Context(), 10)
		if err != nil || len(asides) != 2 || asides[0].Reason != "number is too far ahead of what came before" {
			t.Errorf("got %+v, %v kept aside, want both", asides, err)
		}
		commit(t, s, rating(1))
		if got := commit(t, s, hello(2_000_000), hello(1), rating(2)); got != 2 {
			t.Errorf("got receipt up to %d of an outbox that is known, want 2", got)
		}
		old := hello(5_000_000)
		old.Topic.Robot = "kb-02"
		if got := commit(t, s, old); got != 4_999_999 {
			t.Errorf("got receipt up to %d of an old robot, want 4999999", got)
		}
	})
}

// TestFalseNumberOfOld: a false number that an older program took is given up
// for, and what is missing later is missed all the same.
func TestFalseNumberOfOld(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s := p.open(t)
	commit(t, s, rating(1), rating(3))
	alter(t, p.options.File, `UPDATE events SET seq = 9007199254740992 WHERE seq = 3; UPDATE streams SET top = 9007199254740992`)
	g := store.GivenUp{Commune: "00070", Robot: "kb-01", Epoch: "e1", From: 2, To: 1<<53 - 1, Because: "số sai"}
	if n, err := s.GiveUp(t.Context(), g, noon, "an"); err != nil || n != 1<<53-2 {
		t.Fatalf("got %d, %v, want all but two given up", n, err)
	}
	wantCounts(t, s, counts{given: 1<<53 - 2})
	if got := commit(t, s, rating(2), rating(3)); got != 3 {
		t.Errorf("got receipt up to %d, want 3", got)
	}
	wantCounts(t, s, counts{given: 1<<53 - 4})
	if got := commit(t, s, rating(5)); got != 3 {
		t.Errorf("got receipt up to %d, want 3", got)
	}
	wantCounts(t, s, counts{missing: 1, given: 1<<53 - 6})
}
