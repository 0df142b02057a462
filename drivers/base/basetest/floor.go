package basetest

import "math"

// Pose is a place in the map's frame: metres east and north of the origin,
// radians counter-clockwise from east.
type Pose struct{ X, Y, Heading float64 }

// rect is a solid part of the floor plan, in metres.
type rect struct{ x0, y0, x1, y1 float64 }

// cellM is the width of a grid cell.
const cellM = 0.1

// FloorPlan is a room as the base's map has it.
type FloorPlan struct {
	// WidthM and HeightM are the extent to the east and to the north.
	WidthM, HeightM float64
	// Places are the named poses, see the package comment.
	Places map[string]Pose

	solids     []rect
	cols, rows int
	solid      []bool // row-major, row 0 in the south
	near       []bool // solid, or closer to it than the base's body allows
}

// newFloorPlan draws the solids on a grid.
func newFloorPlan(widthM, heightM float64, solids []rect, places map[string]Pose) *FloorPlan {
	p := &FloorPlan{
		WidthM: widthM, HeightM: heightM, Places: places, solids: solids,
		cols: int(math.Round(widthM / cellM)), rows: int(math.Round(heightM / cellM)),
	}
	p.solid = p.grid(0)
	p.near = p.grid(bodyRadiusM + clearanceM)
	return p
}

// grid marks the cells whose centre is within a distance of a solid or of the
// plan's edge.
func (p *FloorPlan) grid(withinM float64) []bool {
	g := make([]bool, p.cols*p.rows)
	for i := range g {
		x, y := p.centre(i)
		g[i] = p.distance(x, y) <= withinM
	}
	return g
}

// distance is how far a point is from the nearest solid, in metres.
func (p *FloorPlan) distance(x, y float64) float64 {
	d := min(x, y, p.WidthM-x, p.HeightM-y)
	for _, r := range p.solids {
		dx := max(r.x0-x, 0, x-r.x1)
		dy := max(r.y0-y, 0, y-r.y1)
		d = min(d, math.Hypot(dx, dy))
	}
	return d
}

// Solid reports whether something stands at a point, or the plan ends there.
func (p *FloorPlan) Solid(x, y float64) bool {
	i, ok := p.cell(x, y)
	return !ok || p.solid[i]
}

// Fits reports whether the base's body has room at a point.
func (p *FloorPlan) Fits(x, y float64) bool {
	return p.distance(x, y) > bodyRadiusM
}

func (p *FloorPlan) cell(x, y float64) (int, bool) {
	col, row := int(math.Floor(x/cellM)), int(math.Floor(y/cellM))
	if col < 0 || row < 0 || col >= p.cols || row >= p.rows {
		return 0, false
	}
	return row*p.cols + col, true
}

func (p *FloorPlan) centre(i int) (x, y float64) {
	return (float64(i%p.cols) + 0.5) * cellM, (float64(i/p.cols) + 0.5) * cellM
}

// Nearest names the place within 0.5 m of a point, or nothing.
func (p *FloorPlan) Nearest(x, y float64) string {
	best, name := 0.5, ""
	for n, at := range p.Places {
		if d := math.Hypot(at.X-x, at.Y-y); d < best {
			best, name = d, n
		}
	}
	return name
}

// ServicePoint is the room of the package comment: the entrance in the south,
// three rows of seats in the west, six doors in the north, the dock in the
// east.
func ServicePoint() *FloorPlan {
	solids := []rect{
		// Outer walls; the entrance is open from 13 to 15.
		{0, 0, 13, 0.2},
		{15, 0, 20, 0.2},
		{0, 0, 0.2, 15},
		{19.8, 0, 20, 15},
		{0, 14.8, 20, 15},
		// Seats, facing north.
		{4, 3.8, 9, 4.3},
		{4, 5.4, 9, 5.9},
		{4, 7.0, 9, 7.5},
		// Writing table, column, charger.
		{11.5, 5, 12.5, 7},
		{15.6, 7.8, 16.0, 8.2},
		{19.74, 4.8, 19.8, 5.2},
	}
	places := map[string]Pose{
		"welcome": {14, 2.5, -math.Pi / 2},
		"waiting": {6.5, 8.9, -math.Pi / 2},
		"dock":    {19.3, 5, math.Pi},
	}
	const wallY0, wallY1, doorHalf, pitch, first = 12.4, 12.6, 0.45, 3.0, 2.5
	left := 0.2
	for i, name := range []string{"door-1", "door-2", "door-3", "door-4", "door-5", "door-6"} {
		x := first + pitch*float64(i)
		solids = append(solids, rect{left, wallY0, x - doorHalf, wallY1})
		left = x + doorHalf
		if i > 0 { // the partition to the office before
			solids = append(solids, rect{x - pitch/2 - 0.05, wallY1, x - pitch/2 + 0.05, 14.8})
		}
		places[name] = Pose{x, 11.2, math.Pi / 2}
	}
	solids = append(solids, rect{left, wallY0, 19.8, wallY1})
	return newFloorPlan(20, 15, solids, places)
}
