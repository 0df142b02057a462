package ui

import (
	"image"
	"strconv"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// The texts of guidance through a procedure.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wPapersTab   = phrase{Vi: "Giấy tờ", En: "Papers"}
	wStepsTab    = phrase{Vi: "Các bước", En: "Steps"}
	wFactsTab    = phrase{Vi: "Thời hạn, lệ phí", En: "Time, fee"}
	wBring       = phrase{Vi: "Giấy tờ cần mang", En: "Papers to bring"}
	wNoPapers    = phrase{Vi: "Chưa có danh mục giấy tờ. Xin hỏi cán bộ tại cửa.", En: "The list of papers is not known here. Please ask at the door."}
	wNoSteps     = phrase{Vi: "Lấy số, chờ gọi, rồi nộp hồ sơ tại cửa.", En: "Take a number, wait for your call, and hand in your papers at the door."}
	wHowLong     = phrase{Vi: "Thời hạn giải quyết", En: "How long it takes"}
	wDepends     = phrase{Vi: "tùy trường hợp", En: "depending on the case"}
	wNoTime      = phrase{Vi: "Chưa có thông tin. Cán bộ sẽ báo khi nhận hồ sơ.", En: "Not known here. The official tells you when taking your papers."}
	wFee         = phrase{Vi: "Lệ phí", En: "Fee"}
	wNoFee       = phrase{Vi: "Hỏi tại cửa: phường chưa công bố mức thu trên máy này.", En: "Please ask at the door: the ward has not put its fees on this screen."}
	wFeeSource   = phrase{Vi: "Nguồn: mức thu do phường công bố", En: "Source: as published by the ward"}
	wResult      = phrase{Vi: "Kết quả", En: "You receive"}
	wOwner       = phrase{Vi: "Cơ quan giải quyết", En: "In charge"}
	wSource      = phrase{Vi: "Nguồn", En: "Source"}
	wChecked     = phrase{Vi: "cập nhật", En: "as of"}
	wCode        = phrase{Vi: "Mã thủ tục", En: "Code"}
	wOfficial    = phrase{Vi: "Tên đầy đủ", En: "Official name"}
	wTakeFirst   = phrase{Vi: "Lấy số ưu tiên – ", En: "Get a priority number – "}
	wTakeFor     = phrase{Vi: "Lấy số – ", En: "Get a number – "}
	wScanGuide   = phrase{Vi: "Quét mã để xem trên Cổng dịch vụ công", En: "Scan to read it on the public service portal"}
	wScanOnline  = phrase{Vi: "Quét mã để nộp trực tuyến tại nhà", En: "Scan to hand it in online"}
	wNoService   = phrase{Vi: "Thủ tục này chưa lấy số tại máy. Xin gọi cán bộ.", En: "No numbers for this one here. Please call the staff."}
	wUnknownProc = phrase{Vi: "Không tìm thấy thủ tục này", En: "This procedure was not found"}
)

// guide draws what a visitor needs to know of one procedure, and gives the
// number for it.
func (c *canvas) guide(p picture) {
	pr, ok := p.tools.find(p.Spot.Code)
	if c.guideSheet(p, pr, ok) {
		return
	}
	own := []button{goHome(p), goBack(p, guideBack(p))}
	if booked, ok := checkInButton(p); ok {
		own = append(own, booked)
	}
	f := c.chrome(p, own...)
	if !ok {
		c.titled(f, p, c.h(110), wUnknownProc.in(p.Lang), "")
		return
	}
	if f.deep() {
		c.guideStacked(f, p, pr)
		return
	}
	title, room := cutTop(f.work, c.h(108), 16)
	c.guideTitle(title, p, pr)
	wide := 560
	if room.Dy() < 590 {
		wide = 760 // what is low is wide
	}
	side, room := cutRight(room, wide, 32)
	c.take(&side, p, pr, false)
	c.guideCode(side, p, pr)
	tabs, card := cutTop(room, c.guideTabHeight(), 12)
	c.tabs(tabs, guideTabs(), p)
	c.guideCard(card, p, pr)
}

// guideSheet draws the page that is open over the procedure, if one is.
func (c *canvas) guideSheet(p picture, pr *assist.Procedure, known bool) bool {
	if p.local.sheet == sheetClasses {
		c.classes(p)
		return true
	}
	if p.local.sheet != sheetPlan || !known {
		return false
	}
	s, ok := serviceOf(p.View, pr)
	if !ok || closed(s) {
		return false
	}
	c.plan(p, s.ID)
	return true
}

