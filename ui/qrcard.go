package ui

import "image"

// qrCard draws a large code with what it is for.
func (c *canvas) qrCard(at image.Rectangle, url, title, text string) {
	c.say(title, text)
	in := c.card(at)
	words := []para{
		{style: style{size: c.t(sizeLead), weight: bold, color: c.Ink}, text: title},
		{style: style{size: c.t(sizeBody), weight: medium, color: c.InkSoft}, text: text, gap: 10},
	}
	if in.Dx() > in.Dy()*14/10 {
		words[0].style.size, words[1].style.size = c.t(sizeTitle), c.t(sizeLead)
		code, rest := cutLeft(in, min(in.Dy(), in.Dx()/2), 40)
		c.code(code, url)
		c.flowFit(rest, words)
		return
	}
	h := min(c.textHeight(in.Dx(), words), in.Dy()/2)
	down, code := cutBottom(in, h, 16)
	c.code(code, url)
	c.flowFit(down, words)
}
