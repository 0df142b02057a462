package ui

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"tiepdan/ui/raster"
)

// icon is a drawing of strokes in a square of 24 units, as the path commands
// M, L, C and Z with absolute coordinates, and O (centre x, y and radius) for
// a circle. Icons are paths because the font has no arrows, ticks or pictures.
type icon string

const (
	iconPeople  icon = "O 9 8 3.3 M 3 20 C 3 15.4 5.5 13.6 9 13.6 C 12.5 13.6 15 15.4 15 20 M 16 5 C 18 5.4 19.2 6.7 19.2 8.3 C 19.2 9.9 18 11.2 16 11.6 M 18 14.2 C 20.2 15.1 21.3 17 21.3 20"
	iconClock   icon = "O 12 12 9 M 12 7 L 12 12.3 L 15.6 14.3"
	iconDoor    icon = "M 5.5 21 L 5.5 3 L 18.5 3 L 18.5 21 M 2.5 21 L 21.5 21 M 14.6 11.6 L 14.6 12.6"
	iconPrinter icon = "M 7 9 L 7 3 L 17 3 L 17 9 M 7 17.5 L 3.5 17.5 L 3.5 9 L 20.5 9 L 20.5 17.5 L 17 17.5 M 7 14 L 17 14 L 17 21 L 7 21 Z"
	iconCheck   icon = "M 4.5 12.5 L 10 18 L 20 6.5"
	iconArrow   icon = "M 3.5 12 L 20.5 12 M 13.5 5 L 20.5 12 L 13.5 19"
	iconBack    icon = "M 20.5 12 L 3.5 12 M 10.5 5 L 3.5 12 L 10.5 19"
	iconDown    icon = "M 12 3 L 12 15 M 6.5 9.8 L 12 15.3 L 17.5 9.8 M 4 20.5 L 20 20.5"
	iconWarn    icon = "M 12 3.2 L 22 20.6 L 2 20.6 Z M 12 9.6 L 12 14.4 M 12 17.3 L 12 17.5"
	iconAsk     icon = "O 12 12 9.4 M 9.2 9.6 C 9.2 7.8 10.4 6.8 12 6.8 C 13.7 6.8 14.8 7.8 14.8 9.3 C 14.8 11.4 12 11.5 12 13.8 M 12 17 L 12 17.2"
	iconRobot   icon = "M 7.5 8 L 16.5 8 C 18.4 8 19.5 9.1 19.5 11 L 19.5 17 C 19.5 18.9 18.4 20 16.5 20 L 7.5 20 C 5.6 20 4.5 18.9 4.5 17 L 4.5 11 C 4.5 9.1 5.6 8 7.5 8 Z M 12 8 L 12 4.6 O 12 3.2 0.6 O 9 12.8 0.7 O 15 12.8 0.7 M 9.2 16.4 L 14.8 16.4 M 1.8 12.5 L 1.8 15.5 M 22.2 12.5 L 22.2 15.5"
	iconHome    icon = "M 2.8 11.6 L 12 3.8 L 21.2 11.6 M 5.6 9.6 L 5.6 20.4 L 18.4 20.4 L 18.4 9.6 M 10 20.4 L 10 14.4 L 14 14.4 L 14 20.4"
	iconPen     icon = "M 4 20 L 5 15.6 L 16 4.6 L 19.4 8 L 8.4 19 Z M 13.6 7 L 17 10.4"
	iconHorn    icon = "M 3.5 9.6 L 3.5 14.4 L 7.5 14.4 L 15.5 19.4 L 15.5 4.6 L 7.5 9.6 Z M 19 9 C 20.8 10.8 20.8 13.2 19 15"
	iconHeart   icon = "M 12 20.4 C 5.4 15.6 2.8 12.2 2.8 8.9 C 2.8 6.1 4.9 4.1 7.4 4.1 C 9.4 4.1 11.1 5.2 12 7 C 12.9 5.2 14.6 4.1 16.6 4.1 C 19.1 4.1 21.2 6.1 21.2 8.9 C 21.2 12.2 18.6 15.6 12 20.4 Z"
	iconPause   icon = "O 12 12 9.4 M 9.4 8.4 L 9.4 15.6 M 14.6 8.4 L 14.6 15.6"
)

// icon draws an icon into the square of side size at a place, with strokes of
// weight units (2 is usual).
func (c *canvas) icon(at image.Point, size int, ic icon, ink color.NRGBA, weight float32) {
	bounds := image.Rectangle{Min: at, Max: at.Add(image.Pt(size, size))}
	p := c.paths.of(ic)
	c.add(bounds.Inset(-size/8), func(to *raster.Canvas) { to.Stamp(p, at, float32(size)/24, weight, ink) },
		"icon", string(ic), ink, weight)
}

// paths keeps the icons that have been read: who draws one again draws the
// same path, whose picture is kept as well.
type paths struct{ read map[icon]*raster.Path }

func (p *paths) of(ic icon) *raster.Path {
	path, ok := p.read[ic]
	if !ok {
		path = ic.path()
		p.read[ic] = path
	}
	return path
}

// path builds the icon's path in its units.
func (ic icon) path() *raster.Path {
	fields := strings.Fields(string(ic))
	p := &raster.Path{}
	number := func(i int) float32 {
		if i >= len(fields) {
			return 0
		}
		v, _ := strconv.ParseFloat(fields[i], 32)
		return float32(v)
	}
	point := func(i int) raster.Point { return raster.Pt(number(i), number(i+1)) }
	for i := 0; i < len(fields); {
		switch fields[i] {
		case "M":
			p.MoveTo(point(i + 1))
			i += 3
		case "L":
			p.LineTo(point(i + 1))
			i += 3
		case "C":
			p.CubeTo(point(i+1), point(i+3), point(i+5))
			i += 7
		case "O":
			p.Circle(point(i+1), number(i+3))
			i += 4
		case "Z":
			p.Close()
			i++
		default:
			i++
		}
	}
	return p
}

// flag draws the national flag into a box.
func (c *canvas) flag(at image.Rectangle) {
	c.box(at, 10, c.Flag)
	r := float64(at.Dy()) * 0.3
	mid := at.Min.Add(at.Max).Div(2)
	star := c.Star
	c.add(at, func(to *raster.Canvas) {
		p := &raster.Path{}
		for i := range 10 {
			d := r
			if i%2 == 1 {
				d = r * 0.382
			}
			sin, cos := math.Sincos(float64(i)*math.Pi/5 - math.Pi/2)
			pt := raster.Pt(float32(mid.X)+float32(d*cos), float32(mid.Y)+float32(d*sin))
			if i == 0 {
				p.MoveTo(pt)
			} else {
				p.LineTo(pt)
			}
		}
		p.Close()
		to.Fill(p, star)
	}, "star", star)
}