// guideStacked puts what is read above what is touched.
func (c *canvas) guideStacked(f frame, p picture, pr *assist.Procedure) {
	title, top := cutTop(f.top, c.h(150), 8)
	c.guideTitle(title, p, pr)
	work := f.work
	if top.Dy() < 420 {
		c.guideCode(top, p, pr)
	} else {
		var code image.Rectangle
		code, top = cutBottom(top, 240, gutter)
		c.guideCode(code, p, pr)
		if work.Dy() < 700 { // the controls alone fill the reach of a hand: read above it
			tabs, rest := cutTop(work, c.guideTabHeight(), 16)
			if p.local.part == askPart { // they are touched, and a number is taken on another tab
				c.tabs(tabs, guideTabs(), p)
				c.say(wAskWhat.in(p.Lang))
				c.even(c.card(top), c.title().centered().mid(), wAskWhat.in(p.Lang))
				c.list(rest, p.asks(), p)
				return
			}
			c.take(&rest, p, pr, true)
			foot, _ := cutTop(rest, c.pagerHeight(), 0)
			c.tabs(tabs, guideTabs(), p)
			c.flowInto(c.card(top), foot, c.guidePart(p, pr), p)
			return
		}
	}
	c.take(&work, p, pr, false)
	tabs, card := cutTop(work, c.guideTabHeight(), 12)
	c.tabs(tabs, guideTabs(), p)
	c.guideCard(card, p, pr)
}

// guideCard draws the tab that is open, and below it what prints the papers; a text
// of several pages is turned in the same row.
func (c *canvas) guideCard(at image.Rectangle, p picture, pr *assist.Procedure) {
	if p.local.part == askPart {
		c.say(wAskWhat.in(p.Lang))
		c.list(at, p.asks(), p)
		return
	}
	text := c.guidePart(p, pr)
	state, ok := p.slipOf(pr)
	if !ok {
		c.flowText(c.card(at), text, p)
		return
	}
	foot, room := cutBottom(at, c.slipHeight(), listGap)
	if len(c.flowed(room.Inset(padding).Size(), text)) == 1 {
		c.slipAt(foot, p, pr, state)
		c.flowText(c.card(room), text, p)
		return
	}
	foot, room = cutBottom(at, max(c.slipHeight(), c.pagerHeight()), listGap)
	turn, slip := cutRight(foot, sidePagerWidth, listGap)
	c.slipAt(slip, p, pr, state)
	c.flowInto(c.card(room), turn, text, p)
}

// guideBack is where the visitor came from.
func guideBack(p picture) kiosk.Spot {
	switch {
	case p.Dialogue.Several():
		return kiosk.Spot{Screen: kiosk.ScreenAnswer}
	case p.Spot.Group != "":
		return kiosk.Spot{Screen: kiosk.ScreenGroup, Group: p.Spot.Group}
	case p.local.query != "":
		return kiosk.Spot{Screen: kiosk.ScreenSearch}
	default:
		return kiosk.Spot{Screen: kiosk.ScreenFind}
	}
}

// guideTitle draws the everyday name; the official one, which may be long, is
// among the facts.
func (c *canvas) guideTitle(at image.Rectangle, p picture, pr *assist.Procedure) {
	c.heading(at, name(pr, p.Lang), p.needText(pr)+lookup(p.tools.group(pr.Group).Name, p.Lang)+"  ·  "+wCode.in(p.Lang)+nbsp+pr.Code)
}

// take draws the control that gives a number, at the bottom of a rectangle, and
// above it what can be said of the ticket before; or why there is none. With slip
// it shares its row with what prints the papers.
func (c *canvas) take(room *image.Rectangle, p picture, pr *assist.Procedure, slip bool) {
	s, ok := serviceOf(p.View, pr)
	if !ok || closed(s) {
		words := wNoService.in(p.Lang)
		if ok {
			words = s.Intake.Words(p.now, p.now.Location()).In(p.Lang)
		}
		c.say(words)
		st := style{size: c.t(sizeBody), weight: semiBold, color: c.Warn}.mid()
		var at image.Rectangle
		need := c.set(st.sized(sizeSmall), room.Dx()-48, words).height + 24
		at, *room = cutBottom(*room, max(c.push(120), need), 16)
		c.framed(at, 3, c.WarnLine, c.WarnSoft)
		c.text(pad(at, 24, 8), st, words)
		if slip {
			c.slip(room, p, pr)
		}
		return
	}
	var at image.Rectangle
	at, *room = cutBottom(*room, c.push(120), 16)
	if state, ok := p.slipOf(pr); ok && slip {
		var beside image.Rectangle
		beside, at = cutRight(at, at.Dx()*42/100, 16)
		c.slipAt(beside, p, pr, state)
	}
	c.button(at, button{
		label: takeLabel(p, s), icon: iconPrinter, size: c.t(sizeLead), msg: kiosk.ServicePicked{Service: s.ID, Then: p.planned(s.ID)},
	})
	c.choices(room, p, s.ID)
}

