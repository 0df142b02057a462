package ui

import (
	"image"

	"tiepdan/kiosk"
)

// The texts of the page on which a visitor makes the screen easier.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wLooksTitle   = phrase{Vi: "Quý khách muốn màn hình thế nào?", En: "How should this screen be?"}
	wTextNormal   = phrase{Vi: "Chữ thường", En: "Normal text"}
	wTextLarge    = phrase{Vi: "Chữ to", En: "Large text"}
	wTextLargest  = phrase{Vi: "Chữ rất to", En: "Largest text"}
	wContrast     = phrase{Vi: "Tương phản cao", En: "High contrast"}
	wContrastHint = phrase{Vi: "Chữ sáng trên nền đen, dễ đọc", En: "Bright text on black"}
	wReach        = phrase{Vi: "Hạ thấp nút bấm", En: "Controls lower down"}
	wReachHint    = phrase{Vi: "Mọi nút trong tầm tay người ngồi xe lăn", En: "Within reach from a wheelchair"}
	wGuided       = phrase{Vi: "Hướng dẫn bằng giọng nói", En: "Voice guide"}
	wGuidedHint   = phrase{Vi: "Đọc to mọi màn hình, chỉ cần bốn nút lớn", En: "Every screen is read out, four large buttons"}
	wUsual        = phrase{Vi: "Trở lại như thường", En: "Back to normal"}
)

// looks draws what a visitor can change of the screen. It changes at once.
func (c *canvas) looks(p picture) {
	back := p.Spot
	back.Screen = lookBack(p)
	own := []button{goBack(p, back)}
	f := c.chrome(p, own...)
	room := c.titled(f, p, c.h(76), wLooksTitle.in(p.Lang), "")
	sizes, room := cutTop(room, max(c.h(112), room.Dy()*24/100), 16)
	labels := []string{short(wTextNormal.in(p.Lang)), short(wTextLarge.in(p.Lang)), short(wTextLargest.in(p.Lang))}
	size := c.alike(choiceRoom(cell(sizes, 3, 1, gutter, 0)).Size(), c.t(sizeLead), labels)
	for i, s := range []struct {
		size  kiosk.TextSize
		label phrase
	}{{kiosk.TextNormal, wTextNormal}, {kiosk.TextLarge, wTextLarge}, {kiosk.TextLargest, wTextLargest}} {
		to := p.Looks
		to.Text = s.size
		c.choice(cell(sizes, 3, 1, gutter, i), choice{
			label: s.label.in(p.Lang), icon: iconLetters, on: p.Looks.Text == s.size, size: size, msg: kiosk.LooksPicked{Looks: to},
		})
	}
	all := []choice{
		{label: wContrast.in(p.Lang), hint: wContrastHint.in(p.Lang), icon: iconContrast, on: p.Looks.Contrast, msg: changed(p.Looks, func(l *kiosk.Looks) { l.Contrast = !l.Contrast })},
		{label: wReach.in(p.Lang), hint: wReachHint.in(p.Lang), icon: iconWheelchair, on: p.Looks.Reach, msg: changed(p.Looks, func(l *kiosk.Looks) { l.Reach = !l.Reach })},
		{label: wGuided.in(p.Lang), hint: wGuidedHint.in(p.Lang), icon: iconSpeaker, on: p.Looks.Guided, msg: changed(p.Looks, func(l *kiosk.Looks) { l.Guided = !l.Guided })},
		{label: wUsual.in(p.Lang), icon: iconRepeat, msg: kiosk.LooksPicked{}},
	}
	cols := 1
	if room.Dx() > 1300 || room.Dy() < 4*c.h(112) {
		cols = 2
	}
	rows := (len(all) + cols - 1) / cols
	room.Max.Y = min(room.Max.Y, room.Min.Y+rows*(c.h(200)+gutter)-gutter)
	for i, o := range all {
		at := cell(room, cols, rows, min(gutter, 16), i)
		if at.Dy() < c.h(104) {
			o.hint = "" // there is room for the name alone
		}
		c.choice(at, o)
	}
}

// changed asks for other looks.
func changed(l kiosk.Looks, change func(*kiosk.Looks)) kiosk.Msg {
	change(&l)
	return kiosk.LooksPicked{Looks: l}
}

// lookBack is the screen from which looks or help was opened: what the spot
// still names.
func lookBack(p picture) kiosk.Screen {
	switch {
	case p.Spot.Code != "":
		return kiosk.ScreenGuide
	case p.Spot.Group != "":
		return kiosk.ScreenGroup
	case p.local.query != "":
		return kiosk.ScreenSearch
	default:
		return kiosk.ScreenHome
	}
}

// sign draws a large sign with a title and a text: what a screen with one thing
// to say looks like.
func (c *canvas) sign(at image.Rectangle, ic icon, title, text string) {
	c.say(title, text)
	in := c.card(at)
	words := []para{
		{style: style{size: c.t(60), weight: bold, color: c.Ink}.centered(), text: title},
		{style: style{size: c.t(40), weight: medium, color: c.InkSoft}.centered(), text: text, gap: 16},
	}
	wide := min(in.Dx(), 1200)
	in = middleOf(in, wide, in.Dy())
	side := min(220, in.Dy()*34/100)
	h := min(c.textHeight(in.Dx(), words), in.Dy()-side-24)
	block := middleOf(in, in.Dx(), side+36+h)
	if block.Min.Y < in.Min.Y {
		block = in
	}
	pic, rest := cutTop(block, side, 36)
	c.icon(middleOf(pic, side, side).Min, side, ic, c.Action, 1.6)
	c.flowFit(rest, words)
}
