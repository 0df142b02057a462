package ui

import (
	"fmt"
	"image"
	"slices"
	"strconv"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// The texts of the papers that a visitor ticks.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wTickHint  = phrase{Vi: "Chạm vào giấy tờ quý khách đã có", En: "Touch the papers that you have"}
	wHave      = phrase{Vi: "Đã có", En: "You have it"}
	wHaveNot   = phrase{Vi: "Chưa có", En: "Not yet"}
	wLacking   = phrase{Vi: "Còn thiếu %d giấy tờ", En: "%d still missing"}
	wTakeStill = phrase{Vi: "Quý khách vẫn lấy số được", En: "You can take a number all the same"}
	wLackSome  = phrase{Vi: "Đã có giấy tờ chính. Còn lại chỉ cần trong một số trường hợp", En: "You have the main papers. The rest is for some cases only"}
	wLackNone  = phrase{Vi: "Đã đủ giấy tờ trong danh sách. Cán bộ sẽ kiểm tra tại cửa", En: "You have all on the list. The official checks it at the door"}
)

// paper is one of a procedure's papers, to be ticked. What it says for a
// listener tells whether she has it, and then what is missing.
func (p picture) paper(pr *assist.Procedure, i int) item {
	have := slices.Contains(p.Having, i)
	it := item{
		title: lookup(pr.Papers[i], p.Lang), box: emptyBox, note: wHaveNot.in(p.Lang),
		msg: kiosk.PaperTicked{Code: pr.Code, Paper: i, Have: !have},
	}
	if have {
		it.box, it.note = tickedBox, wHave.in(p.Lang)
	}
	if len(p.Having) > 0 {
		it.note += ". " + p.lacking(pr)
	}
	return it
}

func (p picture) papers(pr *assist.Procedure) []item {
	out := make([]item, len(pr.Papers))
	for i := range out {
		out[i] = p.paper(pr, i)
	}
	return out
}

// lacking says what is missing of what somebody brings who has begun to tick,
// and that she may take a number nevertheless; else how to begin.
func (p picture) lacking(pr *assist.Procedure) string {
	always, sometimes := pr.Lacking(p.Having)
	switch {
	case len(p.Having) == 0:
		return wTickHint.in(p.Lang)
	case always == 0 && sometimes == 0:
		return wLackNone.in(p.Lang)
	case always == 0:
		return wLackSome.in(p.Lang)
	}
	words := fmt.Sprintf(wLacking.in(p.Lang), always)
	if s, ok := serviceOf(p.View, pr); ok && !closed(s) {
		words += ". " + wTakeStill.in(p.Lang)
	}
	return words
}

// checklist draws the papers in rows that are ticked, above them what is missing.
// A listener hears that with each paper, not anew with the whole screen.
func (c *canvas) checklist(at image.Rectangle, p picture, pr *assist.Procedure) {
	c.sayPapers(p, pr)
	cols := 1
	if at.Dx() >= 1240 && c.k == 1 {
		cols = 2
	}
	items := p.papers(pr)
	strip, at := cutTop(at, c.push(56), listGap)
	c.lackStrip(strip, p, pr)
	foot, room := cutBottom(at, c.push(88), listGap)
	pages := c.packed(room, cols, items)
	if len(pages) > 1 { // beside a pager its texts take two lines
		foot, room = cutBottom(at, max(c.slipHeight(), c.pagerHeight()), listGap)
		pages = c.packed(room, cols, items)
	}
	now := min(p.local.page, len(pages)-1)
	c.rowsOf(room, cols, pages[now])
	if len(pages) > 1 {
		var turn image.Rectangle
		turn, foot = cutRight(foot, sidePagerWidth, listGap)
		c.sidePager(turn, now, len(pages), p)
	}
	c.guideFoot(foot, p, pr)
}

// sayPapers reads the list once.
func (c *canvas) sayPapers(p picture, pr *assist.Procedure) {
	c.say(wBring.in(p.Lang))
	for _, t := range pr.Papers {
		c.say(lookup(t, p.Lang))
	}
}

// lackStrip tells what is missing.
func (c *canvas) lackStrip(at image.Rectangle, p picture, pr *assist.Procedure) {
	ic, ground, ink, edge := iconTicked, c.ActionSoft, c.ActionDeep, c.Action
	if always, sometimes := pr.Lacking(p.Having); always+sometimes == 0 {
		ic, ground, ink, edge = iconCheck, c.GoodSoft, c.Good, c.Good
	} else if len(p.Having) > 0 {
		ic = iconPapers
	}
	c.framed(at, 3, edge, ground)
	c.iconText(pad(at, 16, 2), ic, style{size: c.t(sizeBody), weight: semiBold, color: ink}, p.lacking(pr))
}

// tickItem draws a row that is ticked.
func (c *canvas) tickItem(at image.Rectangle, it item) {
	pressed := c.control(at, it.title, it.msg, it.act)
	c.tell(it.note)
	c.plate(at, pressed)
	in := pad(at, 24, 0)
	in.Max.Y -= lipHeight
	left, in := cutLeft(in, listSide, 20)
	c.tickBox(middleOf(left, 52, 52), it.box)
	c.text(in, c.body().mid(), it.title)
}

// tickBox draws the box; a tick is in one that is filled.
func (c *canvas) tickBox(at image.Rectangle, b box) {
	const round = 10
	c.box(at, round, c.Action)
	if b == tickedBox {
		side := at.Dx() * 3 / 4
		c.icon(middleOf(at, side, side).Min, side, iconCheck, c.OnAction, 3)
		return
	}
	c.box(at.Inset(4), round-4, c.Surface)
}

// tickWidth is that of a box with its number where there is room.
const tickWidth = 236

// ticks draws the papers' boxes alone, each with the number that its text bears
// above the reach of a hand.
func (c *canvas) ticks(at image.Rectangle, p picture, pr *assist.Procedure) {
	n := len(pr.Papers)
	w := min(tickWidth, (at.Dx()-listGap*(n-1))/n)
	for i, it := range p.papers(pr) {
		at := image.Rect(at.Min.X+i*(w+listGap), at.Min.Y, at.Min.X+i*(w+listGap)+w, at.Max.Y)
		pressed := c.control(at, it.title, it.msg, it.act)
		c.tell(it.note)
		c.plate(at, pressed)
		in := pad(at, 6, 0)
		in.Max.Y -= lipHeight
		side := min(48, in.Dx()/2)
		left, right := cutLeft(in, in.Dx()/2, 0)
		c.tickBox(middleOf(left, side, side), it.box)
		c.text(right, style{size: c.t(sizeBody), weight: bold, color: c.Action}.centered().mid(), strconv.Itoa(i+1))
	}
}

// numbered are the papers with the numbers of their boxes, and what is missing.
func (c *canvas) numbered(p picture, pr *assist.Procedure) []para {
	out := []para{{style: c.lead(), text: p.lacking(pr)}}
	for i, it := range p.papers(pr) {
		ic := iconBox
		if it.box == tickedBox {
			ic = iconTicked
		}
		out = append(out, para{style: c.body(), text: strconv.Itoa(i+1) + "." + nbsp + it.title, icon: ic, gap: 12})
	}
	return out
}
