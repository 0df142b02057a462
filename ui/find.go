package ui

import (
	"fmt"
	"image"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// The texts of finding a procedure.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wFindTitle = phrase{Vi: "Quý khách cần làm thủ tục gì?", En: "What would you like to do?"}
	wByWriting = phrase{Vi: "Gõ tên thủ tục", En: "Type what you need"}
	wByVoice   = phrase{Vi: "Nói với robot", En: "Say what you need"}
	wByGroup   = phrase{Vi: "Hoặc chọn lĩnh vực", En: "Or choose a field"}
	wCount     = phrase{Vi: "%d thủ tục", En: "%d procedures"}
	wCountOne  = phrase{Vi: "1 thủ tục", En: "1 procedure"}
	wOnline    = phrase{Vi: "Nộp được trực tuyến", En: "Can be handed in online"}
	wGroupHint = phrase{Vi: "Chạm vào một thủ tục để xem giấy tờ và lấy số", En: "Touch a procedure to see the papers and get a number"}
)

// lookup reads a text of the catalogue in a language, Vietnamese when the other
// is missing.
func lookup(t assist.Text, l kiosk.Lang) string { return kiosk.Text(t).In(l) }

// name is what a procedure is called on a button.
func name(pr *assist.Procedure, l kiosk.Lang) string {
	if s := lookup(pr.Plain, l); s != "" {
		return s
	}
	return lookup(pr.Title, l)
}

// heading draws the title of a screen and says it.
func (c *canvas) heading(at image.Rectangle, title, hint string) {
	c.say(title, hint)
	if hint == "" {
		c.text(at, c.title().mid(), title)
		return
	}
	up, down := cutTop(at, at.Dy()*58/100, 0)
	c.text(up, c.title().mid(), title)
	c.text(down, style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}.mid(), hint)
}

func (c *canvas) title() style { return style{size: c.t(48), weight: bold, color: c.Ink} }

// titled gives a screen's heading a place, with the board above it where there
// is room that no hand reaches, and returns what is left for the controls.
func (c *canvas) titled(f frame, p picture, h int, title, hint string) image.Rectangle {
	if f.deep() {
		at, above := cutBottom(f.top, h, 16)
		c.above(above, p)
		c.heading(at, title, hint)
		return f.work
	}
	at, rest := cutTop(f.work, h, 16)
	c.heading(at, title, hint)
	return rest
}

// find draws the ways to a procedure: writing, voice, groups.
func (c *canvas) find(p picture) {
	f := c.chrome(p, goHome(p))
	room := c.titled(f, p, c.h(76), wFindTitle.in(p.Lang), "")
	ways, room := cutTop(room, c.push(116), 16)
	all := []button{{label: wByWriting.in(p.Lang), icon: iconSearch, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenSearch})}}
	if p.hears() {
		speak := button{label: wByVoice.in(p.Lang), icon: iconMic, msg: kiosk.ListenAsked{}}
		if p.tools.wordsSent { // she is told so before the microphone opens
			speak.msg = open(p, kiosk.Spot{Screen: kiosk.ScreenListen})
		}
		all = append(all, speak)
	}
	for i, b := range all {
		b.size = c.t(sizeLead)
		c.button(cell(ways, len(all), 1, gutter, i), b)
	}
	if room.Dy() > 430 {
		var line image.Rectangle
		line, room = cutTop(room, c.h(52), 8)
		c.text(line, style{size: c.t(sizeBody), weight: semiBold, color: c.InkSoft}.mid(), wByGroup.in(p.Lang))
	}
	var items []item
	for _, g := range p.tools.groups() {
		items = append(items, item{
			title: lookup(g.Name, p.Lang), note: countText(g.count, p.Lang), icon: iconPapers,
			msg: open(p, kiosk.Spot{Screen: kiosk.ScreenGroup, Group: g.ID}),
		})
	}
	c.list(room, items, p)
}

func countText(n int, l kiosk.Lang) string {
	if n == 1 {
		return wCountOne.in(l)
	}
	return glue(fmt.Sprintf(wCount.in(l), n))
}

// group draws the procedures of one group.
func (c *canvas) group(p picture) {
	f := c.chrome(p, goHome(p), goBack(p, kiosk.Spot{Screen: kiosk.ScreenFind}))
	g := p.tools.group(p.Spot.Group)
	room := c.titled(f, p, c.h(110), lookup(g.Name, p.Lang), wGroupHint.in(p.Lang))
	c.list(room, c.procedures(p.tools.in(p.Spot.Group), p), p)
}

// procedures makes rows of procedures.
func (c *canvas) procedures(all []*assist.Procedure, p picture) []item {
	items := make([]item, len(all))
	for i, pr := range all {
		items[i] = item{title: name(pr, p.Lang), msg: open(p, kiosk.Spot{Screen: kiosk.ScreenGuide, Group: p.Spot.Group, Code: pr.Code})}
		if pr.Online {
			items[i].note = wOnline.in(p.Lang)
		}
	}
	return items
}
