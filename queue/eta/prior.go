package eta

import (
	"maps"
	"slices"
)

// Prior is what all queues have in common, for one that has no past.
type Prior struct {
	Pace float64 `json:"pace"` // minutes between two calls
	Wait float64 `json:"wait"`
}

const (
	// fewCalls and fewWaits are how many of a queue's own weigh as much as
	// what all queues have in common.
	fewCalls = 10
	fewWaits = 5
	// leastPace keeps a queue that is called in bulk above nothing.
	leastPace = 0.05
)

// Expect is the pace that history tells of.
func (h *History) Expect(all Prior) float64 {
	return max(leastPace, h.Pace.Mean(all.Pace, fewCalls))
}

// Pool makes the prior of many histories: always the same of the same ones, to
// the last bit, or trees are cut elsewhere and a whole evaluation differs.
func Pool(past map[string]*History) Prior {
	var pace, wait Sum
	for _, id := range slices.Sorted(maps.Keys(past)) {
		pace.plus(past[id].Pace)
		wait.plus(past[id].Wait)
	}
	return Prior{Pace: pace.Mean(5, fewCalls), Wait: wait.Mean(15, fewWaits)}
}

// QueueLength is the ticket's place times the pace of the last 45 minutes, or
// the historical pace where nobody was called in them.
func (w *Watch) QueueLength(now float64, ahead int, h *History, all Prior) float64 {
	n := w.within(now, recent)
	if n == 0 {
		return float64(ahead+1) * h.Expect(all)
	}
	return float64(ahead+1) * recent / float64(n)
}
