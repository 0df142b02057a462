package ui

import (
	"image"
	"time"

	"tiepdan/kiosk"
)

// picture is what a screen is drawn from.
type picture struct {
	kiosk.View
	now time.Time // in the ward's time zone
}

// portrait tells which way the canvas stands.
func (c *canvas) portrait() bool { return c.area.Dy() > c.area.Dx() }

// frame is the room that the surroundings leave to a screen.
type frame struct {
	body image.Rectangle
	// left is where a screen puts its way back home: the left of the foot.
	left image.Rectangle
}

// reachTop is the top of the band in which controls may lie: in portrait the
// lower 67 % of the screen, which stays under 1220 mm above the floor.
func (c *canvas) reachTop() int {
	if c.portrait() {
		return c.area.Min.Y + c.area.Dy()*33/100 + 1
	}
	return c.area.Min.Y
}

// chrome draws ground, header, notices and the language switch. With foot a
// row for a way back is kept at the bottom.
func (c *canvas) chrome(p picture, foot bool) frame {
	c.box(c.area, 0, c.Canvas)
	if c.portrait() {
		return c.chromePortrait(p, foot)
	}
	head, body := cutTop(c.area, 128, 0)
	c.box(head, 0, c.Brand)
	_, in := cutBottom(head, 6, 0)
	c.box(image.Rect(head.Min.X, head.Max.Y-6, head.Max.X, head.Max.Y), 0, c.Gold)
	in = pad(in, margin, 10)
	langs, in := cutRight(in, 548, 40)
	c.languages(langs, p.Lang)
	times, in := cutRight(in, 400, 32)
	c.times(times, p)
	c.place(in, p)

	body = pad(body, margin, 24)
	body = c.notices(body, p)
	f := frame{body: body}
	if foot {
		row, rest := cutBottom(body, 104, gutter)
		f.left, _ = cutLeft(row, 520, 0)
		f.body = rest
	}
	return f
}

func (c *canvas) chromePortrait(p picture, foot bool) frame {
	head, body := cutTop(c.area, 148, 0)
	c.box(head, 0, c.Brand)
	c.box(image.Rect(head.Min.X, head.Max.Y-6, head.Max.X, head.Max.Y), 0, c.Gold)
	c.nameplate(pad(head, margin, 16), p)

	row, body := cutBottom(pad(body, margin, 36), 108, gutter)
	langs := row
	f := frame{}
	if foot {
		langs, f.left = cutRight(row, 540, gutter)
	}
	c.languages(langs, p.Lang)
	f.body = c.notices(body, p)
	return f
}

// place draws the flag, the ward's name and what this place is.
func (c *canvas) place(at image.Rectangle, p picture) {
	left, rest := cutLeft(at, 108, 24)
	c.flag(middleOf(left, 108, 72))
	name, sub := cutTop(rest, rest.Dy()*58/100, 0)
	c.text(name, style{size: sizeLead, weight: bold, color: c.OnBrand}.mid(), p.Ward.In(p.Lang))
	c.text(sub, style{size: sizeSmall, weight: medium, color: c.OnBrandLow}.mid(), wPlace.in(p.Lang))
}

// nameplate draws place and time into the narrow header of portrait: the
// ward's name gets the room that the hour leaves, which the date would take.
func (c *canvas) nameplate(at image.Rectangle, p picture) {
	left, rest := cutLeft(at, 108, 24)
	c.flag(middleOf(left, 108, 72))
	up, down := cutTop(rest, rest.Dy()*58/100, 0)
	hour, date := clock(p.now, p.Lang)
	clockAt, up := cutRight(up, 170, 20)
	dateAt, down := cutRight(down, 316, 10)
	c.text(up, style{size: sizeLead, weight: bold, color: c.OnBrand}.mid(), p.Ward.In(p.Lang))
	c.text(clockAt, style{size: sizeTitle, weight: bold, color: c.OnBrand, tight: true}.ended().mid(), hour)
	low := style{size: sizeSmall, weight: medium, color: c.OnBrandLow}.mid()
	c.text(down, low, wPlace.in(p.Lang))
	c.text(dateAt, low.ended(), date)
}

// times draws the time of day and the date.
func (c *canvas) times(at image.Rectangle, p picture) {
	hour, date := clock(p.now, p.Lang)
	up, down := cutTop(at, at.Dy()*58/100, 0)
	c.text(up, style{size: sizeTitle, weight: bold, color: c.OnBrand, tight: true}.ended().mid(), hour)
	c.text(down, style{size: sizeSmall, weight: medium, color: c.OnBrandLow}.ended().mid(), date)
}

// languages draws the switch of the language. What is chosen bears a tick.
func (c *canvas) languages(at image.Rectangle, chosen kiosk.Lang) {
	for i, l := range []kiosk.Lang{kiosk.Vi, kiosk.En} {
		label := [...]key{wVietnamese, wEnglish}[i].in(l)
		box := cell(at, 2, 1, 12, i)
		pressed := c.touch(box, label, kiosk.LanguagePicked{Lang: l})
		s := style{size: sizeBody, weight: semiBold, color: c.OnBrand}
		switch {
		case l == chosen || (l == kiosk.Vi && chosen == ""):
			c.framed(box, 3, c.Brand, c.Surface)
			s.color = c.Brand
			c.iconText(pad(box, 6, 0), iconCheck, s, glue(label))
			continue
		case pressed:
			c.framed(box, 3, c.OnBrandLow, c.Action)
		default:
			c.framed(box, 3, c.OnBrandLow, c.BrandSoft)
		}
		c.text(pad(box, 10, 0), s.centered().mid(), glue(label))
	}
}

// noticeEvery is how long one notice stands when there are several.
const noticeEvery = 8 * time.Second

// notices draws a strip with the degraded functions at the bottom of a
// rectangle and returns the rest.
func (c *canvas) notices(at image.Rectangle, p picture) image.Rectangle {
	if len(p.Notices) == 0 {
		return at
	}
	h := 84
	if c.portrait() {
		h = 116
	}
	strip, rest := cutBottom(at, h, gutter)
	i := page(p.now, noticeEvery, len(p.Notices))
	c.framed(strip, 3, c.WarnLine, c.WarnSoft)
	in := pad(strip, 24, 6)
	ic, in := cutLeft(in, 52, 20)
	c.icon(middleOf(ic, 48, 48).Min, 48, iconWarn, c.Warn, 2)
	if len(p.Notices) > 1 {
		var count image.Rectangle
		count, in = cutRight(in, 90, 16)
		c.text(count, style{size: sizeSmall, weight: medium, color: c.Warn}.ended().mid(), counter(i, len(p.Notices)))
	}
	c.text(in, style{size: sizeBody, weight: semiBold, color: c.Warn}.mid(), noticeText(p.Notices[i]).In(p.Lang))
	return rest
}

// page tells which of n pages stands now when each stands for every.
func page(now time.Time, every time.Duration, n int) int {
	if n < 2 {
		return 0
	}
	return int(now.UnixNano() / int64(every) % int64(n))
}
