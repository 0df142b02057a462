package printer

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
)

// raster is a picture as the printer takes it: one bit a dot, the highest bit
// leftmost, 1 is black.
type raster struct {
	rows [][]byte
	ink  []int // bytes from the left edge to the last one with ink, per row
}

// rasterOf reads img, whose dark pixels are ink. Transparent is paper.
func rasterOf(img image.Image, dotsWide int) (raster, error) {
	b := img.Bounds()
	if b.Empty() {
		return raster{}, fmt.Errorf("picture is %d by %d dots, want at least 1 by 1", b.Dx(), b.Dy())
	}
	if b.Dx() > dotsWide {
		return raster{}, fmt.Errorf("%w: it has %d dots, want at most %d", ErrTooWide, b.Dx(), dotsWide)
	}
	black := inkOf(img)
	width := (b.Dx() + 7) / 8
	r := raster{rows: make([][]byte, b.Dy()), ink: make([]int, b.Dy())}
	for y := range r.rows {
		row := make([]byte, width)
		for x := range b.Dx() {
			if black(b.Min.X+x, b.Min.Y+y) {
				row[x/8] |= 0x80 >> (x % 8)
				r.ink[y] = x/8 + 1
			}
		}
		r.rows[y] = row
	}
	return r, nil
}

func inkOf(img image.Image) func(x, y int) bool {
	if p, ok := img.(*image.Paletted); ok {
		dark := make([]bool, len(p.Palette))
		for i, c := range p.Palette {
			dark[i] = isInk(c)
		}
		return func(x, y int) bool { return dark[p.ColorIndexAt(x, y)] }
	}
	return func(x, y int) bool { return isInk(img.At(x, y)) }
}

func isInk(c color.Color) bool {
	r, g, b, a := c.RGBA()
	// Over white paper: what is transparent shines through.
	return (299*r+587*g+114*b)/1000+(0xFFFF-a) < 0x8000
}

// band is a run of rows sent as one command: raster wide bytes wide, or a feed
// when wide is 0.
type band struct {
	from, to, wide int
	scale          scale
}

// scale is the parameter m of GS v 0: how often each dot of the data is printed.
type scale uint8

const (
	single scale = 0
	// tall prints each row twice.
	tall scale = 2
	// quadruple prints each dot as two by two.
	quadruple scale = 3
)

const (
	// maxBandBytes bounds what a broken link can leave unfinished inside the
	// printer, and so what ends it.
	maxBandBytes = 2048
	bandHead     = 8
	maxBandRows  = 255
	feedCost     = 3
)

// bands splits the rows so that the fewest bytes go out: blank rows are fed, each
// band ends at its rightmost ink, and rows or dots that come in pairs go out
// once. Shortest path over the rows; a band of n rows w bytes wide costs 8+n*w.
func (r raster) bands(m Model) []band {
	n := len(r.rows)
	best := path{cost: make([]int, n+1), last: make([]band, n+1)}
	pairs, quads := r.twins()
	for to := 1; to <= n; to++ {
		best.cost[to] = -1
		r.plain(&best, to, m.FeedUnitsPerDot > 0)
		if !m.NoScale {
			r.doubled(&best, to, pairs, quads)
		}
	}
	var out []band
	for at := n; at > 0; at = best.last[at].from {
		out = append(out, best.last[at])
	}
	slices.Reverse(out)
	return out
}

// path is the cheapest way to each row.
type path struct {
	cost []int // bytes up to a row; -1 is not reached
	last []band
}

func (p *path) try(b band, bytes int) {
	if bytes += p.cost[b.from]; p.cost[b.to] < 0 || bytes < p.cost[b.to] {
		p.cost[b.to], p.last[b.to] = bytes, b
	}
}

// plain tries the bands that end before row to, as they are.
func (r raster) plain(best *path, to int, feeds bool) {
	wide := 0
	for from := to - 1; from >= 0 && to-from <= maxBandRows; from-- {
		wide = max(wide, r.ink[from])
		if wide == 0 && feeds {
			best.try(band{from: from, to: to}, feedCost)
			continue
		}
		bytes := (to - from) * max(wide, 1)
		if bytes > maxBandBytes {
			break
		}
		best.try(band{from, to, max(wide, 1), single}, bandHead+bytes)
	}
}

// doubled tries the bands before row to whose rows come in equal pairs.
func (r raster) doubled(best *path, to int, pairs, quads []bool) {
	wide, four := 0, true
	for from := to - 2; from >= 0 && to-from <= 2*maxBandRows && pairs[from]; from -= 2 {
		wide, four = max(wide, r.ink[from]), four && quads[from]
		rows := (to - from) / 2
		if bytes := rows * max(wide, 1); bytes <= maxBandBytes {
			best.try(band{from, to, max(wide, 1), tall}, bandHead+bytes)
		} else if !four {
			break
		}
		if bytes := rows * max((wide+1)/2, 1); four && bytes <= maxBandBytes {
			best.try(band{from, to, max((wide+1)/2, 1), quadruple}, bandHead+bytes)
		}
	}
}

// twins says of each row whether the next is the same, and whether its dots come
// in equal pairs too.
func (r raster) twins() (pairs, quads []bool) {
	pairs, quads = make([]bool, len(r.rows)), make([]bool, len(r.rows))
	for y, row := range r.rows {
		pairs[y] = y+1 < len(r.rows) && bytes.Equal(row, r.rows[y+1])
		quads[y] = true
		for _, b := range row[:r.ink[y]] {
			if b>>1&0x55 != b&0x55 {
				quads[y] = false
				break
			}
		}
	}
	return pairs, quads
}

// data is what a band sends for its rows.
func (r raster) data(b band) []byte {
	var out []byte
	step := 1
	if b.scale != single {
		step = 2
	}
	for y := b.from; y < b.to; y += step {
		row := r.rows[y]
		if b.scale != quadruple {
			out = append(out, row[:b.wide]...)
			continue
		}
		for i := range b.wide {
			out = append(out, halved(row, 2*i))
		}
	}
	return out
}

// halved is every other dot of two bytes of a row, which may end between them.
func halved(row []byte, at int) byte {
	var out byte
	for i := range 2 {
		out <<= 4
		if at+i >= len(row) {
			continue
		}
		for bit := 7; bit > 0; bit -= 2 {
			out |= row[at+i] >> bit & 1 << ((bit - 1) / 2)
		}
	}
	return out
}
