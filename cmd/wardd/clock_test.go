package main_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// TestWardClockBack: the ward's clock is set back by days between commits and
// over a restart, and events come twice. Sequence numbers decide, no clock does.
func TestWardClockBack(t *testing.T) {
	t.Parallel()
	o := store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC}
	topic := schema.Topic{Commune: "00070", Robot: "kb-01", Channel: "evt/rating"}
	start := time.Now()
	clocks := []time.Duration{0, -26 * time.Hour, time.Hour, -400 * 24 * time.Hour, 2 * time.Hour}
	const each = 60
	var items []store.Item
	for seq := range each * len(clocks) {
		items = append(items, store.Item{Topic: topic, At: start, Payload: []byte(strings.Repeat("x", 200)), Event: &schema.Event{
			Header: schema.Header{
				V: schema.Version, ID: uuid.Must(uuid.NewV7()).String(), Epoch: "e1", Seq: uint64(seq) + 1, TS: start, Clock: schema.ClockNTP,
			},
			Body: schema.Rating{Face: "satisfied", Source: "panel", Lang: "vi"},
		}})
	}
	var last store.Receipt
	for i, clock := range clocks {
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		batch := items[max(0, i*each-each/2) : (i+1)*each] // half of the last ones again
		for k := range batch {
			batch[k].At = start.Add(clock)
		}
		receipts, err := s.Commit(t.Context(), batch)
		if err != nil || len(receipts) != 1 {
			t.Fatalf("got %v, %v, want one receipt", receipts, err)
		}
		if receipts[0].Upto <= last.Upto {
			t.Errorf("got a receipt up to %d after one up to %d, want it to go on", receipts[0].Upto, last.Upto)
		}
		last = receipts[0]
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Verify(t.Context())
	if want := uint64(len(items)); err != nil || !v.Whole() || last.Upto != want || len(v.Streams) != 1 || int(v.Streams[0].Stored) != len(items) {
		t.Errorf("got %+v, %v and receipts up to %d, want %d events, each once", v, err, last.Upto, want)
	}
}
