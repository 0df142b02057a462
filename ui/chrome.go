package ui

import (
	"image"
	"time"

	"tiepdan/kiosk"
)

// picture is what a screen is drawn from.
type picture struct {
	kiosk.View
	now     time.Time // in the ward's time zone
	local   local
	floor   *Floor
	watched bool // a technician looks on from elsewhere
	tools   *tools
}

// portrait tells which way the canvas stands.
func (c *canvas) portrait() bool { return c.area.Dy() > c.area.Dx() }

// frame is the room that the surroundings leave to a screen.
type frame struct {
	top  image.Rectangle // above the reach of a hand: to be read only; may be empty
	work image.Rectangle // where controls may lie
	// boarded says that the board is drawn already, as a strip.
	boarded bool
}

// deep reports whether there is a top with room for more than a line.
func (f frame) deep() bool { return f.top.Dy() >= 200 }

// whole is all the room, for what is only read or lies low.
func (f frame) whole() image.Rectangle {
	if f.top.Empty() {
		return f.work
	}
	return f.top.Union(f.work)
}

// The reach of a hand above the floor: EN 301 549 8.3.4 gives 1220 mm for
// everybody, the draft of its revision 1100 mm for a wheelchair user.
const (
	reachMM     = 1220
	reachNearMM = 1100
)

// reachTop is the top of the band in which controls may lie.
func (c *canvas) reachTop() int {
	high := reachMM
	if c.near {
		high = reachNearMM
	}
	above := c.area.Dy() * (c.mount.LowerEdgeMM + c.mount.HeightMM - high) / c.mount.HeightMM
	// A screen that hangs too high still needs room for its controls.
	return c.area.Min.Y + min(max(0, above+1), c.area.Dy()-leastWork)
}

// leastWork is the room that controls need at least.
const leastWork = 760

// headHeight is the height of the header.
func (c *canvas) headHeight() int {
	if c.portrait() {
		return 148
	}
	return 116
}

// chrome draws ground, header, calls, notices and the bar of controls at the
// foot; items are the screen's own controls of the bar.
func (c *canvas) chrome(p picture, items ...button) frame {
	c.box(c.area, 0, c.Canvas)
	if p.tools.speaks && openable(p.Screen) {
		c.hold = changed(p.Looks, func(l *kiosk.Looks) { l.Guided = true })
	}
	head, body := cutTop(c.area, c.headHeight(), 0)
	c.head(head, p)
	body = pad(body, margin, gutter)
	bar, body := cutBottom(body, c.barHeight(p, len(items)), gutter)
	c.bar(bar, p, items)
	f := frame{work: body}
	if top := c.reachTop(); top > body.Min.Y+40 {
		f.work.Min.Y = top
		f.top = image.Rect(body.Min.X, body.Min.Y, body.Max.X, top-gutter/2)
	}
	return c.strips(f, p)
}

// strips draws the calls and the notices where they take least from the screen.
func (c *canvas) strips(f frame, p picture) frame {
	shallow, told := !f.top.Empty() && !f.deep(), p.strip()
	if len(p.Calls) > 0 && p.Screen != kiosk.ScreenCalled {
		f = c.strip(f, c.h(96), false, func(at image.Rectangle) { c.callStrip(at, p) })
	} else if shallow && len(told) == 0 && p.Screen != kiosk.ScreenTicket && p.Screen != kiosk.ScreenCalled {
		c.boardStrip(f.top, p)
		f.top, f.boarded = image.Rectangle{}, true
	}
	if len(told) > 0 {
		h := c.h(84)
		if c.portrait() {
			h = c.h(116)
		}
		f = c.strip(f, h, true, func(at image.Rectangle) { c.notice(at, told, p.now) })
	}
	return f
}

// strip gives a strip a place: in the top, if there is one, or else at the
// upper or lower end of the work.
func (c *canvas) strip(f frame, h int, low bool, draw func(image.Rectangle)) frame {
	var at image.Rectangle
	switch {
	case low && f.top.Dy() > 600:
		at, f.top = cutTop(f.top, h, gutter) // not below: top and work may be joined
	case !low && f.deep():
		at, f.top = cutTop(f.top, h, gutter)
	case !f.top.Empty() && !f.deep():
		at, f.top = f.top, image.Rectangle{}
	case low:
		at, f.work = cutBottom(f.work, h, gutter)
	default:
		at, f.work = cutTop(f.work, h, gutter)
	}
	draw(at)
	return f
}

