package ui

import (
	"image"
	"image/color"

	"tiepdan/kiosk"
)

// button is one push button of the design system.
type button struct {
	label string
	icon  icon
	msg   kiosk.Msg
	act   action
	quiet bool // second to another one
	size  int  // of its text, 0 is usual
	line  bool // its text stays on one line
	here  bool // it leads where one is: it is shown, and no control
}

// button draws a push button; its lower lip tells that it can be pushed.
func (c *canvas) button(at image.Rectangle, b button) {
	if b.here {
		c.framed(at, 3, c.Line, c.Sunken)
	} else {
		c.pushable(at, c.control(at, b.label, b.msg, b.act), b.quiet)
	}
	ink := c.OnAction
	switch {
	case b.here:
		ink = c.InkSoft
	case b.quiet:
		ink = c.Action
	}
	if b.size == 0 {
		b.size = c.t(sizeLead)
	}
	if b.line {
		b.label = glue(b.label)
	}
	c.iconText(buttonRoom(at, b.line), b.icon, style{size: b.size, weight: semiBold, color: ink}, b.label)
}

// buttonRoom is the room inside a button; a text on one line gets more of it.
func buttonRoom(at image.Rectangle, line bool) image.Rectangle {
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	if line {
		return pad(face, 12, 4)
	}
	return pad(face, 24, 4)
}

// pushable draws the body of something that can be pushed.
func (c *canvas) pushable(at image.Rectangle, pressed, quiet bool) {
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	switch {
	case quiet && pressed:
		c.framed(at, 4, c.Action, c.ActionSoft)
	case quiet:
		c.box(at, radius, c.Action)
		c.framed(face, 3, c.Action, c.Surface)
	case pressed:
		c.box(at, radius, c.ActionPress)
	default:
		c.box(at, radius, c.ActionDeep)
		c.box(face, radius, c.Action)
	}
}

// iconText centres an icon and a text beside it.
func (c *canvas) iconText(at image.Rectangle, ic icon, s style, str string) {
	if ic == "" {
		c.text(at, s.centered().mid(), str)
		return
	}
	b, ok := c.fitIcon(at.Size(), s, str)
	if !ok {
		c.text(at, s.centered().mid(), str) // records the misfit
		return
	}
	side, gap := iconRoom(b.style.size)
	x := at.Min.X + (at.Dx()-side-gap-b.width)/2
	c.icon(image.Pt(x, at.Min.Y+(at.Dy()-side)/2), side, ic, s.color, 2.2)
	c.put(image.Rect(x+side+gap, at.Min.Y, x+side+gap+b.width, at.Max.Y), b, str)
}

// iconRoom is how large an icon beside a text is, and how far from it.
func iconRoom(size int) (side, gap int) { return size * 11 / 10, size * 4 / 10 }

// fitIcon sets a text as large as it fits beside an icon, which becomes smaller
// with it.
func (c *canvas) fitIcon(room image.Point, s style, str string) (block, bool) {
	for {
		side, gap := iconRoom(s.size)
		b := c.set(s.mid(), room.X-side-gap, str)
		if b.width <= room.X-side-gap && b.height <= room.Y {
			return b, true
		}
		if s.size -= max(1, s.size/24); s.size < sizeFloor {
			return b, false
		}
	}
}

// alike is the size in which all labels of one row fit beside their icons.
func (c *canvas) alike(room image.Point, size int, labels []string) int {
	for _, l := range labels {
		if b, ok := c.fitIcon(room, style{size: size, weight: semiBold}, l); ok {
			size = b.style.size
		}
	}
	return size
}

// measure is an icon with a short text, for rows of facts.
type measure struct {
	icon icon
	text string
}

// flow lays measures side by side and wraps them; it returns the height. With
// draw false it only measures.
func (c *canvas) flow(at image.Rectangle, s style, all []measure, draw bool) int {
	const gap = 26
	side := s.size
	x, y := at.Min.X, at.Min.Y
	for _, m := range all {
		b := c.set(s, at.Dx(), m.text)
		w := b.width
		if m.icon != "" {
			w += side + 10
		}
		if x > at.Min.X && x+w > at.Max.X {
			x, y = at.Min.X, y+s.lineHeight()
		}
		if draw {
			tx := x
			if m.icon != "" {
				c.icon(image.Pt(x, y+(s.lineHeight()-side)/2), side, m.icon, s.color, 2)
				tx += side + 10
			}
			c.put(image.Rect(tx, y, tx+b.width, y+b.height), b, m.text)
		}
		x += w + gap
	}
	return y + s.lineHeight() - at.Min.Y
}

// widest is how wide the widest of some measures is on a line of its own.
func (c *canvas) widest(s style, all []measure) int {
	most := 0
	for _, m := range all {
		w := c.set(s, 1<<20, m.text).width
		if m.icon != "" {
			w += s.size + 10
		}
		most = max(most, w)
	}
	return most
}

// badge is a coloured field with one large short text.
func (c *canvas) badge(at image.Rectangle, ground, ink color.NRGBA, size int, str string) {
	c.box(at, radius*at.Dy()/120, ground)
	c.text(at, style{size: size, weight: bold, color: ink, tight: true}.centered().mid(), str)
}

// card draws the ground of a card and returns the room inside.
func (c *canvas) card(at image.Rectangle) image.Rectangle {
	c.framed(at, 2, c.Line, c.Surface)
	return at.Inset(padding)
}

// banner is a field with an icon, a heading and an explanation.
type banner struct {
	icon        icon
	head, hint  string
	ground, ink color.NRGBA
	edge        color.NRGBA
}

func (c *canvas) banner(at image.Rectangle, b banner) {
	c.say(b.head, b.hint)
	c.framed(at, 3, b.edge, b.ground)
	in := pad(at, padding, 16)
	side := min(112, in.Dy())
	left, rest := cutLeft(in, side, 28)
	c.icon(middleOf(left, side*3/4, side*3/4).Min, side*3/4, b.icon, b.ink, 2)
	head := style{size: c.t(sizeTitle), weight: bold, color: b.ink}
	hint := style{size: c.t(sizeBody), weight: medium, color: b.ink}
	room := rest.Dy()
	h, _ := c.fit(head, rest.Dx(), room*3/5, b.head)
	if b.hint == "" {
		c.text(rest, head.mid(), b.head)
		return
	}
	t, _ := c.fit(hint, rest.Dx(), room-h.height, b.hint)
	y := rest.Min.Y + (room-h.height-t.height)/2
	c.text(image.Rect(rest.Min.X, y, rest.Max.X, y+h.height), h.style, b.head)
	c.even(image.Rect(rest.Min.X, y+h.height, rest.Max.X, rest.Max.Y), hint, b.hint)
}
