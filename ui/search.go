package ui

import (
	"image"
	"strings"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui/telex"
)

// The texts of searching.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wSearchTitle = phrase{Vi: "Gõ tên thủ tục, có dấu hoặc không dấu", En: "Type what you need"}
	wSearchEmpty = phrase{Vi: "Ví dụ: khai sinh, chứng thực, tạm trú", En: "For instance: birth, certified copy, residence"}
	wSearchNone  = phrase{Vi: "Chưa tìm thấy. Xin thử từ khác, hoặc gọi cán bộ.", En: "Nothing found. Please try another word, or call the staff."}
	wAsk         = phrase{Vi: "Hỏi robot", En: "Ask me"}
	wErase       = phrase{Vi: "Xóa", En: "Delete"}
	wSpace       = phrase{Vi: "Dấu cách", En: "Space"}
	wShift       = phrase{Vi: "Chữ hoa", En: "Capitals"}
	wPlainMethod = phrase{Vi: "Không dấu", En: "No marks"}
)

// searchMost is how many results are looked at.
const searchMost = 24

// search draws the keyboard and what is found by what is written so far.
func (c *canvas) search(p picture) {
	own := []button{goHome(p), goBack(p, kiosk.Spot{Screen: kiosk.ScreenFind})}
	if p.tools.mind != nil && strings.TrimSpace(p.local.query) != "" { // what it means in its own words
		own = append(own, button{label: wAsk.in(p.Lang), icon: iconAsk, act: func(l *local) { l.asking = true }})
	}
	f := c.chrome(p, own...)
	c.say(wSearchTitle.in(p.Lang), "")
	room := f.work
	if room.Dx() > 1300 {
		left, right := cutLeft(room, room.Dx()*46/100, gutter)
		c.results(left, p)
		field, keys := cutTop(right, c.push(100), 16)
		c.field(field, p)
		c.keyboard(keys, p, true)
		return
	}
	var field image.Rectangle
	if f.deep() { // what is written is only read: it can stand above
		var top, head image.Rectangle
		field, top = cutBottom(f.top, c.push(100), 16)
		head, top = cutBottom(top, max(c.h(76), min(c.h(140), c.set(c.title(), top.Dx(), wSearchTitle.in(p.Lang)).height)), 16)
		c.text(head, c.title().mid(), wSearchTitle.in(p.Lang))
		c.above(top, p)
	} else {
		field, room = cutTop(room, c.push(100), 12)
	}
	c.field(field, p)
	digits := room.Dy() > 5*keyHeight+4*keyGap+c.pagerHeight()+240
	rows := len(keyRows())
	if digits {
		rows++
	}
	keys, room := cutBottom(room, max(rows*(keyHeight+keyGap)-keyGap, min(rows*96, room.Dy()*45/100)), 16)
	c.keyboard(keys, p, digits)
	c.results(room, p)
}

// field shows what is written, with a caret.
func (c *canvas) field(at image.Rectangle, p picture) {
	c.framed(at, 4, c.Action, c.Surface)
	in := pad(at, 24, 4)
	ic, in := cutLeft(in, 52, 16)
	c.icon(middleOf(ic, 48, 48).Min, 48, iconSearch, c.Action, 2.2)
	s := style{size: c.t(sizeLead), weight: semiBold, color: c.Ink}.mid()
	if p.local.query == "" {
		s.color, s.weight = c.InkSoft, medium
		c.text(in, s.sized(c.t(sizeBody)), wSearchEmpty.in(p.Lang))
		return
	}
	b, _ := c.fit(s, in.Dx()-20, in.Dy(), p.local.query)
	c.put(in, b, p.local.query)
	if len(b.lines) == 0 {
		return
	}
	last := b.lines[len(b.lines)-1]
	y := in.Min.Y + (in.Dy()+b.height)/2 - b.style.lineHeight()
	c.box(image.Rect(in.Min.X+last.width+6, y+6, in.Min.X+last.width+10, y+b.style.lineHeight()-6), 2, c.Action)
}

// results lists what is found.
func (c *canvas) results(at image.Rectangle, p picture) {
	if p.local.query == "" {
		c.framed(at, 2, c.Line, c.Sunken)
		c.even(at.Inset(padding), style{size: c.t(sizeBody), weight: medium, color: c.InkSoft}.centered().mid(), wSearchTitle.in(p.Lang))
		return
	}
	found := p.tools.search(p.local.query)
	if len(found) == 0 {
		c.framed(at, 3, c.WarnLine, c.WarnSoft)
		c.even(at.Inset(padding), style{size: c.t(sizeBody), weight: semiBold, color: c.Warn}.centered().mid(), wSearchNone.in(p.Lang))
		return
	}
	c.list(at, c.procedures(found, p), p)
}

// search finds procedures by what is written.
func (t *tools) search(query string) []*assist.Procedure {
	if t == nil || t.catalogue == nil {
		return nil
	}
	var out []*assist.Procedure
	for _, h := range t.catalogue.Search(query, searchMost) {
		out = append(out, h.Procedure)
	}
	return out
}

// methods are the ways of writing, in the order in which the key goes round.
func methods(digits bool) []telex.Method {
	if !digits {
		return []telex.Method{telex.Telex, telex.Plain}
	}
	return []telex.Method{telex.Telex, telex.VNI, telex.Plain}
}

func methodName(m telex.Method, l kiosk.Lang) string {
	switch m {
	case telex.Telex:
		return "Telex"
	case telex.VNI:
		return "VNI"
	default:
		return wPlainMethod.in(l)
	}
}
