package ui

import (
	"image"

	"tiepdan/kiosk"
)

// tile is the layout of one service tile.
type tile struct {
	badge      image.Rectangle
	name, sub  block
	nameAt     image.Rectangle
	subText    string
	facts      []measure
	factsAt    image.Rectangle
	factsStyle style
	height     int
	overfull   bool // a word is wider than its room
}

// The room around the parts of a tile.
const (
	tilePadX  = 20
	tilePadY  = 10
	tileInner = 20
)

// layTile places the parts of a tile in a rectangle. A rectangle without
// height only measures.
func (c *canvas) layTile(at image.Rectangle, f form, s kiosk.ServiceRow, p picture) tile {
	l := p.Lang
	t := tile{
		factsStyle: style{size: c.t(sizeSmall), weight: medium, color: c.Ink},
		facts: []measure{
			{iconDoor, doorsText(s.Doors, l, false)},
			{iconPeople, waitingText(s.Waiting, l)},
			{iconClock, waitText(s.Wait, l)},
		},
	}
	if closed(s) {
		t.facts = closedFacts(s, p)
	}
	if f.bare {
		for i := range t.facts {
			t.facts[i].icon = ""
		}
	} else {
		t.subText = second(s.Name, l)
	}
	side := 2 * f.size // of the letter, which is large already
	in := image.Rect(at.Min.X+tilePadX, at.Min.Y+tilePadY, at.Max.X-tilePadX, max(at.Min.Y+tilePadY, at.Max.Y-tilePadY-lipHeight))
	textAt := in
	textAt.Min.X += side + tileInner
	if f.wide {
		t.factsAt, textAt = cutRight(textAt, min(600, in.Dx()*44/100), tileInner)
	}
	ink := c.Ink
	if closed(s) {
		ink = c.InkSoft
	}
	t.name = c.set(style{size: c.t(f.size), weight: semiBold, color: ink}, textAt.Dx(), s.Name.In(l))
	t.sub = c.set(style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}, textAt.Dx(), t.subText)
	t.overfull = t.name.width > textAt.Dx() || t.sub.width > textAt.Dx()
	words := t.name.height + t.sub.height
	room := in.Dx()
	if f.wide {
		room = t.factsAt.Dx()
	}
	t.overfull = t.overfull || c.widest(t.factsStyle, t.facts) > room
	if f.wide {
		facts := c.flow(t.factsAt, t.factsStyle, t.facts, false)
		t.height = max(side, words, facts) + 2*tilePadY + lipHeight
		t.nameAt = middleOf(image.Rect(textAt.Min.X, in.Min.Y, textAt.Max.X, in.Max.Y), textAt.Dx(), words)
		t.factsAt = middleOf(image.Rect(t.factsAt.Min.X, in.Min.Y, t.factsAt.Max.X, in.Max.Y), t.factsAt.Dx(), facts)
		t.badge = middleOf(image.Rect(in.Min.X, in.Min.Y, in.Min.X+side, in.Max.Y), side, side)
		return t
	}
	facts := c.flow(in, t.factsStyle, t.facts, false)
	content := max(side, words) + 8 + facts
	t.height = content + 2*tilePadY + lipHeight
	top := in.Min.Y + max(0, in.Dy()-content)/2
	t.badge = image.Rect(in.Min.X, top, in.Min.X+side, top+side)
	t.nameAt = image.Rect(textAt.Min.X, top+max(0, side-words)/2, textAt.Max.X, top+max(side, words))
	t.factsAt = in
	t.factsAt.Min.Y = top + max(side, words) + 8
	return t
}

// tile draws a service that can be touched. One that gives no tickets now lies
// flat, and says so: a touch tells what to do.
func (c *canvas) tile(at image.Rectangle, f form, s kiosk.ServiceRow, p picture) {
	pressed := c.touch(at, s.Name.In(p.Lang), kiosk.ServicePicked{Service: s.ID})
	c.tell(serviceTale(s, p))
	ground := c.Action
	if closed(s) {
		ground = c.InkSoft
	}
	if closed(s) && !pressed {
		c.framed(at, 3, c.Lip, c.Sunken)
	} else {
		c.plate(at, pressed)
	}
	t := c.layTile(at, f, s, p)
	c.badge(t.badge, ground, c.OnAction, f.size*3/2, s.Prefix)
	c.put(t.nameAt, t.name, s.Name.In(p.Lang))
	sub := t.nameAt
	sub.Min.Y += t.name.height
	c.put(sub, t.sub, t.subText)
	c.flow(t.factsAt, t.factsStyle, t.facts, true)
}

// plate draws the ground of a tile; its lip tells that it can be touched.
func (c *canvas) plate(at image.Rectangle, pressed bool) {
	if pressed {
		c.framed(at, 5, c.Action, c.ActionSoft)
		return
	}
	c.box(at, radius, c.Lip)
	c.framed(image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight), 2, c.Lip, c.Surface)
}
