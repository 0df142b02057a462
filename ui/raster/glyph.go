package raster

import (
	"image/color"
	"math"
)

// Face is one cut of a font. Its value stands for it in what is kept, so it
// must be comparable: a pointer.
type Face interface {
	// Outline is a glyph's shape in ems, with y downwards; nil for an empty one.
	Outline(glyph uint32) *Path
}

// Glyph is one glyph of a run, at its place from the run's beginning in ems.
type Glyph struct {
	ID   uint32
	X, Y float32
}

// Run is glyphs that stand on one line.
type Run struct {
	Face   Face
	Size   float32 // design pixels to the em
	Glyphs []Glyph
	From   float32 // of the place of the glyphs, where the run begins
}

// steps is how many places within a pixel a glyph can begin at.
const steps = 4

// Text draws a run whose first glyph stands at a place. The base line is put on
// a whole pixel.
func (c *Canvas) Text(at Point, run Run, col color.NRGBA) {
	size := run.Size * c.scale
	table := c.contrast(col)
	key := glyphKey{face: run.Face, size: int32(math.Round(float64(size) * 64))}
	for _, g := range run.Glyphs {
		x := at.X*c.scale + (g.X-run.From)*size
		y := int(math.Round(float64(at.Y*c.scale + g.Y*size)))
		quarters := int(math.Floor(float64(x)*steps + 0.5))
		key.glyph, key.sub = g.ID, uint8(quarters&(steps-1))
		c.lay(c.glyph(key), pt((quarters-int(key.sub))/steps, y), col, table)
	}
}

// drawGlyph makes the mask of a glyph, its origin at 0, 0.
func (c *Canvas) drawGlyph(key glyphKey) mask {
	p := key.face.Outline(key.glyph)
	if p == nil {
		return mask{}
	}
	return filled(&c.brush, p, placing{x: float32(key.sub) / steps, k: float32(key.size) / 64})
}
