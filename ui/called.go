package ui

import (
	"fmt"
	"image"
	"strings"

	"tiepdan/kiosk"
)

// earlierMost is how many earlier calls are shown below the newest.
const earlierMost = 3

// underWay reports whether the robot is on its way to the called person, or
// with her: the core does not leave the screen for somebody else then.
func underWay(p kiosk.Phase) bool {
	switch p {
	case kiosk.PhaseToPerson, kiosk.PhaseDriving, kiosk.PhaseWaiting, kiosk.PhaseLeading, kiosk.PhaseBlocked:
		return true
	case kiosk.PhaseQueued, kiosk.PhaseServing, kiosk.PhaseDocking, kiosk.PhaseSuspended, kiosk.PhaseArrived, kiosk.PhaseCancelled, kiosk.PhaseFailed:
	}
	return false
}

// called draws the newest call, what the robot does for it, and earlier calls.
func (c *canvas) called(p picture) {
	if len(p.Calls) == 0 {
		c.home(p)
		return
	}
	call, earlier := p.Calls[0], p.Calls[1:]
	var own []button
	if !underWay(call.Phase) { // else the screen belongs to the person who is led
		own = append(own, button{label: wTakeNumber.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{Screen: p.Screen, Ticket: call.Ticket}, quiet: true})
	}
	body := c.chrome(p, own...).whole()
	c.say(wInvite.in(p.Lang)+" "+call.Number+" "+wPleaseGo.in(p.Lang)+" "+doorText(call.Door, p.Lang), call.Name.In(p.Lang))
	if len(earlier) > 0 {
		var row image.Rectangle
		row, body = cutBottom(body, 100, gutter)
		c.earlier(row, p, earlier[:min(len(earlier), earlierMost)])
	}
	body = c.missedRow(body, p)
	if call.Mission != "" {
		h := min(c.h(176), body.Dy()*40/100)
		if c.portrait() {
			h = min(c.h(330), body.Dy()*40/100)
		}
		var robot image.Rectangle
		robot, body = cutBottom(body, h, gutter)
		c.robot(robot, p, call)
	}
	if p.floor.shows(call.Door) && body.Dy() > 380 {
		var plan image.Rectangle
		if c.portrait() {
			plan, body = cutBottom(body, body.Dy()*52/100, gutter)
		} else {
			plan, body = cutRight(body, body.Dx()*48/100, gutter)
		}
		c.floorMap(plan, p, call.Door)
	}
	c.call(body, p, call)
}

// missedRow tells on the called screen who was called before and may still come,
// where the calls leave room for it.
func (c *canvas) missedRow(body image.Rectangle, p picture) image.Rectangle {
	rows := p.Line.Returnable
	if len(rows) == 0 || body.Dy() < 560 {
		return body
	}
	row, body := cutBottom(body, c.h(72), gutter)
	c.framed(row, 3, c.WarnLine, c.WarnSoft)
	s := style{size: c.t(sizeBody), weight: semiBold, color: c.Warn}
	in := pad(row, padding, 4)
	line := func(from, to int) string {
		var all []string
		for _, w := range rows[from:min(to, len(rows))] {
			all = append(all, glue(fmt.Sprintf(wMissedOne.in(p.Lang), w.Number, w.Until.In(p.now.Location()).Format("15:04"))))
		}
		return fmt.Sprintf(wMissedLine.in(p.Lang), strings.Join(all, ", "))
	}
	per := len(rows) // at a time, as many as there is room for
	for side, gap := iconRoom(s.size); per > 1 && c.set(s, 1<<20, line(0, per)).width > in.Dx()-side-gap; per-- {
	}
	from := page(p.now, noticeEvery, (len(rows)+per-1)/per) * per
	text := line(from, from+per)
	c.say(text)
	c.iconText(in, iconClock, s, text)
	return body
}

// call draws number and door as large as the room allows.
func (c *canvas) call(at image.Rectangle, p picture, call kiosk.CallView) {
	c.box(at, radius, c.Brand)
	in := pad(at, 40, 24)
	var number, door image.Rectangle
	if in.Dx() < in.Dy()*7/4 {
		number, door = cutTop(in, in.Dy()/2, 0)
	} else {
		number, door = cutLeft(in, in.Dx()*54/100, 40)
		c.box(image.Rect(door.Min.X-22, in.Min.Y+40, door.Min.X-18, in.Max.Y-40), 2, c.BrandSoft)
	}
	if turn, ok := bearing(p, call.Door); ok && !p.floor.shows(call.Door) {
		var at image.Rectangle
		at, door = cutRight(door, door.Dx()*34/100, 20)
		c.arrow(at, turn, c.Gold)
	}
	row := min(c.h(96), number.Dy()*30/100)
	label := style{size: c.t(56), weight: semiBold, color: c.OnBrandLow}.centered().mid()
	huge := style{weight: bold, tight: true}.centered().mid()

	head, number := cutTop(number, row, 0)
	c.text(head, label, wInvite.in(p.Lang))
	huge.size, huge.color = 340, c.OnBrand
	c.text(number, huge, call.Number)

	head, door = cutTop(door, row, 0)
	c.text(head, label, wPleaseGo.in(p.Lang))
	if second := call.Name.In(p.Lang); second != doorText(call.Door, p.Lang) {
		var name image.Rectangle
		least := c.set(style{size: sizeSmall, weight: medium}, door.Dx(), second).height // of a long official name
		name, door = cutBottom(door, max(min(c.h(120), door.Dy()*36/100), min(least, door.Dy()*70/100)), 0)
		c.text(name, style{size: c.t(sizeLead), weight: medium, color: c.OnBrand}.centered().mid(), second)
	}
	huge.size, huge.color = 220, c.Gold
	c.text(door, huge, doorText(call.Door, p.Lang))
}

