package ui

import (
	"fmt"
	"image"
	"time"

	"tiepdan/kiosk"
)

// The texts of services that give no tickets now.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wEarly      = phrase{Vi: "Chưa đến giờ làm việc", En: "Not open yet"}
	wLunch      = phrase{Vi: "Đang nghỉ trưa", En: "Lunch break"}
	wEnded      = phrase{Vi: "Hết giờ nhận hồ sơ", En: "No more tickets today"}
	wDayOff     = phrase{Vi: "Hôm nay không làm việc", En: "Closed today"}
	wNoDoor     = phrase{Vi: "Chưa có cửa tiếp nhận", En: "No door is open"}
	wOpens      = phrase{Vi: "Nhận lại lúc %s", En: "Opens at %s"}
	wOpensNext  = phrase{Vi: "Nhận lại %s ngày mai", En: "Opens %s tomorrow"}
	wOpensDay   = phrase{Vi: "Nhận lại %s %s", En: "Opens %s %s"}
	wOpensDate  = phrase{Vi: "Nhận lại %s ngày %s", En: "Opens %s on %s"}
	wAskStaff   = phrase{Vi: "Xin hỏi cán bộ", En: "Please ask the staff"}
	wUnderstood = phrase{Vi: "Tôi đã hiểu", En: "I understand"}
)

// closed reports whether no tickets are given for a service.
func closed(s kiosk.ServiceRow) bool {
	return s.Intake.State != "" && s.Intake.State != kiosk.IntakeOpen
}

// intakeText says in few words why no tickets are given.
func intakeText(s kiosk.Intake, l kiosk.Lang) string {
	switch s {
	case kiosk.IntakeEarly:
		return wEarly.in(l)
	case kiosk.IntakeLunch:
		return wLunch.in(l)
	case kiosk.IntakeEnded:
		return wEnded.in(l)
	case kiosk.IntakeDayOff:
		return wDayOff.in(l)
	case kiosk.IntakeNoDoor:
		return wNoDoor.in(l)
	case kiosk.IntakeOpen:
	}
	return ""
}

// opensText says in few words when they are given again, or what to do.
func opensText(v kiosk.IntakeView, now time.Time, l kiosk.Lang) string {
	if v.State == kiosk.IntakeNoDoor {
		return wAskStaff.in(l)
	}
	if v.Opens.IsZero() {
		return ""
	}
	at := v.Opens.In(now.Location())
	hour := at.Format("15:04")
	switch days := daysTo(now, at); {
	case days <= 0:
		return glue(fmt.Sprintf(wOpens.in(l), hour))
	case days == 1:
		return glue(fmt.Sprintf(wOpensNext.in(l), hour))
	case days < 7:
		return glue(fmt.Sprintf(wOpensDay.in(l), hour, weekdayText(at, l)))
	case l == kiosk.En:
		return glue(fmt.Sprintf(wOpensDate.in(l), hour, at.Format("2 Jan")))
	default:
		return glue(fmt.Sprintf(wOpensDate.in(l), hour, at.Format("02/01")))
	}
}

// daysTo counts the midnights between two times.
func daysTo(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// closedFacts are what a tile says of a service that gives no tickets.
func closedFacts(s kiosk.ServiceRow, p picture) []measure {
	out := []measure{{iconDoor, doorsText(s.Doors, p.Lang, false)}, {iconPause, glue(intakeText(s.Intake.State, p.Lang))}}
	if t := opensText(s.Intake, p.now, p.Lang); t != "" {
		out = append(out, measure{iconClock, t})
	}
	return out
}

// homeTitle invites to take a number, or says that the Center gives none now,
// and where texts leave room, when it does again.
func (c *canvas) homeTitle(p picture) string {
	if len(p.Services) == 0 {
		return wChoose.in(p.Lang)
	}
	all := p.Services[0].Intake
	for _, s := range p.Services {
		if !closed(s) || s.Intake.State != all.State || all.State == kiosk.IntakeNoDoor {
			return wChoose.in(p.Lang)
		}
	}
	for _, s := range p.Services {
		if !s.Intake.Opens.Equal(all.Opens) || all.Opens.IsZero() || c.k > 1 {
			return intakeText(all.State, p.Lang)
		}
	}
	return intakeText(all.State, p.Lang) + ". " + opensText(all, p.now, p.Lang)
}

// refused is the refusal that is still to be read on a screen, nil for none.
func (p picture) refused() *kiosk.Refusal {
	r := p.Line.Refusal
	if r == nil || r.Until.Equal(p.local.seen) {
		return nil
	}
	switch p.Screen {
	case kiosk.ScreenHome, kiosk.ScreenGroup, kiosk.ScreenGuide:
		return r
	default:
		return nil
	}
}

// refusal draws, over the screen, why no ticket was given and what to do. A
// touch beside it closes it; the bar stays in use.
func (c *canvas) refusal(p picture, r *kiosk.Refusal) {
	seen := func(l *local) { l.seen = r.Until }
	var bar []Control
	top := c.area.Max.Y
	for _, h := range c.hits {
		if h.late {
			bar = append(bar, h)
			top = min(top, int(float32(h.Bounds.Min.Y)/c.scale))
		}
	}
	c.hits, c.spoken = nil, nil
	words := r.Words(p.now, p.now.Location()).In(p.Lang)
	head := ""
	for _, s := range p.Services {
		if s.ID == r.Service {
			head = s.Name.In(p.Lang)
		}
	}
	c.say(head, words)
	c.control(c.area, wUnderstood.in(p.Lang), nil, seen)
	c.hits[0].back = true
	ink := c.Brand
	ink.A = 0x78
	c.box(image.Rect(c.area.Min.X, c.area.Min.Y, c.area.Max.X, top-barGap/2), 0, ink)
	work := image.Rect(c.area.Min.X, max(c.reachTop(), c.area.Min.Y+c.headHeight()), c.area.Max.X, top-barGap/2)
	at := middleOf(work, min(work.Dx()-2*margin, 1240), min(work.Dy()-2*gutter, c.h(500)))
	c.box(at.Inset(-8), radius+8, c.WarnLine)
	c.box(at, radius, c.Surface)
	in := at.Inset(36)
	push, in := cutBottom(in, c.push(116), gutter)
	side := min(140, in.Dy()*60/100)
	pic, in := cutLeft(in, side, 32)
	c.icon(middleOf(pic, side, side).Min, side, iconClock, c.Warn, 1.8)
	if head != "" {
		s := style{size: c.t(sizeBody), weight: semiBold, color: c.InkSoft}
		up, down := cutTop(in, min(c.set(s, in.Dx(), head).height, in.Dy()*40/100), 12)
		c.text(up, s.mid(), head)
		in = down
	}
	c.even(in, style{size: c.t(sizeLead), weight: bold, color: c.Ink}.mid(), words)
	c.button(middleOf(push, min(push.Dx(), 640), push.Dy()), button{label: wUnderstood.in(p.Lang), icon: iconCheck, act: seen})
	c.hits = append(c.hits, bar...)
}
