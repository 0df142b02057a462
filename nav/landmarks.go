package nav

import "math"

// landmarkCount is how many landmarks a plan has. Each costs one flood of the
// floor to prepare and two bytes a cell to keep.
const landmarkCount = 16

// landmarks are cells from which the cost to all others is known. Since the
// detour over a landmark is never shorter, the difference of two cells' costs
// is less than the way between them: a far better guess than the air line
// (Goldberg and Harrelson, "Computing the shortest path: A* search meets graph
// theory", 2005).
type landmarks struct {
	unit float32  // of far
	far  []uint16 // landmarkCount for each cell, rounded down
}

// newLandmarks chooses cells far from each other in the largest region.
func newLandmarks(c *costmap, s *search) *landmarks {
	region, start := c.largest()
	if region == 0 {
		return nil
	}
	farthest, next := float32(0), start
	s.flood(start, func(at int, spent float32) {
		if spent > farthest {
			farthest, next = spent, at
		}
	})
	// No two cells are farther apart than twice the way to the farthest one.
	l := &landmarks{unit: max(2*farthest/(math.MaxUint16-1), 1e-3), far: make([]uint16, landmarkCount*len(c.cost))}
	nearest := make([]float32, len(c.cost)) // landmark
	for k := range landmarkCount {
		s.flood(next, func(at int, spent float32) {
			l.far[landmarkCount*at+k] = uint16(spent / l.unit)
			if k == 0 || spent < nearest[at] {
				nearest[at] = spent
			}
		})
		farthest = 0
		for at, spent := range nearest { // 0 outside the region
			if spent > farthest {
				farthest, next = spent, at
			}
		}
	}
	return l
}

// largest is the region with the most cells, and its first cell.
func (c *costmap) largest() (region int32, first int) {
	size := map[int32]int{}
	for _, r := range c.region {
		if r != 0 {
			size[r]++
		}
	}
	for r, n := range size {
		if n > size[region] || n == size[region] && r < region {
			region = r
		}
	}
	for region != 0 && c.region[first] != region {
		first++
	}
	return region, first
}

// sightCount is how many landmarks one search uses: those that say most of it.
const sightCount = 8

// sights are a search's landmarks, and how far the goal is from them.
type sights struct {
	*landmarks
	use  [sightCount]int
	goal [sightCount]int32
}

// aim chooses the landmarks that say most of a way.
func (s *sights) aim(l *landmarks, start, goal int) {
	*s = sights{}
	if l == nil {
		return
	}
	from, to := l.far[landmarkCount*start:][:landmarkCount], l.far[landmarkCount*goal:][:landmarkCount]
	var taken [landmarkCount]bool
	for i := range sightCount {
		best, most := 0, int32(-1)
		for k := range landmarkCount {
			if d := apart(int32(from[k]), int32(to[k])); d > most && !taken[k] {
				best, most = k, d
			}
		}
		taken[best] = true
		s.use[i], s.goal[i] = best, int32(to[best])
	}
	s.landmarks = l
}

// left is the least that the way from a cell to the goal costs, 0 without landmarks.
func (s *sights) left(at int) float32 {
	if s.landmarks == nil {
		return 0
	}
	far := s.far[landmarkCount*at:][:landmarkCount]
	most := int32(0)
	for i, k := range s.use {
		most = max(most, apart(int32(far[k&(landmarkCount-1)]), s.goal[i]))
	}
	return float32(most-1) * s.unit // rounded
}

func apart(a, b int32) int32 { return max(a-b, b-a) }
