package nav

import (
	"math"
	"math/bits"
	"slices"
)

// search is A* over eight neighbours on a costmap. Its cells are used again
// from search to search: one of an older round counts as new.
type search struct {
	costs  *costmap
	round  uint32
	cells  []searched
	open   frontier
	steps  [8]step
	sights sights // from landmarks to the goal
	goalX  int
	goalY  int
}

// searched is what a search knows about a cell. Eight bytes: a search lives
// from how many cells fit into the processor's cache.
type searched struct {
	spent float32 // from the start to here
	// mark holds the round from bit 4 on, the index in steps of the step that
	// led here in bits 1 to 3, and whether the cell is done with in bit 0.
	mark uint32
}

const (
	doneBit   = 1
	cameShift = 1
	roundBits = 4
)

// step is one of the eight moves.
type step struct {
	dx, dy int
	by     int
	half   float32 // of its length
}

func newSearch(c *costmap) *search {
	s := &search{costs: c, cells: make([]searched, len(c.cost))}
	for i, d := range directions() {
		length := math.Hypot(float64(d[0]), float64(d[1]))
		s.steps[i] = step{dx: d[0], dy: d[1], by: d[1]*c.stride + d[0], half: float32(length / 2)}
	}
	return s
}

// directions are the eight moves, the straight ones first.
func directions() [8][2]int {
	return [8][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}}
}

// begin makes all cells new.
func (s *search) begin() {
	s.round++
	if s.round == 1<<(32-roundBits) { // cells of so many searches ago would not look new
		clear(s.cells)
		s.round = 1
	}
	s.open.reset()
}

// path is the cheapest way between two cells of one region, both included.
func (s *search) path(start, goal int) []int {
	s.begin()
	s.goalX, s.goalY = goal%s.costs.stride, goal/s.costs.stride
	s.sights.aim(s.costs.landmarks, start, goal)
	s.reach(start, 0, 0, 0)
	for s.open.size > 0 {
		at := s.open.pop()
		if at == goal {
			break
		}
		c := &s.cells[at]
		if c.mark&doneBit != 0 {
			continue // put in twice
		}
		c.mark |= doneBit
		s.expand(at)
	}
	return s.trace(start, goal)
}

func (s *search) expand(at int) {
	cost := s.costs.cost
	here, spent := cost[at], s.cells[at].spent
	x, y := at%s.costs.stride-s.goalX, at/s.costs.stride-s.goalY
	for moves := s.costs.moves[at]; moves != 0; moves &= moves - 1 {
		i := bits.TrailingZeros8(moves)
		st := &s.steps[i]
		next := at + st.by
		sum := spent + st.half*(here+cost[next])
		// What is done with stays so: going over it again for a little less
		// takes up to ten times as long, and gains less than the greed loses.
		if c := &s.cells[next]; c.mark>>roundBits == s.round && (c.mark&doneBit != 0 || sum >= c.spent) {
			continue
		}
		left := max(octile(x+st.dx, y+st.dy), s.sights.left(next))
		s.reach(next, sum, uint32(i), greed*left)
	}
}

// reach records a way to a cell and puts it into the frontier.
func (s *search) reach(at int, spent float32, by uint32, left float32) {
	s.cells[at] = searched{spent: spent, mark: s.round<<roundBits | by<<cameShift}
	s.open.push(spent+left, at)
}

// greed makes one of many nearly equal ways win early instead of following all
// of them. A way found is by this factor, and some buckets' width, dearer than
// the cheapest one at most; Try measures how much it is.
const greed = 1.005

// octile is the least that is left over free floor.
func octile(x, y int) float32 {
	dx, dy := float32(max(x, -x)), float32(max(y, -y))
	return max(dx, dy) + (math.Sqrt2-1)*min(dx, dy)
}

func (s *search) trace(start, goal int) []int {
	path := []int{goal}
	for at := goal; at != start; {
		at -= s.steps[s.cells[at].mark>>cameShift&7].by
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}

// flood finds the cost from one cell to all of its region; told is called for
// each of them, once.
func (s *search) flood(start int, told func(at int, spent float32)) {
	s.begin()
	s.reach(start, 0, 0, 0)
	cost := s.costs.cost
	var order []int32
	for s.open.size > 0 {
		at := s.open.pop()
		if s.cells[at].mark&doneBit != 0 {
			continue
		}
		s.cells[at].mark |= doneBit
		order = append(order, int32(at))
		here, spent := cost[at], s.cells[at].spent
		for moves := s.costs.moves[at]; moves != 0; moves &= moves - 1 {
			i := bits.TrailingZeros8(moves)
			next := at + s.steps[i].by
			sum := spent + s.steps[i].half*(here+cost[next])
			if c := &s.cells[next]; c.mark>>roundBits != s.round || sum < c.spent {
				s.reach(next, sum, uint32(i), 0)
			}
		}
	}
	for _, at := range order { // a cell that got cheaper later comes twice
		told(int(at), s.cells[at].spent)
	}
}

// frontier holds the cells to go on from in buckets of nearly equal sums. A
// cell that is reached again at less is put in again.
type frontier struct {
	buckets [][]int32
	lowest  int
	highest int
	size    int
}

// bucketsPerCell divides the length of a straight step.
const bucketsPerCell = 8

func (f *frontier) reset() {
	for i := range f.buckets[:min(f.highest+1, len(f.buckets))] {
		f.buckets[i] = f.buckets[i][:0]
	}
	f.lowest, f.highest, f.size = 0, 0, 0
}

func (f *frontier) push(sum float32, cell int) {
	b := int(sum * bucketsPerCell)
	for b >= len(f.buckets) {
		f.buckets = append(f.buckets, nil)
	}
	f.buckets[b] = append(f.buckets[b], int32(cell))
	f.lowest, f.highest = min(f.lowest, b), max(f.highest, b)
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
