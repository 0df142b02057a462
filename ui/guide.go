package ui

import (
	"image"

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
	wInCharge    = phrase{Vi: "Gặp cán bộ phụ trách", En: "Meet the official in charge"}
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
	height := c.h(108)
	if f.work.Dy() < 640 { // the papers need it more
		height = c.push(100)
	}
	title, room := cutTop(f.work, height, 16)
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

// codeLeast is the height that the code and the source keep below a title.
const codeLeast = 175

// guideStacked puts what is read above what is touched.
func (c *canvas) guideStacked(f frame, p picture, pr *assist.Procedure) {
	title, top := cutTop(f.top, min(c.h(150), max(c.push(90), f.top.Dy()-codeLeast)), 8)
	c.guideTitle(title, p, pr)
	work := f.work
	if top.Dy() < 420 {
		c.guideCode(top, p, pr)
	} else {
		var code image.Rectangle
		code, top = cutBottom(top, 240, gutter)
		c.guideCode(code, p, pr)
		if work.Dy() < 700 {
			c.guideTight(top, work, p, pr)
			return
		}
	}
	c.take(&work, p, pr, false)
	tabs, card := cutTop(work, c.guideTabHeight(), 12)
	c.tabs(tabs, guideTabs(), p)
	c.guideCard(card, p, pr)
}

// guideCard draws the tab that is open, and below it what prints the papers and
// who can be asked; what has several pages is turned in the same row.
func (c *canvas) guideCard(at image.Rectangle, p picture, pr *assist.Procedure) {
	switch {
	case p.local.part == askPart:
		c.say(wAskWhat.in(p.Lang))
		c.list(at, p.asks(), p)
		return
	case p.local.part == papersPart && len(pr.Papers) > 0:
		c.checklist(at, p, pr)
		return
	}
	text := c.guidePart(p, pr)
	foot, room := cutBottom(at, c.slipHeight(), listGap)
	if len(c.flowed(room.Inset(padding).Size(), text)) == 1 {
		c.flowText(c.card(room), text, p)
		c.guideFoot(foot, p, pr)
		return
	}
	foot, room = cutBottom(at, max(c.slipHeight(), c.pagerHeight()), listGap)
	turn, foot := cutRight(foot, sidePagerWidth, listGap)
	c.flowInto(c.card(room), turn, text, p)
	c.guideFoot(foot, p, pr)
}

// guideFoot draws, side by side, what prints the papers or how that fares, and
// who can be asked.
func (c *canvas) guideFoot(at image.Rectangle, p picture, pr *assist.Procedure) {
	state, ok := p.slipOf(pr)
	if !ok {
		c.button(at, p.askInCharge(c.t(sizeBody)))
		return
	}
	slip, ask := cutLeft(at, (at.Dx()-listGap)/2, listGap)
	size := c.alike(buttonRoom(slip, false).Size(), c.t(sizeBody), []string{wSlip.in(p.Lang), wInCharge.in(p.Lang)})
	c.slipAt(slip, p, pr, state, size)
	c.button(ask, p.askInCharge(size))
}

// askInCharge leads to the official who is responsible for the procedure that is
// read: what she is asked about is asked there.
func (p picture) askInCharge(size int) button {
	return button{label: wInCharge.in(p.Lang), icon: iconStaff, msg: open(p, along(p, kiosk.ScreenHelp)), quiet: true, size: size}
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
		c.slipAt(beside, p, pr, state, c.t(sizeBody))
	}
	c.button(at, button{
		label: takeLabel(p, s), icon: iconPrinter, size: c.t(sizeLead), msg: kiosk.ServicePicked{Service: s.ID, Then: p.planned(s.ID)},
	})
	c.choices(room, p, s.ID)
}

// The tabs that are touched, not read.
const (
	papersPart = 0
	askPart    = 3
)

// guideTabHeight leaves their names two lines.
func (c *canvas) guideTabHeight() int { return c.tabHeight() + 10 }

func guideTabs() []tab {
	return []tab{{wPapersTab, iconPapers}, {wStepsTab, iconSteps}, {wFactsTab, iconClock}, {wAskTab, iconAsk}}
}
