package eta

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Row is one ticket to learn from: what was known when it was given, and what
// came of it.
type Row struct {
	Queue  string
	Day    int
	Vector Vector
	Waited float64
}

// Size is how much work goes into a model and how large it gets.
type Size struct {
	Trees, Depth, MinLeaf int
	Rate                  float64
	Bags                  int // forests that are averaged
	RangeTrees            int // for each end of the range
	RangeDepth            int
}

// Thorough is for a machine with time: some ten thousand tickets take ten
// seconds.
func Thorough() Size {
	return Size{Trees: 200, Depth: 9, MinLeaf: 20, Rate: 0.06, Bags: 3, RangeTrees: 100, RangeDepth: 5}
}

// Compact is for the robot: it is kept in its journal.
func Compact() Size {
	return Size{Trees: 40, Depth: 4, MinLeaf: 25, Rate: 0.1, Bags: 1, RangeTrees: 20, RangeDepth: 3}
}

// Least is how many tickets a model can be fitted to.
const Least = 200

// ErrTooFew says that there is not enough to learn from.
var ErrTooFew = errors.New("too few tickets to learn from")

// folds is how many days at most the bands are first set on.
const folds = 5

// Fit fits a model to rows in the order in which they came. The bands are set
// on the last days, each predicted by a model that has not seen it. The same
// rows give the same model.
func Fit(rows []Row, s Size) (Model, error) {
	if len(rows) < Least {
		return Model{}, fmt.Errorf("cannot fit to %d tickets, %d are the least: %w", len(rows), Least, ErrTooFew)
	}
	var scores []scored
	for _, held := range heldOut(rows) {
		rest := make([]Row, 0, len(rows))
		for _, r := range rows {
			if r.Day != held {
				rest = append(rest, r)
			}
		}
		m := fit(rest, s.quick())
		for _, r := range rows {
			if r.Day == held {
				scores = append(scores, score(r.Queue, m.Predict(&r.Vector), r.Waited))
			}
		}
	}
	m := fit(rows, s)
	m.Bands = calibrate(ofModel(), scores)
	return m, nil
}

// heldOut are the last days of the rows that leave enough to learn from.
func heldOut(rows []Row) []int {
	sizes := map[int]int{}
	var days []int
	for _, r := range rows {
		if sizes[r.Day]++; sizes[r.Day] == 1 {
			days = append(days, r.Day)
		}
	}
	days = slices.DeleteFunc(days, func(d int) bool { return len(rows)-sizes[d] < Least })
	return days[max(0, len(days)-folds):]
}

// quick is a smaller size, for models that are only compared with.
func (s Size) quick() Size {
	s.Trees, s.Bags, s.Rate = max(1, s.Trees/2), 1, s.Rate*1.5
	return s
}

// Refit fits again, with bands that have been learning meanwhile.
func Refit(rows []Row, s Size, bands Bands) (Model, error) {
	if len(rows) < Least {
		return Model{}, fmt.Errorf("cannot fit to %d tickets, %d are the least: %w", len(rows), Least, ErrTooFew)
	}
	m := fit(rows, s)
	m.Bands = bands
	return m, nil
}

func fit(rows []Row, s Size) Model {
	n := len(rows)
	vectors, start, target := make([]Vector, n), make([]float64, n), make([]float64, n)
	var normal Normal
	for i, r := range rows {
		vectors[i], target[i] = r.Vector, log1p(r.Waited)
		normal.Add(&r.Vector, target[i])
	}
	m := Model{Version: Version, Tickets: n, Linear: normal.Solve()}
	for i := range vectors {
		start[i] = m.Linear.Value(&vectors[i])
	}
	b := cut(vectors)
	point := boosting{
		growth: growth{depth: s.Depth, minLeaf: s.MinLeaf, ridge: 1},
		trees:  s.Trees, rate: s.Rate, rows: 0.7, parts: 0.35, level: 0.5, minutes: 0.25,
	}
	end := point
	end.depth, end.minLeaf, end.trees, end.minutes = s.RangeDepth, 2*s.MinLeaf, s.RangeTrees, 0
	low, high := end, end
	low.level, high.level = 0.1, 0.9
	jobs := []boosting{low, high}
	for i := range max(1, s.Bags) {
		point.seed = uint64(i)
		jobs = append(jobs, point)
	}
	forests := make([]Forest, len(jobs))
	var wg sync.WaitGroup
	for i, o := range jobs {
		wg.Go(func() { forests[i] = boost(o, &b, start, target) })
	}
	wg.Wait()
	m.Low, m.High, m.Point = forests[0], forests[1], average(forests[2:])
	return m
}

func average(forests []Forest) Forest {
	var out Forest
	for _, f := range forests {
		for _, t := range f {
			for i := range t.Nodes {
				t.Nodes[i].Value /= float64(len(forests))
			}
			out = append(out, t)
		}
	}
	return out
}
