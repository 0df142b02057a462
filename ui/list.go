package ui

import (
	"fmt"
	"image"

	"tiepdan/kiosk"
)

// item is one row of a list that can be touched.
type item struct {
	title string
	note  string // below it, smaller
	icon  icon
	mark  string // a short text on a coloured field before the title, instead of an icon
	shut  bool   // a touch gives nothing but the reason
	box   box    // it is ticked, and leads nowhere
	msg   kiosk.Msg
	act   action
}

// box is what a row has that is ticked.
type box int

const (
	noBox box = iota
	emptyBox
	tickedBox
)

const (
	listGap  = 12
	listSide = 64 // of icon or mark
	// sidePagerWidth holds two arrows and the page's number.
	sidePagerWidth = 2*(minTarget+8) + 76 + 2*listGap
	// rowStretch is how much higher than needed a row becomes where there is room.
	rowStretch = 36
)

// list draws items in rows, as large as the texts ask for, page by page when
// they do not fit: none is left out, none is cut.
func (c *canvas) list(at image.Rectangle, items []item, p picture) {
	cols := 1
	if at.Dx() >= 1500 || at.Dx() >= 1240 && c.k == 1 {
		cols = 2
	}
	if pages := c.packed(at, cols, items); len(pages) == 1 {
		c.rowsOf(at, cols, pages[0])
		return
	}
	foot, room := cutBottom(at, c.pagerHeight(), gutter/2)
	side := room.Dy() < 2*(minTarget+8)+listGap
	if side { // no room below
		foot, room = cutRight(at, sidePagerWidth, listGap)
	}
	pages := c.packed(room, cols, items)
	now := min(p.local.page, len(pages)-1)
	c.rowsOf(room, cols, pages[now])
	if side {
		c.sidePager(foot, now, len(pages), p)
		return
	}
	c.pager(foot, now, len(pages), p)
}

// sidePager turns pages beside a list.
func (c *canvas) sidePager(at image.Rectangle, now, n int, p picture) {
	left, mid := cutLeft(at, minTarget+8, listGap)
	right, mid := cutRight(mid, minTarget+8, listGap)
	turn := func(at image.Rectangle, w phrase, ic icon, to int) {
		c.pushable(at, c.control(at, w.in(p.Lang), nil, turnTo(to)), true)
		c.icon(middleOf(at, 44, 44).Min, 44, ic, c.Action, 2.2)
	}
	if now > 0 {
		turn(left, wPrevious, iconBack, now-1)
	}
	if now < n-1 {
		turn(right, wNext, iconArrow, now+1)
	}
	c.text(mid, style{size: sizeSmall, weight: semiBold, color: c.InkSoft}.centered().mid(), counter(now, n))
}

// packed distributes items over pages.
func (c *canvas) packed(at image.Rectangle, cols int, items []item) [][]item {
	w := (at.Dx() - listGap*(cols-1)) / cols
	var pages [][]item
	var now []item
	used, row := 0, 0
	for i, it := range items {
		h := c.itemHeight(w, it)
		if i := len(now) % cols; i > 0 {
			h = max(h, row)
			used -= row + listGap
		}
		if len(now) > 0 && used+h > at.Dy() {
			pages, now, used = append(pages, now), nil, 0
			h = c.itemHeight(w, items[i])
		}
		now = append(now, it)
		row = h
		used += h + listGap
	}
	return append(pages, now)
}

func (c *canvas) rowsOf(at image.Rectangle, cols int, items []item) {
	w := (at.Dx() - listGap*(cols-1)) / cols
	height := func(part []item) int {
		h := 0
		for _, it := range part {
			h = max(h, c.itemHeight(w, it))
		}
		return h
	}
	used, rows := -listGap, 0
	for i := 0; i < len(items); i += cols {
		used, rows = used+height(items[i:min(i+cols, len(items))])+listGap, rows+1
	}
	more := min(rowStretch, max(0, at.Dy()-used)/max(1, rows))
	y := at.Min.Y
	for i := 0; i < len(items); i += cols {
		part := items[i:min(i+cols, len(items))]
		h := min(height(part)+more, at.Max.Y-y)
		for j, it := range part {
			x := at.Min.X + j*(w+listGap)
			c.item(image.Rect(x, y, x+w, y+h), it)
		}
		y += h + listGap
	}
}

