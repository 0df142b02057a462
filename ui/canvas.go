package ui

import (
	"fmt"
	"hash/maphash"
	"image"
	"image/color"
	"math"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// canvas collects the nodes and controls of a scene. Screens write to it.
type canvas struct {
	*typesetter
	palette
	seed    maphash.Seed
	codes   *codes
	paths   *paths
	pressed string  // id of the control under the finger
	k       float64 // how much larger than usual texts are
	near    bool    // every control within the reach from a wheelchair
	mount   Mount
	area    image.Rectangle
	scale   float32
	nodes   []node
	hits    []Control
	misfits []string
	spoken  []string  // what the screen says, for the voice guide
	hold    kiosk.Msg // what a finger asks for that rests anywhere for long
}

// t is a size of text as large as the visitor wants it.
func (c *canvas) t(size int) int { return int(float64(size)*c.k + 0.5) }

// h is a height that holds texts.
func (c *canvas) h(height int) int { return c.t(height) }

// push is a height that holds a button: its text grows, its room less so.
func (c *canvas) push(height int) int { return int(float64(height) * (1 + (c.k-1)/2.5)) }

// say notes what a screen says to somebody who does not see it.
func (c *canvas) say(texts ...string) {
	for _, t := range texts {
		if t != "" {
			c.spoken = append(c.spoken, t)
		}
	}
}

func (c *canvas) add(bounds image.Rectangle, draw func(*raster.Canvas), parts ...any) *node {
	c.nodes = append(c.nodes, node{
		bounds: c.device(bounds),
		hash:   hashOf(c.seed, append(parts, bounds)...),
		draw:   draw,
	})
	return &c.nodes[len(c.nodes)-1]
}

// device maps design pixels to device pixels, outwards.
func (c *canvas) device(r image.Rectangle) image.Rectangle {
	if c.scale == 1 {
		return r
	}
	f := func(v int) float64 { return float64(v) * float64(c.scale) }
	return image.Rect(
		int(math.Floor(f(r.Min.X))), int(math.Floor(f(r.Min.Y))),
		int(math.Ceil(f(r.Max.X))), int(math.Ceil(f(r.Max.Y))))
}

// box fills a rectangle with rounded corners; r is the radius.
func (c *canvas) box(at image.Rectangle, r int, fillColor color.NRGBA) {
	r = min(r, at.Dx()/2, at.Dy()/2)
	n := c.add(at, func(to *raster.Canvas) { to.Rounded(at, r, fillColor) }, "box", r, fillColor)
	n.paint, n.round, n.solid = fillColor, r, fillColor.A == 0xFF
}

// framed is a card's box with a border of w pixels.
func (c *canvas) framed(at image.Rectangle, w int, border, fillColor color.NRGBA) {
	c.box(at, radius, border)
	c.box(at.Inset(w), radius-w, fillColor)
}

// text sets a text into a box, at its top or middle, stepping its size down
// until it fits.
func (c *canvas) text(at image.Rectangle, s style, str string) {
	b, ok := c.fit(s, at.Dx(), at.Dy(), str)
	if !ok {
		c.misfits = append(c.misfits, fmt.Sprintf("%q does not fit %d×%d at size %d", str, at.Dx(), at.Dy(), sizeFloor))
	}
	c.put(at, b, str)
}

// even is text with lines of like length, for titles and centred sentences.
func (c *canvas) even(at image.Rectangle, s style, str string) {
	b, ok := c.fit(s, at.Dx(), at.Dy(), str)
	if ok {
		c.put(at, c.balance(b.style, at.Dx(), str), str)
		return
	}
	c.text(at, s, str) // records the misfit
}

// put draws a text that is set already.
func (c *canvas) put(at image.Rectangle, b block, str string) {
	y := at.Min.Y
	if b.style.middle {
		y += (at.Dy() - b.height) / 2
	}
	for _, l := range b.lines {
		x := at.Min.X
		switch b.style.align {
		case start:
		case center:
			x += (at.Dx() - l.width) / 2
		case end:
			x += at.Dx() - l.width
		}
		c.putLine(image.Pt(x, y), b.style, l, str)
		y += b.style.lineHeight()
	}
}

func (c *canvas) putLine(at image.Point, s style, l line, str string) {
	slack := int(overshoot*float64(s.size)) + 2
	bounds := image.Rect(at.X-slack/2, at.Y-slack, at.X+l.width+slack/2, at.Y+s.lineHeight()+slack)
	dot := raster.Pt(float32(at.X), float32(at.Y+s.base()))
	run := raster.Run{Face: l.face, Size: float32(s.size), Glyphs: l.glyphs, From: l.begin}
	n := c.add(bounds, func(to *raster.Canvas) { to.Text(dot, run, s.color) }, "text", str, l.from, l.runes, s.size, int(s.weight), s.color)
	n.words, n.style = str, s
}

// picture draws an image whose pixels become squares of side dots.
func (c *canvas) picture(at image.Point, img *image.RGBA, dots int, key string) {
	size := img.Rect.Size().Mul(dots)
	c.add(image.Rectangle{Min: at, Max: at.Add(size)}, func(to *raster.Canvas) { to.Squares(at, img, dots) }, "picture", key, dots)
}

// touch declares a control that sends a message. It reports whether a finger
// is on it.
func (c *canvas) touch(at image.Rectangle, label string, msg kiosk.Msg) bool {
	return c.control(at, label, msg, nil)
}

// control declares what can be touched: it sends a message, or changes what is
// local. Two that send the same are told apart by their labels.
func (c *canvas) control(at image.Rectangle, label string, msg kiosk.Msg, act action) bool {
	return c.declare(at, fmt.Sprintf("%s: %T %+v", label, msg, msg), label, msg, act)
}

// declare is control with a name of its own, which stays although label or
// message change.
func (c *canvas) declare(at image.Rectangle, id, label string, msg kiosk.Msg, act action) bool {
	c.hits = append(c.hits, Control{Label: label, Bounds: c.device(at), Msg: msg, id: id, act: act})
	return c.pressed == id
}

// backdrop declares what a touch anywhere asks for that meets nothing else.
func (c *canvas) backdrop(label string, msg kiosk.Msg) {
	c.touch(c.area, label, msg)
	c.hits[len(c.hits)-1].back = true
}

// tell adds to what the voice guide says of the control declared last.
func (c *canvas) tell(text string) { c.hits[len(c.hits)-1].tale = text }

// secret declares a place that acts when a finger rests on it for long. It is
// no control for visitors.
func (c *canvas) secret(at image.Rectangle, act action) {
	c.hits = append(c.hits, Control{Bounds: c.device(at), id: "secret", held: act})
}

// scrim dims what lies under a sheet.
func (c *canvas) scrim() {
	ink := c.Brand
	ink.A = 0x78
	c.box(c.area, 0, ink)
}

// cover takes away what lies under a sheet over the whole screen.
func (c *canvas) cover() { c.hits, c.hold = nil, nil }
