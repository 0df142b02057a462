package nav

import (
	"math"
	"slices"
)

// search is A* over eight neighbours on a costmap. Its cells are used again
// from search to search: one of an older round counts as new.
type search struct {
	costs        *costmap
	round        uint32
	cells        []searched
	open         frontier
	goalX, goalY int
}

// searched is what a search knows about a cell.
type searched struct {
	round uint32
	spent float32 // from the start to here
	came  uint8   // index in steps of the step that led here
	done  bool
}

// step is one of the eight moves. A diagonal one must not cut the corner of
// either cell beside it.
type step struct {
	dx, dy int
	by     int
	length float32
	beside [2]int
}

func newSearch(c *costmap) *search {
	return &search{costs: c, cells: make([]searched, len(c.cost))}
}

func (s *search) steps() [8]step {
	var steps [8]step
	for i, d := range [8][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
		dx, up := d[0], d[1]*s.costs.stride
		steps[i] = step{dx: dx, dy: d[1], by: up + dx, length: 1, beside: [2]int{dx, up}}
		if i >= 4 {
			steps[i].length = math.Sqrt2
		}
	}
	return steps
}

// path is the cheapest way between two cells of one region, both included.
func (s *search) path(start, goal int) []int {
	s.round++
	if s.round == 0 { // cells of four thousand million searches ago would not look new
		clear(s.cells)
		s.round = 1
	}
	s.open.reset()
	s.goalX, s.goalY = goal%s.costs.stride, goal/s.costs.stride
	steps := s.steps()
	s.reach(start, 0, 0, 0)
	for s.open.size > 0 {
		at := s.open.pop()
		if at == goal {
			return s.trace(start, goal, steps)
		}
		if s.cells[at].done {
			continue // put in twice
		}
		s.cells[at].done = true
		s.expand(at, &steps)
	}
	return []int{start, goal} // not reached: one region is connected
}

func (s *search) expand(at int, steps *[8]step) {
	cost := s.costs.cost
	here, spent := cost[at], s.cells[at].spent
	x, y := at%s.costs.stride-s.goalX, at/s.costs.stride-s.goalY
	for i := range steps {
		st := &steps[i]
		next := at + st.by
		// Beside a straight step lie its own two ends.
		if cost[next] == blocked || cost[at+st.beside[0]] == blocked || cost[at+st.beside[1]] == blocked {
			continue
		}
		sum := spent + st.length*(here+cost[next])/2
		if c := &s.cells[next]; c.round == s.round && sum >= c.spent {
			continue
		}
		s.reach(next, sum, uint8(i), estimate(x+st.dx, y+st.dy))
	}
}

// reach records a way to a cell and puts it into the frontier.
func (s *search) reach(at int, spent float32, by uint8, left float32) {
	s.cells[at] = searched{round: s.round, spent: spent, came: by}
	s.open.push(spent+left, at)
}

// greed makes one of many equally short ways win early instead of following
// all of them. A way found is at most by this factor, and by a bucket's width,
// dearer than the best one.
const greed = 1.002

// estimate is the least that is left: the octile distance over free floor.
func estimate(x, y int) float32 {
	dx, dy := float32(max(x, -x)), float32(max(y, -y))
	return greed * (max(dx, dy) + (math.Sqrt2-1)*min(dx, dy))
}

func (s *search) trace(start, goal int, steps [8]step) []int {
	path := []int{goal}
	for at := goal; at != start; {
		at -= steps[s.cells[at].came].by
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}

// frontier holds the cells to go on from in buckets of nearly equal sums. The
// first to be taken may be dearer than the best by a bucket's width; a cell that
// is reached again at less is put in again, so that this does not add up.
type frontier struct {
	buckets [][]int32
	lowest  int
	size    int
}

// bucketsPerCell divides the length of a straight step.
const bucketsPerCell = 8

func (f *frontier) reset() {
	for i := range f.buckets {
		f.buckets[i] = f.buckets[i][:0]
	}
	f.lowest, f.size = 0, 0
}

func (f *frontier) push(sum float32, cell int) {
	b := int(sum * bucketsPerCell)
	for b >= len(f.buckets) {
		f.buckets = append(f.buckets, nil)
	}
	f.buckets[b] = append(f.buckets[b], int32(cell))
	f.lowest = min(f.lowest, b)
	f.size++
}

// pop takes the last one put into the lowest bucket: it is the farthest on its
// way.
func (f *frontier) pop() int {
	for len(f.buckets[f.lowest]) == 0 {
		f.lowest++
	}
	b := f.buckets[f.lowest]
	cell := b[len(b)-1]
	f.buckets[f.lowest] = b[:len(b)-1]
	f.size--
	return int(cell)
}