// guideCode draws the code of the portal's page, with what its owner and its
// source are.
func (c *canvas) guideCode(at image.Rectangle, p picture, pr *assist.Procedure) {
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(12)
	facts := []para{
		{style: style{size: sizeSmall, weight: semiBold, color: c.Ink}, text: wOwner.in(p.Lang) + ": " + lookup(pr.Owner, p.Lang), fine: true},
		{style: style{size: sizeSmall, weight: medium, color: c.InkSoft}, text: sourceText(pr, p.Lang), gap: 6, fine: true},
	}
	if pr.PortalURL == "" {
		c.flowFit(in, facts)
		return
	}
	scan := wScanGuide
	if pr.Online {
		scan = wScanOnline
	}
	facts = append([]para{{style: style{size: sizeBody, weight: semiBold, color: c.Ink}, text: scan.in(p.Lang)}}, facts...)
	if in.Dx() > in.Dy()*5/4 {
		side := min(in.Dy(), 260, in.Dx()*36/100)
		if in.Dx() > 700 { // what it is for stays on a line
			side = min(side, in.Dx()-560)
		}
		code, rest := cutLeft(in, side, 20)
		c.code(code, pr.PortalURL)
		c.flowFit(rest, facts)
		return
	}
	code, rest := cutTop(in, min(in.Dx(), max(in.Dy()/2, in.Dy()-c.textHeight(in.Dx(), facts)-12)), 12)
	c.code(code, pr.PortalURL)
	c.flowFit(rest, facts)
}

func sourceText(pr *assist.Procedure, l kiosk.Lang) string {
	s := wSource.in(l) + ": " + lookup(pr.Source, l)
	if pr.Checked != "" {
		s += " (" + wChecked.in(l) + nbsp + glue(checkedText(pr.Checked, l)) + ")"
	}
	return s
}

// askPart is the tab of questions.
const askPart = 3

// guideTabHeight leaves their names two lines.
func (c *canvas) guideTabHeight() int { return c.tabHeight() + 10 }

func guideTabs() []tab {
	return []tab{{wPapersTab, iconPapers}, {wStepsTab, iconSteps}, {wFactsTab, iconClock}, {wAskTab, iconAsk}}
}

// guidePart is the text of the tab that is open.
func (c *canvas) guidePart(p picture, pr *assist.Procedure) []para {
	switch p.local.part {
	case 1:
		return c.steps(p, pr)
	case 2:
		return c.times(p, pr)
	default:
		return c.papers(p, pr)
	}
}

func (c *canvas) lead() style { return style{size: c.t(sizeBody), weight: bold, color: c.Action} }
func (c *canvas) body() style { return style{size: c.t(sizeBody), weight: medium, color: c.Ink} }

func (c *canvas) papers(p picture, pr *assist.Procedure) []para {
	var out []para
	if c.k == 1 { // larger texts need its room, and the tab says it too
		out = append(out, para{style: c.lead(), text: wBring.in(p.Lang)})
	}
	for _, t := range pr.Papers {
		out = append(out, para{style: c.body(), text: lookup(t, p.Lang), icon: iconCheck, gap: 12})
	}
	if len(pr.Papers) == 0 {
		out = append(out, para{style: c.body(), text: wNoPapers.in(p.Lang), gap: 12})
	}
	return out
}

func (c *canvas) steps(p picture, pr *assist.Procedure) []para {
	var out []para
	for i, t := range pr.Steps {
		out = append(out, para{style: c.body(), text: lookup(t, p.Lang), mark: strconv.Itoa(i + 1), gap: 16})
	}
	if len(pr.Steps) == 0 {
		out = append(out, para{style: c.body(), text: wNoSteps.in(p.Lang)})
	}
	return out
}

// times is how long it takes, what it costs as far as the ward says so, and
// what one gets.
func (c *canvas) times(p picture, pr *assist.Procedure) []para {
	long := wHowLong.in(p.Lang)
	if len(pr.Time) > 1 {
		long += " (" + wDepends.in(p.Lang) + ")"
	}
	out := []para{{style: c.lead(), text: long}}
	for _, t := range pr.Time {
		out = append(out, para{style: c.body(), text: lookup(t, p.Lang), icon: iconClock, gap: 8})
	}
	if len(pr.Time) == 0 {
		out = append(out, para{style: c.body(), text: wNoTime.in(p.Lang), icon: iconClock, gap: 8})
	}
	fee := lookup(pr.Fee, p.Lang)
	if fee == "" {
		fee = wNoFee.in(p.Lang)
	}
	out = append(out, para{style: c.lead(), text: wFee.in(p.Lang), gap: 20}, para{style: c.body(), text: fee, icon: iconCoin, gap: 8})
	if lookup(pr.Fee, p.Lang) != "" { // only the ward's own file says a fee
		out = append(out, para{style: style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}, text: wFeeSource.in(p.Lang), gap: 4})
	}
	if full := lookup(pr.Title, p.Lang); full != name(pr, p.Lang) {
		out = append(out, para{style: c.lead(), text: wOfficial.in(p.Lang), gap: 20}, para{style: c.body(), text: full, icon: iconNote, gap: 8})
	}
	if r := lookup(pr.Result, p.Lang); r != "" {
		out = append(out, para{style: c.lead(), text: wResult.in(p.Lang), gap: 20}, para{style: c.body(), text: r, icon: iconPapers, gap: 8})
	}
	return out
}
