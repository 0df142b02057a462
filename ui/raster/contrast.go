package raster

import (
	"image/color"
	"math"
)

// Edges mixed in sRGB make light glyphs on a dark ground look thinner than dark
// ones on a light ground: half coverage of white on black has a fifth of the
// light. Light colours get more coverage, less than linear light would give;
// dark ones stay as they are. Both numbers were chosen by looking.
const (
	lightGamma = 0.8
	lightFrom  = 140 // of 255, luma
)

// contrast maps the coverage of glyphs.
type contrast [256]uint8

func newContrast(gamma float64) *contrast {
	t := &contrast{}
	for i := range t {
		t[i] = uint8(255*math.Pow(float64(i)/255, gamma) + 0.5)
	}
	return t
}

// contrast gives the table of a colour, nil for coverage as it is.
func (c *Canvas) contrast(col color.NRGBA) *contrast {
	if luma := (299*int(col.R) + 587*int(col.G) + 114*int(col.B)) / 1000; luma < lightFrom {
		return nil
	}
	return c.light
}
