package ui

import (
	"image"
	"image/color"

	"tiepdan/ui/raster"
)

// Written is a line of a text as it stands on a scene, for tests.
type Written struct {
	Text   string // of which it is a line
	Size   int    // design pixels
	Width  int    // of the line, device pixels
	Ink    color.NRGBA
	Ground color.NRGBA     // of the topmost box under its middle
	Room   image.Rectangle // in which the scene draws it anew
	Box    image.Rectangle // the topmost box under its middle
	index  int
}

// Written lists the texts of a scene.
func (s *Scene) Written() []Written {
	var out []Written
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.words == "" {
			continue
		}
		w := Written{Text: n.words, Size: n.style.size, Width: n.bounds.Dx(), Ink: n.style.color, Room: n.bounds, index: i}
		w.Ground, w.Box = s.under(i)
		out = append(out, w)
	}
	return out
}

// under is the topmost box under the middle of a node.
func (s *Scene) under(i int) (color.NRGBA, image.Rectangle) {
	var paint color.NRGBA
	var box image.Rectangle
	at := s.nodes[i].bounds.Min.Add(s.nodes[i].bounds.Max).Div(2)
	for _, under := range s.nodes[:i] {
		if under.paint.A == 0xFF && at.In(under.bounds) {
			paint, box = under.paint, under.bounds
		}
	}
	return paint, box
}

// Covered reports whether a box that was drawn later lies over a part of it.
func (s *Scene) Covered(w Written, ink image.Rectangle) bool {
	for _, n := range s.nodes[w.index+1:] {
		if n.solid && n.bounds.Overlaps(ink) {
			return true
		}
	}
	return false
}

// Eye looks at single things of a scene.
type Eye struct {
	dark, light *raster.Picture
	to          *raster.Canvas
}

// NewEye makes an eye for scenes of a size.
func NewEye(size image.Point) *Eye {
	e := &Eye{dark: raster.NewPicture(size), light: raster.NewPicture(size)}
	for i := range e.light.Pix {
		e.dark.Pix[i], e.light.Pix[i] = blackPixel, whitePixel
	}
	e.to = raster.NewCanvas(e.dark)
	return e
}

const blackPixel, whitePixel = 0xFF000000, 0xFFFFFFFF

// Ink is what a line of text really covers, which may be more or less than its room.
func (e *Eye) Ink(s *Scene, w Written) image.Rectangle {
	ink, _ := e.look(s, w.index)
	return ink
}

// Drawing is what is neither text nor box: an icon, a map, a face.
type Drawing struct {
	Ink    []color.NRGBA // that cover all that lies under them
	Ground color.NRGBA
	At     image.Rectangle
}

// Drawings lists the drawings of a scene, apart from pictures in squares.
func (e *Eye) Drawings(s *Scene) []Drawing {
	var out []Drawing
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.words != "" || n.paint.A != 0 {
			continue
		}
		d := Drawing{}
		d.At, d.Ink = e.look(s, i)
		d.Ground, _ = s.under(i)
		out = append(out, d)
	}
	return out
}

// look draws a node alone, once on black and once on white: what is alike is
// ink that covers its ground.
func (e *Eye) look(s *Scene, i int) (image.Rectangle, []color.NRGBA) {
	n := &s.nodes[i]
	part := n.bounds.Inset(-60).Intersect(e.dark.Rect)
	for _, p := range []*raster.Picture{e.dark, e.light} {
		e.to.Onto(p)
		e.to.Within(part, s.scale)
		n.draw(e.to)
	}
	var ink image.Rectangle
	count := map[uint32]int{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		row := y * e.dark.Stride
		for x := part.Min.X; x < part.Max.X; x++ {
			dark, light := e.dark.Pix[row+x], e.light.Pix[row+x]
			if dark == blackPixel && light == whitePixel {
				continue
			}
			ink = ink.Union(image.Rect(x, y, x+1, y+1))
			if dark == light {
				count[dark]++
			}
			e.dark.Pix[row+x], e.light.Pix[row+x] = blackPixel, whitePixel
		}
	}
	var colours []color.NRGBA
	for v, n := range count {
		if n >= 12 { // not where two colours mix by chance
			colours = append(colours, color.NRGBA{R: byte(v >> 16), G: byte(v >> 8), B: byte(v), A: 0xFF})
		}
	}
	return ink, colours
}

// Cut is a text in one weight: what it covers, and what is drawn for it.
type Cut struct{ Ink, Room image.Rectangle }

// Cuts sets a line in every weight.
func Cuts(u *UI, eye *Eye, size int, text string) []Cut {
	at := image.Rect(120, 120, 120+size, 120+2*size)
	var out []Cut
	for w := regular; w <= bold; w++ {
		c := &canvas{typesetter: u.setter, palette: daylight(), seed: u.seed, scale: 1, k: 1}
		s := style{size: size, weight: w, color: c.Ink}
		c.put(at, c.set(s, 1<<20, text), text)
		ink, _ := eye.look(&Scene{size: eye.dark.Rect.Max, scale: 1, nodes: c.nodes}, 0)
		out = append(out, Cut{Ink: ink, Room: c.nodes[0].bounds})
	}
	return out
}

// Down reports whether a finger is on the screen.
func (u *UI) Down() bool { return !u.down.IsZero() }
