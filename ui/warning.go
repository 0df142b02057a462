package ui

import (
	"fmt"
	"time"

	"tiepdan/kiosk"
)

// The texts of the warning before a screen goes home.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wStillThere = phrase{Vi: "Quý khách còn dùng màn hình không?", En: "Are you still there?"}
	wLeaveIn    = phrase{Vi: "Màn hình sẽ về trang đầu sau %d giây.", En: "This screen goes back to the start in %d seconds."}
	wStay       = phrase{Vi: "Tôi còn dùng", En: "I am still here"}
)

// warning draws, over a screen that is about to go home, how to keep it. A
// touch anywhere does.
func (c *canvas) warning(p picture) {
	left := max(0, int((p.LeaveAt.Sub(p.now)+time.Second-1)/time.Second))
	text := fmt.Sprintf(wLeaveIn.in(p.Lang), left)
	c.cover()
	c.spoken = nil
	c.say(wStillThere.in(p.Lang))
	work := c.area
	work.Min.Y = max(c.reachTop(), c.area.Min.Y+c.headHeight())
	at := middleOf(work, min(work.Dx()-2*margin, 1240), min(work.Dy()-2*margin, c.h(440)))
	c.backdrop(wStay.in(p.Lang), kiosk.Touched{})
	c.scrim()
	c.box(at.Inset(-8), radius+8, c.Action) // seen on black too
	c.box(at, radius, c.Surface)
	in := at.Inset(40)
	push, in := cutBottom(in, c.push(124), gutter)
	head, hint := cutTop(in, in.Dy()*55/100, 0)
	c.even(head, style{size: c.t(sizeTitle), weight: bold, color: c.Ink}.centered().mid(), wStillThere.in(p.Lang))
	c.even(hint, style{size: c.t(38), weight: medium, color: c.InkSoft}.centered().mid(), text)
	c.button(middleOf(push, min(push.Dx(), 640), push.Dy()), button{label: wStay.in(p.Lang), icon: iconCheck, msg: kiosk.Touched{}})
}
