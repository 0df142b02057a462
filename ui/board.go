package ui

import (
	"fmt"
	"image"
	"strconv"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// The texts of doors that call nobody now.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wDoorLunch  = phrase{Vi: "Nghỉ trưa", En: "Lunch"}
	wDoorPaused = phrase{Vi: "Tạm nghỉ", En: "Break"}
	wDoorClosed = phrase{Vi: "Đóng cửa", En: "Closed"}
	wDoorRest   = phrase{Vi: "Nghỉ", En: "Break"}
	wDoorShut   = phrase{Vi: "Đóng", En: "Closed"}
	wDoorBack   = phrase{Vi: "đến %s", En: "until %s"}
)

// The least heights of a row and of the board as one line.
const (
	tightRow    = 42
	stripHeight = 80
)

// board draws which number each door serves now.
func (c *canvas) board(at image.Rectangle, p picture, cols int) {
	c.box(at, radius, c.Brand)
	in := pad(at, padding, 18)
	head, in := cutTop(in, c.h(56), 8)
	c.text(head, style{size: c.t(40), weight: bold, color: c.OnBrand}.mid(), wServing.in(p.Lang))
	n := len(p.Board)
	if n == 0 || in.Dy() <= 0 {
		return
	}
	const gap, least, most = 8, 56, 104
	if cols == 1 && (in.Dy()+gap)/n-gap < least {
		cols = 2
	}
	rows := (n + cols - 1) / cols
	part := p.Board
	if fit := max(1, (in.Dy()+gap)/(tightRow+gap)); rows > fit { // some doors at a time
		pages := (n + fit*cols - 1) / (fit * cols)
		per := (n + pages - 1) / pages // pages alike, none with a door alone
		from := page(p.now, noticeEvery, pages) * per
		part = part[from:min(from+per, n)]
		rows = (per + cols - 1) / cols
	}
	h := min(most, (in.Dy()+gap)/rows-gap)
	in.Max.Y = in.Min.Y + rows*(h+gap) - gap
	for i, d := range part {
		c.boardRow(cell(in, cols, rows, gap, i), d, p)
	}
}

// boardRow draws one door with its number, or that it is not open.
func (c *canvas) boardRow(at image.Rectangle, door kiosk.DoorRow, p picture) {
	c.box(at, 14, c.BrandSoft)
	narrow := at.Dx() < 300
	in := pad(at, 20, 0)
	size := min(sizeTitle, at.Dy()*78/100)
	word := style{size: sizeBody, weight: medium, color: c.OnBrandLow}
	if narrow {
		in, size, word.size = pad(at, 8, 0), min(40, size), sizeSmall
	}
	b := c.set(word, in.Dx(), wDoor.in(p.Lang)+nbsp)
	digit := style{size: size, weight: bold, color: c.OnBrand, tight: true}
	if narrow {
		digit.size = min(34, size)
	}
	d := c.set(digit.mid(), in.Dx(), strconv.Itoa(door.Door))
	left, rest := cutLeft(in, b.width+d.width, 10)
	c.text(left, word.mid(), wDoor.in(p.Lang))
	_, digits := cutLeft(left, b.width, 0)
	c.put(digits, d, strconv.Itoa(door.Door))
	if door.Number == "" {
		c.idleDoor(rest, word.ended().mid(), door.Desk, p)
		return
	}
	c.text(rest, style{size: size, weight: bold, color: c.Gold, tight: true}.ended().mid(), door.Number)
}

// idleDoor says why a door serves nobody, in as many words as there is room
// for: with little room the sign of a break and when it ends.
func (c *canvas) idleDoor(at image.Rectangle, s style, d kiosk.DoorDesk, p picture) {
	word, brief := wDoorPaused, wDoorRest
	switch {
	case d.State == queue.DoorClosed:
		word, brief = wDoorClosed, wDoorShut
	case d.Lunch:
		word = wDoorLunch
	case d.State != queue.DoorPaused:
		c.text(at, s, wNobody.in(p.Lang))
		return
	}
	ways := []string{glue(word.in(p.Lang))}
	if back := backText(d, p); back != "" {
		until := glue(fmt.Sprintf(wDoorBack.in(p.Lang), back))
		ways = []string{ways[0] + nbsp + until, glue(brief.in(p.Lang)) + nbsp + until, until, back}
	} else {
		ways = append(ways, glue(brief.in(p.Lang)))
	}
	if d.State == queue.DoorClosed {
		c.firstThatFits(at, s, 0, ways)
		return
	}
	side := s.size * 7 / 10
	width := c.firstThatFits(at, s, side+5, ways)
	c.icon(image.Pt(max(at.Min.X, at.Max.X-width-side-5), at.Min.Y+(at.Dy()-side)/2), side, iconPause, s.color, 2)
}

// firstThatFits draws the first of some texts that has room beside a sign, and
// returns its width.
func (c *canvas) firstThatFits(at image.Rectangle, s style, sign int, ways []string) int {
	at.Min.X = min(at.Min.X+sign, at.Max.X)
	for i, text := range ways {
		if b := c.set(s, at.Dx(), text); b.width <= at.Dx() && len(b.lines) == 1 || i == len(ways)-1 {
			c.text(at, s, text)
			return min(b.width, at.Dx())
		}
	}
	return 0
}

// backText is when a door opens again, as far as that is known and still to come.
func backText(d kiosk.DoorDesk, p picture) string {
	back := d.Back.In(p.now.Location())
	if d.Back.IsZero() || d.State == queue.DoorClosed || !back.After(p.now) || daysTo(p.now, back) > 0 {
		return ""
	}
	return back.Format("15:04")
}

// boardRows is how many rows the board needs in a width.
func boardRows(p picture, width int) int {
	n := len(p.Board)
	if width >= 500 && n > 5 {
		return (n + 1) / 2
	}
	return n
}

// boardHeight is the height in which the board is easy to read.
func (c *canvas) boardHeight(p picture, cols int) int {
	rows := (len(p.Board) + cols - 1) / cols
	return 36 + c.h(56) + 8 + rows*(84+8)
}

// boardStrip draws which number each door serves in one line, a few doors at a
// time when there are many.
func (c *canvas) boardStrip(at image.Rectangle, p picture) {
	c.box(at, radius, c.Brand)
	in := pad(at, padding, 10)
	head, in := cutLeft(in, c.h(250), gutter)
	c.text(head, style{size: c.t(sizeBody), weight: bold, color: c.OnBrand}.mid(), wServing.in(p.Lang))
	most := max(1, (in.Dx()+12)/(c.h(290)+12))
	pages := (len(p.Board) + most - 1) / most
	if pages == 0 {
		return
	}
	per := (len(p.Board) + pages - 1) / pages
	from := page(p.now, noticeEvery, pages) * per
	part := p.Board[from:min(from+per, len(p.Board))]
	for i, d := range part {
		c.boardRow(cell(in, per, 1, 12, i), d, p)
	}
}
