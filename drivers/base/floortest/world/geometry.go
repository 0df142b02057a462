package world

import "math"

// Point is a place on the floor.
type Point struct{ X, Y float64 }

// Sub is the way from o to p.
func (p Point) Sub(o Point) Point { return Point{p.X - o.X, p.Y - o.Y} }

// Add moves p by o.
func (p Point) Add(o Point) Point { return Point{p.X + o.X, p.Y + o.Y} }

// Scale makes p so many times as long.
func (p Point) Scale(by float64) Point { return Point{p.X * by, p.Y * by} }

// Dot is the scalar product.
func (p Point) Dot(o Point) float64 { return p.X*o.X + p.Y*o.Y }

// Len is the length of p.
func (p Point) Len() float64 { return math.Sqrt(p.X*p.X + p.Y*p.Y) }

// Unit has the direction of p and length 1; nothing stays nothing.
func (p Point) Unit() Point {
	l := p.Len()
	if l < 1e-9 {
		return Point{}
	}
	return p.Scale(1 / l)
}

// Towards is the point at a distance in a direction.
func Towards(headingRad, m float64) Point {
	s, c := math.Sincos(headingRad)
	return Point{c * m, s * m}
}

// Pose is a place and where one looks there.
type Pose struct {
	Point
	Heading float64
}

// At makes a pose.
func At(x, y, heading float64) Pose { return Pose{Point{x, y}, heading} }

// To turns a point of the robot's own frame (ahead, left) into the floor's.
func (p Pose) To(own Point) Point {
	s, c := math.Sincos(p.Heading)
	return Point{p.X + c*own.X - s*own.Y, p.Y + s*own.X + c*own.Y}
}

// Own turns a point of the floor into the pose's own frame (ahead, left).
func (p Pose) Own(floor Point) Point {
	s, c := math.Sincos(p.Heading)
	d := floor.Sub(p.Point)
	return Point{c*d.X + s*d.Y, -s*d.X + c*d.Y}
}

// Wrap brings an angle between -π and π.
func Wrap(rad float64) float64 {
	if rad >= -math.Pi && rad <= math.Pi {
		return rad
	}
	return math.Remainder(rad, 2*math.Pi)
}

// Rect is a solid with its sides along the axes.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// distance to a point is negative inside.
func (r Rect) distance(p Point) float64 {
	dx := max(r.X0-p.X, p.X-r.X1)
	dy := max(r.Y0-p.Y, p.Y-r.Y1)
	if dx <= 0 || dy <= 0 {
		return max(dx, dy)
	}
	return math.Sqrt(dx*dx + dy*dy)
}

// Cast is how far a ray goes from a point before it meets the rectangle; +Inf
// if it does not.
func (r Rect) Cast(from Point, headingRad float64) float64 {
	d := Towards(headingRad, 1)
	near, far := 0.0, math.Inf(1)
	for _, axis := range [2][4]float64{{from.X, d.X, r.X0, r.X1}, {from.Y, d.Y, r.Y0, r.Y1}} {
		at, by, lo, hi := axis[0], axis[1], axis[2], axis[3]
		if math.Abs(by) < 1e-12 {
			if at < lo || at > hi {
				return math.Inf(1)
			}
			continue
		}
		t0, t1 := (lo-at)/by, (hi-at)/by
		near, far = max(near, min(t0, t1)), min(far, max(t0, t1))
	}
	if near > far {
		return math.Inf(1)
	}
	return near
}

// Polygon is an area; its corners go round it once.
type Polygon []Point

// Contains reports whether a point is inside.
func (g Polygon) Contains(p Point) bool {
	in := false
	for i, a := range g {
		b := g[(i+len(g)-1)%len(g)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < (b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y)+a.X {
			in = !in
		}
	}
	return in
}

// Distance is how far a point is from the area; 0 inside.
func (g Polygon) Distance(p Point) float64 {
	if g.Contains(p) {
		return 0
	}
	best := math.Inf(1)
	for i, a := range g {
		b := g[(i+len(g)-1)%len(g)]
		best = min(best, FromSegment(p, a, b))
	}
	return best
}

// FromSegment is how far p is from the nearest point between a and b.
func FromSegment(p, a, b Point) float64 {
	ab := b.Sub(a)
	l := ab.Dot(ab)
	if l == 0 {
		return p.Sub(a).Len()
	}
	t := max(0, min(1, p.Sub(a).Dot(ab)/l))
	return p.Sub(a.Add(ab.Scale(t))).Len()
}

// Box is the polygon of a rectangle.
func Box(x0, y0, x1, y1 float64) Polygon {
	return Polygon{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
}
