package kiosk_test

import (
	"fmt"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestCallsAtOnceTakeTurns: calls within a moment all get the first place on
// the display for a while, one after another in the order of the calls, each
// stays in view for its time, and each is said once.
func TestCallsAtOnceTakeTurns(t *testing.T) {
	t.Parallel()
	b := newCounter(t, func(s *kiosk.Setup) {
		s.Doors = nil
		s.Services = s.Services[:1]
		s.Services[0].Doors = nil
		for d := 1; d <= 4; d++ {
			s.Doors = append(s.Doors, kiosk.Door{Number: d})
			s.Services[0].Doors = append(s.Services[0].Doors, d)
		}
		s.CallShow = 20 * time.Second
	})
	b.take("cert", "cert", "cert", "cert")
	said := map[string]int{}
	for d := 1; d <= 4; d++ {
		b.after(300 * time.Millisecond).done(kiosk.CallNext{Request: "q", Door: d})
		said[effect[kiosk.Speak](b).Text]++
	}
	if len(said) != 4 {
		t.Errorf("said %v, want four calls", said)
	}
	first := map[string]time.Duration{}
	seen := map[string]time.Duration{}
	const tick = 100 * time.Millisecond
	for range 600 {
		b.after(tick).send(kiosk.Tick{})
		for i, c := range b.m.View().Calls {
			seen[c.Number] += tick
			if i == 0 {
				first[c.Number] += tick
			}
		}
	}
	for n := 1; n <= 4; n++ {
		number := fmt.Sprintf("A%03d", n)
		if first[number] < 4*time.Second || seen[number] < 19*time.Second {
			t.Errorf("%s was in the first place for %v and in view for %v, want 4s and 19s at least", number, first[number], seen[number])
		}
	}
	b.screen(kiosk.ScreenHome)
}

// TestALaterCallWaitsForNobody: when the last call has had its turn, the next
// one is in the first place at once.
func TestALaterCallWaitsForNobody(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.take("cert", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1})
	b.after(6 * time.Second).done(kiosk.CallNext{Request: "q", Door: 3})
	if c := b.m.View().Calls; len(c) != 2 || c[0].Number != "A002" || c[1].Number != "A001" {
		t.Errorf("calls %+v, want A002 before A001", c)
	}
	// The turn changes by a deadline of its own.
	b.done(kiosk.Recall{Request: "q", Door: 1, Seen: "v1"})
	if c := b.m.View().Calls; c[0].Number != "A002" {
		t.Errorf("calls %+v, want A002 to end its turn", c)
	}
	b.at = b.m.Deadline()
	b.send(kiosk.Tick{})
	if c := b.m.View().Calls; c[0].Number != "A001" {
		t.Errorf("calls %+v, want A001 at its turn", c)
	}
}
