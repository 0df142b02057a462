package ui

import (
	"image"
	"strconv"
	"strings"

	"tiepdan/kiosk"
)

// The texts of coming at an appointed time.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wCheckIn      = phrase{Vi: "Có hẹn trước", En: "Appointment"}
	wCheckInTitle = phrase{Vi: "Nhập mã hẹn gồm 6 chữ số", En: "Enter your code of 6 digits"}
	wCheckInHint  = phrase{Vi: "Mã được cấp khi quý khách đặt hẹn. Không có mã, mời lấy số thường ở trang đầu.", En: "You were given it with your appointment. Without a code, please take an ordinary number on the first page."}
	wCheckInNot   = phrase{Vi: "Chưa lấy được số", En: "No number yet"}
	wCheckInTake  = phrase{Vi: "Lấy số", En: "Get my number"}
	wCodeSoFar    = phrase{Vi: "Đã nhập", En: "Entered"}
)

// codeDigits is how many digits the code of a reservation has.
const codeDigits = 6

// checkInButton leads to the page for those who have an appointment; there is
// none while nothing is reserved.
func checkInButton(p picture) (button, bool) {
	if len(p.Line.Bookings) == 0 {
		return button{}, false
	}
	return button{label: wCheckIn.in(p.Lang), icon: iconCalendar, msg: open(p, along(p, kiosk.ScreenCheckIn)), quiet: true}, true
}

// checkIn draws the digits of a reservation's code, the keys to type it, and
// what came of it.
func (c *canvas) checkIn(p picture) {
	back := p.Spot
	back.Screen = lookBack(p)
	own := []button{goHome(p)}
	if back.Screen != kiosk.ScreenHome {
		own = append(own, goBack(p, back))
	}
	f := c.chrome(p, own...)
	told, keys := f.top, f.work
	if !f.deep() {
		told, keys = cutLeft(f.work, f.work.Dx()*52/100, 40)
	}
	if f.deep() { // what is short stands near the keys
		var above image.Rectangle
		need := c.h(76) + 16 + c.answerHeight(told.Dx(), p)
		if keys.Dy() <= 800 {
			need += 130 + gutter
		}
		told, above = cutBottom(told, need, 16)
		c.above(above, p)
	}
	head, told := cutTop(told, c.h(76), 16)
	c.heading(head, wCheckInTitle.in(p.Lang), "")
	var boxes image.Rectangle
	if f.deep() && keys.Dy() > 800 { // there is more room below
		boxes, keys = cutTop(keys, 130, gutter)
	} else {
		boxes, told = cutTop(told, min(130, told.Dy()*36/100), gutter)
	}
	c.codeBoxes(boxes, p)
	c.codeAnswer(told, p)
	c.codeKeys(keys, p)
}

// codeBoxes draws the digits typed so far, and the room for the others.
func (c *canvas) codeBoxes(at image.Rectangle, p picture) {
	at.Max.X = min(at.Max.X, at.Min.X+codeDigits*(120+14))
	for i := range codeDigits {
		box := cell(at, codeDigits, 1, 14, i)
		switch {
		case i < len(p.local.code):
			c.framed(box, 4, c.Action, c.Surface)
			c.text(box, style{size: sizeDisplay, weight: bold, color: c.Ink, tight: true}.centered().mid(), p.local.code[i:i+1])
		case i == len(p.local.code): // the next one
			c.framed(box, 4, c.Action, c.ActionSoft)
		default:
			c.framed(box, 3, c.Lip, c.Sunken)
		}
	}
	if p.local.code != "" {
		c.say(wCodeSoFar.in(p.Lang) + ": " + strings.Join(strings.Split(p.local.code, ""), " "))
	}
}

// answerHeight is the room that the answer needs at most, or the hint.
func (c *canvas) answerHeight(width int, p picture) int {
	if p.Line.CheckIn != nil {
		return c.h(320)
	}
	return c.set(style{size: c.t(sizeBody), weight: medium}, width, wCheckInHint.in(p.Lang)).height
}

// codeAnswer says what came of the code, or where it is from.
func (c *canvas) codeAnswer(at image.Rectangle, p picture) {
	v := p.Line.CheckIn
	if v == nil {
		c.say(wCheckInHint.in(p.Lang))
		c.text(at, style{size: c.t(sizeBody), weight: medium, color: c.InkSoft}, wCheckInHint.in(p.Lang))
		return
	}
	words := v.Words(p.now.Location()).In(p.Lang)
	c.say(wCheckInNot.in(p.Lang), words)
	at.Max.Y = min(at.Max.Y, at.Min.Y+c.h(320))
	c.framed(at, 3, c.WarnLine, c.WarnSoft)
	in := pad(at, padding, 12)
	side := min(96, in.Dy())
	pic, in := cutLeft(in, side, 24)
	ic := iconWarn
	if v.Outcome == kiosk.CheckInEarly {
		ic = iconClock
	}
	c.icon(middleOf(pic, side, side).Min, side, ic, c.Warn, 2)
	c.flowFit(in, []para{
		{style: style{size: c.t(sizeLead), weight: bold, color: c.Warn}, text: wCheckInNot.in(p.Lang)},
		{style: style{size: c.t(sizeBody), weight: medium, color: c.Warn}, text: words, gap: 4},
	})
}

// codeKeys draws the keys, and the way on below them once the code is whole.
func (c *canvas) codeKeys(at image.Rectangle, p picture) {
	at.Max.Y = min(at.Max.Y, at.Min.Y+900)
	push, at := cutBottom(at, max(minTarget+lipHeight, min(c.push(120), at.Dy()/5)), 16)
	for i, d := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "<"} {
		c.codeKey(cell(at, 3, 4, 12, i), d, p)
	}
	b := button{label: wCheckInTake.in(p.Lang), icon: iconPrinter, here: true, size: c.t(sizeLead)}
	if code, err := strconv.Atoi(p.local.code); err == nil && len(p.local.code) == codeDigits {
		b.here, b.msg = false, kiosk.CheckInAsked{Code: code}
	}
	c.button(push, b)
}

// codeKey draws a key. Those who listen choose it like any other control.
func (c *canvas) codeKey(at image.Rectangle, d string, p picture) {
	refused := p.Line.CheckIn != nil
	switch d {
	case "":
	case "<":
		c.keyCap(at, keycap{group: "digit ", id: "erase", label: wErase.in(p.Lang), icon: iconErase, act: func(l *local) {
			l.code = l.code[:max(0, len(l.code)-1)]
		}})
	default:
		c.keyCap(at, keycap{group: "digit ", id: d, label: d, size: 60, act: func(l *local) {
			if refused && len(l.code) == codeDigits { // a new code begins
				l.code = ""
			}
			if len(l.code) < codeDigits {
				l.code += d
			}
		}})
	}
}
