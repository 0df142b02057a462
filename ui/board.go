package ui

import (
	"image"
	"strconv"
)

// board draws which number each door serves now.
func (c *canvas) board(at image.Rectangle, p picture, cols int) {
	c.box(at, radius, c.Brand)
	in := pad(at, padding, 20)
	head, in := cutTop(in, 56, 10)
	c.text(head, style{size: 40, weight: bold, color: c.OnBrand}.mid(), wServing.in(p.Lang))
	n := len(p.Board)
	if n == 0 || in.Dy() <= 0 {
		return
	}
	const gap, most = 10, 104
	if cols == 1 && (in.Dy()+gap)/n-gap < 70 {
		cols = 2
	}
	rows := (n + cols - 1) / cols
	h := min(most, (in.Dy()+gap)/rows-gap)
	in.Max.Y = in.Min.Y + rows*(h+gap) - gap
	for i, d := range p.Board {
		c.boardRow(cell(in, cols, rows, gap, i), d.Door, d.Number, p)
	}
}

// boardRow draws one door and its number.
func (c *canvas) boardRow(at image.Rectangle, door int, number string, p picture) {
	c.box(at, 16, c.BrandSoft)
	in := pad(at, 20, 2)
	size := min(sizeTitle, at.Dy()*3/4)
	word := style{size: sizeBody, weight: medium, color: c.OnBrandLow}
	b := c.set(word, in.Dx(), wDoor.in(p.Lang)+nbsp)
	left, rest := cutLeft(in, b.width+size*13/10, 12)
	c.text(left, word.mid(), wDoor.in(p.Lang))
	_, digits := cutLeft(left, b.width, 0)
	c.text(digits, style{size: size, weight: bold, color: c.OnBrand, tight: true}.mid(), strconv.Itoa(door))
	if number == "" {
		c.text(rest, word.ended().mid(), wNobody.in(p.Lang))
		return
	}
	c.text(rest, style{size: size, weight: bold, color: c.Gold, tight: true}.ended().mid(), number)
}