// head draws the header.
func (c *canvas) head(at image.Rectangle, p picture) {
	c.box(at, 0, c.Brand)
	c.box(image.Rect(at.Min.X, at.Max.Y-6, at.Max.X, at.Max.Y), 0, c.Gold)
	in := pad(at, margin, 4)
	in.Max.Y -= 6
	left, rest := cutLeft(in, 108, 20)
	c.flag(middleOf(left, 108, 72))
	times, rest := cutRight(rest, c.timesWidth(), 20)
	c.clock(times, p)
	if p.watched && !c.portrait() {
		var sign image.Rectangle
		sign, rest = cutRight(rest, 500, 24)
		c.watchedSign(middleOf(sign, sign.Dx(), 76), p)
	}
	name, sub := cutTop(rest, rest.Dy()*58/100, 0)
	c.text(name, style{size: sizeLead, weight: bold, color: c.OnBrand}.mid(), p.Ward.In(p.Lang))
	if p.watched && c.portrait() { // there is no room for both
		c.watchedSign(sub, p)
		return
	}
	c.text(sub, style{size: sizeSmall, weight: medium, color: c.OnBrandLow}.mid(), wPlace.in(p.Lang))
}

// watchedSign tells that a technician looks on.
func (c *canvas) watchedSign(at image.Rectangle, p picture) {
	c.box(at, 38, c.Gold)
	c.iconText(pad(at, 16, 0), iconEye, style{size: sizeSmall, weight: semiBold, color: c.dark()}, wWatched.in(p.Lang))
}

func (c *canvas) timesWidth() int {
	if c.portrait() {
		return 316
	}
	return 420
}

// clock draws the time of day and the date. Held for long, it opens the way to
// the technician's page.
func (c *canvas) clock(at image.Rectangle, p picture) {
	hour, date := clock(p.now, p.Lang)
	up, down := cutTop(at, at.Dy()*58/100, 0)
	c.text(up, style{size: sizeTitle, weight: bold, color: c.OnBrand, tight: true}.ended().mid(), hour)
	s := style{size: sizeSmall, weight: medium, color: c.OnBrandLow}.ended().mid()
	if c.set(s, 1<<20, date).width > down.Dx() { // "Wednesday, 30 September 2026"
		date = briefDate(p.now, p.Lang)
	}
	c.text(down, s, date)
	if p.tools.unlocks && padOver(p.Screen) {
		c.secret(at, func(l *local) { l.pad, l.pin, l.refused = true, "", false })
	}
}

// callStrip tells whom doors call, on a screen that is about something else.
func (c *canvas) callStrip(at image.Rectangle, p picture) {
	c.box(at, radius, c.Brand)
	c.framed(at, 4, c.Gold, c.Brand)
	in := pad(at, 28, 0)
	ic, in := cutLeft(in, 60, 20)
	c.icon(middleOf(ic, 54, 54).Min, 54, iconHorn, c.Gold, 2)
	n := min(len(p.Calls), max(1, in.Dx()/420))
	for i, call := range p.Calls[:n] {
		text := wInvite.in(p.Lang) + nbsp + call.Number + " " + wPleaseGo.in(p.Lang) + nbsp + doorText(call.Door, p.Lang)
		c.text(cell(in, n, 1, 24, i), style{size: 40, weight: bold, color: c.OnBrand}.mid(), text)
	}
}

// noticeEvery is how long one notice stands when there are several.
const noticeEvery = 8 * time.Second

// notice draws what the robot does, or the degraded function, whose turn it is.
func (c *canvas) notice(strip image.Rectangle, all []told, now time.Time) {
	i := page(now, noticeEvery, len(all))
	edge, ground, ink, pic := c.WarnLine, c.WarnSoft, c.Warn, iconWarn
	switch {
	case all[i].robot:
		edge, ground, ink, pic = c.Action, c.ActionSoft, c.ActionDeep, iconRobot
	case all[i].mic:
		c.say(all[i].text) // who cannot see it is heard as well
		edge, ground, ink, pic = c.Action, c.ActionSoft, c.ActionDeep, iconMic
	}
	c.framed(strip, 3, edge, ground)
	in := pad(strip, 24, 6)
	ic, in := cutLeft(in, 52, 20)
	c.icon(middleOf(ic, 48, 48).Min, 48, pic, ink, 2)
	if len(all) > 1 {
		var count image.Rectangle
		count, in = cutRight(in, 90, 16)
		c.text(count, style{size: sizeSmall, weight: medium, color: ink}.ended().mid(), counter(i, len(all)))
	}
	c.text(in, style{size: c.t(sizeBody), weight: semiBold, color: ink}.mid(), all[i].text)
}

// page tells which of n pages stands now when each stands for every.
func page(now time.Time, every time.Duration, n int) int {
	if n < 2 {
		return 0
	}
	return int(now.UnixNano() / int64(every) % int64(n))
}
