package raster

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// mask is how much of each pixel a shape covers, 0 to 255.
type mask struct {
	rect image.Rectangle
	pix  []uint8
}

// around is the whole pixels around a box.
func around(low, high Point, more float32) image.Rectangle {
	return image.Rect(
		int(math.Floor(float64(low.X-more))), int(math.Floor(float64(low.Y-more))),
		int(math.Ceil(float64(high.X+more))), int(math.Ceil(float64(high.Y+more))))
}

// keptPixels bounds the memory that a brush keeps: a larger shape, as the floor
// of a room, is rare.
const keptPixels = 64 << 10

// brush makes masks. A mask stands until the brush makes the next.
type brush struct {
	tool vector.Rasterizer
	pix  []uint8
}

// blank is a mask's pixels, none of them covered.
func (b *brush) blank(n int) []uint8 {
	if n > keptPixels {
		return make([]uint8, n)
	}
	if cap(b.pix) < n {
		b.pix = make([]uint8, n, max(n, min(2*cap(b.pix), keptPixels)))
	}
	pix := b.pix[:n]
	clear(pix)
	return pix
}

// rasterizer is one for a shape of so many pixels.
func (b *brush) rasterizer(n int) *vector.Rasterizer {
	if n > keptPixels {
		return &vector.Rasterizer{}
	}
	return &b.tool
}

// filled is the inside of a path. Parts that overlap are joined.
func filled(b *brush, p *Path, t placing) mask {
	low, high := p.extent(t)
	m := mask{rect: around(low, high, 0)}
	if m.rect.Empty() {
		return m
	}
	w, h := m.rect.Dx(), m.rect.Dy()
	m.pix = b.blank(w * h)
	t.x -= float32(m.rect.Min.X)
	t.y -= float32(m.rect.Min.Y)
	r := b.rasterizer(w * h)
	r.Reset(w, h)
	trace(r, p, t)
	r.Draw(&image.Alpha{Pix: m.pix, Stride: w, Rect: image.Rect(0, 0, w, h)}, image.Rect(0, 0, w, h), image.Opaque, image.Point{})
	return m
}

func trace(r *vector.Rasterizer, p *Path, t placing) {
	next, open := 0, false
	for _, v := range p.verbs {
		var pts [3]Point
		for i := range v.points() {
			pts[i] = t.on(p.points[next+i])
		}
		next += v.points()
		switch v {
		case moveTo:
			if open {
				r.ClosePath()
			}
			r.MoveTo(pts[0].X, pts[0].Y)
		case lineTo:
			r.LineTo(pts[0].X, pts[0].Y)
		case quadTo:
			r.QuadTo(pts[0].X, pts[0].Y, pts[1].X, pts[1].Y)
		case cubeTo:
			r.CubeTo(pts[0].X, pts[0].Y, pts[1].X, pts[1].Y, pts[2].X, pts[2].Y)
		case closed:
			r.ClosePath()
		}
		open = v != closed
	}
	if open {
		r.ClosePath()
	}
}

// lay puts a colour through a mask that is moved by a way; table, if not nil,
// maps coverage.
func (c *Canvas) lay(m mask, by image.Point, col color.NRGBA, table *contrast) {
	at := m.rect.Add(by)
	r := at.Intersect(c.clip)
	if r.Empty() || col.A == 0 {
		return
	}
	ink := pack(col)
	opacity := uint32(col.A) + uint32(col.A>>7)
	w := m.rect.Dx()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		to := c.to.row(y, r.Min.X, r.Max.X)
		from := m.pix[(y-at.Min.Y)*w+r.Min.X-at.Min.X:][:len(to)]
		for i, a := range from {
			if a == 0 {
				continue
			}
			if table != nil {
				a = table[a]
			}
			if a == 255 && opacity == Full {
				to[i] = ink
				continue
			}
			cover := (uint32(a) + uint32(a>>7)) * opacity >> fullShift
			to[i] = mix(to[i], ink, cover)
		}
	}
}