// earlier draws the calls before the newest.
func (c *canvas) earlier(at image.Rectangle, p picture, calls []kiosk.CallView) {
	head, rest := cutLeft(at, 170, 16)
	c.text(head, style{size: sizeBody, weight: semiBold, color: c.InkSoft}.mid(), wEarlier.in(p.Lang))
	for i, call := range calls {
		box := cell(rest, earlierMost, 1, 16, i)
		c.framed(box, 2, c.Line, c.Surface)
		in := pad(box, 14, 0)
		s := style{size: sizeLead, weight: bold, color: c.Ink, tight: true}
		if in.Dx() < 300 {
			up, down := cutTop(pad(in, 0, 6), (in.Dy()-12)/2, 0)
			c.text(up, s.centered().mid(), call.Number)
			c.text(down, style{size: sizeBody, weight: semiBold, color: c.Action}.centered().mid(), doorText(call.Door, p.Lang))
			continue
		}
		up, down := cutLeft(in, in.Dx()/2-20, 40)
		c.text(up, s.mid(), call.Number)
		c.icon(middleOf(image.Rect(up.Max.X, in.Min.Y, down.Min.X, in.Max.Y), 34, 34).Min, 34, iconArrow, c.InkSoft, 2)
		c.text(down, style{size: 38, weight: semiBold, color: c.Action}.ended().mid(), doorText(call.Door, p.Lang))
	}
}

// robot tells what the robot does for the newest call.
func (c *canvas) robot(at image.Rectangle, p picture, call kiosk.CallView) {
	if call.Phase == kiosk.PhaseWaiting {
		var push image.Rectangle
		if c.portrait() {
			push, at = cutBottom(at, 132, 20)
		} else {
			push, at = cutRight(at, 520, gutter)
		}
		c.button(push, button{label: wIFollow.in(p.Lang), icon: iconArrow, msg: kiosk.FollowReady{Mission: call.Mission}})
	}
	c.banner(at, c.leads(p, call))
}

// leads is what the banner tells of the robot that goes with somebody.
func (c *canvas) leads(p picture, call kiosk.CallView) banner {
	b := banner{icon: iconRobot, ground: c.ActionSoft, ink: c.ActionDeep, edge: c.Action}
	head, hint := wRobotComing, wRobotComingHint
	switch call.Phase {
	case kiosk.PhaseQueued, kiosk.PhaseToPerson, kiosk.PhaseDriving, kiosk.PhaseServing, kiosk.PhaseDocking:
	case kiosk.PhaseWaiting:
		head, hint = wFollowMe, wFollowMeHint
		if call.Behind {
			head, hint = wBehind, wBehindHint
		}
	case kiosk.PhaseLeading:
		head, hint = wLeading, wLeadingHint
	case kiosk.PhaseBlocked:
		head, hint = wBlocked, wBlockedHint
		b.ground, b.ink, b.edge = c.WarnSoft, c.Warn, c.WarnLine
	case kiosk.PhaseSuspended:
		head, hint = wPaused, wGoYourself
		b.icon, b.ground, b.ink, b.edge = iconPause, c.WarnSoft, c.Warn, c.WarnLine
	case kiosk.PhaseArrived:
		head, hint = wArrived, wArrivedHint
		b.icon, b.ground, b.ink, b.edge = iconCheck, c.GoodSoft, c.Good, c.Good
	case kiosk.PhaseCancelled, kiosk.PhaseFailed:
		head, hint = wRobotGaveUp, wGoYourself
		b.icon, b.ground, b.ink, b.edge = iconWarn, c.WarnSoft, c.Warn, c.WarnLine
	}
	b.head, b.hint = head.in(p.Lang), hint.in(p.Lang)
	if call.Phase == kiosk.PhaseArrived || call.Phase == kiosk.PhaseLeading {
		b.head = fmt.Sprintf(b.head, call.Door)
	}
	return b
}
