package ui

import "tiepdan/kiosk"

// The texts of the tray.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wTrayTitle  = phrase{Vi: "Kính mời quý khách dùng nước và bánh kẹo", En: "Please help yourself to a drink and a sweet"}
	wTrayText   = phrase{Vi: "Mời quý khách lấy trên khay. Robot đứng yên khi quý khách lấy.", En: "They are on the tray. The robot stands still while you take."}
	wTrayHand   = phrase{Vi: "Xin quý khách cứ thong thả. Tôi đứng yên.", En: "Please take your time. I am standing still."}
	wTrayAway   = phrase{Vi: "Tôi mất liên lạc với khay nên đứng yên. Mời quý khách cứ lấy.", En: "I have lost the link to my tray, so I stand still. Please help yourself."}
	wTrayThanks = phrase{Vi: "Chúc quý khách ngon miệng!", En: "Enjoy!"}
	wTrayTook   = phrase{Vi: "Tôi đã lấy, cảm ơn", En: "I took something, thank you"}
	wTrayLeave  = phrase{Vi: "Lấy số, hỏi việc", En: "Take a number, ask"}
)

// tray draws the offer of drinks and sweets.
func (c *canvas) tray(p picture) {
	f := c.chrome(p)
	t := p.Tray
	if t == nil {
		return
	}
	push, room := cutBottom(f.work, c.push(140), gutter)
	c.button(cell(push, 2, 1, gutter, 1), button{label: wTrayLeave.in(p.Lang), icon: iconHome, msg: kiosk.TrayLeft{Mission: t.Mission}, size: c.t(sizeLead), quiet: true})
	c.button(cell(push, 2, 1, gutter, 0), button{label: wTrayTook.in(p.Lang), icon: iconCheck, msg: kiosk.TrayAnswered{Mission: t.Mission, Took: true}, size: c.t(sizeLead)})
	title := wTrayTitle
	if t.Took > 0 {
		title = wTrayThanks
	}
	if f.deep() {
		c.above(f.top, p)
	}
	text := wTrayText
	switch {
	case t.Away:
		text = wTrayAway
	case t.Hand:
		text = wTrayHand
	}
	c.sign(room, iconCup, title.in(p.Lang), text.in(p.Lang))
}
