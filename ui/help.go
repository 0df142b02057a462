package ui

import (
	"fmt"
	"image"

	"tiepdan/kiosk"
)

// The texts of calling a person, and of saying something to the ward.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wHelpTitle     = phrase{Vi: "Gọi cán bộ đến giúp?", En: "Call a member of staff?"}
	wHelpText      = phrase{Vi: "Cán bộ sẽ đến tận màn hình này để giúp quý khách.", En: "An official will come to this screen and help you."}
	wHelpCall      = phrase{Vi: "Gọi cán bộ", En: "Call now"}
	wHelpWait      = phrase{Vi: "Đã gọi cán bộ", En: "The staff have been called"}
	wHelpWaitText  = phrase{Vi: "Xin quý khách chờ tại đây một lát.", En: "Please wait here for a moment."}
	wHelpLate      = phrase{Vi: "Cán bộ đang bận", En: "Everybody is busy"}
	wHelpLateText  = phrase{Vi: "Mời quý khách đến thẳng một cửa bất kỳ để được giúp.", En: "Please go to any door: they will help you there."}
	wHelpComes     = phrase{Vi: "Cán bộ cửa số %d đang đến", En: "The official of door %d is coming"}
	wHelpDrop      = phrase{Vi: "Không cần nữa", En: "No longer needed"}
	wFeedback      = phrase{Vi: "Góp ý, phản ánh", En: "Tell us what you think"}
	wFeedbackTitle = phrase{Vi: "Góp ý với phường", En: "Tell the ward what you think"}
	wFeedbackText  = phrase{Vi: "Quét mã bằng điện thoại để gửi góp ý, phản ánh đến phường.", En: "Scan the code with your phone to write to the ward."}
	wFeedbackNone  = phrase{Vi: "Máy này chưa có mã góp ý. Xin nói với cán bộ tại cửa.", En: "There is no code on this screen yet. Please tell the official at the door."}
	wOnlineHelp    = phrase{Vi: "Hỗ trợ trực tuyến", En: "Help online"}
	wOnlineText    = phrase{Vi: "Quét mã để tra cứu thủ tục và được hỗ trợ trên điện thoại.", En: "Scan for procedures and help on your phone."}
)

// help draws calling a person: the question, the waiting, who comes. Beside it
// stand the ways to be helped by telephone.
func (c *canvas) help(p picture) {
	back := p.Spot
	back.Screen = lookBack(p)
	own := []button{goBack(p, back)}
	if p.FeedbackURL != "" {
		own = append(own, button{label: wFeedback.in(p.Lang), icon: iconNote, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFeedback}), quiet: true})
	}
	f := c.chrome(p, own...)
	side, room := f.top, f.work
	if !f.deep() && p.HelpURL != "" {
		side, room = cutRight(room, room.Dx()*34/100, 32)
	}
	c.helpCall(room, p)
	switch {
	case p.HelpURL != "": // after what it is about, for who listens
		c.qrCard(side, p.HelpURL, wOnlineHelp.in(p.Lang), wOnlineText.in(p.Lang))
	case f.deep():
		c.above(side, p)
	}
}

// helpCall draws the question and how far the call has come.
func (c *canvas) helpCall(room image.Rectangle, p picture) {
	push, room := cutBottom(room, c.push(132), gutter)
	title, text, ic := wHelpTitle.in(p.Lang), wHelpText.in(p.Lang), iconStaff
	switch h := p.Help; {
	case h == nil:
		c.button(push, button{label: wHelpCall.in(p.Lang), icon: iconStaff, msg: kiosk.HelpAsked{}, size: c.t(sizeTitle)})
		c.sign(room, ic, title, text)
		return
	case h.Door != 0:
		title, text, ic = fmt.Sprintf(wHelpComes.in(p.Lang), h.Door), wHelpWaitText.in(p.Lang), iconCheck
	case h.Late:
		title, text, ic = wHelpLate.in(p.Lang), wHelpLateText.in(p.Lang), iconWarn
	default:
		title, text, ic = wHelpWait.in(p.Lang), wHelpWaitText.in(p.Lang), iconClock
	}
	c.button(push, button{label: wHelpDrop.in(p.Lang), icon: iconCross, msg: kiosk.HelpDropped{Help: p.Help.ID}, quiet: true, size: c.t(sizeLead)})
	c.sign(room, ic, title, text)
}

// feedback draws the code of the ward's form.
func (c *canvas) feedback(p picture) {
	f := c.chrome(p, goHome(p))
	room, rest := f.work, f.top
	if f.deep() && f.work.Dy() < 800 {
		room, rest = f.top, f.work
	}
	if f.deep() {
		c.above(rest, p)
	}
	if p.FeedbackURL == "" {
		c.sign(room, iconNote, wFeedbackTitle.in(p.Lang), wFeedbackNone.in(p.Lang))
		return
	}
	c.qrCard(room, p.FeedbackURL, wFeedbackTitle.in(p.Lang), wFeedbackText.in(p.Lang))
}
