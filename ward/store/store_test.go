package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

var hanoi = time.FixedZone("+07", 7*3600)

// noon is a moment whose day in Hà Nội and in UTC is the same.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, hanoi)

func topic(c schema.Channel) schema.Topic {
	return schema.Topic{Commune: "00070", Robot: "kb-01", Channel: c}
}

// id makes a UUID of version 7 that differs with n.
func id(n uint64) string { return fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", n) }

func rating(seq uint64) store.Item {
	body := schema.Rating{
		Face: "satisfied", Source: "ticket", Service: "justice", Door: 3, Lang: "vi", WaitS: new(60), ServeS: new(300),
	}
	return event(seq, body)
}

func event(seq uint64, body schema.Body) store.Item {
	e := schema.Event{
		Header: schema.Header{V: 1, ID: id(seq), Epoch: "e1", Seq: seq, TS: noon, Clock: schema.ClockNTP},
		Body:   body,
	}
	return store.Item{Topic: topic(body.Kind().Channel()), At: noon, Payload: []byte("{}"), Event: &e}
}

func hello(first uint64) store.Item {
	return store.Item{Topic: topic(schema.ChannelInfo), At: noon, Hello: &store.Hello{Epoch: "e1", First: first}}
}

func refused(seq uint64, payload string) store.Item {
	return store.Item{
		Topic: topic("evt/rating"), At: noon, Payload: []byte(payload),
		Refused: &store.Refused{Reason: "unknown field", Epoch: "e1", Seq: seq},
	}
}

func commit(t *testing.T, s *store.Store, items ...store.Item) uint64 {
	t.Helper()
	receipts, err := s.Commit(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	if len(receipts) != 1 {
		t.Fatalf("got %d receipts, want 1", len(receipts))
	}
	return receipts[0].Upto
}

// TestWatermark commits batch after batch; upto is the receipt after each.
func TestWatermark(t *testing.T) {
	t.Parallel()
	type step struct {
		items []store.Item
		upto  uint64
	}
	tests := []struct {
		name          string
		steps         []step
		stored        int
		missing, lost uint64
		aside         int
	}{
		{"in order", []step{{[]store.Item{rating(1), rating(2)}, 2}, {[]store.Item{rating(3)}, 3}}, 3, 0, 0, 0},
		{"copies", []step{{[]store.Item{rating(1), rating(1)}, 1}, {[]store.Item{rating(1)}, 1}}, 1, 0, 0, 0},
		{"gap", []step{{[]store.Item{rating(1), rating(4)}, 1}}, 2, 2, 0, 0},
		{"gap filled", []step{{[]store.Item{rating(3), rating(2)}, 0}, {[]store.Item{rating(1)}, 3}}, 3, 0, 0, 0},
		{"nothing yet", []step{{[]store.Item{hello(0)}, 0}}, 0, 0, 0, 0},
		{"asks again after losing all", []step{{[]store.Item{hello(1)}, 0}}, 0, 0, 0, 0},
		{"older than the robot keeps", []step{{[]store.Item{hello(5), rating(5)}, 5}}, 1, 0, 4, 0},
		{"hole in the middle", []step{{[]store.Item{rating(1), rating(2)}, 2}, {[]store.Item{rating(7)}, 2}, {[]store.Item{hello(6)}, 5}, {[]store.Item{rating(6)}, 7}}, 4, 0, 3, 0},
		{"first above a stored one", []step{{[]store.Item{rating(3), rating(9)}, 0}, {[]store.Item{hello(5)}, 4}}, 2, 4, 3, 0},
		{"refused takes its place", []step{{[]store.Item{rating(1), refused(2, "a"), rating(3)}, 3}}, 2, 0, 0, 1},
		{"refused twice", []step{{[]store.Item{hello(0)}, 0}, {[]store.Item{refused(1, "a")}, 1}, {[]store.Item{refused(1, "a")}, 1}}, 0, 0, 0, 1},
	}
	for _, tt := range tests {
		test := func(t *testing.T, p place) {
			t.Helper()
			s := p.open(t)
			for i, step := range tt.steps {
				if got := commit(t, s, step.items...); got != step.upto {
					t.Errorf("step %d: got receipt up to %d, want %d", i, got, step.upto)
				}
			}
			if got := countToday(t, s); got != tt.stored {
				t.Errorf("got %d ratings, want %d", got, tt.stored)
			}
			streams, err := s.Streams(t.Context())
			if err != nil || len(streams) != 1 {
				t.Fatalf("got streams %v, %v, want one", streams, err)
			}
			if streams[0].Missing != tt.missing || streams[0].Lost != tt.lost {
				t.Errorf("got %d missing and %d lost, want %d and %d",
					streams[0].Missing, streams[0].Lost, tt.missing, tt.lost)
			}
			if got, err := s.Quarantined(t.Context()); err != nil || got != tt.aside {
				t.Errorf("got %d, %v kept aside, want %d", got, err, tt.aside)
			}
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func countToday(t *testing.T, s *store.Store) int {
	t.Helper()
	day, err := s.Today(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	for _, c := range day.Ratings {
		n += c.N
	}
	return n
}

// TestPlaceTaken is a robot whose outbox went back in time: two different
// events with one number. Neither may vanish.
func TestPlaceTaken(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, rating(1))
		other := rating(1)
		other.Event.ID = id(77)
		other.Payload = []byte(`{"other":1}`)
		if got := commit(t, s, other); got != 1 {
			t.Errorf("got receipt up to %d, want 1", got)
		}
		if got, err := s.Quarantined(t.Context()); err != nil || got != 1 {
			t.Errorf("got %d, %v kept aside, want 1", got, err)
		}
	})
}

func TestNamelessAreBounded(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		var items []store.Item
		for i := range 220 {
			item := refused(0, strings.Repeat("x", i+1))
			item.Refused.Epoch = ""
			items = append(items, item)
		}
		if _, err := s.Commit(t.Context(), items); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Quarantined(t.Context()); err != nil || got != 200 {
			t.Errorf("got %d, %v kept aside, want 200", got, err)
		}
	})
}

// TestDay: a backlog belongs to the day on which it was made, but only if the
// robot knew the time.
func TestDay(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		late := rating(1) // made the day before, half an hour before midnight in Hà Nội
		late.Event.TS = time.Date(2026, 3, 1, 16, 30, 0, 0, time.UTC)
		unset := rating(2)
		unset.Event.TS, unset.Event.Clock = time.Unix(0, 0), schema.ClockUnset
		commit(t, s, late, unset, rating(3),
			event(4, schema.Visit{Service: "justice", Door: 3, Outcome: "closed", WaitS: new(1), ServeS: new(2)}),
			event(5, schema.Visit{Service: "justice", Door: 3, Outcome: "no-show", WaitS: new(1), ServeS: new(0)}))
		if got := countToday(t, s); got != 2 {
			t.Errorf("got %d ratings today, want 2", got)
		}
		yesterday, err := s.Today(t.Context(), noon.AddDate(0, 0, -1))
		if err != nil || len(yesterday.Ratings) != 1 || yesterday.Day != "2026-03-01" {
			t.Errorf("got %+v, %v, want one rating on 2026-03-01", yesterday, err)
		}
		today, err := s.Today(t.Context(), noon)
		if err != nil || today.Closed != 1 || today.NoShow != 1 {
			t.Errorf("got %+v, %v, want one closed and one missed visit", today, err)
		}
		latest, err := s.Latest(t.Context(), 2)
		if err != nil || len(latest) != 2 || latest[0].N < latest[1].N || latest[0].Door != 3 {
			t.Errorf("got %+v, %v, want the two that came last, newest first", latest, err)
		}
	})
}

