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
	f := c.chrome(p, false)
	if c.portrait() {
		c.homePortrait(f.body, p)
		return
	}
	right, left := cutRight(f.body, 560, 32)
	head, left := cutTop(left, 62, 8)
	c.text(head, style{size: 44, weight: bold, color: c.Ink}.mid(), wChoose.in(p.Lang))
	bar, left := cutTop(left, 112, 14)
	c.priority(bar, p)
	c.services(left, p)

	const scan = 186
	foot, right := cutBottom(right, scan, gutter)
	if p.PortalURL == "" {
		right.Max.Y = foot.Max.Y
	} else {
		c.scan(foot, p)
	}
	if len(p.Announcements) > 0 {
		var news image.Rectangle
		news, right = cutBottom(right, min(206, right.Dy()*2/5), gutter)
		c.announcement(news, p)
	}
	c.board(right, p, 1)
}

func (c *canvas) homePortrait(body image.Rectangle, p picture) {
	top, low := image.Rect(body.Min.X, body.Min.Y, body.Max.X, c.reachTop()-12), body
	low.Min.Y = c.reachTop()
	head, top := cutBottom(top, 64, 16)
	c.board(top, p, 2)
	c.text(head, style{size: 48, weight: bold, color: c.Ink}.mid(), wChoose.in(p.Lang))
	bar, low := cutTop(low, 116, gutter)
	c.priority(bar, p)
	foot, low := cutBottom(low, 220, gutter)
	switch {
	case p.PortalURL == "" && len(p.Announcements) == 0:
		low.Max.Y = foot.Max.Y
	case p.PortalURL == "":
		c.announcement(foot, p)
	case len(p.Announcements) == 0:
		c.scan(foot, p)
	default:
		scan, news := cutRight(foot, 450, gutter)
		c.scan(scan, p)
		c.announcement(news, p)
	}
	c.services(low, p)
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
	in := pad(face, 24, 4)
	ic, in := cutLeft(in, 56, 20)
	c.icon(middleOf(ic, 54, 54).Min, 54, iconHeart, ink, 2)
	knob, in := cutRight(in, 104, 20)
	c.knob(middleOf(knob, 100, 54), p.Priority)
	word := wOff
	if p.Priority {
		word = wOn
	}
	title, in := cutLeft(in, 166, 20)
	title, state := cutTop(title, title.Dy()*57/100, 0)
	c.text(title, style{size: 38, weight: bold, color: ink}.mid(), wPriority.in(p.Lang))
	c.text(state, style{size: sizeSmall, weight: semiBold, color: ink}.mid(), word.in(p.Lang))
	c.text(in, style{size: sizeSmall, weight: medium, color: c.InkSoft}.mid(), wPriorityWho.in(p.Lang))
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
func (c *canvas) announcement(at image.Rectangle, p picture) {
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(22)
	under := in
	under.Min.Y += 50
	leaves := c.leaves(under.Size(), p)
	n := len(leaves)
	i := page(p.now, announceEvery, n)
	head, in := cutTop(in, 44, 6)
	if n == 0 {
		return
	}
	c.icon(image.Pt(head.Min.X, head.Min.Y+2), 38, iconHorn, c.Action, 2)
	_, head = cutLeft(head, 38, 14)
	c.text(head, style{size: sizeSmall, weight: bold, color: c.Action}.mid(), wAnnouncements.in(p.Lang))
	if n > 1 {
		c.text(head, style{size: sizeSmall, weight: medium, color: c.InkSoft}.ended().mid(), counter(i, n))
	}
	c.put(in, leaves[i].block, leaves[i].text)
}

// leaf is one page of an announcement.
type leaf struct {
	block
	text string
}

// leaves breaks the announcements into pages of a size. A long announcement
// takes several pages; none is cut.
func (c *canvas) leaves(size image.Point, p picture) []leaf {
	s := style{size: sizeBody, weight: medium, color: c.Ink}
	var out []leaf
	for _, a := range p.Announcements {
		text := a.In(p.Lang)
		b := c.set(s, size.X, text)
		if b.height > size.Y {
			b = c.set(s.sized(sizeSmall), size.X, text)
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
			out = append(out, leaf{part, text})
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
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(8)
	code, rest := cutLeft(in, in.Dy(), 16)
	c.code(code, p.PortalURL)
	rest.Max.X -= 14
	c.text(rest, style{size: sizeBody, weight: medium, color: c.Ink}.mid(), wScan.in(p.Lang))
}
