package nav

import (
	"errors"
	"fmt"
	"math"
	"sync"
)

// Point is a place in the map's frame, in metres.
type Point struct{ XM, YM float64 }

// Occupancy is what the map knows about a cell.
type Occupancy uint8

// What a cell can be. Outside the map everything is unknown.
const (
	Unknown Occupancy = iota
	Free
	Occupied
)

// Map is the base's map of the floor: cells of equal size that are free,
// occupied or unknown. It never changes.
type Map struct {
	info       MapInfo
	cols, rows int
	cells      []Occupancy // row by row from the picture's lower edge
	cos, sin   float64     // of the origin's turn
	planned    func() *Plan
	apart      func() []float32 // see distances
}

// DecodeMap builds the map from its description and its picture, a PGM.
func DecodeMap(info MapInfo, pgm []byte) (*Map, error) {
	p, err := decodePGM(pgm)
	if err != nil {
		return nil, fmt.Errorf("cannot read the map's picture %s: %w", info.Image, err)
	}
	m, err := newMap(info, p)
	if err != nil {
		return nil, fmt.Errorf("cannot read the map %s: %w", info.Image, err)
	}
	return m, nil
}

func newMap(info MapInfo, p *picture) (*Map, error) {
	// Written so that what is not a number fails too.
	if !(info.ResolutionM >= minResolutionM && info.ResolutionM <= maxResolutionM) {
		return nil, fmt.Errorf("resolution %v m, want %v to %v", info.ResolutionM, minResolutionM, maxResolutionM)
	}
	m := &Map{info: info, cols: p.cols, rows: p.rows, cells: make([]Occupancy, len(p.grey))}
	m.sin, m.cos = math.Sincos(info.Origin.HeadingRad)
	meanings := info.meanings(p.maxGrey)
	known := false
	for i, grey := range p.grey {
		o := meanings[grey]
		known = known || o != Unknown
		m.cells[(p.rows-1-i/p.cols)*p.cols+i%p.cols] = o
	}
	if !known {
		return nil, errors.New("all of it is unknown")
	}
	m.planned = sync.OnceValue(func() *Plan { return NewPlan(m, PlanOptions{}) })
	m.apart = sync.OnceValue(func() []float32 { return distances(m) })
	return m, nil
}

// meanings says for each grey what it stands for.
func (i MapInfo) meanings(maxGrey int) []Occupancy {
	table := make([]Occupancy, maxGrey+1)
	for grey := range table {
		dark := float64(maxGrey-grey) / float64(maxGrey)
		if i.Negate {
			dark = float64(grey) / float64(maxGrey)
		}
		switch {
		case dark > i.OccupiedThresh:
			table[grey] = Occupied
		case dark < i.FreeThresh:
			table[grey] = Free
		}
	}
	return table
}

// Size is the number of cells and their width.
func (m *Map) Size() (cols, rows int, resolutionM float64) { return m.cols, m.rows, m.info.ResolutionM }

// At tells what is at a point.
func (m *Map) At(p Point) Occupancy {
	col, row, ok := m.cell(p)
	if !ok {
		return Unknown
	}
	return m.cells[row*m.cols+col]
}

// clearanceM is how far a point is from what is occupied: 0 outside the map.
func (m *Map) clearanceM(p Point) float64 {
	col, row, ok := m.cell(p)
	if !ok {
		return 0
	}
	return math.Sqrt(float64(m.apart()[row*m.cols+col])) * m.info.ResolutionM
}

// Bounds are the corners of the rectangle around all that is known.
func (m *Map) Bounds() (lo, hi Point) {
	loCol, loRow, hiCol, hiRow := m.cols, m.rows, 0, 0
	for row := range m.rows {
		for col := range m.cols {
			if m.cells[row*m.cols+col] != Unknown {
				loCol, hiCol = min(loCol, col), max(hiCol, col+1)
				loRow, hiRow = min(loRow, row), max(hiRow, row+1)
			}
		}
	}
	lo, hi = Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, corner := range [][2]int{{loCol, loRow}, {hiCol, loRow}, {loCol, hiRow}, {hiCol, hiRow}} {
		p := m.point(float64(corner[0]), float64(corner[1]))
		lo = Point{min(lo.XM, p.XM), min(lo.YM, p.YM)}
		hi = Point{max(hi.XM, p.XM), max(hi.YM, p.YM)}
	}
	return lo, hi
}

// point turns cells from the lower left corner into the map's frame.
func (m *Map) point(col, row float64) Point {
	x, y := col*m.info.ResolutionM, row*m.info.ResolutionM
	return Point{m.info.Origin.XM + m.cos*x - m.sin*y, m.info.Origin.YM + m.sin*x + m.cos*y}
}

// raster is the inverse of point.
func (m *Map) raster(p Point) (col, row float64) {
	dx, dy := p.XM-m.info.Origin.XM, p.YM-m.info.Origin.YM
	return (m.cos*dx + m.sin*dy) / m.info.ResolutionM, (m.cos*dy - m.sin*dx) / m.info.ResolutionM
}

// cell is the cell of a point; ok is false outside the map.
func (m *Map) cell(p Point) (col, row int, ok bool) {
	x, y := m.raster(p)
	x, y = math.Floor(x), math.Floor(y)
	if !(x >= 0 && y >= 0 && x < float64(m.cols) && y < float64(m.rows)) {
		return 0, 0, false
	}
	return int(x), int(y), true
}

// holds reports whether a point is on the map, its edge included.
func (m *Map) holds(p Point) bool {
	const edge = 1e-6
	x, y := m.raster(p)
	return x >= -edge && y >= -edge && x <= float64(m.cols)+edge && y <= float64(m.rows)+edge
}
