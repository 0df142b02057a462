package eta

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// boosting is how a forest is fitted.
type boosting struct {
	growth
	trees int
	rate  float64
	rows  float64 // share of the rows that each tree sees
	parts float64 // share of the parts
	level float64 // the quantile that is aimed at; 0.5 is the median
	// minutes is how much an error counts in minutes (1) rather than in
	// logarithms (0).
	minutes float64
	seed    uint64
}

// slope is what the loss says of one row: its gradient and its weight.
type slope struct{ g, h float64 }

// boost fits a forest that is added to start, so that the sum is the wanted
// quantile of target. The same input gives the same forest.
func boost(o boosting, b *bins, start, target []float64) Forest {
	n := len(target)
	rng := rand.New(rand.NewPCG(uint64(n), o.seed)) //nolint:gosec // G404: a fixed sequence, so that a fit can be repeated
	sum, slopes := slices.Clone(start), make([]slope, n)
	forest := make(Forest, 0, o.trees)
	for range o.trees {
		for i := range sum {
			w := math.Exp(o.minutes * min(max(sum[i], 0), 6))
			slopes[i] = slope{g: (o.level - 1) * w, h: w}
			if target[i] > sum[i] {
				slopes[i].g = o.level * w
			}
		}
		g := grower{growth: o.growth, bins: b, slope: slopes, parts: o.pick(rng)}
		g.leaf = func(rows []int32) float64 { return o.rate * o.missing(rows, slopes, target, sum) }
		t := g.grow(o.sample(rng, n))
		forest = append(forest, t)
		t.advance(b, sum)
	}
	return forest
}

// missing is the weighted quantile of what some rows are still short of.
func (o boosting) missing(rows []int32, slopes []slope, target, sum []float64) float64 {
	type miss struct{ by, w float64 }
	all := make([]miss, len(rows))
	total := 0.0
	for i, r := range rows {
		all[i] = miss{target[r] - sum[r], slopes[r].h}
		total += all[i].w
	}
	slices.SortFunc(all, func(a, b miss) int { return cmp.Compare(a.by, b.by) })
	part := 0.0
	for _, m := range all {
		if part += m.w; part >= o.level*total {
			return m.by
		}
	}
	return 0
}

func (o boosting) pick(rng *rand.Rand) []int {
	out := rng.Perm(Width)[:max(1, int(o.parts*float64(Width)))]
	slices.Sort(out)
	return out
}

func (o boosting) sample(rng *rand.Rand, n int) []int32 {
	out := make([]int32, 0, n)
	for i := range n {
		if rng.Float64() < o.rows {
			out = append(out, int32(i))
		}
	}
	return out
}

// advance adds what the tree says of every row, found by its bins.
func (t Tree) advance(b *bins, sum []float64) {
	type step struct {
		column []uint8
		bin    uint8
	}
	steps := make([]step, len(t.Nodes))
	for i, n := range t.Nodes {
		if n.Left == 0 {
			continue
		}
		steps[i].column = b.of[n.Part]
		if n.Limit != lowest {
			steps[i].bin = b.find(n.Part, n.Limit)
		}
	}
	for r := range sum {
		i := 0
		for t.Nodes[i].Left != 0 {
			s := &steps[i]
			i = t.Nodes[i].Left
			if s.column[r] > s.bin {
				i++
			}
		}
		sum[r] += t.Nodes[i].Value
	}
}
