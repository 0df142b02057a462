package raster

import "math"

// Point is a place on a canvas; y grows downwards.
type Point struct{ X, Y float32 }

// Pt is Point{x, y}.
func Pt(x, y float32) Point { return Point{x, y} }

type verb uint8

const (
	moveTo verb = iota
	lineTo
	quadTo
	cubeTo
	closed
)

// points is how many points a verb takes.
func (v verb) points() int { return [...]int{1, 1, 2, 3, 0}[v] }

// Path is an outline of lines and curves. A canvas keeps the masks of the
// paths that it stamps, so a path must not change after that.
type Path struct {
	verbs  []verb
	points []Point
}

func (p *Path) add(v verb, pts ...Point) {
	p.verbs = append(p.verbs, v)
	p.points = append(p.points, pts...)
}

// MoveTo begins a part of the path.
func (p *Path) MoveTo(a Point) { p.add(moveTo, a) }

// LineTo adds a line.
func (p *Path) LineTo(a Point) { p.add(lineTo, a) }

// QuadTo adds a quadratic curve to b.
func (p *Path) QuadTo(a, b Point) { p.add(quadTo, a, b) }

// CubeTo adds a cubic curve to d.
func (p *Path) CubeTo(a, b, d Point) { p.add(cubeTo, a, b, d) }

// Close adds a line back to where the part began.
func (p *Path) Close() { p.add(closed) }

// Circle adds a circle of four cubic curves.
func (p *Path) Circle(m Point, r float32) {
	const q = 0.5522848 // 4/3·(√2−1)
	at := func(x, y float32) Point { return Pt(m.X+x*r, m.Y+y*r) }
	p.MoveTo(at(1, 0))
	p.CubeTo(at(1, q), at(q, 1), at(0, 1))
	p.CubeTo(at(-q, 1), at(-1, q), at(-1, 0))
	p.CubeTo(at(-1, -q), at(-q, -1), at(0, -1))
	p.CubeTo(at(q, -1), at(1, -q), at(1, 0))
	p.Close()
}

// placing turns points of a path into pixels.
type placing struct{ x, y, k float32 }

func (t placing) on(p Point) Point {
	return Point{t.x + float32(t.k*p.X), t.y + float32(t.k*p.Y)}
}

// extent is the box around the points, which a curve does not leave.
func (p *Path) extent(t placing) (low, high Point) {
	for i, pt := range p.points {
		pt = t.on(pt)
		if i == 0 {
			low, high = pt, pt
			continue
		}
		low = Pt(min(low.X, pt.X), min(low.Y, pt.Y))
		high = Pt(max(high.X, pt.X), max(high.Y, pt.Y))
	}
	return low, high
}

// each calls draw with the lines of the path, curves as chains of lines. A part
// of a single point is a line of no length: a stroke makes a dot of it.
func (p *Path) each(t placing, draw func(a, b Point)) {
	var first, at Point
	drawn := true
	dot := func() {
		if !drawn {
			draw(at, at)
		}
	}
	next := 0
	for _, v := range p.verbs {
		pts := p.points[next : next+v.points()]
		next += v.points()
		switch v {
		case moveTo:
			dot()
			at = t.on(pts[0])
			first, drawn = at, false
			continue
		case lineTo:
			b := t.on(pts[0])
			draw(at, b)
			at = b
		case quadTo:
			a, b := t.on(pts[0]), t.on(pts[1])
			at = curve(at, Pt(at.X+(a.X-at.X)*2/3, at.Y+(a.Y-at.Y)*2/3), Pt(b.X+(a.X-b.X)*2/3, b.Y+(a.Y-b.Y)*2/3), b, draw)
		case cubeTo:
			at = curve(at, t.on(pts[0]), t.on(pts[1]), t.on(pts[2]), draw)
		case closed:
			draw(at, first)
			at = first
		}
		drawn = true
	}
	dot()
}

// flatness is how far, in pixels, a chain of lines may lie from its curve.
const flatness = 0.08

// curve draws a cubic curve as lines and returns its end.
func curve(a, b, c, d Point, draw func(a, b Point)) Point {
	// The second differences bound how far the curve is from a line.
	dev := func(p, q, r Point) float64 {
		return math.Hypot(float64(p.X-2*q.X+r.X), float64(p.Y-2*q.Y+r.Y))
	}
	n := int(math.Ceil(math.Sqrt(0.75 * max(dev(a, b, c), dev(b, c, d)) / flatness)))
	n = min(max(n, 1), 200)
	at := a
	for i := 1; i <= n; i++ {
		t := float32(i) / float32(n)
		s := 1 - t
		wa, wb, wc, wd := s*s*s, 3*s*s*t, 3*s*t*t, t*t*t
		next := Pt(wa*a.X+wb*b.X+wc*c.X+wd*d.X, wa*a.Y+wb*b.Y+wc*c.Y+wd*d.Y)
		if i == n {
			next = d
		}
		draw(at, next)
		at = next
	}
	return d
}
