package raster

import (
	"image"
	"image/color"
	"math"
)

// Canvas draws into a picture. Coordinates are design pixels; scale makes device
// pixels of them. A canvas is worth keeping: it holds the masks. It is not safe for
// concurrent use.
type Canvas struct {
	to    *Picture
	clip  image.Rectangle // device pixels
	scale float32
	masks masks
	brush brush
	light *contrast // of glyphs in a light colour
}

// NewCanvas makes a canvas over a picture.
func NewCanvas(to *Picture) *Canvas {
	c := &Canvas{light: newContrast(lightGamma)}
	c.Onto(to)
	return c
}

// Onto draws into another picture from now on, into all of it, at scale 1.
func (c *Canvas) Onto(to *Picture) {
	c.to, c.clip, c.scale = to, to.Rect, 1
}

// Within draws only in a rectangle of device pixels from now on, with scale
// device pixels to a design pixel.
func (c *Canvas) Within(part image.Rectangle, scale float32) {
	c.clip, c.scale = part.Intersect(c.to.Rect), scale
}

// near is a length in the nearest whole device pixels.
func (c *Canvas) near(v int) int {
	if c.scale == 1 {
		return v
	}
	return int(math.Floor(float64(v)*float64(c.scale) + 0.5))
}

// snap puts the edges of a rectangle on device pixels: they stay sharp.
func (c *Canvas) snap(r image.Rectangle) image.Rectangle {
	return image.Rect(c.near(r.Min.X), c.near(r.Min.Y), c.near(r.Max.X), c.near(r.Max.Y))
}

// Rect fills a rectangle.
func (c *Canvas) Rect(r image.Rectangle, col color.NRGBA) { c.fill(c.snap(r), col) }

// fill fills device pixels.
func (c *Canvas) fill(r image.Rectangle, col color.NRGBA) {
	r = r.Intersect(c.clip)
	if r.Empty() || col.A == 0 {
		return
	}
	ink := pack(col)
	if col.A < 255 {
		cover := uint32(col.A) + uint32(col.A>>7)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			to := c.to.row(y, r.Min.X, r.Max.X)
			for i, under := range to {
				to[i] = mix(under, ink, cover)
			}
		}
		return
	}
	first := c.to.row(r.Min.Y, r.Min.X, r.Max.X)
	first[0] = ink
	for n := 1; n < len(first); n *= 2 {
		copy(first[n:], first[:n])
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(c.to.row(y, r.Min.X, r.Max.X), first)
	}
}

// Rounded fills a rectangle whose corners have a radius.
func (c *Canvas) Rounded(at image.Rectangle, radius int, col color.NRGBA) {
	r := c.snap(at)
	if !r.Overlaps(c.clip) {
		return
	}
	rad := min(float32(radius)*c.scale, float32(min(r.Dx(), r.Dy()))/2)
	if rad < 0.5 {
		c.fill(r, col)
		return
	}
	side := int(math.Ceil(float64(rad)))
	c.fill(image.Rect(r.Min.X+side, r.Min.Y, r.Max.X-side, r.Min.Y+side), col)
	c.fill(image.Rect(r.Min.X, r.Min.Y+side, r.Max.X, r.Max.Y-side), col)
	c.fill(image.Rect(r.Min.X+side, r.Max.Y-side, r.Max.X-side, r.Max.Y), col)
	for _, key := range [...]cornerKey{{rad, false, false}, {rad, true, false}, {rad, false, true}, {rad, true, true}} {
		by := r.Min
		if key.right {
			by.X = r.Max.X - side
		}
		if key.below {
			by.Y = r.Max.Y - side
		}
		c.lay(c.corner(key), by, col, nil)
	}
}

// Disc fills a circle.
func (c *Canvas) Disc(m Point, r float32, col color.NRGBA) {
	c.lay(disc(Pt(m.X*c.scale, m.Y*c.scale), r*c.scale), image.Point{}, col, nil)
}

// Fill fills the inside of a path.
func (c *Canvas) Fill(p *Path, col color.NRGBA) {
	c.lay(filled(&c.brush, p, placing{k: c.scale}), image.Point{}, col, nil)
}

// Stroke draws a path with a pen of a width and a round nib.
func (c *Canvas) Stroke(p *Path, width float32, col color.NRGBA) {
	c.lay(stroked(&c.brush, p, placing{k: c.scale}, width*c.scale), image.Point{}, col, nil)
}

// Stamp draws a path of a unit of its own at a place, with k design pixels to its
// unit: with a pen of a width in its units, or filled when the width is 0. Its
// mask is kept, so the path must stay as it is.
func (c *Canvas) Stamp(p *Path, at image.Point, k, width float32, col color.NRGBA) {
	size := k * c.scale
	m := kept(c, stampsOf, stampKey{p, size, width}, func() mask {
		if width == 0 {
			return filled(&c.brush, p, placing{k: size})
		}
		return stroked(&c.brush, p, placing{k: size}, width*size)
	})
	c.lay(m, image.Pt(c.near(at.X), c.near(at.Y)), col, nil)
}
