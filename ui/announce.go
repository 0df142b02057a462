package ui

import (
	"image"
	"slices"
	"time"

	"tiepdan/kiosk"
)

// announceEvery is how long one announcement stands.
const announceEvery = 12 * time.Second

// announcement draws the announcement whose turn it is.
func (c *canvas) announcement(at image.Rectangle, p picture) { c.announce(at, p, announceEvery) }

// announce draws the announcement whose turn it is when each has its turn for every.
func (c *canvas) announce(at image.Rectangle, p picture, every time.Duration) {
	if len(p.leavesOf()) == 0 {
		return
	}
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(20)
	under := in
	under.Min.Y += c.h(46)
	leaves := c.leaves(under.Size(), p)
	n := len(leaves)
	if n == 0 {
		return
	}
	i := page(p.now, every, n)
	head, in := cutTop(in, c.h(44), 2)
	c.icon(image.Pt(head.Min.X, head.Min.Y+(head.Dy()-38)/2), 38, leaves[i].icon, c.Action, 2)
	_, head = cutLeft(head, 38, 8)
	if n > 1 {
		s := style{size: sizeSmall, weight: medium, color: c.InkSoft}.ended().mid()
		var at image.Rectangle
		at, head = cutRight(head, c.set(s, head.Dx(), counter(i, n)).width, 8)
		c.text(at, s, counter(i, n))
	}
	c.text(head, style{size: c.t(sizeSmall), weight: bold, color: c.Action}.mid(), leaves[i].head.in(p.Lang))
	c.put(in, leaves[i].block, leaves[i].text)
}

// leaf is one page of an announcement.
type leaf struct {
	block
	text string
	head phrase
	icon icon
}

// bulletin is an announcement, or an instruction of the Center.
type bulletin struct {
	text kiosk.Text
	head phrase
	icon icon
}

// leavesOf lists what is announced: what concerns somebody in the room first.
func (p picture) leavesOf() []bulletin {
	out := p.numbers()
	for _, t := range p.Instructions {
		out = append(out, bulletin{t, wInstructions, iconNote})
	}
	for _, t := range p.Announcements {
		out = append(out, bulletin{t, wAnnouncements, iconHorn})
	}
	return out
}

// leaves breaks the announcements into pages of a size. A long announcement
// takes several pages; none is cut.
func (c *canvas) leaves(size image.Point, p picture) []leaf {
	s := style{size: c.t(sizeBody), weight: medium, color: c.Ink}
	var out []leaf
	for _, a := range p.leavesOf() {
		text := a.text.In(p.Lang)
		b := c.set(s, size.X, text)
		if b.height > size.Y {
			b = c.set(s.sized(c.t(sizeSmall)), size.X, text)
		}
		per := max(1, size.Y/b.style.lineHeight())
		pages := max(1, (len(b.lines)+per-1)/per)
		if pages > 1 {
			b = c.full(b.style, size.X, pages*per, text)
		}
		per = (len(b.lines) + pages - 1) / pages
		for lines := range slices.Chunk(b.lines, max(1, per)) {
			part := block{style: b.style}
			for _, l := range lines {
				part.add(l)
			}
			out = append(out, leaf{part, text, a.head, a.icon})
		}
	}
	return out
}

// full sets a text in at most so many lines, at the width at which its
// shortest line is the longest: no word or two stand alone.
func (c *canvas) full(s style, width, most int, text string) block {
	best, score := block{}, -1
	for w := width; w > width/2; w -= 8 {
		b := c.set(s, w, text)
		if len(b.lines) > most && score >= 0 {
			break
		}
		short := width
		for _, l := range b.lines {
			short = min(short, l.width)
		}
		if short > score {
			best, score = b, short
		}
	}
	return best
}
