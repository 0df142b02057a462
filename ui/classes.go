package ui

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tiepdan/kiosk"
)

// The texts of choosing whether one goes before others.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wPriority     = phrase{Vi: "Ưu tiên", En: "Priority"}
	wPriorityWho  = phrase{Vi: "Người cao tuổi, người khuyết tật, phụ nữ mang thai, người có công", En: "Older or disabled people, pregnant women, people of merit"}
	wPriorityMore = phrase{Vi: "%s và các diện khác", En: "%s and others"}
	wPriorityPick = phrase{Vi: "Chạm để chọn", En: "Touch to choose"}
	wPrioritySet  = phrase{Vi: "Đã chọn", En: "Chosen"}
	wOn           = phrase{Vi: "Đang bật", En: "On"}
	wOff          = phrase{Vi: "Đang tắt", En: "Off"}
	wClassTitle   = phrase{Vi: "Mời quý khách chọn diện ưu tiên", En: "Please choose what applies to you"}
	wClassHint    = phrase{Vi: "Máy không hỏi và không ghi tên quý khách.", En: "No name is asked for, and none is stored."}
	wClassNone    = phrase{Vi: "Lấy số thường", En: "Ordinary number"}
)

// The pages that a visitor opens over the home screen or a procedure. They are
// the screen's own business: what is chosen there travels with the ticket.
type sheet int

const (
	sheetNone    sheet = iota
	sheetClasses       // who goes before others
	sheetPlan          // what else the visitor came for
)

// show opens or closes a page.
func show(s sheet) action { return func(l *local) { l.sheet, l.page, l.focus = s, 0, 0 } }

// classed reports whether there is a page of classes to choose from: one class
// alone, or none of its own, is a switch.
func (p picture) classed() bool { return len(p.Line.Classes) > 1 }

// priorityMsg asks for the only class there is, or for none.
func (p picture) priorityMsg() kiosk.Msg {
	switch {
	case len(p.Line.Classes) == 0:
		return kiosk.PriorityToggled{}
	case p.Priority:
		return kiosk.ClassPicked{}
	default:
		return kiosk.ClassPicked{Class: p.Line.Classes[0].ID}
	}
}

// class is the name of the class that is chosen, "" for none.
func (p picture) class() string {
	for _, k := range p.Line.Classes {
		if k.ID == p.Line.Class {
			return k.Name.In(p.Lang)
		}
	}
	return ""
}

// priorityBar draws who goes before others, above the services: a switch, or
// the way to the page of classes. Who takes an ordinary number passes it by.
func (c *canvas) priorityBar(at image.Rectangle, p picture) {
	var pressed bool
	word := wOff
	switch {
	case p.classed():
		word = wPriorityPick
		pressed = c.control(at, wPriority.in(p.Lang), nil, show(sheetClasses))
	default:
		pressed = c.touch(at, wPriority.in(p.Lang), p.priorityMsg())
	}
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	ground, edge, ink := c.Surface, c.Lip, c.Ink
	if p.Priority {
		ground, edge, ink, word = c.GoodSoft, c.Good, c.Good, wOn
		if p.classed() {
			word = wPrioritySet
		}
	}
	if pressed {
		face, ground = at, c.ActionSoft
	}
	c.box(at, radius, edge)
	c.framed(face, 3, edge, ground)
	in := pad(face, 16, 4)
	ic, in := cutLeft(in, 56, 14)
	c.icon(middleOf(ic, 54, 54).Min, 54, iconHeart, ink, 2)
	sign, in := cutRight(in, 104, 14)
	switch {
	case !p.classed():
		c.knob(middleOf(sign, 100, 54), p.Priority)
	case p.Priority:
		c.icon(middleOf(sign, 50, 50).Min, 50, iconCheck, ink, 3)
	default:
		c.icon(middleOf(sign, 40, 40).Min, 40, iconArrow, c.Action, 2.2)
	}
	state := style{size: c.t(sizeSmall), weight: semiBold, color: ink}.mid()
	width := c.h(166)
	if w := c.set(state, in.Dx(), glue(word.in(p.Lang))).width + 4; w < in.Dx()/2 {
		width = max(width, w)
	}
	title, in := cutLeft(in, width, 30)
	title, below := cutTop(title, title.Dy()*57/100, 0)
	c.text(title, style{size: c.t(38), weight: bold, color: ink}.mid(), wPriority.in(p.Lang))
	c.text(below, state, glue(word.in(p.Lang)))
	c.priorityText(in, p)
}

