package ui

import (
	"image"

	"tiepdan/kiosk"
)

// The texts of the greeting.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wHello     = phrase{Vi: "Xin chào quý khách!", En: "Welcome!"}
	wHelloEn   = phrase{Vi: "Welcome!", En: "Xin chào quý khách!"}
	wHelloText = phrase{Vi: "Lấy số, hỏi giấy tờ, tìm cửa: chạm vào màn hình để bắt đầu.", En: "Get a number, ask for papers, find your door: touch the screen to begin."}
	wStart     = phrase{Vi: "Bắt đầu", En: "Start"}
	wWelcome   = phrase{Vi: "Xin chào quý khách.", En: "Welcome."}
	wHoldHint  = phrase{Vi: "Đặt tay lên màn hình 3 giây để nghe hướng dẫn bằng giọng nói.", En: "Rest a finger on the screen for 3 seconds for the voice guide."}
)

// attract draws the greeting that stands while nobody is at the screen. The
// people who wait still see whom the doors serve.
func (c *canvas) attract(p picture) {
	c.say(wHello.in(p.Lang), wHelloText.in(p.Lang))
	// The whole screen is one button, under those that say more.
	c.backdrop(wHello.in(p.Lang), kiosk.Woken{Lang: p.Lang})
	f := c.chrome(p)
	if f.deep() {
		c.attractStacked(f, p)
		return
	}
	left, right := cutLeft(f.work, f.work.Dx()*56/100, 32)
	c.greeting(left, p, true)
	if f.boarded {
		if !c.roam(right, p) {
			c.announcement(right, p)
		}
		return
	}
	if plan, rest := cutBottom(right, right.Dy()*55/100, gutter); c.roam(plan, p) {
		c.board(rest, p, 1)
		return
	}
	news, right := cutBottom(right, min(c.h(230), right.Dy()*36/100), gutter)
	c.announcement(news, p)
	c.board(right, p, 1)
}

func (c *canvas) attractStacked(f frame, p picture) {
	if plan, rest := cutBottom(f.top, f.top.Dy()*40/100, gutter); f.top.Dy() > 700 && c.roam(plan, p) {
		f.top = rest
	} else if len(p.leavesOf()) > 0 && f.top.Dy() > 700 {
		var news image.Rectangle
		news, f.top = cutBottom(f.top, 240, gutter)
		c.announcement(news, p)
	}
	c.board(f.top, p, 2)
	c.greeting(f.work, p, f.work.Dy() > 800)
}

// greeting draws the welcome with its two ways in.
func (c *canvas) greeting(at image.Rectangle, p picture, robot bool) {
	c.box(at, radius, c.Brand)
	in := pad(at, 48, 36)
	push, in := cutBottom(in, c.push(136), gutter)
	for i, l := range []kiosk.Lang{kiosk.Vi, kiosk.En} {
		c.button(cell(push, 2, 1, gutter, i), button{
			label: wStart.in(l), icon: iconArrow, msg: kiosk.Woken{Lang: l}, quiet: i == 1, size: c.t(44),
		})
	}
	if p.tools.speaks && (c.k == 1 || len(p.strip()) == 0) { // large texts need the room
		var hint image.Rectangle
		s := style{size: c.t(sizeSmall), weight: medium, color: c.OnBrandLow}.centered().mid()
		hint, in = cutBottom(in, max(c.h(52), c.set(s, in.Dx(), wHoldHint.in(p.Lang)).height), 12)
		c.even(hint, s, wHoldHint.in(p.Lang))
	}
	if robot && in.Dy() > c.h(330)+160 {
		var pic image.Rectangle
		pic, in = cutTop(in, min(280, in.Dy()-c.h(330)), 20)
		side := pic.Dy()
		c.icon(middleOf(pic, side, side).Min, side, iconRobot, c.Gold, 1.4)
	}
	hello, rest := cutTop(in, in.Dy()*40/100, 0)
	c.text(hello, style{size: c.t(104), weight: bold, color: c.OnBrand}.centered().mid(), wHello.in(p.Lang))
	also, text := cutTop(rest, rest.Dy()*32/100, 0)
	c.text(also, style{size: c.t(sizeTitle), weight: semiBold, color: c.Gold}.centered().mid(), wHelloEn.in(p.Lang))
	c.even(text, style{size: c.t(40), weight: medium, color: c.OnBrand}.centered().mid(), wHelloText.in(p.Lang))
}
