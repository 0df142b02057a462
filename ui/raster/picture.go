package raster

import (
	"image"
	"image/color"
)

// Picture is an opaque picture. A pixel is 0xFFRRGGBB; in the memory of a
// little-endian processor that is the BGRX of an X server of depth 24.
type Picture struct {
	Pix    []uint32
	Stride int // pixels from one row to the next
	Rect   image.Rectangle
}

// NewPicture makes a black picture.
func NewPicture(size image.Point) *Picture {
	return Over(make([]uint32, size.X*size.Y), size)
}

// Over makes a picture of memory that is there; it must hold size.X·size.Y pixels.
func Over(pix []uint32, size image.Point) *Picture {
	return &Picture{Pix: pix[:size.X*size.Y], Stride: size.X, Rect: image.Rectangle{Max: size}}
}

// row is the pixels of a row from x0 up to x1.
func (p *Picture) row(y, x0, x1 int) []uint32 {
	from := (y-p.Rect.Min.Y)*p.Stride - p.Rect.Min.X
	return p.Pix[from+x0 : from+x1 : from+x1]
}

// Copy copies a rectangle from a picture of the same size.
func (p *Picture) Copy(from *Picture, r image.Rectangle) {
	r = r.Intersect(p.Rect).Intersect(from.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(p.row(y, r.Min.X, r.Max.X), from.row(y, r.Min.X, r.Max.X))
	}
}

// The largest weight of [Picture.Mix].
const (
	fullShift = 8
	Full      = 1 << fullShift
)

// Two pixels side by side, every other byte of them, and what rounds a sum.
const (
	evenBytes = 0x00FF00FF00FF00FF
	halfEach  = 0x0080008000800080
)

// Mix puts (a·(256−weight) + b·weight)/256 into a rectangle that lies in all
// three pictures; weights run from 0 to [Full]. Two pixels are mixed at a time,
// every other byte in room for 16 bits: a·256 + (b−a)·weight never leaves it.
func (p *Picture) Mix(a, b *Picture, r image.Rectangle, weight int) {
	v := uint64(min(max(weight, 0), Full))
	r = r.Intersect(p.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		to := p.row(y, r.Min.X, r.Max.X)
		from, over := a.row(y, r.Min.X, r.Max.X), b.row(y, r.Min.X, r.Max.X)
		n := len(to) &^ 1
		mixPairs(to[:n], from[:n], over[:n], v)
		if n < len(to) {
			to[n] = mix(from[n], over[n], uint32(v))
		}
	}
}

// mixPairs mixes rows of an even number of pixels.
func mixPairs(to, a, b []uint32, weight uint64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := 1; i < len(to); i += 2 {
		x := uint64(a[i-1]) | uint64(a[i])<<32
		z := uint64(b[i-1]) | uint64(b[i])<<32
		if x != z { // most of a screen is like the one before
			xe, xo := x&evenBytes, x>>8&evenBytes
			even := (xe<<8 + (z&evenBytes-xe)*weight + halfEach) >> 8 & evenBytes
			odd := (xo<<8 + (z>>8&evenBytes-xo)*weight + halfEach) &^ evenBytes
			x = even | odd
		}
		to[i-1], to[i] = uint32(x), uint32(x>>32)
	}
}

// mix puts a colour over another; cover runs from 0 to Full.
func mix(under, over, cover uint32) uint32 {
	const odd, half = 0x00FF00FF, 0x00800080
	rest := Full - cover
	rb := ((under&odd)*rest + (over&odd)*cover + half) >> fullShift & odd
	ag := ((under>>8&odd)*rest + (over>>8&odd)*cover + half) & ^uint32(odd)
	return rb | ag
}

// pack makes a pixel of a colour; its alpha is a matter of coverage.
func pack(c color.NRGBA) uint32 {
	return 0xFF000000 | uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
}

// RGBA is a copy of the picture for the packages that encode pictures.
func (p *Picture) RGBA() *image.RGBA {
	img := image.NewRGBA(p.Rect)
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		to := img.Pix[(y-p.Rect.Min.Y)*img.Stride:]
		for i, v := range p.row(y, p.Rect.Min.X, p.Rect.Max.X) {
			px := to[4*i : 4*i+4 : 4*i+4]
			px[0], px[1], px[2], px[3] = byte(v>>16), byte(v>>8), byte(v), 0xFF
		}
	}
	return img
}

// BGRX appends the pixels of a rectangle, row by row, as bytes: blue first.
func (p *Picture) BGRX(to []byte, r image.Rectangle) []byte {
	r = r.Intersect(p.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.row(y, r.Min.X, r.Max.X)
		n := len(to)
		to = append(to, make([]byte, 4*len(row))...)
		for i, v := range row {
			px := to[n+4*i : n+4*i+4 : n+4*i+4]
			px[0], px[1], px[2], px[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
		}
	}
	return to
}
