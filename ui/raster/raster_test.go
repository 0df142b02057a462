package raster_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"tiepdan/ui/raster"
)

var (
	black = color.NRGBA{A: 0xFF}
	white = color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	red   = color.NRGBA{R: 0xC8, G: 0x20, B: 0x1E, A: 0xFF}
)

// onWhite draws on a white picture and gives it.
func onWhite(size image.Point, draw func(*raster.Canvas)) *image.RGBA {
	p := raster.NewPicture(size)
	c := raster.NewCanvas(p)
	c.Rect(p.Rect, white)
	draw(c)
	return p.RGBA()
}

// covered is how much of a picture that was white is black, in pixels.
func covered(img *image.RGBA) float64 {
	sum := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		sum += 1 - float64(img.Pix[i])/255
	}
	return sum
}

func TestRectFillsItsPixelsAndNoOthers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		r     image.Rectangle
		clip  image.Rectangle
		scale float32
		want  image.Rectangle
	}{
		{"inside", image.Rect(2, 3, 9, 7), image.Rect(0, 0, 20, 10), 1, image.Rect(2, 3, 9, 7)},
		{"over the edges", image.Rect(-5, -5, 50, 50), image.Rect(0, 0, 20, 10), 1, image.Rect(0, 0, 20, 10)},
		{"clipped", image.Rect(2, 3, 9, 7), image.Rect(4, 4, 6, 20), 1, image.Rect(4, 4, 6, 7)},
		{"clipped away", image.Rect(2, 3, 9, 7), image.Rect(10, 0, 20, 10), 1, image.Rectangle{}},
		{"empty", image.Rect(2, 3, 2, 7), image.Rect(0, 0, 20, 10), 1, image.Rectangle{}},
		{"scaled", image.Rect(2, 3, 9, 7), image.Rect(0, 0, 20, 10), 1.4, image.Rect(3, 4, 13, 10)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := onWhite(image.Pt(20, 10), func(c *raster.Canvas) {
				c.Within(tt.clip, tt.scale)
				c.Rect(tt.r, red)
			})
			for y := range 10 {
				for x := range 20 {
					want := color.RGBA(white)
					if image.Pt(x, y).In(tt.want) {
						want = color.RGBA(red)
					}
					if c := got.RGBAAt(x, y); c != want {
						t.Fatalf("at %d,%d: got %v, want %v", x, y, c, want)
					}
				}
			}
		})
	}
}

func TestBlendingIsExactAtItsEnds(t *testing.T) {
	t.Parallel()
	for under := range 256 {
		for _, over := range []uint8{0, 1, 77, 128, 254, 255} {
			u, o := byte(under), over
			for _, tt := range []struct {
				alpha uint8
				want  float64
			}{{0, float64(u)}, {255, float64(o)}, {128, (float64(u)*127 + float64(o)*129) / 256}} {
				img := raster.NewPicture(image.Pt(1, 1))
				c := raster.NewCanvas(img)
				c.Rect(img.Rect, color.NRGBA{R: u, G: o, B: u, A: 255})
				c.Rect(img.Rect, color.NRGBA{R: o, G: o, B: o, A: tt.alpha})
				got := img.RGBA().RGBAAt(0, 0)
				if math.Abs(float64(got.R)-tt.want) > 0.501 || got.G != o || got.A != 255 {
					t.Fatalf("%d over %d at %d: got %v, want %.1f; a colour over itself is itself", o, u, tt.alpha, got, tt.want)
				}
			}
		}
	}
}

func TestMixRunsFromOnePictureToTheOther(t *testing.T) {
	t.Parallel()
	size := image.Pt(257, 3) // odd: the last pixel of a row stands alone
	a, b, to := raster.NewPicture(size), raster.NewPicture(size), raster.NewPicture(size)
	for i := range a.Pix {
		a.Pix[i] = 0xFF000000 | uint32(i*7919)&0xFFFFFF
		b.Pix[i] = 0xFF000000 | uint32(i*104729+12345)&0xFFFFFF
	}
	for weight := 0; weight <= raster.Full; weight += 16 {
		part := image.Rect(1, 1, 257, 3)
		to.Mix(a, b, part, weight)
		for i, got := range to.Pix {
			if !image.Pt(i%size.X, i/size.X).In(part) {
				if got != 0 {
					t.Fatalf("weight %d: got %08x outside of the rectangle, want nothing", weight, got)
				}
				continue
			}
			want := uint32(0)
			for shift := 0; shift < 32; shift += 8 {
				x, y := int(a.Pix[i]>>shift&0xFF), int(b.Pix[i]>>shift&0xFF)
				want |= uint32((x*(raster.Full-weight)+y*weight+raster.Full/2)/raster.Full) << shift
			}
			if got != want {
				t.Fatalf("weight %d, pixel %d: got %08x, want %08x", weight, i, got, want)
			}
		}
	}
}

