package nav

import (
	"errors"
	"fmt"
	"math"
)

// Polygon is an area of the floor: its corners in order, the last one not
// repeating the first.
type Polygon []Point

// maxCorners bounds a polygon, and what the base has to remember.
const maxCorners = 64

// Contains reports whether a point lies inside; on the edge it may or may not.
func (g Polygon) Contains(p Point) bool {
	inside := false
	for i, a := range g {
		b := g[(i+1)%len(g)]
		if (a.YM > p.YM) != (b.YM > p.YM) && p.XM < a.XM+(b.XM-a.XM)*(p.YM-a.YM)/(b.YM-a.YM) {
			inside = !inside
		}
	}
	return inside
}

// DistanceM is how far a point is from the area: 0 inside.
func (g Polygon) DistanceM(p Point) float64 {
	if g.Contains(p) {
		return 0
	}
	least := math.Inf(1)
	for i, a := range g {
		b := g[(i+1)%len(g)]
		least = min(least, offLine(vertex{p.XM, p.YM}, vertex{a.XM, a.YM}, vertex{b.XM, b.YM}))
	}
	return least
}

// Check reports what is wrong with a polygon: too few or too many corners, no
// area, edges that cross, corners that are no numbers.
func (g Polygon) Check() error {
	if len(g) < 3 || len(g) > maxCorners {
		return fmt.Errorf("it has %d corners, want 3 to %d", len(g), maxCorners)
	}
	var twice float64
	for i, a := range g {
		if !(math.Abs(a.XM) <= maxOriginM && math.Abs(a.YM) <= maxOriginM) {
			return fmt.Errorf("corner %d is at (%v, %v), want numbers of metres", i+1, a.XM, a.YM)
		}
		b := g[(i+1)%len(g)]
		twice += a.XM*b.YM - b.XM*a.YM
	}
	if i, j, ok := g.crossing(); ok {
		return fmt.Errorf("its edges %d and %d cross or touch", i+1, j+1)
	}
	if math.Abs(twice) < 2*minAreaM2 {
		return errors.New("it has no area")
	}
	return nil
}

// minAreaM2 is less than anything that somebody would draw on purpose.
const minAreaM2 = 0.01

// crossing finds two edges that meet elsewhere than where they follow each other.
func (g Polygon) crossing() (first, second int, found bool) {
	n := len(g)
	for i := range n {
		for j := i + 1; j < n; j++ {
			a, b, c, d := g[i], g[(i+1)%n], g[j], g[(j+1)%n]
			switch {
			case a == c || a == b || c == d:
				return i, j, true
			case j == i+1 || i == 0 && j == n-1: // neighbours meet in a corner; they must not fold back
				if folds(a, b, c, d) {
					return i, j, true
				}
			case meet(a, b, c, d):
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// side is positive when c lies left of the line from a to b.
func side(a, b, c Point) float64 {
	return (b.XM-a.XM)*(c.YM-a.YM) - (b.YM-a.YM)*(c.XM-a.XM)
}

// meet reports whether two edges have a point in common.
func meet(a, b, c, d Point) bool {
	onEdge := func(a, b, p Point) bool {
		return side(a, b, p) == 0 && min(a.XM, b.XM) <= p.XM && p.XM <= max(a.XM, b.XM) &&
			min(a.YM, b.YM) <= p.YM && p.YM <= max(a.YM, b.YM)
	}
	if onEdge(a, b, c) || onEdge(a, b, d) || onEdge(c, d, a) || onEdge(c, d, b) {
		return true
	}
	return (side(a, b, c) > 0) != (side(a, b, d) > 0) && (side(c, d, a) > 0) != (side(c, d, b) > 0)
}

// folds reports whether of two edges that share a corner one runs back over the other.
func folds(a, b, c, d Point) bool {
	corner, one, other := b, a, d
	if b != c { // the last edge and the first
		corner, one, other = a, b, c
	}
	along := (one.XM-corner.XM)*(other.XM-corner.XM) + (one.YM-corner.YM)*(other.YM-corner.YM)
	return side(corner, one, other) == 0 && along > 0
}
