package ui

import (
	"image"

	"tiepdan/kiosk"
)

// The texts of what takes the screen from everybody.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wAlarm           = phrase{Vi: "Thông báo khẩn", En: "Emergency"}
	wMaintenance     = phrase{Vi: "Đang bảo trì", En: "Maintenance"}
	wJogged          = phrase{Vi: "Kỹ thuật viên đang di chuyển robot", En: "A technician is moving the robot"}
	wJoggedText      = phrase{Vi: "Xin quý khách giữ khoảng cách, và đến thẳng các cửa để được cán bộ hướng dẫn.", En: "Please keep clear, and go to the doors: the staff will help you."}
	wMaintenanceText = phrase{Vi: "Robot đang được bảo trì. Xin quý khách đến thẳng các cửa để được cán bộ hướng dẫn.", En: "The robot is being serviced. Please go to the doors: the staff will help you."}
	wWatched         = phrase{Vi: "Kỹ thuật viên đang xem", En: "A technician is watching"}
)

// emergency draws an announcement that concerns everybody, in both languages.
func (c *canvas) emergency(p picture) {
	first, then := p.Alarm.Vi, p.Alarm.En
	if p.Lang == kiosk.En && p.Alarm.En != "" {
		first, then = then, first
	}
	c.say(wAlarm.in(p.Lang), first)
	c.box(c.area, 0, c.Alarm)
	in := pad(c.area, 80, 64)
	head, in := cutTop(in, 150, 32)
	pic, head := cutLeft(head, 150, 40)
	c.icon(pic.Min, 150, iconWarn, c.OnAlarm, 2)
	other := wAlarm.in(other(p.Lang))
	up, down := cutTop(head, 96, 0)
	c.text(up, style{size: sizeDisplay, weight: bold, color: c.OnAlarm}.mid(), wAlarm.in(p.Lang))
	c.text(down, style{size: sizeLead, weight: semiBold, color: c.OnAlarm}.mid(), other)
	foot, in := cutBottom(in, 56, 24)
	hour, date := clock(p.now, p.Lang)
	c.text(foot, style{size: sizeBody, weight: semiBold, color: c.OnAlarm}.mid(), hour+"  ·  "+date)
	if p.watched {
		sign, _ := cutRight(head, 460, 0)
		c.watchedSign(middleOf(sign, 460, 76), p)
	}
	paras := []para{{style: style{size: 88, weight: bold, color: c.OnAlarm}, text: first}}
	if then != "" && then != first {
		paras = append(paras, para{style: style{size: 54, weight: semiBold, color: c.OnAlarm}, text: then, gap: 32})
	}
	c.flowFit(in, paras)
}

// maintenance draws that a technician works on the robot. Calls are shown on.
func (c *canvas) maintenance(p picture) {
	title, text := wMaintenance.in(p.Lang), wMaintenanceText.in(p.Lang)
	if p.Jogged {
		title, text = wJogged.in(p.Lang), wJoggedText.in(p.Lang)
	}
	c.say(title, text)
	f := c.chrome(p)
	room := f.work
	if f.deep() { // nothing here is to be touched
		room.Min.Y = f.top.Min.Y
	}
	var board image.Rectangle
	if c.portrait() {
		board, room = cutBottom(room, 72+boardRows(p, room.Dx())*80, gutter)
		c.sign(room, iconTool, title, text)
		c.board(board, p, 2)
		return
	}
	if f.boarded {
		c.sign(room, iconTool, title, text)
		return
	}
	board, room = cutRight(room, 560, 32)
	c.sign(room, iconTool, title, text)
	c.board(board, p, 1)
}
