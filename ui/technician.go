package ui

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"time"

	"tiepdan/kiosk"
)

// The texts of the technician's page.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wTech        = phrase{Vi: "Trang kỹ thuật", En: "Technician"}
	wTechLeave   = phrase{Vi: "Thoát", En: "Leave"}
	wStatusTab   = phrase{Vi: "Trạng thái", En: "Status"}
	wTestsTab    = phrase{Vi: "Kiểm tra", En: "Tests"}
	wTouchTab    = phrase{Vi: "Cảm ứng", En: "Touch"}
	wLogsTab     = phrase{Vi: "Nhật ký", En: "Logs"}
	wMaintainOn  = phrase{Vi: "Bật bảo trì", En: "Start maintenance"}
	wMaintainOff = phrase{Vi: "Tắt bảo trì", En: "End maintenance"}
	wPrintTest   = phrase{Vi: "In trang thử", En: "Print a test page"}
	wSayTest     = phrase{Vi: "Phát câu thử", En: "Speak a test"}
	wPressTest   = phrase{Vi: "Bấm từng nút đánh giá: số lần đã nhận", En: "Press each rating button: presses received"}
	wTouchTest   = phrase{Vi: "Chạm vào mọi ô: ô đã nhận đổi màu", En: "Touch every field: those that were felt change colour"}
	wNoLogs      = phrase{Vi: "Chưa có dòng nào", En: "Nothing yet"}
	wTestNone    = phrase{Vi: "Chưa thử", En: "Not tried"}
	wTestRuns    = phrase{Vi: "Đang thử…", En: "Running…"}
	wTestGood    = phrase{Vi: "Đạt", En: "Passed"}
	wTestBad     = phrase{Vi: "Không đạt", En: "Failed"}
	wPartUp      = phrase{Vi: "Hoạt động", En: "Works"}
	wPartDown    = phrase{Vi: "Mất", En: "Away"}
	wPartSilent  = phrase{Vi: "Chưa có tin", En: "Has not spoken"}
	wSince       = phrase{Vi: "từ", En: "since"}
	wPartPrinter = phrase{Vi: "Máy in", En: "Printer"}
	wPartPanel   = phrase{Vi: "Nút đánh giá", En: "Rating panel"}
	wPartBase    = phrase{Vi: "Đế di chuyển", En: "Motion base"}
	wPartVoice   = phrase{Vi: "Loa", En: "Voice"}
	wPartWard    = phrase{Vi: "Kết nối phường", En: "Link to the ward"}
	wPartTouch   = phrase{Vi: "Tấm cảm ứng", En: "Touch panel"}
	wPartScreen  = phrase{Vi: "Màn hình", En: "Monitor"}
	wPartEar     = phrase{Vi: "Micro nhận tiếng nói", En: "Speech recognition"}
	wNoBattery   = phrase{Vi: "pin chưa rõ", En: "battery unknown"}
	wPartTray    = phrase{Vi: "Khay mời", En: "Tray"}
	wPartLine    = phrase{Vi: "Hàng chờ chung", En: "Shared line"}
	wPaperEnd    = phrase{Vi: "hết giấy", En: "paper out"}
	wPaperLow    = phrase{Vi: "sắp hết giấy", En: "paper low"}
	wPaperLeft   = phrase{Vi: "sắp hết giấy, còn khoảng %d phiếu", En: "paper low, about %d tickets left"}
	wCoverOpen   = phrase{Vi: "nắp đang mở", En: "cover open"}
)

// touchCols and touchRows are the fields of the touch test.
const (
	touchCols = 8
	touchRows = 5
)

func techTabs(t *tools) []tab {
	all := []tab{{wStatusTab, iconTool}, {wTestsTab, iconCheck}, {wTouchTab, iconEasy}, {wLogsTab, iconPapers}}
	if t.checkup.Offered {
		all = append(all, tab{wCheckTab, iconHeart})
	}
	return all
}

// technician draws the page behind the PIN: state, tests, logs.
func (c *canvas) technician(p picture) {
	if p.Technician != nil && p.Technician.Floor != nil {
		c.floorEditor(p)
		return
	}
	if p.tools.checkup.Corner > 0 {
		c.corners(p)
		return
	}
	toggle := wMaintainOn
	if p.Maintenance {
		toggle = wMaintainOff
	}
	f := c.chrome(
		p,
		button{label: wTechLeave.in(p.Lang), icon: iconBack, msg: kiosk.TechnicianLeft{}},
		button{label: toggle.in(p.Lang), icon: iconTool, msg: kiosk.MaintenanceSet{On: !p.Maintenance}, quiet: true},
	)
	room := f.work
	head, room := c.floorDoor(room, p)
	title := fmt.Sprintf("%s · %s", wTech.in(p.Lang), p.Unit)
	c.say(title)
	c.text(head, style{size: sizeLead, weight: bold, color: c.Ink}.mid(), title)
	tabs, room := cutTop(room, c.tabHeight(), 12)
	c.tabs(tabs, techTabs(p.tools), p)
	if f.deep() {
		top := f.top
		if reads := p.local.part == 0 || p.local.part == 3; reads && top.Dy() > room.Dy() { // nothing there to touch
			top, room = room, top
		}
		c.above(top, p)
	}
	c.technicianTab(room, p)
}

