package basetest

import (
	"container/heap"
	"errors"
	"math"
	"slices"
)

// errNoPath says that a goal cannot be reached.
var errNoPath = errors.New("no way to the goal")

type point struct{ x, y float64 }

// open is A*'s frontier, ordered by estimated length.
type open []node

type node struct {
	cell     int
	estimate float64
}

func (o *open) Len() int           { return len(*o) }
func (o *open) Less(i, j int) bool { return (*o)[i].estimate < (*o)[j].estimate }
func (o *open) Swap(i, j int)      { (*o)[i], (*o)[j] = (*o)[j], (*o)[i] }
func (o *open) Push(x any)         { *o = append(*o, x.(node)) }
func (o *open) Pop() any {
	last := (*o)[len(*o)-1]
	*o = (*o)[:len(*o)-1]
	return last
}

// path finds corners on the way from one point to another, the last of which
// is the goal itself.
func (p *FloorPlan) path(from, to point) ([]point, error) {
	goal, ok := p.cell(to.x, to.y)
	start, okStart := p.cell(from.x, from.y)
	if !ok || !okStart || p.near[goal] {
		return nil, errNoPath
	}
	came := p.search(start, goal)
	if came == nil {
		return nil, errNoPath
	}
	cells := []point{to}
	for at := goal; at != start; at = came[at] {
		x, y := p.centre(at)
		cells = append(cells, point{x, y})
	}
	cells = append(cells, from)
	slices.Reverse(cells)
	return p.straighten(cells), nil
}

// search is A* over eight neighbours. It returns for each cell reached the
// one before it, or nil when the goal was not reached. The start may be too
// near to something: one can always drive away.
func (p *FloorPlan) search(start, goal int) []int {
	came := make([]int, len(p.near))
	cost := make([]float64, len(p.near))
	for i := range cost {
		cost[i] = math.Inf(1)
	}
	cost[start] = 0
	frontier := &open{{cell: start}}
	for frontier.Len() > 0 {
		at := heap.Pop(frontier).(node).cell
		if at == goal {
			return came
		}
		for _, next := range p.neighbours(at) {
			c := cost[at] + p.apart(at, next)
			if c >= cost[next] || p.near[next] && !p.near[at] {
				continue
			}
			cost[next], came[next] = c, at
			heap.Push(frontier, node{cell: next, estimate: c + p.apart(next, goal)})
		}
	}
	return nil
}

// neighbours are the cells around one, without those off the plan.
func (p *FloorPlan) neighbours(at int) []int {
	cells := make([]int, 0, 8)
	col, row := at%p.cols, at/p.cols
	for r := max(row-1, 0); r <= min(row+1, p.rows-1); r++ {
		for c := max(col-1, 0); c <= min(col+1, p.cols-1); c++ {
			if next := r*p.cols + c; next != at {
				cells = append(cells, next)
			}
		}
	}
	return cells
}

// apart is the distance of two cells, in cells.
func (p *FloorPlan) apart(a, b int) float64 {
	return math.Hypot(float64(a%p.cols-b%p.cols), float64(a/p.cols-b/p.cols))
}

// straighten leaves out every point that the base can pass by in a straight
// line.
func (p *FloorPlan) straighten(path []point) []point {
	var corners []point
	for at := 0; at < len(path)-1; {
		next := len(path) - 1
		for next > at+1 && !p.clear(path[at], path[next]) {
			next--
		}
		corners = append(corners, path[next])
		at = next
	}
	return corners
}

// clear reports whether a straight line keeps its distance from everything.
func (p *FloorPlan) clear(a, b point) bool {
	steps := int(math.Hypot(b.x-a.x, b.y-a.y)/(cellM/2)) + 1
	for i := range steps + 1 {
		t := float64(i) / float64(steps)
		c, ok := p.cell(a.x+t*(b.x-a.x), a.y+t*(b.y-a.y))
		if !ok || p.near[c] {
			return false
		}
	}
	return true
}
