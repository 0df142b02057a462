package kiosk_test

import (
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
)

// TestSharedLine plays a keeper and two members with clocks of their own, over
// a wire that delays, doubles, loses and is cut, with restarts, and checks: no
// number is on two papers, nobody is called by another number than that on her
// paper, nobody is lost or served twice, the order is that of joining, no visit
// is rated twice, and the keeper alone tells the ward of calls and visits.
func TestSharedLine(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			w := newRobots(t, seed, time.Duration(50+seed%4*900)*time.Millisecond)
			for range 1200 {
				w.tick(time.Duration(100+w.r.IntN(800)) * time.Millisecond)
				n := w.all[w.r.IntN(len(w.all))]
				switch w.r.IntN(300) {
				case 0, 1, 2:
					w.link(n, n.cut)
				case 3:
					w.restart(n)
				case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13:
					w.official(1)
				case 14, 15, 16, 17, 18, 19, 20, 21, 22, 23:
					w.official(3)
				}
			}
			w.finish()
		})
	}
}

// finish heals the wire, lets everybody be served and counts.
func (w *robots) finish() {
	w.quiet = true
	for _, n := range w.all {
		w.link(n, true)
	}
	for range 120 {
		w.tick(time.Second)
	}
	for _, n := range w.all[1:] {
		if owed := n.m.View().Share.Owed; len(owed) > 0 {
			w.t.Errorf("%s still owes %d operations", n.name, len(owed))
		}
		if got, want := len(n.m.Line.Live), len(w.all[0].m.Line.Live); got != want {
			w.t.Errorf("%s shows %d tickets, its keeper has %d", n.name, got, want)
		}
	}
	for i := range 4000 {
		w.official(1 + i%2*2)
		w.tick(time.Second)
		if len(w.all[0].m.Line.Order(1))+len(w.all[0].m.Line.Order(3)) == 0 && i%20 == 0 {
			break
		}
	}
	for range 6 {
		w.official(1)
		w.official(3)
		w.tick(3 * time.Second)
	}
	for id := range w.joined {
		if w.calls[id] != 1 {
			w.t.Errorf("%s (%s of %q) was called %d times, want once", w.number[id], id, w.robotOf[id], w.calls[id])
		}
	}
	for id, n := range w.calls {
		if _, ok := w.joined[id]; !ok || n > 1 {
			w.t.Errorf("%s (%s) was called %d times, joined: %t", w.number[id], id, n, ok)
		}
	}
	for id, n := range w.rated {
		if n > 1 {
			w.t.Errorf("%s was rated %d times", w.number[id], n)
		}
	}
	for _, t := range w.all[0].m.Line.Live {
		if t.State == queue.Waiting {
			w.t.Errorf("%s still waits", t.Number)
		}
	}
	if len(w.joined) < 20 {
		w.t.Errorf("only %d people came: the test proves little", len(w.joined))
	}
}
