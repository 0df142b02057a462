package ui

import (
	"image"
	"math"
	"slices"

	"tiepdan/ui/raster"
)

// inside reports whether a circle lies in a rectangle.
func inside(p raster.Point, at image.Rectangle, r float32) bool {
	return p.X-r >= float32(at.Min.X) && p.X+r <= float32(at.Max.X) && p.Y-r >= float32(at.Min.Y) && p.Y+r <= float32(at.Max.Y)
}

// edges are the four sides of a rectangle: how far within it a point is, by each.
func edges(at image.Rectangle) [4]func(raster.Point) float32 {
	return [4]func(raster.Point) float32{
		func(p raster.Point) float32 { return p.X - float32(at.Min.X) },
		func(p raster.Point) float32 { return float32(at.Max.X) - p.X },
		func(p raster.Point) float32 { return p.Y - float32(at.Min.Y) },
		func(p raster.Point) float32 { return float32(at.Max.Y) - p.Y },
	}
}

func between(a, b raster.Point, t float32) raster.Point {
	return raster.Pt(a.X+(b.X-a.X)*t, a.Y+(b.Y-a.Y)*t)
}

// clipRing is the part of an area that lies in a rectangle (Sutherland and
// Hodgman, "Reentrant polygon clipping", 1974).
func clipRing(ring []raster.Point, at image.Rectangle) []raster.Point {
	for _, within := range edges(at) {
		var next []raster.Point
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			da, db := within(a), within(b)
			if da >= 0 != (db >= 0) {
				next = append(next, between(a, b, da/(da-db)))
			}
			if db >= 0 {
				next = append(next, b)
			}
		}
		ring = next
	}
	return ring
}

// segment adds the part of a line that lies in a rectangle, and reports whether
// there is one.
func segment(path *raster.Path, a, b raster.Point, at image.Rectangle) bool {
	from, to := float32(0), float32(1)
	for _, within := range edges(at.Inset(5)) { // the line has a width
		da, db := within(a), within(b)
		switch {
		case da < 0 && db < 0:
			return false
		case da < 0:
			from = max(from, da/(da-db))
		case db < 0:
			to = min(to, da/(da-db))
		}
	}
	if from >= to {
		return false
	}
	path.MoveTo(between(a, b, from))
	path.LineTo(between(a, b, to))
	return true
}

// hatchPx is the distance between the lines of a hatching.
const hatchPx = 34

// hatch adds slanting lines over an area.
func hatch(path *raster.Path, ring []raster.Point) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range ring {
		low, high = min(low, float64(p.X+p.Y)), max(high, float64(p.X+p.Y))
	}
	for k := math.Ceil(low/hatchPx) * hatchPx; k < high; k += hatchPx {
		var xs []float32 // where the line x + y = k crosses an edge
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			da, db := float64(a.X+a.Y)-k, float64(b.X+b.Y)-k
			if da >= 0 != (db >= 0) {
				xs = append(xs, between(a, b, float32(da/(da-db))).X)
			}
		}
		slices.Sort(xs)
		for i := 0; i+1 < len(xs); i += 2 {
			path.MoveTo(raster.Pt(xs[i], float32(k)-xs[i]))
			path.LineTo(raster.Pt(xs[i+1], float32(k)-xs[i+1]))
		}
	}
}
