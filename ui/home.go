package ui

import (
	"image"

	"tiepdan/kiosk"
)

// home draws the screen that waits for visitors: services to the left (in
// portrait below), the now-serving board, announcements and the code.
func (c *canvas) home(p picture) {
	if p.local.sheet == sheetClasses {
		c.classes(p)
		return
	}
	var own []button
	if p.tools.catalogue != nil {
		own = append(own, button{label: wFind.in(p.Lang), icon: iconSearch, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFind})})
	}
	if booked, ok := checkInButton(p); ok {
		own = append(own, booked)
	}
	f := c.chrome(p, own...)
	c.say(wWelcome.in(p.Lang), c.homeTitle(p))
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
		c.text(head, style{size: c.t(44), weight: bold, color: c.Ink}.mid(), c.homeTitle(p))
	}
	bar, left := cutTop(left, c.push(112), 14)
	c.priorityBar(bar, p)
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
	c.text(head, style{size: c.t(48), weight: bold, color: c.Ink}.mid(), c.homeTitle(p))
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
	c.priorityBar(bar, p)
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
