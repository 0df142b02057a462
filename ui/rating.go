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
	if r.Asking {
		c.reasons(p)
		return
	}
	way := wSkip
	if r.Chosen != "" {
		way = wHome
	}
	own := []button{{label: way.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{Screen: p.Screen, Ticket: r.Ticket}, quiet: true}}
	f := c.chrome(p, own...)
	if r.Chosen != "" {
		c.say(wThanks.in(p.Lang), wThanksHint.in(p.Lang))
		c.thanks(f.whole(), p)
		return
	}
	c.say(wRate.in(p.Lang))
	body := f.work
	head := f.top
	if !f.deep() {
		head, body = cutTop(body, min(c.h(240), body.Dy()*40/100), gutter)
	} else if head.Dy() > 560 {
		head.Min.Y = head.Max.Y - 560
	}
	c.question(head, p)
	cols := 4
	if c.portrait() {
		cols = 2
	}
	text, _ := c.facePlaces(cell(body, cols, 4/cols, gutter, 0))
	label := style{size: c.t(48), weight: bold, color: c.Ink}.centered().mid()
	for _, face := range faces() { // all alike, or one answer would weigh more
		b, _ := c.fit(label, text.Dx(), text.Dy(), face.label.in(p.Lang))
		label.size = b.style.size
	}
	for i, face := range faces() {
		c.faceButton(cell(body, cols, 4/cols, gutter, i), p, face, label)
	}
}

// question asks, and names the visit that is asked about.
func (c *canvas) question(at image.Rectangle, p picture) {
	r := p.Rating
	tag, rest := cutTop(at, min(76, at.Dy()*30/100), 8)
	label := r.Number + nbsp + "·" + nbsp + doorText(r.Door, p.Lang)
	b := c.set(style{size: 38, weight: bold}, tag.Dx(), label)
	tag = middleOf(tag, b.width+72, tag.Dy()-4)
	c.box(tag, 36, c.Brand)
	c.text(tag, style{size: 38, weight: bold, color: c.OnBrand}.centered().mid(), label)
	hint, ask := cutBottom(rest, min(c.h(60), rest.Dy()*40/100), 0)
	s := style{size: c.t(62), weight: bold, color: c.Ink}.centered().mid()
	c.even(ask, s, wRate.in(p.Lang))
	c.text(hint, style{size: c.t(38), weight: medium, color: c.InkSoft}.centered().mid(), wRateHint.in(p.Lang))
}

// faceButton draws one face with its text below.
func (c *canvas) faceButton(at image.Rectangle, p picture, f face, s style) {
	label := f.label.in(p.Lang)
	pressed := c.touch(at, label, kiosk.FacePicked{Ticket: p.Rating.Ticket, Face: f.answer})
	c.plate(at, pressed)
	text, room := c.facePlaces(at)
	side := min(room.Dx(), room.Dy(), 330)
	c.face(middleOf(room, side, side).Min, side, f)
	c.text(text, s, label)
}

// facePlaces gives the places of a face's text and of the face.
func (c *canvas) facePlaces(at image.Rectangle) (text, face image.Rectangle) {
	in := pad(at, 20, 20)
	return cutBottom(in, min(c.h(84), in.Dy()*45/100), 8)
}

// thanks draws what was chosen and thanks for it.
func (c *canvas) thanks(at image.Rectangle, p picture) {
	in := c.card(at)
	said := ""
	for _, f := range faces() {
		if f.answer == p.Rating.Chosen {
			said = wYourAnswer.in(p.Lang) + ": " + f.label.in(p.Lang)
		}
	}
	words := []para{
		{style: style{size: c.t(sizeLead), weight: medium, color: c.InkSoft}.centered(), text: said},
		{style: style{size: c.t(90), weight: bold, color: c.Ink}.centered(), text: wThanks.in(p.Lang), gap: 8},
		{style: style{size: c.t(sizeLead), weight: medium, color: c.InkSoft}.centered(), text: wThanksHint.in(p.Lang), gap: 8},
	}
	h := min(c.textHeight(in.Dx(), words), in.Dy()*6/10)
	side := min(420, in.Dy()-h-24)
	block := middleOf(in, in.Dx(), side+24+h)
	pic, rest := cutTop(block, side, 24)
	for _, f := range faces() {
		if f.answer == p.Rating.Chosen {
			c.face(middleOf(pic, side, side).Min, side, f)
		}
	}
	c.flowFit(rest, words)
}