// priorityText says who goes first, or what was chosen.
func (c *canvas) priorityText(at image.Rectangle, p picture) {
	who := style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}.mid()
	text := c.whoFirst(at.Size(), who, p)
	c.tell(text)
	if name := p.class(); p.Priority && name != "" {
		c.tell(name)
		text, who = name, style{size: c.t(sizeBody), weight: semiBold, color: c.Good}.mid()
	}
	c.text(at, who, text)
}

// whoFirst lists the classes as far as there is room, and says when there are
// more.
func (c *canvas) whoFirst(room image.Point, s style, p picture) string {
	if len(p.Line.Classes) == 0 {
		return wPriorityWho.in(p.Lang)
	}
	var names []string
	for _, k := range p.Line.Classes {
		names = append(names, k.Name.In(p.Lang))
	}
	for n := len(names); ; n-- {
		text := strings.Join(names[:n], " · ")
		if n < len(names) {
			text = fmt.Sprintf(wPriorityMore.in(p.Lang), enumerated(names[:n]))
		}
		if b := c.set(s, room.X, text); n == 1 || b.height <= room.Y && b.width <= room.X {
			return text
		}
	}
}

// enumerated lists names in a sentence, of which only the first begins large.
func enumerated(names []string) string {
	out := slices.Clone(names)
	for i, n := range out[1:] {
		first, size := utf8.DecodeRuneInString(n)
		out[i+1] = string(unicode.ToLower(first)) + n[size:]
	}
	return strings.Join(out, ", ")
}

// knob draws a switch; on, it bears a tick.
func (c *canvas) knob(at image.Rectangle, on bool) {
	d := at.Dy() - 12
	if on {
		c.box(at, at.Dy()/2, c.Good)
		dot := image.Rect(at.Max.X-6-d, at.Min.Y+6, at.Max.X-6, at.Max.Y-6)
		c.box(dot, d/2, c.Surface)
		c.icon(middleOf(dot, 28, 28).Min, 28, iconCheck, c.Good, 3)
		return
	}
	c.box(at, at.Dy()/2, c.InkSoft)
	c.box(image.Rect(at.Min.X+6, at.Min.Y+6, at.Min.X+6+d, at.Max.Y-6), d/2, c.Surface)
}

// priorityButton is the same in a row of buttons.
func (p picture) priorityButton() button {
	b := button{label: wPriority.in(p.Lang), icon: iconHeart, quiet: true, act: show(sheetClasses)}
	if !p.classed() {
		b.act, b.msg = nil, p.priorityMsg()
	}
	if p.Priority {
		b.icon = iconCheck
	}
	return b
}

// classes draws the page of classes. One touch chooses and leads back.
func (c *canvas) classes(p picture) {
	f := c.chrome(p, button{label: wGoBack.in(p.Lang), icon: iconBack, act: show(sheetNone), quiet: true})
	room := c.titled(f, p, c.h(110), wClassTitle.in(p.Lang), wClassHint.in(p.Lang))
	var items []item
	for _, k := range p.Line.Classes {
		it := item{title: k.Name.In(p.Lang), icon: iconHeart, msg: kiosk.ClassPicked{Class: k.ID}, act: show(sheetNone)}
		if k.ID == p.Line.Class {
			it.icon, it.note = iconCheck, wPrioritySet.in(p.Lang)
		}
		items = append(items, it)
	}
	items = append(items, item{title: wClassNone.in(p.Lang), icon: iconPeople, msg: kiosk.ClassPicked{}, act: show(sheetNone)})
	c.list(room, items, p)
}
