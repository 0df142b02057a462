package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tiepdan/agent"
)

func TestDay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		o    dayOptions
	}{
		{"share", dayOptions{visitors: 120, doors: 3, seed: 2, history: 2, policy: "share"}},
		{"strict, one door", dayOptions{visitors: 30, doors: 1, seed: 5, history: 1, policy: "strict"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r, err := playDays(t.Context(), tc.o, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Tickets+r.Turned != tc.o.visitors {
				t.Errorf("%d tickets and %d turned away of %d visitors", r.Tickets, r.Turned, tc.o.visitors)
			}
			if r.Left != 0 || r.Closed+r.NoShows < r.Tickets {
				t.Errorf("%d closed and %d no-shows of %d tickets, %d still wait: somebody is lost", r.Closed, r.NoShows, r.Tickets, r.Left)
			}
			if r.Breaches != 0 {
				t.Errorf("%d calls out of order within a class and service", r.Breaches)
			}
			if again, _ := playDays(t.Context(), tc.o, nil); !reflect.DeepEqual(again, r) {
				t.Error("the same seed gave another day")
			}
		})
	}
}

// TestDayIsHonest: after some days the combination is compared, ranges hold
// about as often as they say, and what is told is nearer than simple rules.
func TestDayIsHonest(t *testing.T) {
	t.Parallel()
	r, err := playDays(t.Context(), dayOptions{visitors: 200, doors: 4, seed: 31, history: 3, policy: "share"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := r.Estimate
	if e.Coverage < 0.7 || e.Coverage > 0.9 {
		t.Errorf("ranges hold %.1f %%, want 70 to 90 on one day", 100*e.Coverage)
	}
	if e.Held.N == 0 || len(e.Baselines) != 5 {
		t.Fatalf("nothing was compared: %+v", e)
	}
	for _, b := range e.Baselines[1:] {
		if e.MAE >= b.MAE {
			t.Errorf("off by %.1f min, %s by %.1f", e.MAE, b.Name, b.MAE)
		}
	}
}

func TestDayWithoutHistory(t *testing.T) {
	t.Parallel()
	r, err := playDays(t.Context(), dayOptions{visitors: 8, doors: 4, seed: 1, policy: "share"}, nil)
	if err != nil || r.Estimate.Unknown != r.Tickets || r.Estimate.N != 0 {
		t.Errorf("estimates on the first day of all: %+v, %v, want not enough data for every ticket", r.Estimate, err)
	}
	text, err := json.Marshal(r)
	if err != nil || !strings.Contains(string(text), `"mae_min":null`) || !strings.Contains(r.table(), "MAE – min") {
		t.Errorf("what nothing measured: got %s, %v and\n%s\nwant null and a dash", text, err, r.table())
	}
}

func TestADayEndsWhenTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := playDays(ctx, dayOptions{visitors: 5000, doors: 6, seed: 1, policy: "share"}, nil); err == nil {
		t.Errorf("a day that was cancelled: got %d tickets, want an error", r.Tickets)
	}
}

func TestDayJournal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "day.db")
	cmd := newRootCommand()
	var out lines
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"day", "--visitors", "60", "--doors", "3", "--history", "5", "--json", "--journal", file})
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	var r dayResult
	if err := json.Unmarshal(out, &r); err != nil || r.Tickets != 60 || r.Estimate.Held.N == 0 {
		t.Fatalf("got %s, %v, want one object with 60 tickets, and a night that compared", out, err)
	}
	steps := 0
	err := agent.Replay(t.Context(), file, func(s agent.Replayed) error {
		if steps++; !s.Same {
			t.Errorf("step %d, %s: the state differs", s.Row.Seq, s.Row.Kind)
		}
		return nil
	})
	if err != nil || steps != r.Messages {
		t.Errorf("replayed %d steps, %v, want %d", steps, err, r.Messages)
	}
}

// lines keeps what a command printed.
type lines []byte

func (l *lines) Write(p []byte) (int, error) {
	*l = append(*l, p...)
	return len(p), nil
}

func TestDayRefuses(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--visitors", "0"}, {"--doors", "99"}, {"--policy", "loudest"}, {"--history", "-1"}} {
		cmd := newRootCommand()
		cmd.SetArgs(append([]string{"day"}, args...))
		if err := cmd.ExecuteContext(t.Context()); err == nil {
			t.Errorf("day %v: got no error", args)
		}
	}
}

// BenchmarkDay is one working day of 300 visitors. The bar is 2 s.
func BenchmarkDay(b *testing.B) {
	o := dayOptions{visitors: 300, doors: 6, seed: 1, policy: "share"}
	for b.Loop() {
		if _, err := playDays(b.Context(), o, nil); err != nil {
			b.Fatal(err)
		}
	}
}
