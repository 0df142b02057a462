package ui

import (
	"image"
	"slices"
	"time"

	"tiepdan/kiosk"
)

// home draws the screen that waits for visitors: services to the left (in
// portrait below), the now-serving board, announcements and the code.
func (c *canvas) home(p picture) {
	own := []button{{label: wFind.in(p.Lang), icon: iconSearch, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFind})}}
	if p.tools.catalogue == nil {
		own = nil
	}
	f := c.chrome(p, own...)
	c.say(wWelcome.in(p.Lang), wChoose.in(p.Lang))
	if c.portrait() {
		c.homePortrait(f, p)
		return
	}
	right, left := cutRight(f.work, 560, 32)
	if f.boarded && p.PortalURL == "" && len(p.leavesOf()) == 0 { // nothing to be read beside
		left = f.work
	}
	if c.k < 1.5 || left.Dy() > 700 {
		var head image.Rectangle
		head, left = cutTop(left, c.h(62), 8)
		c.text(head, style{size: c.t(44), weight: bold, color: c.Ink}.mid(), wChoose.in(p.Lang))
	}
	bar, left := cutTop(left, c.push(112), 14)
	c.priority(bar, p)
	c.services(left, p)
	if f.boarded {
		news := right
		if p.PortalURL != "" {
			var scan image.Rectangle
			scan, news = cutBottom(right, 186, gutter)
			c.scan(scan, p)
		}
		c.announcement(news, p)
		return
	}
	c.beside(right, p)
}

// beside stacks what is only to be read: the board, announcements, the code.
// Where that is too much, announcements and the code take turns.
func (c *canvas) beside(at image.Rectangle, p picture) {
	const scan = 186
	board := 72 + boardRows(p, at.Dx())*54 // at least
	news := len(p.leavesOf()) > 0
	turns := news && p.PortalURL != "" && at.Dy() < board+scan+c.h(190)+2*gutter
	if p.PortalURL != "" && (!turns || page(p.now, announceEvery, 2) == 1) {
		var foot image.Rectangle
		foot, at = cutBottom(at, scan, gutter)
		c.scan(foot, p)
		news = news && !turns
	}
	if news {
		var foot image.Rectangle
		foot, at = cutBottom(at, min(c.h(206), max(150, at.Dy()-board-gutter)), gutter)
		every := announceEvery
		if turns {
			every *= 2 // the code's turn is between
		}
		c.announce(foot, p, every)
	}
	c.board(at, p, 1)
}

func (c *canvas) homePortrait(f frame, p picture) {
	low := f.work
	top := f.top
	head, top := cutBottom(top, c.h(64), 16)
	c.text(head, style{size: c.t(48), weight: bold, color: c.Ink}.mid(), wChoose.in(p.Lang))
	if top.Dy() > 560 { // all that is only read has room above
		foot, board := cutBottom(top, max(240, top.Dy()-c.boardHeight(p, 2)-gutter), gutter)
		c.foot(foot, p)
		top = board
	} else if low.Dy() > 780 && (p.PortalURL != "" || len(p.leavesOf()) > 0) {
		var foot image.Rectangle
		foot, low = cutBottom(low, 220, gutter)
		c.foot(foot, p)
	}
	c.board(top, p, 2)
	bar, low := cutTop(low, c.push(116), 16)
	c.priority(bar, p)
	c.services(low, p)
}

// above fills what no hand reaches with what is only read: the board, and
// announcements where there is room.
func (c *canvas) above(at image.Rectangle, p picture) {
	rest := at.Dy() - c.boardHeight(p, 2) - gutter
	if rest > c.h(180) && len(p.leavesOf()) > 0 {
		var news image.Rectangle
		news, at = cutBottom(at, rest, gutter)
		c.announcement(news, p)
	}
	switch {
	case at.Dy() >= 36+c.h(56)+8+tightRow:
		c.board(at, p, 2)
	case at.Dy() >= stripHeight:
		c.boardStrip(at, p)
	}
}

// foot draws announcements and the code side by side.
func (c *canvas) foot(at image.Rectangle, p picture) {
	switch {
	case p.PortalURL == "" && len(p.leavesOf()) > 0:
		c.announcement(at, p)
	case len(p.leavesOf()) == 0 && p.PortalURL != "":
		c.scan(at, p)
	case p.PortalURL != "" && c.k > 1: // large texts need all the width: turns
		if page(p.now, announceEvery, 2) == 1 {
			c.scan(at, p)
			return
		}
		c.announce(at, p, 2*announceEvery)
	case p.PortalURL != "":
		scan, news := cutRight(at, 405, gutter)
		c.scan(scan, p)
		c.announcement(news, p)
	}
}

// priority draws the switch for a priority ticket.
func (c *canvas) priority(at image.Rectangle, p picture) {
	pressed := c.touch(at, wPriority.in(p.Lang), kiosk.PriorityToggled{})
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	ground, edge, ink := c.Surface, c.Lip, c.Ink
	if p.Priority {
		ground, edge, ink = c.GoodSoft, c.Good, c.Good
	}
	if pressed {
		face, ground = at, c.ActionSoft
	}
	c.box(at, radius, edge)
	c.framed(face, 3, edge, ground)
	in := pad(face, 16, 4)
	ic, in := cutLeft(in, 56, 14)
	c.icon(middleOf(ic, 54, 54).Min, 54, iconHeart, ink, 2)
	knob, in := cutRight(in, 104, 14)
	c.knob(middleOf(knob, 100, 54), p.Priority)
	word := wOff
	if p.Priority {
		word = wOn
	}
	title, in := cutLeft(in, c.h(166), 14)
	title, state := cutTop(title, title.Dy()*57/100, 0)
	c.text(title, style{size: c.t(38), weight: bold, color: ink}.mid(), wPriority.in(p.Lang))
	c.text(state, style{size: c.t(sizeSmall), weight: semiBold, color: ink}.mid(), word.in(p.Lang))
	c.text(in, style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}.mid(), wPriorityWho.in(p.Lang))
}

// knob draws a switch; on, it bears a tick.
func (c *canvas) knob(at image.Rectangle, on bool) {
	d := at.Dy() - 12
	if on {
		c.box(at, at.Dy()/2, c.Good)
		dot := image.Rect(at.Max.X-6-d, at.Min.Y+6, at.Max.X-6, at.Max.Y-6)
		c.box(dot, d/2, c.Surface)
		c.icon(middleOf(dot, 28, 28).Min, 28, iconCheck, c.Good, 3)
		return
	}
	c.box(at, at.Dy()/2, c.InkSoft)
	c.box(image.Rect(at.Min.X+6, at.Min.Y+6, at.Min.X+6+d, at.Max.Y-6), d/2, c.Surface)
}

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

// leavesOf lists what is announced.
func (p picture) leavesOf() []bulletin {
	var out []bulletin
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

// scan draws the code of the ward's pages.
func (c *canvas) scan(at image.Rectangle, p picture) {
	if p.PortalURL == "" {
		return
	}
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(8)
	code, rest := cutLeft(in, min(in.Dy(), in.Dx()*42/100), 12)
	c.code(code, p.PortalURL)
	rest.Max.X -= 14
	c.text(rest, style{size: c.t(sizeBody), weight: medium, color: c.Ink}.mid(), wScan.in(p.Lang))
}
