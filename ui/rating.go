package ui

import (
	"image"

	"tiepdan/kiosk"
)

// rating draws the four faces, or the thanks once one was chosen.
func (c *canvas) rating(p picture) {
	r := p.Rating
	if r == nil {
		c.home(p)
		return
	}
	f := c.chrome(p, true)
	way := wSkip
	if r.Chosen != "" {
		way = wHome
	}
	c.button(f.left, button{label: way.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{Screen: p.Screen, Ticket: r.Ticket}, quiet: true})
	if r.Chosen != "" {
		c.thanks(f.body, p)
		return
	}
	body := f.body
	if c.portrait() {
		head := body
		head.Max.Y = c.reachTop() - gutter
		body.Min.Y = c.reachTop()
		c.question(head, p)
		for i, face := range faces() {
			c.faceButton(cell(body, 2, 2, gutter, i), p, face)
		}
		return
	}
	head, body := cutTop(body, 240, gutter)
	c.question(head, p)
	for i, face := range faces() {
		c.faceButton(cell(body, 4, 1, gutter, i), p, face)
	}
}

// question asks, and names the visit that is asked about.
func (c *canvas) question(at image.Rectangle, p picture) {
	r := p.Rating
	tag, rest := cutTop(at, 76, 12)
	label := r.Number + nbsp + "·" + nbsp + doorText(r.Door, p.Lang)
	b := c.set(style{size: 38, weight: bold}, tag.Dx(), label)
	tag = middleOf(tag, b.width+72, 72)
	c.box(tag, 36, c.Brand)
	c.text(tag, style{size: 38, weight: bold, color: c.OnBrand}.centered().mid(), label)
	hint, ask := cutBottom(rest, 60, 0)
	s := style{size: 62, weight: bold, color: c.Ink}.centered().mid()
	c.even(ask, s, wRate.in(p.Lang))
	c.text(hint, style{size: 38, weight: medium, color: c.InkSoft}.centered().mid(), wRateHint.in(p.Lang))
}

// faceButton draws one face with its text below.
func (c *canvas) faceButton(at image.Rectangle, p picture, f face) {
	label := f.label.in(p.Lang)
	pressed := c.touch(at, label, kiosk.FacePicked{Ticket: p.Rating.Ticket, Face: f.answer})
	c.plate(at, pressed)
	in := pad(at, 20, 24)
	text, room := cutBottom(in, 84, 8)
	side := min(room.Dx(), room.Dy(), 330)
	c.face(middleOf(room, side, side).Min, side, f)
	c.text(text, style{size: 48, weight: bold, color: c.Ink}.centered().mid(), label)
}

// thanks draws what was chosen and thanks for it.
func (c *canvas) thanks(at image.Rectangle, p picture) {
	in := c.card(at)
	side := min(340, in.Dy()*45/100)
	block := middleOf(in, in.Dx(), side+330)
	pic, rest := cutTop(block, side, 20)
	for _, f := range faces() {
		if f.answer != p.Rating.Chosen {
			continue
		}
		c.face(middleOf(pic, side, side).Min, side, f)
		said := wYourAnswer.in(p.Lang) + ": " + f.label.in(p.Lang)
		var row image.Rectangle
		row, rest = cutTop(rest, 64, 6)
		c.text(row, style{size: sizeLead, weight: medium, color: c.InkSoft}.centered().mid(), said)
	}
	head, rest := cutTop(rest, 130, 0)
	c.text(head, style{size: 90, weight: bold, color: c.Ink}.centered().mid(), wThanks.in(p.Lang))
	c.text(rest, style{size: sizeLead, weight: medium, color: c.InkSoft}.centered(), wThanksHint.in(p.Lang))
}
