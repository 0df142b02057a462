package nav

import (
	"image"
	"image/color"
	"math"
)

const (
	// pictureSide is how many pixels the longer side of a picture has at least.
	pictureSide = 1200
	// pathPx and markPx are the half widths of a way and of its ends.
	pathPx, markPx = 1.5, 5
)

// Picture shows the map, where the robot has no room, where it would rather not
// go, what is kept out of, and ways.
func (p *Plan) Picture(ways ...Route) image.Image {
	side := max(p.m.cols, p.m.rows)
	scale := (pictureSide + side - 1) / side
	img := image.NewRGBA(image.Rect(0, 0, p.m.cols*scale, p.m.rows*scale))
	for y := range img.Rect.Dy() {
		row := p.m.rows - 1 - y/scale
		for x := range img.Rect.Dx() {
			img.SetRGBA(x, y, p.shade(x/scale, row, x+y))
		}
	}
	for _, r := range ways {
		for i, b := range r.Points[1:] {
			p.strokeTo(img, scale, r.Points[i], b)
		}
		p.dot(img, scale, r.Points[0], markPx, color.RGBA{R: 0x1b, G: 0x8a, B: 0x3c, A: 0xff})
		p.dot(img, scale, r.Points[len(r.Points)-1], markPx, color.RGBA{R: 0xc6, G: 0x28, B: 0x28, A: 0xff})
	}
	return img
}

// shade is the colour of a cell; diagonal sums of pixels hatch what is kept out of.
func (p *Plan) shade(col, row, diagonal int) color.RGBA {
	cost := p.costs.cost[p.costs.index(col, row)]
	switch o := p.m.cells[row*p.m.cols+col]; {
	case o == Occupied:
		return color.RGBA{A: 0xff}
	case o == Unknown:
		return color.RGBA{R: 0xbd, G: 0xbd, B: 0xbd, A: 0xff}
	case cost == blocked && p.costs.barred[row*p.m.cols+col] && diagonal%8 < 4:
		return color.RGBA{R: 0xab, G: 0x47, B: 0xbc, A: 0xff}
	case cost == blocked:
		return color.RGBA{R: 0xff, G: 0xcc, B: 0xbc, A: 0xff}
	}
	// From white where it is free to yellow beside what stands there.
	near := min(1, float64(cost-1)/planWeight)
	return color.RGBA{R: 0xff, G: uint8(255 - 20*near), B: uint8(255 - 150*near), A: 0xff}
}

// strokeTo draws a line.
func (p *Plan) strokeTo(img *image.RGBA, scale int, a, b Point) {
	steps := 1 + int(math.Hypot(b.XM-a.XM, b.YM-a.YM)/p.m.info.ResolutionM*float64(scale))
	for i := range steps + 1 {
		f := float64(i) / float64(steps)
		p.dot(img, scale, Point{a.XM + f*(b.XM-a.XM), a.YM + f*(b.YM-a.YM)}, pathPx, color.RGBA{R: 0x15, G: 0x65, B: 0xc0, A: 0xff})
	}
}

// dot draws a disc.
func (p *Plan) dot(img *image.RGBA, scale int, at Point, radius float64, c color.RGBA) {
	x, y := p.m.raster(at)
	x, y = x*float64(scale), (float64(p.m.rows)-y)*float64(scale)
	for py := int(y - radius); py <= int(y+radius); py++ {
		for px := int(x - radius); px <= int(x+radius); px++ {
			if math.Hypot(float64(px)+0.5-x, float64(py)+0.5-y) <= radius && (image.Point{X: px, Y: py}).In(img.Rect) {
				img.SetRGBA(px, py, c)
			}
		}
	}
}