// technicianTab draws what the chosen tab shows.
func (c *canvas) technicianTab(room image.Rectangle, p picture) {
	switch p.local.part {
	case 1:
		c.tests(room, p)
	case 2:
		c.touchTest(room, p)
	case 3:
		c.logs(room, p)
	case 4:
		c.checkup(room, p)
	default:
		c.status(room, p)
	}
}

// partName is what a part is called.
type partName struct {
	part kiosk.Part
	name phrase
}

// partNames lists the parts in the order in which they are shown.
func partNames() []partName {
	return []partName{
		{kiosk.PartPrinter, wPartPrinter},
		{kiosk.PartPanel, wPartPanel},
		{kiosk.PartBase, wPartBase},
		{kiosk.PartVoice, wPartVoice},
		{kiosk.PartWard, wPartWard},
		{kiosk.PartTouch, wPartTouch},
		{kiosk.PartScreen, wPartScreen},
		{kiosk.PartEar, wPartEar},
		{kiosk.PartTray, wPartTray},
		{kiosk.PartLine, wPartLine},
	}
}

// status draws a row for each part.
func (c *canvas) status(at image.Rectangle, p picture) {
	all := slices.DeleteFunc(partNames(), func(n partName) bool { // not every robot has a tray, or shares a line
		return (n.part == kiosk.PartTray || n.part == kiosk.PartLine) &&
			!slices.ContainsFunc(p.Parts, func(s kiosk.PartState) bool { return s.Part == n.part })
	})
	cols := 1
	if at.Dx() > 1300 {
		cols = 2
	}
	rows := (len(all) + cols - 1) / cols
	at.Max.Y = min(at.Max.Y, at.Min.Y+rows*110)
	for i, n := range all {
		ic, ink, text := iconMinus, c.InkSoft, wPartSilent.in(p.Lang)
		for _, s := range p.Parts {
			if s.Part == n.part {
				ic, ink, text = c.partState(p, s)
			}
		}
		c.stateRow(cell(at, cols, rows, 10, i), ic, ink, n.name.in(p.Lang), text)
	}
}

func (c *canvas) partState(p picture, s kiosk.PartState) (icon, color.NRGBA, string) {
	ic, ink, text := iconCheck, c.Good, wPartUp.in(p.Lang)
	detail := brief(strings.TrimPrefix(s.Detail, "connected to ")) // which says the address alone
	switch {
	case !s.Up:
		ic, ink, text = iconWarn, c.Bad, wPartDown.in(p.Lang)
	case s.Part == kiosk.PartPrinter && p.Printer.Checked:
		if paper := paperText(p.Printer, p.Lang); paper != "" {
			detail = paper // in the language of the page
			ic, ink = iconWarn, c.Warn
		}
		if !p.Printer.Ready() {
			ic, ink = iconWarn, c.Bad
		}
	case s.Part == kiosk.PartBase && p.Robot.Configured:
		text += " · " + baseText(p.Robot, p.Lang)
	}
	if detail != "" {
		text += " · " + detail
	}
	if !s.Since.IsZero() {
		text += " · " + wSince.in(p.Lang) + nbsp + s.Since.In(p.now.Location()).Format("15:04 02/01")
	}
	return ic, ink, text
}

// paperText is what a technician does something about, "" when there is nothing.
func paperText(p kiosk.Printer, l kiosk.Lang) string {
	switch {
	case p.Cover:
		return wCoverOpen.in(l)
	case p.Paper == "end":
		return wPaperEnd.in(l)
	case p.Paper == "near-end" && p.Left.Known:
		return fmt.Sprintf(wPaperLeft.in(l), p.Left.Tickets)
	case p.Paper == "near-end":
		return wPaperLow.in(l)
	default:
		return ""
	}
}

