package nav

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Trial is what a plan's routes between random points cost.
type Trial struct {
	// N pairs of points were tried, between which there is a way.
	N int
	// P50 and P95 are the times of a route, corners left out included.
	P50, P95 time.Duration
	// WorstRatio and MeanRatio compare the ways over cells that the routes are
	// straightened from with the cheapest ones, of which Checked were searched
	// with Dijkstra's method.
	WorstRatio, MeanRatio float64
	Checked               int
}

// Try measures a plan on n random pairs of points; the first check of them, at
// most, are compared with the cheapest way.
func (p *Plan) Try(n, check int, seed uint64) (Trial, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var open []int
	for at, cost := range p.costs.cost {
		if cost != blocked {
			open = append(open, at)
		}
	}
	if len(open) < 2 {
		return Trial{}, fmt.Errorf("cannot try the plan: %w", ErrInObstacle)
	}
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // which points, not a secret
	s := p.searching()
	t := Trial{N: n, WorstRatio: 1}
	var times []time.Duration
	misses := 0
	for len(times) < n {
		from, to := open[random.IntN(len(open))], open[random.IntN(len(open))]
		if from == to || p.costs.region[from] != p.costs.region[to] {
			if misses++; misses > 1000*n {
				return Trial{}, fmt.Errorf("cannot try the plan: hardly any two points have a way between them: %w", ErrUnreachable)
			}
			continue
		}
		begun := time.Now()
		path := s.path(from, to)
		straighten(p.costs, path)
		times = append(times, time.Since(begun))
		if t.Checked < check {
			ratio := p.costs.along(path) / p.costs.cheapest(from, to)
			t.WorstRatio, t.MeanRatio = max(t.WorstRatio, ratio), t.MeanRatio+ratio
			t.Checked++
		}
	}
	t.MeanRatio /= max(1, float64(t.Checked))
	slices.Sort(times)
	t.P50, t.P95 = times[(n-1)/2], times[(95*n+99)/100-1]
	return t, nil
}

// along is the cost of a way from cell to cell.
func (c *costmap) along(path []int) float64 {
	sum := 0.0
	for i, at := range path[1:] {
		sum += c.step(path[i], at)
	}
	return sum
}

// step is the cost of one move.
func (c *costmap) step(from, to int) float64 {
	length := 1.0
	if d := max(from-to, to-from); d != 1 && d != c.stride {
		length = math.Sqrt2
	}
	return length * (float64(c.cost[from]) + float64(c.cost[to])) / 2
}

// cheapest is the cost of the cheapest way, by Dijkstra's method and without
// anything of the planner's search.
func (c *costmap) cheapest(from, to int) float64 {
	spent := make([]float64, len(c.cost)) // plus 1; 0 is not reached
	spent[from] = 1
	todo := &reached{{at: from}}
	for todo.Len() > 0 {
		here := heap.Pop(todo).(cellCost) //nolint:forcetypeassert // there is nothing else in it
		if here.at == to {
			return here.cost
		}
		if here.cost+1 > spent[here.at] {
			continue
		}
		for _, d := range directions() {
			next := here.at + d[0] + d[1]*c.stride
			if c.cost[next] == blocked || c.cost[here.at+d[0]] == blocked || c.cost[here.at+d[1]*c.stride] == blocked {
				continue
			}
			cost := here.cost + c.step(here.at, next)
			if known := spent[next]; known == 0 || cost+1 < known {
				spent[next] = cost + 1
				heap.Push(todo, cellCost{next, cost})
			}
		}
	}
	return math.Inf(1)
}

// cellCost is a cell and what it costs to get there.
type cellCost struct {
	at   int
	cost float64
}

// reached is a heap, the cheapest first.
type reached []cellCost

func (r *reached) Len() int           { return len(*r) }
func (r *reached) Less(i, j int) bool { return (*r)[i].cost < (*r)[j].cost }
func (r *reached) Swap(i, j int)      { (*r)[i], (*r)[j] = (*r)[j], (*r)[i] }
func (r *reached) Push(x any)         { *r = append(*r, x.(cellCost)) }

// Pop takes the last one.
func (r *reached) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}