func TestBGRXIsWhatAnXServerReads(t *testing.T) {
	t.Parallel()
	p := raster.NewPicture(image.Pt(3, 2))
	raster.NewCanvas(p).Rect(image.Rect(1, 1, 2, 2), red)
	got := p.BGRX([]byte{9}, image.Rect(1, 0, 3, 5))
	want := []byte{9, 0, 0, 0, 0, 0, 0, 0, 0, 0x1E, 0x20, 0xC8, 0xFF, 0, 0, 0, 0}
	if string(got) != string(want) {
		t.Errorf("BGRX: got %v, want %v", got, want)
	}
}

func TestShapesCoverTheirArea(t *testing.T) {
	t.Parallel()
	square := func() *raster.Path {
		p := &raster.Path{}
		p.MoveTo(raster.Pt(10.5, 10.25))
		p.LineTo(raster.Pt(30.5, 10.25))
		p.LineTo(raster.Pt(30.5, 30.25))
		p.LineTo(raster.Pt(10.5, 30.25))
		return p // open: it is filled as if closed
	}
	line := func(pts ...raster.Point) *raster.Path {
		p := &raster.Path{}
		p.MoveTo(pts[0])
		for _, pt := range pts[1:] {
			p.LineTo(pt)
		}
		return p
	}
	circle := func(r float32) *raster.Path {
		p := &raster.Path{}
		p.Circle(raster.Pt(50, 50), r)
		return p
	}
	twice := square()
	twice.Close()
	twice.MoveTo(raster.Pt(20, 15))
	twice.LineTo(raster.Pt(40, 15))
	twice.LineTo(raster.Pt(40, 25))
	twice.LineTo(raster.Pt(20, 25))
	for _, tt := range []struct {
		name string
		draw func(*raster.Canvas)
		want float64
	}{
		{"path", func(c *raster.Canvas) { c.Fill(square(), black) }, 400},
		{"path, parts that overlap", func(c *raster.Canvas) { c.Fill(twice, black) }, 400 + 95},
		{"disc", func(c *raster.Canvas) { c.Disc(raster.Pt(50, 50), 30, black) }, math.Pi * 900},
		{"filled circle", func(c *raster.Canvas) { c.Fill(circle(30), black) }, math.Pi * 900},
		{"rounded", func(c *raster.Canvas) { c.Rounded(image.Rect(10, 10, 90, 60), 20, black) }, 4000 - (4-math.Pi)*400},
		{"rounded to a pill", func(c *raster.Canvas) { c.Rounded(image.Rect(10, 10, 90, 50), 99, black) }, 40*40 + math.Pi*400},
		{"stroke", func(c *raster.Canvas) { c.Stroke(line(raster.Pt(20, 20), raster.Pt(80, 20)), 6, black) }, 360 + math.Pi*9},
		{"slanting stroke", func(c *raster.Canvas) { c.Stroke(line(raster.Pt(10, 10), raster.Pt(90, 70)), 6, black) }, 600 + math.Pi*9},
		{"stroke there and back", func(c *raster.Canvas) {
			c.Stroke(line(raster.Pt(20, 20), raster.Pt(80, 20), raster.Pt(20, 20)), 6, black)
		}, 360 + math.Pi*9},
		{"dot", func(c *raster.Canvas) { c.Stroke(line(raster.Pt(50, 50)), 20, black) }, math.Pi * 100},
		{"ring", func(c *raster.Canvas) { c.Stroke(circle(30), 8, black) }, math.Pi * (34*34 - 26*26)},
		{"stamp", func(c *raster.Canvas) { c.Stamp(circle(30), image.Pt(-25, -25), 1.5, 2, black) }, math.Pi * (46.5*46.5 - 43.5*43.5)},
		{"scaled disc", func(c *raster.Canvas) {
			c.Within(image.Rect(0, 0, 100, 100), 0.5)
			c.Disc(raster.Pt(100, 100), 60, black)
		}, math.Pi * 900},
		{"no path", func(c *raster.Canvas) { c.Fill(&raster.Path{}, black); c.Stroke(&raster.Path{}, 3, black) }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := covered(onWhite(image.Pt(100, 100), tt.draw))
			if math.Abs(got-tt.want) > 0.012*tt.want+0.5 {
				t.Errorf("got %.1f pixels, want %.1f", got, tt.want)
			}
		})
	}
}

