package raster

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

func pt(x, y int) image.Point { return image.Pt(x, y) }

// Squares draws an image whose pixels become squares of side dots, for codes that a
// camera reads: every square has the same whole number of device pixels if
// scale is whole, and sharp edges at any.
func (c *Canvas) Squares(at image.Point, img *image.RGBA, dots int) {
	size := img.Rect.Size()
	for y := range size.Y {
		for x := 0; x < size.X; {
			from := x
			col := img.RGBAAt(img.Rect.Min.X+x, img.Rect.Min.Y+y)
			for x < size.X && img.RGBAAt(img.Rect.Min.X+x, img.Rect.Min.Y+y) == col {
				x++
			}
			r := image.Rect(from*dots, y*dots, x*dots, (y+1)*dots).Add(at)
			c.Rect(r, color.NRGBA(col))
		}
	}
}

// Image draws an image into a rectangle, enlarged or reduced smoothly.
func (c *Canvas) Image(at image.Rectangle, img image.Image) {
	at = c.snap(at)
	r := at.Intersect(c.clip)
	if r.Empty() {
		return
	}
	// Only the part that is seen is made, but from the whole's proportions.
	part := image.NewRGBA(r)
	draw.BiLinear.Scale(part, at, img, img.Bounds(), draw.Src, nil)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		to := c.to.row(y, r.Min.X, r.Max.X)
		from := part.Pix[part.PixOffset(r.Min.X, y):]
		for i := range to {
			px := from[4*i : 4*i+4 : 4*i+4]
			over := uint32(px[0])<<16 | uint32(px[1])<<8 | uint32(px[2]) // times its alpha already
			if px[3] < 255 {
				rest := mix(0, to[i], Full-(uint32(px[3])+uint32(px[3]>>7)))
				over = sum(over, rest)
			}
			to[i] = over | 0xFF000000
		}
	}
}

// sum adds the colours of two pixels, each at most 255.
func sum(a, b uint32) uint32 {
	var out uint32
	for shift := 0; shift < 24; shift += 8 {
		out |= min(a>>shift&0xFF+b>>shift&0xFF, 0xFF) << shift
	}
	return out
}
