package world

import "math"

// cellM is the width of a cell of a Field.
const cellM = 0.05

// hitM is how near a ray must come to have met something.
const hitM = 0.004

// Field is the distance to the nearest solid, everywhere on a floor. Inside
// solids it is negative. It never changes.
type Field struct {
	cols, rows int
	d          []float32 // at the corners of cells
}

// newField measures a floor.
func newField(widthM, heightM float64, solids []Rect) *Field {
	return measure(widthM, heightM, solids, func(p Point) Point { return p })
}

// mappedField measures a floor as a base maps it: in whole cells, and bent a
// little, as loops that were closed leave it.
func mappedField(widthM, heightM float64, solids []Rect) *Field {
	const bendM, perM = 0.02, 0.55
	whole := func(m float64) float64 { return math.Round(m/cellM) * cellM }
	cells := make([]Rect, 0, len(solids))
	for _, r := range solids {
		c := Rect{whole(r.X0), whole(r.Y0), whole(r.X1), whole(r.Y1)}
		if c.X1 == c.X0 {
			c.X1 += cellM
		}
		if c.Y1 == c.Y0 {
			c.Y1 += cellM
		}
		cells = append(cells, c)
	}
	return measure(widthM, heightM, cells, func(p Point) Point {
		return Point{p.X + bendM*math.Sin(perM*p.X+0.8*perM*p.Y), p.Y + bendM*math.Cos(1.1*perM*p.X-perM*p.Y)}
	})
}

// measure takes the distances at the cells' corners, each where it really is.
func measure(widthM, heightM float64, solids []Rect, really func(Point) Point) *Field {
	f := &Field{cols: int(math.Round(widthM/cellM)) + 1, rows: int(math.Round(heightM/cellM)) + 1}
	f.d = make([]float32, f.cols*f.rows)
	for i := range f.d {
		p := really(Point{float64(i%f.cols) * cellM, float64(i/f.cols) * cellM})
		best := math.Inf(1)
		for _, r := range solids {
			best = min(best, r.distance(p))
		}
		f.d[i] = float32(best)
	}
	return f
}

// Inside reports whether a point is on the floor at all.
func (f *Field) Inside(p Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= float64(f.cols-1)*cellM && p.Y <= float64(f.rows-1)*cellM
}

// At is the distance at a point, between the cells' corners by both axes.
// Beyond the floor it is that at its edge.
func (f *Field) At(p Point) float64 {
	x := max(0, min(p.X*(1/cellM), float64(f.cols-1)-1e-6))
	y := max(0, min(p.Y*(1/cellM), float64(f.rows-1)-1e-6))
	col, row := int(x), int(y)
	fx, fy := x-float64(col), y-float64(row)
	i := row*f.cols + col
	below := float64(f.d[i])*(1-fx) + float64(f.d[i+1])*fx
	above := float64(f.d[i+f.cols])*(1-fx) + float64(f.d[i+f.cols+1])*fx
	return below*(1-fy) + above*fy
}

// Away is the direction in which the distance grows, of length about 1 or 0.
func (f *Field) Away(p Point) Point {
	const h = cellM
	return Point{
		(f.At(Point{p.X + h, p.Y}) - f.At(Point{p.X - h, p.Y})) / (2 * h),
		(f.At(Point{p.X, p.Y + h}) - f.At(Point{p.X, p.Y - h})) / (2 * h),
	}
}

// Cast is how far a ray goes before it meets something, or maxM with false
// when it meets nothing up to there or leaves the floor. It goes by steps of
// the distance to the nearest solid, which it cannot overshoot.
func (f *Field) Cast(from Point, dir Point, maxM float64) (float64, bool) {
	for at := 0.0; at < maxM; {
		p := Point{from.X + dir.X*at, from.Y + dir.Y*at}
		if !f.Inside(p) {
			return maxM, false
		}
		d := f.At(p)
		if d < hitM {
			return at + d, true
		}
		at += d
	}
	return maxM, false
}

// Free reports whether the straight way between two points keeps a distance.
func (f *Field) Free(a, b Point, clearM float64) bool {
	way := b.Sub(a)
	length := way.Len()
	dir := way.Unit()
	for at := 0.0; at <= length; {
		d := f.At(a.Add(dir.Scale(at))) - clearM
		if d < 0 {
			return false
		}
		at += max(d, cellM/2)
	}
	return true
}
