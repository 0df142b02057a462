package nav

import "math"

// minSpeck is the least number of occupied cells in one piece that are drawn,
// and of free cells within an occupied piece: a lidar sees less than that by
// mistake.
const minSpeck = 4

// Outline is the shape of what is occupied, for drawing: closed contours in
// metres in the map's frame, the last point not repeating the first. Contours
// of pieces run counter-clockwise and contours of the holes in them clockwise,
// so both the nonzero and the even-odd rule fill them right. Cells that touch
// at a corner are one piece. What has less than 4 cells is left out.
func (m *Map) Outline() [][]Point {
	solid := m.solidPieces()
	var contours [][]Point
	for _, ring := range traceRings(solid, m.cols+2, m.rows+2) {
		// Pieces are as large as they must be; holes still have to be judged.
		if area := ringArea(ring); area < 0 && -area < minSpeck {
			continue
		}
		ring = simplifyRing(ring, outlineToleranceM/m.info.ResolutionM)
		contour := make([]Point, len(ring))
		for i, v := range ring {
			contour[i] = m.point(v.x-1, v.y-1) // without the border
		}
		contours = append(contours, contour)
	}
	return contours
}

// solidPieces marks the occupied cells in pieces of at least minSpeck, with a
// border of empty cells.
func (m *Map) solidPieces() []bool {
	stride := m.cols + 2
	solid := make([]bool, stride*(m.rows+2))
	for i, o := range m.cells {
		solid[(i/m.cols+1)*stride+i%m.cols+1] = o == Occupied
	}
	around := []int{1, stride + 1, stride, stride - 1, -1, -stride - 1, -stride, -stride + 1}
	seen := make([]bool, len(solid))
	var piece []int
	for start := range solid {
		if !solid[start] || seen[start] {
			continue
		}
		seen[start] = true
		piece = append(piece[:0], start)
		for i := 0; i < len(piece); i++ {
			for _, d := range around {
				if next := piece[i] + d; solid[next] && !seen[next] {
					seen[next] = true
					piece = append(piece, next)
				}
			}
		}
		if len(piece) < minSpeck {
			for _, c := range piece {
				solid[c] = false
			}
		}
	}
	return solid
}

// vertex is a corner of cells, counted in cells.
type vertex struct{ x, y float64 }

// The directions of an edge between cells, counter-clockwise.
const (
	east = iota
	north
	west
	south
)

// traceRings walks around the solid cells with them on the left, and returns
// the corners of each walk. The outermost cells must be empty.
func traceRings(solid []bool, cols, rows int) [][]vertex {
	edges := borderEdges(solid, cols, rows)
	walked := make([]uint8, len(edges))
	step := [4]int{east: 1, north: cols, west: -1, south: -cols}
	var rings [][]vertex
	for start, out := range edges {
		for d := range 4 {
			if out&(1<<d) == 0 || walked[start]&(1<<d) != 0 {
				continue
			}
			var ring []vertex
			at, heading, arrived := start, d, -1
			for arrived < 0 || at != start || heading != d {
				if heading != arrived {
					ring = append(ring, vertex{float64(at % cols), float64(at / cols)})
				}
				walked[at] |= 1 << heading
				at += step[heading]
				arrived = heading
				heading = turn(edges[at], arrived)
			}
			if arrived == d { // the walk began in the middle of an edge
				ring = ring[1:]
			}
			rings = append(rings, ring)
		}
	}
	return rings
}

// borderEdges holds for each cell's lower left corner which edges begin there:
// those with a solid cell on the left and an empty one on the right.
func borderEdges(solid []bool, cols, rows int) []uint8 {
	edges := make([]uint8, cols*rows)
	for row := 1; row < rows; row++ {
		for col := 1; col < cols; col++ {
			v := row*cols + col
			ne, nw, sw, se := solid[v], solid[v-1], solid[v-cols-1], solid[v-cols]
			for d, between := range [4][2]bool{east: {ne, se}, north: {nw, ne}, west: {sw, nw}, south: {se, sw}} {
				if left, right := between[0], between[1]; left && !right {
					edges[v] |= 1 << d
				}
			}
		}
	}
	return edges
}

// turn chooses the edge after one: the rightmost, which goes on around a cell
// that touches only at the corner.
func turn(out uint8, arrived int) int {
	for _, d := range []int{(arrived + 3) % 4, arrived, (arrived + 1) % 4} {
		if out&(1<<d) != 0 {
			return d
		}
	}
	return arrived // not reached: an edge that ends begins another
}

// ringArea is positive for a ring that runs counter-clockwise.
func ringArea(ring []vertex) float64 {
	var twice float64
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		twice += a.x*b.y - b.x*a.y
	}
	return twice / 2
}

const (
	// outlineToleranceM is how far a drawn contour may be from the cells.
	outlineToleranceM = 0.05
	// areaShare is how much of its area a contour may lose or gain by that.
	areaShare = 0.1
)

// simplifyRing leaves out corners that are less than tolerance, in cells, off
// the line. A thin wall must not vanish by that: the tolerance shrinks until
// the area stays.
func simplifyRing(ring []vertex, tolerance float64) []vertex {
	want := ringArea(ring)
	for ; tolerance > 0.2; tolerance /= 2 {
		simple := douglasPeucker(ring, tolerance)
		if math.Abs(ringArea(simple)-want) <= areaShare*math.Abs(want) {
			return simple
		}
	}
	return ring
}

// douglasPeucker simplifies a closed ring: it is cut at its first corner and at
// the one farthest from that.
func douglasPeucker(ring []vertex, tolerance float64) []vertex {
	far, farthest := 0, 0.0
	for i, v := range ring {
		if d := math.Hypot(v.x-ring[0].x, v.y-ring[0].y); d > farthest {
			far, farthest = i, d
		}
	}
	n := len(ring)
	keep := make([]bool, n)
	keep[0], keep[far] = true, true
	spans := [][2]int{{0, far}, {far, n}}
	for len(spans) > 0 {
		span := spans[len(spans)-1]
		spans = spans[:len(spans)-1]
		at, off := 0, tolerance
		for i := span[0] + 1; i < span[1]; i++ {
			if d := offLine(ring[i], ring[span[0]], ring[span[1]%n]); d > off {
				at, off = i, d
			}
		}
		if at > 0 {
			keep[at] = true
			spans = append(spans, [2]int{span[0], at}, [2]int{at, span[1]})
		}
	}
	var simple []vertex
	for i, v := range ring {
		if keep[i] {
			simple = append(simple, v)
		}
	}
	return simple
}

// offLine is the distance of a point from the line segment between two others.
func offLine(p, a, b vertex) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := 0.0
	if length2 := dx*dx + dy*dy; length2 > 0 {
		along = max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/length2))
	}
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}