// What is drawn piece by piece must be what is drawn at once.
func TestPiecesMakeTheWhole(t *testing.T) {
	t.Parallel()
	draw := func(c *raster.Canvas) {
		c.Rounded(image.Rect(3, 3, 97, 60), 17, red)
		c.Disc(raster.Pt(40.3, 50.7), 22.2, black)
		p := &raster.Path{}
		p.MoveTo(raster.Pt(5, 90))
		p.CubeTo(raster.Pt(20, 10), raster.Pt(70, 120), raster.Pt(95, 20))
		c.Stroke(p, 7, color.NRGBA{B: 200, A: 120})
	}
	whole := onWhite(image.Pt(100, 100), draw)
	pieces := onWhite(image.Pt(100, 100), func(c *raster.Canvas) {
		for _, r := range []image.Rectangle{image.Rect(0, 0, 33, 100), image.Rect(33, 0, 100, 41), image.Rect(33, 41, 100, 100)} {
			c.Within(r, 1)
			draw(c)
		}
	})
	if string(whole.Pix) != string(pieces.Pix) {
		t.Error("three pieces: got another picture than at once")
	}
}

// block is a face whose every glyph is a box of an em.
type block struct{ asked int }

func (b *block) Outline(glyph uint32) *raster.Path {
	b.asked++
	if glyph == 0 {
		return nil
	}
	p := &raster.Path{}
	p.MoveTo(raster.Pt(0, 0))
	p.LineTo(raster.Pt(1, 0))
	p.LineTo(raster.Pt(1, -1))
	p.LineTo(raster.Pt(0, -1))
	p.Close()
	return p
}

func TestGlyphsStandWhereTheyShould(t *testing.T) {
	t.Parallel()
	face := &block{}
	run := raster.Run{Face: face, Size: 8, From: 2, Glyphs: []raster.Glyph{{ID: 1, X: 2}, {ID: 0, X: 3}, {ID: 1, X: 4, Y: -0.5}, {ID: 1, X: 6.03125}}}
	got := onWhite(image.Pt(60, 30), func(c *raster.Canvas) {
		c.Text(raster.Pt(5, 20), run, black)
		c.Text(raster.Pt(5, 20), run, black)
	})
	if face.asked != 3 { // the box at two places within a pixel, and the empty one
		t.Errorf("drawing a run twice: got %d outlines asked for, want 3", face.asked)
	}
	boxes := []image.Rectangle{image.Rect(5, 12, 13, 20), image.Rect(21, 8, 29, 16), image.Rect(38, 12, 45, 20)}
	for y := range 30 {
		for x := range 60 {
			at, want := image.Pt(x, y), uint8(255)
			for _, b := range boxes {
				if at.In(b) {
					want = 0
				}
			}
			if (x == 37 || x == 45) && y >= 12 && y < 20 {
				continue // a quarter of a pixel to the right
			}
			if c := got.RGBAAt(x, y); c.R != want {
				t.Fatalf("at %v: got %d, want %d", at, c.R, want)
			}
		}
	}
	if l, r := got.RGBAAt(37, 15).R, got.RGBAAt(45, 15).R; l >= r || r == 255 {
		t.Errorf("a glyph that begins a quarter within a pixel: got edges %d and %d, want the left one darker", l, r)
	}
}

func TestSquaresAreWhole(t *testing.T) {
	t.Parallel()
	code := image.NewRGBA(image.Rect(0, 0, 2, 2))
	code.SetRGBA(0, 0, color.RGBA(black))
	code.SetRGBA(1, 0, color.RGBA(white))
	code.SetRGBA(0, 1, color.RGBA(white))
	code.SetRGBA(1, 1, color.RGBA(black))
	got := onWhite(image.Pt(20, 20), func(c *raster.Canvas) { c.Squares(image.Pt(3, 4), code, 5) })
	for y := range 20 {
		for x := range 20 {
			at, want := image.Pt(x, y), uint8(255)
			if at.In(image.Rect(3, 4, 8, 9)) || at.In(image.Rect(8, 9, 13, 14)) {
				want = 0
			}
			if c := got.RGBAAt(x, y).R; c != want {
				t.Fatalf("at %v: got %d, want %d", at, c, want)
			}
		}
	}
}

func TestImagesAreScaledIntoTheirBox(t *testing.T) {
	t.Parallel()
	logo := image.NewNRGBA(image.Rect(0, 0, 40, 20))
	for x := range 40 {
		for y := range 20 {
			logo.SetNRGBA(x, y, color.NRGBA{R: 0xC8, G: 0x20, B: 0x1E, A: uint8(255 * (x / 20))}) // left half clear
		}
	}
	got := onWhite(image.Pt(50, 50), func(c *raster.Canvas) {
		c.Within(image.Rect(0, 0, 50, 20), 1)
		c.Image(image.Rect(10, 10, 30, 40), logo)
	})
	for _, tt := range []struct {
		at   image.Point
		want color.RGBA
	}{
		{image.Pt(12, 15), color.RGBA(white)},
		{image.Pt(27, 15), color.RGBA(red)},
		{image.Pt(27, 25), color.RGBA(white)}, // clipped
		{image.Pt(31, 15), color.RGBA(white)},
	} {
		if c := got.RGBAAt(tt.at.X, tt.at.Y); c != tt.want {
			t.Errorf("at %v: got %v, want %v", tt.at, c, tt.want)
		}
	}
}
