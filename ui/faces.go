package ui

import (
	"image"
	"image/color"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// face is how one answer of the rating looks. The faces differ in mouth and
// eyes, not in colour alone.
type face struct {
	answer kiosk.Face
	label  phrase
	eyes   icon
	mouth  icon
	open   bool // the mouth is filled
}

// faces lists the answers, best first, drawn in a square of 24 units.
func faces() []face {
	const dots icon = "M 8.3 9.2 L 8.3 10.2 M 15.7 9.2 L 15.7 10.2"
	return []face{
		{
			kiosk.VerySatisfied, wVerySatisfied, "M 6.4 10.2 C 6.9 8.6 9.3 8.6 9.8 10.2 M 14.2 10.2 C 14.7 8.6 17.1 8.6 17.6 10.2",
			"M 6.6 13.6 L 17.4 13.6 C 17 17.2 14.8 19 12 19 C 9.2 19 7 17.2 6.6 13.6 Z", true,
		},
		{kiosk.Satisfied, wSatisfied, dots, "M 7.4 14.4 C 9 17.6 15 17.6 16.6 14.4", false},
		{kiosk.Neutral, wNeutral, dots, "M 7.8 15.6 L 16.2 15.6", false},
		{kiosk.Dissatisfied, wDissatisfied, dots, "M 7.6 17.2 C 9.2 13.8 14.8 13.8 16.4 17.2", false},
	}
}

// tint gives the face's skin and ink.
func (c *canvas) tint(a kiosk.Face) (skin, ink color.NRGBA) {
	switch a {
	case kiosk.VerySatisfied:
		return rgb(0x8FD6A8), rgb(0x0D4728)
	case kiosk.Satisfied:
		return rgb(0xC9E7A6), rgb(0x2F4A0C)
	case kiosk.Neutral:
		return rgb(0xFFE08A), rgb(0x574000)
	default:
		return rgb(0xF7B8A6), rgb(0x6E1B12)
	}
}

// face draws a face into a square.
func (c *canvas) face(at image.Point, size int, f face) {
	skin, ink := c.tint(f.answer)
	bounds := image.Rectangle{Min: at, Max: at.Add(image.Pt(size, size))}
	eyes, mouth := c.paths.of(f.eyes), c.paths.of(f.mouth)
	c.add(bounds, func(to *raster.Canvas) {
		k := float32(size) / 24
		mid := raster.Pt(float32(at.X)+12*k, float32(at.Y)+12*k)
		to.Disc(mid, 11.6*k, ink)
		to.Disc(mid, 10.9*k, skin)
		to.Stamp(eyes, at, k, 1.6, ink)
		pen := float32(1.3)
		if f.open {
			pen = 0 // filled
		}
		to.Stamp(mouth, at, k, pen, ink)
	}, "face", string(f.answer), size)
}
