package ui

import (
	"fmt"
	"image"

	"tiepdan/assist"
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
	wHelpTopics    = phrase{Vi: "Quý khách muốn hỏi cán bộ phụ trách điều gì?", En: "What would you like to ask the official in charge?"}
	wHelpLater     = phrase{Vi: "Cán bộ sẽ đến trong 5 phút nữa", En: "An official will come in five minutes"}
	wHelpLaterText = phrase{Vi: "Cán bộ cửa số %d đang dở việc. Hết 5 phút tôi sẽ gọi lại.", En: "The official of door %d is busy just now. I will call again then."}
	wHelpCalled    = phrase{Vi: "Đã gọi %s", En: "Called: %s"}
	wHelpStood     = phrase{Vi: "Đang gọi người thay: %s", En: "Calling a deputy: %s"}
	wHelpAbsent    = phrase{Vi: "Chưa gọi được cán bộ phụ trách", En: "The official in charge is not here"}
	wHelpNumber    = phrase{Vi: "Lấy số", En: "Take a number"}
	wHelpAnybody   = phrase{Vi: "Gọi cán bộ khác", En: "Call somebody else"}
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
	if pr, ok := p.tools.find(p.Spot.Code); ok && p.Help == nil && p.Absent == nil {
		c.helpTopics(f, p, pr)
		return
	}
	if p.Absent != nil && p.Help == nil {
		c.helpAbsent(f, p)
		return
	}
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

// topicWords are what an official can be asked about.
func topicWords(t kiosk.Topic) (phrase, icon) {
	switch t {
	case kiosk.TopicPapers:
		return phrase{Vi: "Giấy tờ cần mang", En: "Papers to bring"}, iconNote
	case kiosk.TopicTime:
		return phrase{Vi: "Thời hạn giải quyết", En: "How long it takes"}, iconClock
	case kiosk.TopicFee:
		return phrase{Vi: "Lệ phí", En: "The fee"}, iconNote
	case kiosk.TopicEligibility:
		return phrase{Vi: "Trường hợp của tôi có làm được không", En: "Whether my case qualifies"}, iconCheck
	default:
		return phrase{Vi: "Việc khác", En: "Something else"}, iconStaff
	}
}

// helpTopics asks what a visitor wants to know of a procedure: each answer
// calls the official who is responsible for it.
func (c *canvas) helpTopics(f frame, p picture, pr *assist.Procedure) {
	plain := kiosk.Text{Vi: pr.Plain.Vi, En: pr.Plain.En}.In(p.Lang)
	room := c.titled(f, p, c.h(150), wHelpTopics.in(p.Lang), plain)
	all := kiosk.Topics()
	cols, rows := 1, len(all)
	if room.Dy() < rows*(c.push(100)+gutter) || room.Dx() > room.Dy() {
		cols, rows = 2, (len(all)+1)/2
	}
	room, _ = cutTop(room, rows*(c.push(150)+gutter)-gutter, 0)
	for i, t := range all {
		words, ic := topicWords(t)
		at := cell(room, cols, rows, gutter, i)
		if cols > 1 && i == len(all)-1 { // the last one alone has the whole row
			at.Max.X = room.Max.X
		}
		c.button(at, button{label: words.in(p.Lang), icon: ic, msg: kiosk.AskOfficial{Procedure: pr.Code, Group: pr.Group, Topic: t}, size: c.t(sizeLead)})
	}
}

// helpCall draws the question and how far the call has come.
func (c *canvas) helpCall(room image.Rectangle, p picture) {
	push, room := cutBottom(room, c.push(132), gutter)
	switch p.Help {
	case nil:
		c.button(push, button{label: wHelpCall.in(p.Lang), icon: iconStaff, msg: kiosk.HelpAsked{}, size: c.t(sizeTitle)})
		c.sign(room, iconStaff, wHelpTitle.in(p.Lang), wHelpText.in(p.Lang))
	default:
		title, text, ic := helpState(*p.Help, p.Lang)
		c.button(push, button{label: wHelpDrop.in(p.Lang), icon: iconCross, msg: kiosk.HelpDropped{Help: p.Help.ID}, quiet: true, size: c.t(sizeLead)})
		c.sign(room, ic, title, text)
	}
}

// helpAbsent says that nobody can be called about what was asked, and offers a
// number or anybody's help. Where no hand reaches it is read.
func (c *canvas) helpAbsent(f frame, p picture) {
	push, text := cutBottom(f.work, c.push(132), gutter)
	switch {
	case f.deep() && c.near:
		text = f.top
		push, _ = cutTop(f.work, c.push(132), 0)
	case f.deep():
		c.above(f.top, p)
	}
	left, right := cutLeft(push, (push.Dx()-gutter)/2, gutter)
	to := p.Spot
	if to.Screen = kiosk.ScreenGuide; to.Code == "" {
		to = kiosk.Spot{Screen: kiosk.ScreenHome}
	}
	c.button(left, button{label: wHelpNumber.in(p.Lang), icon: iconPrinter, msg: open(p, to), size: c.t(sizeLead)})
	c.button(right, button{label: wHelpAnybody.in(p.Lang), icon: iconStaff, msg: kiosk.HelpAsked{}, quiet: true, size: c.t(sizeLead)})
	c.sign(text, iconClock, wHelpAbsent.in(p.Lang), p.Absent.Words(p.now, p.now.Location()).In(p.Lang))
}

// helpState says how far a call has come.
func helpState(h kiosk.Help, l kiosk.Lang) (title, text string, ic icon) {
	switch who := h.Title.In(l); {
	case h.Door != 0:
		return fmt.Sprintf(wHelpComes.in(l), h.Door), wHelpWaitText.in(l), iconCheck
	case h.Later != 0:
		return wHelpLater.in(l), fmt.Sprintf(wHelpLaterText.in(l), h.Later), iconClock
	case h.Late:
		return wHelpLate.in(l), wHelpLateText.in(l), iconWarn
	case h.Stood && who != "":
		return fmt.Sprintf(wHelpStood.in(l), who), wHelpWaitText.in(l), iconClock
	case who != "":
		return fmt.Sprintf(wHelpCalled.in(l), who), wHelpWaitText.in(l), iconClock
	}
	return wHelpWait.in(l), wHelpWaitText.in(l), iconClock
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
