package agent_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tiepdan/agent"
)

func openStore(t *testing.T, dir string) *agent.Store {
	t.Helper()
	s, err := agent.OpenStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func event(i int) agent.Record {
	return agent.Record{
		ID: fmt.Sprint("id-", i), At: time.Unix(int64(i), 5).UTC(), Kind: "rating", Body: json.RawMessage(fmt.Sprintf(`{"n":%d}`, i)), Clock: "ntp",
	}
}

// TestDeliver: whatever receipts come, also over restarts and into a file of an
// earlier program, delivered is what the last one covers.
func TestDeliver(t *testing.T) {
	t.Parallel()
	ctx, dir, r := t.Context(), t.TempDir(), rand.New(rand.NewPCG(3, 3))
	s := openStore(t, dir)
	n, upto := 0, 0
	want := func(what string) {
		t.Helper()
		if open, err := s.Undelivered(ctx); err != nil || open != n-upto {
			t.Fatalf("%s: got %d not delivered, %v, want %d", what, open, err, n-upto)
		}
	}
	for step := range 200 {
		var more []agent.Record
		for range r.IntN(8) {
			n++
			more = append(more, event(n))
		}
		if err := s.Put(ctx, more...); err != nil {
			t.Fatal(err)
		}
		if r.IntN(10) == 0 {
			if step%2 == 0 {
				if err := s.Age(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openStore(t, dir)
			want("after a restart")
		}
		upto = r.IntN(n + 1)
		if err := s.Deliver(ctx, uint64(upto)); err != nil {
			t.Fatal(err)
		}
		want("after a receipt")
	}
	records, err := s.Pending(ctx, 3, 5)
	if err != nil || len(records) != 5 || records[0].Seq != 4 || string(records[0].Body) != `{"n":4}` || !records[0].At.Equal(event(4).At) {
		t.Errorf("got %+v, %v, want five from the fourth", records, err)
	}
	// What is old is forgotten once it is delivered, and what is not is kept.
	if upto = n - 7; s.Deliver(ctx, uint64(upto)) != nil || s.Prune(ctx, time.Now()) != nil {
		t.Fatal("cannot prune")
	}
	if records, err := s.Pending(ctx, 0, n); err != nil || len(records) != 7 || records[0].Seq != uint64(upto)+1 {
		t.Errorf("got %d records from %d, %v, want the 7 that are not delivered", len(records), records[0].Seq, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