// The styles of a row.
func (c *canvas) itemTitle() style { return style{size: c.t(36), weight: semiBold, color: c.Ink} }

func (c *canvas) itemNote() style {
	return style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}
}

// itemRoom is the width left for the texts of a row.
func itemRoom(w int, it item) int {
	w -= 2 * 24 // padding
	if it.box == noBox {
		w -= 56 // the arrow
	}
	if it.box != noBox || it.icon != "" || it.mark != "" {
		w -= listSide + 20
	}
	return w
}

func (c *canvas) itemHeight(w int, it item) int {
	room := itemRoom(w, it)
	if it.box != noBox {
		return max(minTarget+8, c.set(c.body(), room, it.title).height+20+lipHeight)
	}
	h := c.set(c.itemTitle(), room, it.title).height
	if it.note != "" {
		h += c.set(c.itemNote(), room, it.note).height
	}
	return max(minTarget+8, h+20+lipHeight)
}

func (c *canvas) item(at image.Rectangle, it item) {
	if it.box != noBox {
		c.tickItem(at, it)
		return
	}
	pressed := c.control(at, it.title, it.msg, it.act)
	c.tell(it.note)
	ground, ink := c.Action, c.Action
	if it.shut {
		ground, ink = c.InkSoft, c.InkSoft
	}
	if it.shut && !pressed {
		c.framed(at, 3, c.Lip, c.Sunken)
	} else {
		c.plate(at, pressed)
	}
	in := pad(at, 24, 0)
	in.Max.Y -= lipHeight
	switch {
	case it.mark != "":
		var left image.Rectangle
		left, in = cutLeft(in, listSide, 20)
		c.badge(middleOf(left, listSide, listSide), ground, c.OnAction, 38, it.mark)
	case it.icon != "":
		var left image.Rectangle
		left, in = cutLeft(in, listSide, 20)
		c.icon(middleOf(left, 52, 52).Min, 52, it.icon, c.Action, 2)
	}
	arrow, in := cutRight(in, 36, 20)
	c.icon(middleOf(arrow, 34, 34).Min, 34, iconArrow, ink, 2.2)
	title := c.set(c.itemTitle(), in.Dx(), it.title)
	if title.width > in.Dx() || it.note == "" {
		c.text(in, c.itemTitle().mid(), it.title)
		return
	}
	note := c.set(c.itemNote(), in.Dx(), it.note)
	if title.height+note.height > in.Dy() {
		c.flowFit(in, []para{{style: c.itemTitle(), text: it.title}, {style: c.itemNote(), text: it.note}})
		return
	}
	y := in.Min.Y + max(0, (in.Dy()-title.height-note.height)/2)
	c.put(image.Rect(in.Min.X, y, in.Max.X, y+title.height), title, it.title)
	c.text(image.Rect(in.Min.X, y+title.height, in.Max.X, max(in.Max.Y, y+title.height+note.height)), c.itemNote(), it.note)
}

func (c *canvas) pagerHeight() int { return max(minTarget+lipHeight, c.barRow()-8) }

// pager turns pages, with words where they have room.
func (c *canvas) pager(at image.Rectangle, now, n int, p picture) {
	if at.Dx() <= sidePagerWidth {
		c.sidePager(at, now, n, p)
		return
	}
	w := min(420, (at.Dx()-2*gutter)/3)
	left, mid := cutLeft(at, w, gutter)
	right, mid := cutRight(mid, w, gutter)
	if now > 0 {
		c.button(left, button{label: wPrevious.in(p.Lang), icon: iconBack, act: turnTo(now - 1), quiet: true})
	}
	if now < n-1 {
		c.button(right, button{label: wNext.in(p.Lang), icon: iconArrow, act: turnTo(now + 1), quiet: true})
	}
	c.text(mid, style{size: sizeBody, weight: semiBold, color: c.InkSoft}.centered().mid(), fmt.Sprintf(wPage.in(p.Lang), now+1, n))
}
