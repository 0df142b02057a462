package raster

import (
	"image"
	"math"
)

// longestPiece bounds the pieces of a line: each is looked for in the box
// around it, which is large for a long slanting line.
const longestPiece = 48

// stroked is the pixels within half a width of a path: round ends and joins.
// Coverage comes from the distance of the middle of a pixel, so overlapping
// pieces of a curve leave its edge as smooth as one piece.
func stroked(b *brush, p *Path, t placing, width float32) mask {
	low, high := p.extent(t)
	half := width / 2
	m := mask{rect: around(low, high, half+1)}
	if len(p.points) == 0 {
		return mask{}
	}
	m.pix = b.blank(m.rect.Dx() * m.rect.Dy())
	p.each(t, func(a, b Point) {
		n := int(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y))/longestPiece) + 1
		if a.X == b.X || a.Y == b.Y {
			n = 1
		}
		for i := range n {
			u, v := float32(i)/float32(n), float32(i+1)/float32(n)
			m.capsule(Pt(a.X+(b.X-a.X)*u, a.Y+(b.Y-a.Y)*u), Pt(a.X+(b.X-a.X)*v, a.Y+(b.Y-a.Y)*v), half)
		}
	})
	return m
}

// capsule adds what lies within a distance of a line.
func (m *mask) capsule(a, b Point, half float32) {
	low, high := Pt(min(a.X, b.X), min(a.Y, b.Y)), Pt(max(a.X, b.X), max(a.Y, b.Y))
	r := around(low, high, half+0.5).Intersect(m.rect)
	dx, dy := b.X-a.X, b.Y-a.Y
	per := float32(0)
	if l := dx*dx + dy*dy; l > 0 {
		per = 1 / l
	}
	far, near := (half+0.5)*(half+0.5), max(half-0.5, 0)
	near *= near
	w := m.rect.Dx()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.pix[(y-m.rect.Min.Y)*w:]
		py := float32(y) + 0.5 - a.Y
		for x := r.Min.X; x < r.Max.X; x++ {
			px := float32(x) + 0.5 - a.X
			k := min(max((px*dx+py*dy)*per, 0), 1)
			ex, ey := px-k*dx, py-k*dy
			d := ex*ex + ey*ey
			if d >= far {
				continue
			}
			cover := uint8(255)
			if d > near {
				cover = edge(half - float32(math.Sqrt(float64(d))))
			}
			if at := &row[x-m.rect.Min.X]; cover > *at {
				*at = cover
			}
		}
	}
}

// edge is the coverage of a pixel whose middle lies so far inside an edge.
func edge(inside float32) uint8 {
	return uint8(min(max(inside+0.5, 0), 1)*255 + 0.5)
}

// disc is the mask of a circle.
func disc(m Point, r float32) mask {
	out := mask{rect: around(m, m, r+0.5)}
	w := out.rect.Dx()
	out.pix = make([]uint8, w*out.rect.Dy())
	for i := range out.pix {
		x := float64(out.rect.Min.X+i%w) + 0.5 - float64(m.X)
		y := float64(out.rect.Min.Y+i/w) + 0.5 - float64(m.Y)
		out.pix[i] = edge(r - float32(math.Hypot(x, y)))
	}
	return out
}

// corner is the top left quarter of a disc whose box begins at 0, 0.
func corner(r float32) mask {
	side := int(math.Ceil(float64(r)))
	whole := disc(Pt(r, r), r)
	m := mask{rect: image.Rect(0, 0, side, side), pix: make([]uint8, side*side)}
	w := whole.rect.Dx()
	for y := range side {
		for x := range side {
			m.pix[y*side+x] = whole.pix[(y-whole.rect.Min.Y)*w+x-whole.rect.Min.X]
		}
	}
	return m
}

// flipped mirrors a mask within its box.
func (m *mask) flipped(inX, inY bool) mask {
	w, h := m.rect.Dx(), m.rect.Dy()
	out := mask{rect: m.rect, pix: make([]uint8, len(m.pix))}
	for y := range h {
		for x := range w {
			fx, fy := x, y
			if inX {
				fx = w - 1 - x
			}
			if inY {
				fy = h - 1 - y
			}
			out.pix[y*w+x] = m.pix[fy*w+fx]
		}
	}
	return out
}
