package pilot

import (
	"math"
	"slices"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/flow"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// clearM is kept free around the body by the plan, easyM is where a way
	// costs no more for being near something.
	clearM, easyM = 0.06, 0.75
	// fenceM is kept to areas that are closed: the guess may err by so much.
	fenceM = 0.14
	// onMapM is how near to the map a beam's end means what is on it.
	onMapM = 0.15
	// keepS is how long something seen is remembered.
	keepS = 2.5
	// farM is how far away things that are on no map matter.
	farM = 5.0
	// besideM is how far from an occupied goal another one is sought.
	besideM = 0.45
)

// costs is the grid that ways are planned on: the map, the closed areas, and
// what the lidar saw lately.
type costs struct {
	mapped, open flow.Grid // by the map; with closed areas too
	now          *flow.Grid
	clock        float64
	seen         []float64 // when something off the map was last seen in a cell
	hot          []int     // cells of which seen is young
	rings        []ring
}

// ring is a cell near another.
type ring struct {
	dx, dy int
	dear   uint8 // 0: closed
}

// dearAt prices a distance from something solid.
func dearAt(d float64) uint8 {
	const most = 10
	d -= chassis.RadiusM
	switch {
	case d < clearM:
		return 0
	case d > easyM:
		return 1
	}
	near := (easyM - d) / (easyM - clearM)
	return uint8(1 + most*near*near)
}

func (c *costs) lay(widthM, heightM float64, mapped *world.Field) {
	c.mapped = *flow.NewGrid(widthM, heightM)
	c.now = flow.NewGrid(widthM, heightM)
	c.seen = make([]float64, len(c.mapped.Dear))
	for i := range c.mapped.Dear {
		c.mapped.Dear[i] = dearAt(mapped.At(c.mapped.Centre(i)))
		c.seen[i] = math.Inf(-1)
	}
	c.open = c.mapped
	reach := int(math.Ceil((chassis.RadiusM + easyM + strayM) / flow.CellM))
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			d := math.Hypot(float64(dx), float64(dy)) * flow.CellM
			if dear := dearAt(d - strayM); dear != 1 {
				c.rings = append(c.rings, ring{dx, dy, dear})
			}
		}
	}
}

// close shuts areas, on top of the map.
func (c *costs) close(areas []world.Polygon) {
	c.open = c.mapped
	c.open.Dear = slices.Clone(c.mapped.Dear)
	for i := range c.open.Dear {
		at := c.open.Centre(i)
		for _, a := range areas {
			if a.Distance(at) < chassis.RadiusM+fenceM {
				c.open.Dear[i] = 0
			}
		}
	}
}

// see notes what stands where the map shows nothing. People who walk are left
// to the avoider: they will be elsewhere.
func (c *costs) see(dt float64, in Input, mapped *world.Field, people *tracker) {
	c.clock += dt
	for i, r := range in.Scan.Ranges {
		if r >= farM {
			continue
		}
		at := in.Pose.To(in.Scan.Point(i))
		if !mapped.Inside(at) || mapped.At(at) < onMapM || people.walking(at) {
			continue
		}
		cell, ok := c.open.Cell(at)
		if !ok {
			continue
		}
		if math.IsInf(c.seen[cell], -1) {
			c.hot = append(c.hot, cell)
		}
		c.seen[cell] = c.clock
	}
	c.hot = slices.DeleteFunc(c.hot, func(cell int) bool {
		old := c.clock-c.seen[cell] > keepS
		if old {
			c.seen[cell] = math.Inf(-1)
		}
		return old
	})
}

// grid is the floor as it is now, for a base that stands at a place: what it
// stands in already does not close the floor under it.
func (c *costs) grid(at world.Point) *flow.Grid {
	copy(c.now.Dear, c.open.Dear)
	for _, cell := range c.hot {
		col, row := cell%c.now.Cols, cell/c.now.Cols
		near := c.now.Centre(cell).Sub(at).Len() < chassis.RadiusM+strayM+clearM
		for _, r := range c.rings {
			x, y := col+r.dx, row+r.dy
			if x < 0 || y < 0 || x >= c.now.Cols || y >= c.now.Rows {
				continue
			}
			dear := &c.now.Dear[y*c.now.Cols+x]
			switch {
			case *dear == 0 || near && r.dear == 0:
			case r.dear == 0:
				*dear = 0
			default:
				*dear = max(*dear, r.dear)
			}
		}
	}
	return c.now
}

// nearby are a goal and then places beside it, nearest first, that are free.
func (c *costs) nearby(goal world.Point) []world.Point {
	list := []world.Point{goal}
	if cell, ok := c.now.Cell(goal); ok && c.now.Dear[cell] != 0 {
		return list
	}
	var free []world.Point
	for dy := -besideM; dy <= besideM; dy += flow.CellM {
		for dx := -besideM; dx <= besideM; dx += flow.CellM {
			q := goal.Add(world.Point{X: dx, Y: dy})
			cell, ok := c.now.Cell(q)
			if ok && c.now.Dear[cell] != 0 && math.Hypot(dx, dy) <= besideM {
				free = append(free, q)
			}
		}
	}
	if len(free) == 0 {
		return nil
	}
	best := slices.MinFunc(free, func(a, b world.Point) int {
		if a.Sub(goal).Len() < b.Sub(goal).Len() {
			return -1
		}
		return 1
	})
	return append(list[:0], best)
}

// points are the ends of the beams near the robot, in its own frame, those of
// legs and other things on no map marked.
func points(in Input, mapped *world.Field, withinM float32, to []seenPoint) []seenPoint {
	to = to[:0]
	for i, r := range in.Scan.Ranges {
		if r >= withinM || r >= lidar.MaxM {
			continue
		}
		own := in.Scan.Point(i)
		floor := in.Pose.To(own)
		to = append(to, seenPoint{own, mapped.At(floor) > onMapM})
	}
	return to
}

type seenPoint struct {
	world.Point
	stray bool // on no map: perhaps somebody
}