// stateRow draws a name with its state.
func (c *canvas) stateRow(at image.Rectangle, ic icon, ink color.NRGBA, name, text string) {
	c.framed(at, 2, c.Line, c.Surface)
	in := pad(at, 20, 4)
	left, in := cutLeft(in, 48, 16)
	c.icon(middleOf(left, 44, 44).Min, 44, ic, ink, 2.4)
	up, down := cutLeft(in, in.Dx()*34/100, 16)
	c.text(up, style{size: sizeBody, weight: semiBold, color: c.Ink}.mid(), name)
	c.text(down, style{size: sizeSmall, weight: medium, color: ink}.mid(), text)
}

// tests draws what can be tried, and how it went.
func (c *canvas) tests(at image.Rectangle, p picture) {
	rows := 3
	at.Max.Y = min(at.Max.Y, at.Min.Y+rows*150)
	for i, t := range []struct {
		label phrase
		icon  icon
		part  kiosk.Part
	}{{wPrintTest, iconPrinter, kiosk.PartPrinter}, {wSayTest, iconSpeaker, kiosk.PartVoice}} {
		push, rest := cutLeft(cell(at, 1, rows, 16, i), at.Dx()*40/100, gutter)
		c.button(push, button{label: t.label.in(p.Lang), icon: t.icon, msg: kiosk.TestAsked{Part: t.part}, quiet: true, size: sizeBody})
		c.testResult(rest, p, p.Technician.Tests[t.part])
	}
	row := cell(at, 1, rows, 16, 2)
	label, row := cutLeft(row, at.Dx()*40/100, gutter)
	c.text(label, style{size: sizeBody, weight: semiBold, color: c.Ink}.mid(), wPressTest.in(p.Lang))
	for i, n := range p.Technician.Presses {
		box := cell(row, len(p.Technician.Presses), 1, 12, i)
		ground, ink := c.Surface, c.InkSoft
		if n > 0 {
			ground, ink = c.GoodSoft, c.Good
		}
		c.framed(box, 2, c.Line, ground)
		c.text(box.Inset(8), style{size: sizeLead, weight: bold, color: ink}.centered().mid(), fmt.Sprintf("%d: %d", i+1, n))
	}
}

func (c *canvas) testResult(at image.Rectangle, p picture, t kiosk.Test) {
	switch t.State {
	case kiosk.TestRuns:
		c.stateRow(at, iconClock, c.InkSoft, wTestRuns.in(p.Lang), "")
	case kiosk.TestGood:
		c.stateRow(at, iconCheck, c.Good, wTestGood.in(p.Lang), t.At.In(p.now.Location()).Format("15:04:05"))
	case kiosk.TestBad:
		c.stateRow(at, iconCross, c.Bad, wTestBad.in(p.Lang), t.Reason)
	default:
		c.stateRow(at, iconMinus, c.InkSoft, wTestNone.in(p.Lang), "")
	}
}

// touchTest draws fields that show where the panel has felt a finger.
func (c *canvas) touchTest(at image.Rectangle, p picture) {
	head, at := cutTop(at, 56, 8)
	c.text(head, style{size: sizeBody, weight: medium, color: c.InkSoft}.mid(), wTouchTest.in(p.Lang))
	rows, cols := touchRows, touchCols
	if c.portrait() {
		rows, cols = cols, rows
	}
	rows = min(rows, (at.Dy()+6)/(minTarget+6))
	for i := range rows * cols {
		box := cell(at, cols, rows, 6, i)
		felt := p.local.felt&(1<<i) != 0
		label := fmt.Sprintf("%s %d", wTouchTab.in(p.Lang), i+1)
		pressed := c.control(box, label, nil, func(l *local) { l.felt |= 1 << i })
		switch {
		case felt || pressed:
			c.box(box, 10, c.Good)
			c.icon(middleOf(box, 40, 40).Min, 40, iconCheck, c.GoodSoft, 3)
		default:
			c.framed(box, 2, c.Line, c.Surface)
		}
	}
}

// logsEvery is how often the log on screen is read anew.
const logsEvery = 2 * time.Second

// logs draws the newest lines of the log, the newest last.
func (c *canvas) logs(at image.Rectangle, p picture) {
	at = c.baseLine(at, p)
	in := at
	c.box(at, radius, c.Sunken)
	in = in.Inset(20)
	var lines []string
	if p.tools.logs != nil {
		lines = p.tools.logs()
	}
	if len(lines) == 0 {
		lines = []string{wNoLogs.in(p.Lang)}
	}
	s := style{size: 24, weight: medium, color: c.Ink}
	y := in.Max.Y
	for _, l := range slices.Backward(lines) {
		b := c.set(s, in.Dx(), l)
		if b.width > in.Dx() {
			b, _ = c.fit(s, in.Dx(), 1<<20, l)
		}
		if y -= b.height; y < in.Min.Y {
			return
		}
		c.put(image.Rect(in.Min.X, y, in.Max.X, y+b.height), b, l)
	}
}
