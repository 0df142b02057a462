package printer

import (
	"fmt"
	"image"
	"image/color"
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
	if b.Empty() || b.Dx() > dotsWide {
		return raster{}, fmt.Errorf("picture is %d by %d dots, want 1 to %d wide and at least 1 high", b.Dx(), b.Dy(), dotsWide)
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
}

const (
	// maxBandBytes bounds what a broken link can leave unfinished inside the
	// printer, and so what ends it.
	maxBandBytes = 2048
	bandHead     = 8
	maxBandRows  = 255
	feedCost     = 3
)

// bands splits the rows so that the fewest bytes go out: blank rows are fed, and
// each band ends at its rightmost ink. Shortest path over the rows; a band of n
// rows w bytes wide costs 8+n*w.
func (r raster) bands(feeds bool) []band {
	n := len(r.rows)
	cost := make([]int, n+1)
	last := make([]band, n+1)
	for to := 1; to <= n; to++ {
		cost[to] = -1
		wide := 0
		for from := to - 1; from >= 0 && to-from <= maxBandRows; from-- {
			wide = max(wide, r.ink[from])
			b, c := bandOf(from, to, wide, feeds)
			if b.wide*(to-from) > maxBandBytes {
				break
			}
			if c += cost[from]; cost[to] < 0 || c < cost[to] {
				cost[to], last[to] = c, b
			}
		}
	}
	var out []band
	for at := n; at > 0; at = last[at].from {
		out = append(out, last[at])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func bandOf(from, to, wide int, feeds bool) (band, int) {
	if wide == 0 && feeds {
		return band{from, to, 0}, feedCost
	}
	wide = max(wide, 1)
	return band{from, to, wide}, bandHead + (to-from)*wide
}
