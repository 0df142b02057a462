package agent_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
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

// upTo lists the numbers from 1 to n.
func upTo(n uint64) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",%d", i+1)
	}
	return strings.TrimPrefix(b.String(), ",")
}

// TestDeliver: whatever receipts come, also over restarts and into a file of an
// earlier program, marked is what the last one covers.
func TestDeliver(t *testing.T) {
	t.Parallel()
	ctx, dir, r := t.Context(), t.TempDir(), rand.New(rand.NewPCG(3, 3))
	s := openStore(t, dir)
	n := 0
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
			if step%3 == 0 {
				if err := s.Age(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openStore(t, dir)
		}
		upto := uint64(r.IntN(n + 1))
		if err := s.Deliver(ctx, upto); err != nil {
			t.Fatal(err)
		}
		got, err := s.Delivered(ctx)
		if open, err2 := s.Undelivered(ctx); err != nil || err2 != nil || got != upTo(upto) || open != n-int(upto) {
			t.Fatalf("step %d: got %s marked and %d not, %v, %v, want %s and %d", step, got, open, err, err2, upTo(upto), n-int(upto))
		}
	}
	records, err := s.Pending(ctx, 3, 5)
	if err != nil || len(records) != 5 || records[0].Seq != 4 || string(records[0].Body) != `{"n":4}` || !records[0].At.Equal(event(4).At) {
		t.Errorf("got %+v, %v, want five from the fourth", records, err)
	}
	plan, err := s.Plan(ctx, 5)
	if err != nil || !strings.Contains(plan, "outbox_open") {
		t.Errorf("got the plan %q, %v, want it to go over what is open only", plan, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
