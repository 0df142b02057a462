package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"tiepdan/drivers/base/floortest/world"
	typeface "tiepdan/ui/font"
)

// canvas draws in metres, north up, on a picture.
type canvas struct {
	img    *image.RGBA
	perM   float64
	floorY float64 // the picture's line of the floor's south edge
	face   font.Face
	bold   font.Face
}

// newCanvas makes a picture of a floor with lines of text above and below it.
func newCanvas(p *world.Plan, perM float64, above, below int, textPx float64) (*canvas, error) {
	c := &canvas{perM: perM}
	h := int(math.Round(p.HeightM * perM))
	c.floorY = float64(above + h)
	c.img = image.NewRGBA(image.Rect(0, 0, int(math.Round(p.WidthM*perM)), above+h+below))
	draw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, draw.Src)
	var err error
	if c.face, err = faceOf(typeface.Medium(), textPx); err != nil {
		return nil, err
	}
	c.bold, err = faceOf(typeface.Bold(), textPx*1.2)
	return c, err
}

func faceOf(ttf []byte, px float64) (font.Face, error) { //nolint:ireturn // the font package has no other type for it
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("cannot read the typeface: %w", err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: px, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("cannot use the typeface: %w", err)
	}
	return face, nil
}

// at is where a point of the floor is on the picture.
func (c *canvas) at(p world.Point) (x, y float64) { return p.X * c.perM, c.floorY - p.Y*c.perM }

// fill paints a polygon whose corners are pixels.
func (c *canvas) fill(corners [][2]float64, paint color.Color) {
	lox, loy, hix, hiy := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range corners {
		lox, loy, hix, hiy = min(lox, p[0]), min(loy, p[1]), max(hix, p[0]), max(hiy, p[1])
	}
	box := image.Rect(int(lox)-1, int(loy)-1, int(hix)+2, int(hiy)+2).Intersect(c.img.Bounds())
	if box.Empty() {
		return
	}
	var r vector.Rasterizer
	r.Reset(box.Dx(), box.Dy())
	for i, p := range corners {
		x, y := float32(p[0]-float64(box.Min.X)), float32(p[1]-float64(box.Min.Y))
		if i == 0 {
			r.MoveTo(x, y)
			continue
		}
		r.LineTo(x, y)
	}
	r.ClosePath()
	r.Draw(c.img, box, image.NewUniform(paint), image.Point{})
}

// area paints a polygon of the floor.
func (c *canvas) area(g world.Polygon, paint color.Color) {
	var corners [][2]float64
	for _, p := range g {
		x, y := c.at(p)
		corners = append(corners, [2]float64{x, y})
	}
	c.fill(corners, paint)
}

func (c *canvas) rect(r world.Rect, paint color.Color) {
	c.area(world.Box(r.X0, r.Y0, r.X1, r.Y1), paint)
}

// disc paints a circle, ring only its edge.
func (c *canvas) disc(at world.Point, radiusM float64, paint color.Color) {
	const corners = 28
	var g world.Polygon
	for i := range corners {
		g = append(g, at.Add(world.Towards(2*math.Pi*float64(i)/corners, radiusM)))
	}
	c.area(g, paint)
}

func (c *canvas) ring(at world.Point, radiusM, wideM float64, paint color.Color) {
	const corners = 32
	var way []world.Point
	for i := range corners + 1 {
		way = append(way, at.Add(world.Towards(2*math.Pi*float64(i)/corners, radiusM)))
	}
	c.line(way, wideM, paint)
}

// line paints a way.
func (c *canvas) line(way []world.Point, wideM float64, paint color.Color) {
	for i := 1; i < len(way); i++ {
		a, b := way[i-1], way[i]
		along := b.Sub(a).Unit()
		side := world.Point{X: -along.Y, Y: along.X}.Scale(wideM / 2)
		more := along.Scale(wideM / 4) // so that bends have no gaps
		a, b = a.Sub(more), b.Add(more)
		c.area(world.Polygon{a.Add(side), b.Add(side), b.Sub(side), a.Sub(side)}, paint)
	}
}

// hatch paints stripes over an area.
func (c *canvas) hatch(g world.Polygon, paint color.Color) {
	const apartM, wideM, stepM = 0.35, 0.05, 0.05
	lo, hi := g[0], g[0]
	for _, p := range g {
		lo = world.Point{X: min(lo.X, p.X), Y: min(lo.Y, p.Y)}
		hi = world.Point{X: max(hi.X, p.X), Y: max(hi.Y, p.Y)}
	}
	for from := lo.X - (hi.Y - lo.Y); from < hi.X; from += apartM {
		var way []world.Point
		for y := lo.Y; y <= hi.Y; y += stepM {
			if p := (world.Point{X: from + y - lo.Y, Y: y}); g.Contains(p) {
				way = append(way, p)
			}
		}
		if len(way) > 1 {
			c.line([]world.Point{way[0], way[len(way)-1]}, wideM, paint)
		}
	}
}

// write puts text with its left end, or with part 0.5 its middle, at a pixel.
func (c *canvas) write(face font.Face, x, y, part float64, text string, paint color.Color) float64 {
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(paint), Face: face}
	wide := d.MeasureString(text)
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(x*64) - fixed.Int26_6(part*float64(wide)), Y: fixed.Int26_6(y * 64)}
	d.DrawString(text)
	return float64(wide) / 64
}

// label writes on the floor.
func (c *canvas) label(at world.Point, text string, paint color.Color) {
	x, y := c.at(at)
	c.write(c.face, x, y, 0.5, text, paint)
}
