package queue_test

import (
	"testing"
	"time"

	"tiepdan/queue"
)

func TestHours(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	hanoi := time.FixedZone("ICT", 7*60*60)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, hanoi) } // 23 is a Monday
	week := queue.Week{
		time.Monday:   {{From: 8 * h, To: 12 * h}, {From: 13 * h, To: 17 * h}},
		time.Tuesday:  {{From: 8 * h, To: 12 * h}},
		time.Friday:   {{From: 20 * h, To: 26 * h}}, // until two in the morning
		time.Saturday: {{From: 8 * h, To: 12 * h}},
	}
	for _, tc := range []struct {
		name  string
		at    time.Time
		phase queue.Phase
		until time.Time
		last  bool
		opens time.Time
	}{
		{"early", at(23, 7, 59), queue.PhaseEarly, time.Time{}, false, at(23, 8, 0)},
		{"opens", at(23, 8, 0), queue.PhaseOpen, at(23, 12, 0), false, at(23, 13, 0)},
		{"lunch", at(23, 12, 0), queue.PhaseLunch, time.Time{}, false, at(23, 13, 0)},
		{"afternoon", at(23, 16, 59), queue.PhaseOpen, at(23, 17, 0), true, at(24, 8, 0)},
		{"over", at(23, 17, 0), queue.PhaseOver, time.Time{}, false, at(24, 8, 0)},
		{"day off", at(25, 10, 0), queue.PhaseDayOff, time.Time{}, false, at(27, 20, 0)},
		{"night", at(27, 23, 0), queue.PhaseOpen, at(28, 2, 0), true, at(28, 8, 0)},
		{"after midnight", at(28, 1, 0), queue.PhaseOpen, at(28, 2, 0), true, at(28, 8, 0)},
		{"the same day, later", at(28, 3, 0), queue.PhaseEarly, time.Time{}, false, at(28, 8, 0)},
		{"Sunday", at(29, 3, 0), queue.PhaseDayOff, time.Time{}, false, at(30, 8, 0)},
	} {
		m := week.At(tc.at)
		if m.Phase != tc.phase || !m.Until.Equal(tc.until) || m.Last != tc.last || !m.Opens.Equal(tc.opens) {
			t.Errorf("%s: got %+v, want %+v", tc.name, m, tc)
		}
	}
	off := []string{"2026-11-24", "2026-11-27", "2026-11-28"}
	if m := week.At(at(23, 18, 0), off...); m.Phase != queue.PhaseOver || !m.Opens.Equal(at(30, 8, 0)) {
		t.Errorf("before days off: %+v, want it next Monday", m)
	}
	if m := week.At(at(24, 9, 0), off...); m.Phase != queue.PhaseDayOff {
		t.Errorf("on a day off: %+v", m)
	}
	if m := (queue.Week{}).At(at(23, 3, 0)); m.Phase != queue.PhaseOpen || !m.Until.IsZero() || !m.Opens.IsZero() {
		t.Errorf("without hours: %+v, want open", m)
	}
	once := queue.Week{time.Monday: {{From: 8 * h, To: 9 * h}}}
	if m := once.At(at(23, 10, 0)); !m.Opens.Equal(at(30, 8, 0)) {
		t.Errorf("once a week: %+v, want it next Monday", m)
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	l := newLine(queue.Policy{Strict: true})
	for i := range 10 {
		l = join(t, l, start, "n"+string(rune('a'+i)))
		l, _, _ = l.CallNext(1, start.Add(time.Duration(i+1)*time.Minute))
		var tk queue.Ticket
		l, tk, _ = l.Close(1, start.Add(time.Duration(i+1)*2*time.Minute))
		l = l.Settle(tk)
	}
	y := l.Tallies[0]
	if y.Door != 1 || y.Service != "cert" || y.Served != 10 || y.Wait.Mean() != 330*time.Second || y.Wait.Quantile(0.9) != 9*time.Minute {
		t.Errorf("tally %+v, mean %v, p90 %v, want 10 served, 5m30s, 9m", y, y.Wait.Mean(), y.Wait.Quantile(0.9))
	}
	// A clock that was set forward by a year in the middle of a visit.
	l = join(t, l, start, "nx")
	l, _, _ = l.CallNext(1, start.Add(time.Minute))
	l, tk, _ := l.Close(1, start.AddDate(1, 0, 0))
	l = l.Settle(tk)
	if y := l.Tallies[0]; y.Served != 11 || y.Serve.N != 10 || len(l.Samples["cert"]) != 10 {
		t.Errorf("after a year at the door: %+v, samples %v, want the visit counted and its time left out", y, l.Samples["cert"])
	}
	if (queue.Times{}).Mean() != 0 || (queue.Times{}).Quantile(0.9) != 0 {
		t.Error("figures of nothing are not 0")
	}
}