// TestFailedCommit: after a failure nothing is stored, and the same items work.
func TestFailedCommit(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		items := []store.Item{rating(1), rating(2)}
		if _, err := s.Commit(over, items); err == nil {
			t.Fatal("got no error with an ended context, want one")
		}
		if _, err := s.Commit(t.Context(), append(slices.Clone(items), store.Item{})); err == nil {
			t.Fatal("got no error for an empty item, want one")
		}
		if got := countToday(t, s); got != 0 {
			t.Errorf("got %d ratings after a failure, want 0", got)
		}
		if got := commit(t, s, items...); got != 2 {
			t.Errorf("got receipt up to %d, want 2", got)
		}
	})
}

func TestReopen(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s, err := store.Open(t.Context(), p.options)
		if err != nil {
			t.Fatal(err)
		}
		commit(t, s, rating(1), rating(3))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := commit(t, p.open(t), rating(2)); got != 3 {
			t.Errorf("got receipt up to %d after reopening, want 3", got)
		}
	})
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	if _, err := store.Open(t.Context(), store.Options{File: t.TempDir(), Location: hanoi}); err == nil {
		t.Error("got no error for a folder, want one")
	}
	if _, err := store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "x.db")}); err == nil {
		t.Error("got no error without a time zone, want one")
	}
}
