package eta_test

import (
	"testing"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// TestThoseWhoComeGoFirst: people of a class that are known to come by then
// make the others wait longer, but nobody of their own class, and nobody who
// is too old to be overtaken.
func TestThoseWhoComeGoFirst(t *testing.T) {
	t.Parallel()
	every := make([]float64, 48)
	for i := range every {
		every[i] = 4 // as many in each half hour
	}
	strict := queue.Policy{Strict: true, MinSamples: 5}
	aged := strict
	aged.AgeAfter = time.Minute
	for _, tc := range []struct {
		name     string
		policy   queue.Policy
		crowd    eta.Crowd
		priority bool
		more     bool
	}{
		{"they go first", strict, eta.Crowd{"cert priority": every}, false, true},
		{"by shares", queue.Policy{Share: 2, MinSamples: 5}, eta.Crowd{"cert priority": every}, false, true},
		{"nobody comes", strict, nil, false, false},
		{"they are ordinary", strict, eta.Crowd{"cert ": every}, false, false},
		{"for a service that is gone", strict, eta.Crowd{"gone priority": every}, false, false},
		{"she is of the class", strict, eta.Crowd{"cert priority": every}, true, false},
		{"she has waited too long", aged, eta.Crowd{"cert priority": every}, false, false},
	} {
		l := join(t, line(t, 9, tc.policy), "me", "cert", tc.priority)
		me, _ := l.Find("me")
		without, _ := eta.Play(l, morning, nil, nil).Of(me)
		with, ok := eta.Play(l, morning, nil, tc.crowd).Of(me)
		if more := minutes(with) > minutes(without)+5; !ok || more != tc.more {
			t.Errorf("%s: %.1f min, %.1f without them", tc.name, minutes(with), minutes(without))
		}
		if again, _ := eta.Play(l, morning, nil, tc.crowd).Of(me); again != with {
			t.Errorf("%s: the same line was played on otherwise", tc.name)
		}
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	lunch := []eta.Break{{From: morning.Add(60 * time.Minute), To: morning.Add(120 * time.Minute)}}
	o := eta.Play(line(t, 1, queue.Policy{MinSamples: 5}), morning, lunch, nil)
	for _, tc := range []struct{ name, min, mid, max, wantMin, wantMid, wantMax string }{
		{"before it", "5m", "20m", "50m", "5m", "20m", "50m"},
		{"it ends within", "30m", "40m", "90m", "30m", "40m", "60m"},
		{"it begins within", "90m", "130m", "150m", "120m", "130m", "150m"},
		{"around it", "30m", "100m", "150m", "30m", "120m", "150m"},
		{"all within", "70m", "80m", "90m", "120m", "120m", "140m"},
	} {
		d := func(s string) time.Duration { v, _ := time.ParseDuration(s); return v }
		got := o.Clear(queue.Wait{Known: true, Min: d(tc.min), Mid: d(tc.mid), Max: d(tc.max)})
		if want := (queue.Wait{Known: true, Min: d(tc.wantMin), Mid: d(tc.wantMid), Max: d(tc.wantMax)}); got != want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, want)
		}
	}
	if got := o.Clear(queue.Wait{}); got.Known {
		t.Error("not enough data became a range")
	}
}
