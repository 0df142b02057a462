package store_test

import (
	"fmt"
	"strings"
	"testing"

	"tiepdan/ward/store"
)

// outboxes are first ratings of so many outboxes.
func outboxes(from, n int) []store.Item {
	items := make([]store.Item, n)
	for i := range items {
		items[i] = rating(1)
		items[i].Event.Epoch = fmt.Sprintf("%08x", from+i)
		items[i].Event.ID = id(uint64(from + i))
	}
	return items
}

// TestNewOutboxesAreBounded: a robot makes few outboxes in a day; what comes of
// more is not stored and not receipted, but nothing of a known one is lost.
func TestNewOutboxesAreBounded(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		receipts, err := s.Commit(t.Context(), append(outboxes(0, 20), rating(1)))
		if err != nil || len(receipts) != 16 {
			t.Fatalf("got %d receipts, %v, want 16", len(receipts), err)
		}
		if receipts, err := s.Commit(t.Context(), append(outboxes(16, 600), hello(1))); err != nil || len(receipts) != 0 {
			t.Fatalf("got %d receipts, %v, want none", len(receipts), err)
		}
		known := rating(2)
		known.Event.Epoch = "00000003"
		if got := commit(t, s, known); got != 2 {
			t.Errorf("got receipt up to %d of a known outbox, want 2", got)
		}
		want := store.Refusals{Epochs: 16, Unstored: 5 + 601}
		if got, err := s.Refusals(t.Context(), "kb-01", "2026-03-02"); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		asides, err := s.Asides(t.Context(), 10)
		if err != nil || len(asides) != 1 || !strings.HasPrefix(asides[0].Reason, "too many new outboxes") {
			t.Errorf("got %+v, %v kept aside, want that it is told once", asides, err)
		}
		other := rating(1)
		other.Topic.Robot = "kb-02"
		commit(t, s, other)
		later := rating(1)
		later.At = noon.AddDate(0, 0, 1)
		if got := commit(t, s, later); got != 1 {
			t.Errorf("got receipt up to %d on the day after, want 1", got)
		}
		if v, err := s.Verify(t.Context()); err != nil || len(v.Streams) != 18 || !v.Whole() {
			t.Errorf("got %d streams, %+v, %v, want 18 whole ones", len(v.Streams), v, err)
		}
	})
}

// TestNamedAreBounded: refused events beyond the bound have their places, and
// are counted.
func TestNamedAreBounded(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, rating(1), refused(2, "a"))
		if err := s.KeptAsideBefore(t.Context(), "kb-01", 9_999); err != nil {
			t.Fatal(err)
		}
		if got := commit(t, s, refused(3, "a"), refused(4, "a"), refused(5, "a"), rating(6)); got != 6 {
			t.Errorf("got receipt up to %d, want 6", got)
		}
		want := store.Refusals{Kept: 10_000, Unkept: 2, Epochs: 1}
		if got, err := s.Refusals(t.Context(), "kb-01", "2026-03-02"); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if got, err := s.Quarantined(t.Context()); err != nil || got != 2 {
			t.Errorf("got %d, %v kept aside, want 2", got, err)
		}
		later := refused(7, "a")
		later.At = noon.AddDate(0, 0, 1)
		commit(t, s, later)
		if got, err := s.Quarantined(t.Context()); err != nil || got != 3 {
			t.Errorf("got %d, %v kept aside, want 3 on the day after", got, err)
		}
	})
}
