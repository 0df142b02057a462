package nav

import "math"

// landmarkCount is how many landmarks a plan has. Each costs one flood of the
// floor to prepare and two bytes a cell to keep.
const landmarkCount = 8

// landmarks are cells from which the cost to all others is known. Since the
// detour over a landmark is never shorter, the difference of two cells' costs
// is less than the way between them: a far better guess than the air line
// (Goldberg and Harrelson, "Computing the shortest path: A* search meets graph
// theory", 2005).
type landmarks struct {
	region int32
	unit   float32  // of far
	far    []uint16 // landmarkCount for each cell, rounded down
}

// newLandmarks chooses cells far from each other in the largest region.
func newLandmarks(c *costmap, s *search) *landmarks {
	size := map[int32]int{}
	for _, r := range c.region {
		size[r]++
	}
	delete(size, 0)
	l := &landmarks{}
	for r, n := range size {
		if n > size[l.region] || n == size[l.region] && r < l.region {
			l.region = r
		}
	}
	if l.region == 0 {
		return nil
	}
	start := 0
	for c.region[start] != l.region {
		start++
	}
	// No two cells are farther apart than twice the way to the farthest one.
	farthest := float32(0)
	next := start
	s.flood(start, func(at int, spent float32) {
		if spent > farthest {
			farthest, next = spent, at
		}
	})
	l.unit = max(2*farthest/(math.MaxUint16-1), 1e-3)
	l.far = make([]uint16, landmarkCount*len(c.cost))
	nearest := make([]float32, len(c.cost))
	for i := range nearest {
		nearest[i] = math.MaxFloat32
	}
	for k := range landmarkCount {
		s.flood(next, func(at int, spent float32) {
			l.far[landmarkCount*at+k] = uint16(spent / l.unit)
			nearest[at] = min(nearest[at], spent)
		})
		farthest = -1
		for at, spent := range nearest {
			if c.region[at] == l.region && spent > farthest {
				farthest, next = spent, at
			}
		}
	}
	return l
}

// sightCount is how many landmarks one search uses: those that say most of it.
const sightCount = 3

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
