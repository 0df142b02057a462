package ui

import (
	"image"

	"tiepdan/kiosk"
)

// out draws the notice that the screen serves nobody now. It says so in both
// languages at once, as nothing can be touched.
func (c *canvas) out(p picture) {
	c.box(c.area, 0, c.Canvas)
	head, body := cutTop(c.area, c.headHeight(), 0)
	c.head(head, p)
	c.say(wOut.in(p.Lang), wOutHint.in(p.Lang))

	foot, body := cutBottom(pad(body, margin, 32), 48, gutter)
	c.text(foot, style{size: sizeSmall, weight: medium, color: c.InkSoft}.ended().mid(), p.Unit)
	if len(p.Notices) > 0 {
		var strip image.Rectangle
		strip, body = cutBottom(body, 110, gutter)
		c.notice(strip, p.strip(), p.now)
	}
	in := c.card(body)
	first, then := p.Lang, other(p.Lang)
	if first != kiosk.En {
		first, then = kiosk.Vi, kiosk.En
	}
	block := middleOf(in, min(in.Dx(), 1400), min(in.Dy(), 760))
	pic, block := cutTop(block, 170, 20)
	c.icon(middleOf(pic, 170, 170).Min, 170, iconPause, c.Action, 1.6)
	title := style{size: 72, weight: bold, color: c.Ink}.centered().mid()
	big := style{size: 46, weight: medium, color: c.Ink}.centered()
	row, block := cutTop(block, 130, 0)
	c.text(row, title, wOut.in(first))
	row, block = cutTop(block, 170, 20)
	c.even(row, big, wOutHint.in(first))
	row, block = cutTop(block, 74, 0)
	c.text(row, style{size: sizeLead, weight: semiBold, color: c.InkSoft}.centered().mid(), wOut.in(then))
	c.even(block, style{size: 38, weight: medium, color: c.InkSoft}.centered(), wOutHint.in(then))
}
