package nav

import "math"

// Defaults of PlanOptions.
const (
	planRadiusM = 0.3
	planDecayM  = 0.6
	// planWeight is how many times longer than a free way one along a wall
	// may be before it is taken.
	planWeight = 4
	// planFall is how often the cost falls to 1/e within the decay.
	planFall = 4
)

// blocked is the cost of a cell that the robot's middle cannot enter.
const blocked = 0

// costmap holds what it costs to pass each cell: 1 far from everything, more
// near it. Cells are numbered with a border of blocked ones around, so that
// every cell of the map has eight neighbours.
type costmap struct {
	cols, rows, stride int
	cost               []float32
	// region numbers the parts between which there is no way; 0 is blocked.
	region []int32
	// moves has a bit for each of the eight directions that may be taken.
	moves []uint8
	// barred are the cells that are blocked for a rule, and not for what stands
	// there. They are numbered as the map's.
	barred []bool
	// landmarks are nil until they are prepared.
	landmarks *landmarks
}

// newCostmap inflates the occupied cells. Unknown cells are blocked but not
// inflated: nothing is known to stand there.
func newCostmap(m *Map, radiusM, decayM float64) *costmap {
	stride := m.cols + 2
	c := &costmap{
		cols: m.cols, rows: m.rows, stride: stride,
		cost: make([]float32, stride*(m.rows+2)), region: make([]int32, stride*(m.rows+2)),
	}
	apart := m.apart()
	res := m.info.ResolutionM
	for i, o := range m.cells {
		if o != Free {
			continue
		}
		// From the cell's middle to the edge of the nearest occupied one.
		far := math.Sqrt(float64(apart[i]))*res - res/2
		cost := 1.0
		switch {
		case far < radiusM:
			cost = blocked
		case far < radiusM+decayM:
			cost += planWeight * math.Exp(-planFall*(far-radiusM)/decayM)
		}
		c.cost[c.index(i%m.cols, i/m.cols)] = float32(cost)
	}
	return c
}

// keepOut blocks what a mask and areas forbid.
func (c *costmap) keepOut(m, mask *Map, areas []Polygon, radiusM float64) {
	c.barred = make([]bool, len(m.cells))
	for _, area := range areas {
		c.bar(m, area, radiusM)
	}
	if mask == nil || mask.cols != m.cols || mask.rows != m.rows {
		return
	}
	for i, apart := range mask.apart() {
		if math.Sqrt(float64(apart))*m.info.ResolutionM-m.info.ResolutionM/2 < radiusM {
			c.cost[c.index(i%m.cols, i/m.cols)] = blocked
			c.barred[i] = true
		}
	}
}

// bar blocks the cells from which the robot would reach into an area.
func (c *costmap) bar(m *Map, area Polygon, radiusM float64) {
	loCol, loRow, hiCol, hiRow := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range area {
		x, y := m.raster(p)
		loCol, loRow, hiCol, hiRow = min(loCol, x), min(loRow, y), max(hiCol, x), max(hiRow, y)
	}
	reach := radiusM/m.info.ResolutionM + 1
	clamp := func(v float64, most int) int { return int(max(0, min(v, float64(most)))) }
	for row := clamp(loRow-reach, c.rows); row < clamp(hiRow+reach+1, c.rows); row++ {
		for col := clamp(loCol-reach, c.cols); col < clamp(hiCol+reach+1, c.cols); col++ {
			if area.DistanceM(m.point(float64(col)+0.5, float64(row)+0.5)) <= radiusM {
				c.cost[c.index(col, row)] = blocked
				c.barred[row*m.cols+col] = true
			}
		}
	}
}

// allow fills the moves. A diagonal one must not cut the corner of either cell
// beside it.
func (c *costmap) allow() {
	c.moves = make([]uint8, len(c.cost))
	around := directions()
	for at, cost := range c.cost {
		if cost == blocked {
			continue
		}
		for i, d := range around {
			if c.cost[at+d[0]+d[1]*c.stride] != blocked && c.cost[at+d[0]] != blocked && c.cost[at+d[1]*c.stride] != blocked {
				c.moves[at] |= 1 << i
			}
		}
	}
}

func (c *costmap) index(col, row int) int { return (row+1)*c.stride + col + 1 }

// number fills the regions. A diagonal step needs both cells beside it free,
// so that steps to the four nearest neighbours find all that can be reached.
func (c *costmap) number() {
	var n int32
	var todo []int
	for start, cost := range c.cost {
		if cost == blocked || c.region[start] != 0 {
			continue
		}
		n++
		c.region[start] = n
		todo = append(todo[:0], start)
		for len(todo) > 0 {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, next := range [4]int{at - 1, at + 1, at - c.stride, at + c.stride} {
				if c.cost[next] != blocked && c.region[next] == 0 {
					c.region[next] = n
					todo = append(todo, next)
				}
			}
		}
	}
}

// distances is for each cell the square of its distance to the nearest
// occupied one, in cells: first along the columns, then the lower envelope of
// the parabolas along each row (Felzenszwalb and Huttenlocher, "Distance
// transforms of sampled functions", 2012).
func distances(m *Map) []float32 {
	far := float32(m.cols+m.rows) * float32(m.cols+m.rows)
	d := make([]float32, len(m.cells))
	for i, o := range m.cells {
		if o != Occupied {
			d[i] = far
		}
	}
	e := newEnvelope(max(m.cols, m.rows))
	for col := range m.cols {
		e.transform(d, col, m.cols, m.rows)
	}
	for row := range m.rows {
		e.transform(d, row*m.cols, 1, m.cols)
	}
	return d
}

// envelope is the working space of a transform in one direction.
type envelope struct {
	in  []float32
	at  []int     // roots of the parabolas in the envelope
	cut []float64 // from where on each of them is the lowest
}

func newEnvelope(n int) *envelope {
	return &envelope{in: make([]float32, n), at: make([]int, n), cut: make([]float64, n+1)}
}

// transform works on n values of d from start on, every stride-th.
func (e *envelope) transform(d []float32, start, stride, n int) {
	for i := range n {
		e.in[i] = d[start+i*stride]
	}
	k := 0
	e.at[0], e.cut[0], e.cut[1] = 0, math.Inf(-1), math.Inf(1)
	height := func(i int) float64 { return float64(e.in[i]) + float64(i)*float64(i) }
	for i := 1; i < n; i++ {
		meet := (height(i) - height(e.at[k])) / float64(2*(i-e.at[k]))
		for meet <= e.cut[k] { // the first cut is -Inf
			k--
			meet = (height(i) - height(e.at[k])) / float64(2*(i-e.at[k]))
		}
		k++
		e.at[k], e.cut[k], e.cut[k+1] = i, meet, math.Inf(1)
	}
	k = 0
	for i := range n {
		for e.cut[k+1] < float64(i) {
			k++
		}
		off := float32(i - e.at[k])
		d[start+i*stride] = off*off + e.in[e.at[k]]
	}
}
