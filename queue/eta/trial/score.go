package trial

import (
	"cmp"
	"math"
	"slices"
)

// Error is how far a predictor was from what came.
type Error struct {
	MAE    float64 `json:"mae_min"`
	Within float64 `json:"within10"` // share of the tickets within 10 minutes
}

// tally adds errors up.
type tally struct{ n, minutes, near float64 }

func (t *tally) add(predicted, waited float64) {
	by := math.Abs(predicted - waited)
	t.n++
	t.minutes += by
	if by <= 10 {
		t.near++
	}
}

func (t *tally) error() Error {
	return Error{MAE: t.minutes / max(1, t.n), Within: t.near / max(1, t.n)}
}

// Coverage is the share of one queue's tickets that lay in their range.
type Coverage struct {
	ID       string  `json:"id"`
	N        int     `json:"n"`
	Coverage float64 `json:"coverage"`
}

// Ours is how our estimator did.
type Ours struct {
	Error
	Coverage float64    `json:"coverage"`
	Queues   []Coverage `json:"queues"`
}

// Result is what an evaluation gives.
type Result struct {
	N         int              `json:"n"`
	Ours      Ours             `json:"ours"`
	Baselines map[string]Error `json:"baselines"`
	Facts     Facts            `json:"-"`
}

// Facts tell what the figures are made of.
type Facts struct {
	Until     string // the first day that was tested
	TrainDays int
	TrainN    int
	TestDays  int
	Thin      int // tickets without an estimate: too little was known of their queue
	Dropped   int // days of queues whose numbers jump
	QueueDays int
	MeanWait  float64
	MeanWidth float64 // of the ranges, in minutes
	Above     float64 // share of the tickets above their range
}

// Best is the best of the baselines.
func (r Result) Best() (string, Error) {
	best := ""
	for _, name := range r.Names() {
		if best == "" || r.Baselines[name].MAE < r.Baselines[best].MAE {
			best = name
		}
	}
	return best, r.Baselines[best]
}

// Names are the baselines, the worst first.
func (r Result) Names() []string {
	var out []string
	for name := range r.Baselines {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Baselines[b].MAE, r.Baselines[a].MAE), cmp.Compare(a, b))
	})
	return out
}

// sums collects a result.
type sums struct {
	ours                  tally
	base                  map[string]*tally
	in, above, wait, wide float64
	queues                map[string]*Coverage
}

func newSums() sums { return sums{base: map[string]*tally{}, queues: map[string]*Coverage{}} }

func (s *sums) add(queue string, p *prediction, waited float64) {
	s.ours.add(p.estimate.Point, waited)
	s.wait += waited
	s.wide += p.estimate.High - p.estimate.Low
	q := s.queues[queue]
	if q == nil {
		q = &Coverage{ID: queue}
		s.queues[queue] = q
	}
	q.N++
	switch {
	case waited > p.estimate.High:
		s.above++
	case waited >= p.estimate.Low:
		s.in++
		q.Coverage++
	}
	for _, b := range p.simple {
		if s.base[b.Name] == nil {
			s.base[b.Name] = &tally{}
		}
		s.base[b.Name].add(b.Minutes, waited)
	}
}

func (s *sums) result() Result {
	n := max(1, s.ours.n)
	r := Result{N: int(s.ours.n), Baselines: map[string]Error{}}
	r.Ours = Ours{Error: s.ours.error(), Coverage: s.in / n}
	for name, t := range s.base {
		r.Baselines[name] = t.error()
	}
	for _, q := range s.queues {
		q.Coverage /= float64(q.N)
		r.Ours.Queues = append(r.Ours.Queues, *q)
	}
	slices.SortFunc(r.Ours.Queues, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.ID, b.ID))
	})
	r.Facts.MeanWait, r.Facts.MeanWidth, r.Facts.Above = s.wait/n, s.wide/n, s.above/n
	return r
}
