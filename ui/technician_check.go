package ui

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"slices"
	"time"

	"tiepdan/kiosk"
)

// CheckState is how a part was found.
type CheckState string

// The states, the one that wants a hand first.
const (
	CheckFail    CheckState = "fail"
	CheckWarn    CheckState = "warn"
	CheckPass    CheckState = "pass"
	CheckSkipped CheckState = "skipped"
)

// CheckRow is what was found at one part, and what to do next.
type CheckRow struct {
	State             CheckState
	Name, Found, Next kiosk.Text
}

// Checkup is an examination of the robot, as far as it has come.
type Checkup struct {
	Offered bool // the robot can be examined
	Running bool
	Ask     kiosk.Text // what the technician is to do now
	At      time.Time  // when it ended; zero while there was none
	Rows    []CheckRow
	Corner  int // 1 to 4, clockwise from the upper left: to be touched now; 0 is none
}

// SetCheckup changes the examination that is shown.
func (u *UI) SetCheckup(c Checkup) { u.tools.checkup = c }

// The texts of the examination.
//
//nolint:gochecknoglobals // a table that is never written
var (
	wCheckTab    = phrase{Vi: "Khám máy", En: "Examine"}
	wCheckLook   = phrase{Vi: "Kiểm tra máy", En: "Examine"}
	wCheckAll    = phrase{Vi: "Kiểm tra cả in, nút và bốn góc", En: "With page, buttons, corners"}
	wCheckRuns   = phrase{Vi: "Đang kiểm tra…", En: "Examining…"}
	wCheckNone   = phrase{Vi: "Chưa kiểm tra", En: "Not examined yet"}
	wCheckSum    = phrase{Vi: "%s: %d lỗi, %d lưu ý, %d đạt, %d bỏ qua", En: "%s: %d failed, %d warnings, %d passed, %d skipped"}
	wCornerAsk   = phrase{Vi: "Chạm vào dấu ở góc màn hình", En: "Touch the mark in the corner"}
	wCorner      = phrase{Vi: "Góc", En: "Corner"}
	wCheckNext   = phrase{Vi: "Cần làm:", En: "To do:"}
	wCheckFailed = phrase{Vi: "Lỗi", En: "Failed"}
	wCheckWarned = phrase{Vi: "Lưu ý", En: "Warning"}
	wCheckPassed = phrase{Vi: "Đạt", En: "Passed"}
	wCheckLeft   = phrase{Vi: "Bỏ qua", En: "Skipped"}
)

// checkKind is what an examination is asked to do.
type checkKind int

const (
	checkNothing checkKind = iota
	checkLook
	checkAll
)

// Measures of the examination's rows.
const (
	checkGap  = 10
	checkText = 26
)

// checkup draws what was found, page by page, the worst first.
func (c *canvas) checkup(at image.Rectangle, p picture) {
	u := p.tools.checkup
	push, at := cutTop(at, minTarget+lipHeight, 12)
	for i, b := range []struct {
		label phrase
		kind  checkKind
	}{{wCheckLook, checkLook}, {wCheckAll, checkAll}} {
		c.button(cell(push, 2, 1, gutter, i), button{
			label: b.label.in(p.Lang), icon: iconCheck, quiet: true, size: sizeBody, here: u.Running,
			act: func(l *local) { l.check, l.page = b.kind, 0 },
		})
	}
	c.say(u.headline(p))
	head, at := cutTop(at, 52, 8)
	c.text(head, style{size: sizeSmall, weight: semiBold, color: c.Ink}.mid(), u.headline(p))
	rows := slices.Clone(u.Rows)
	order := []CheckState{CheckFail, CheckWarn, CheckPass, CheckSkipped}
	slices.SortStableFunc(rows, func(a, b CheckRow) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	c.checkRows(at, rows, p)
}

// checkRows draws rows, in two columns where there is room, page by page.
func (c *canvas) checkRows(at image.Rectangle, rows []CheckRow, p picture) {
	cols := 1
	if at.Dx() > 1500 {
		cols = 2
	}
	columns := c.checkColumns(cell(at, cols, 1, gutter, 0), rows, p)
	if len(columns) > cols {
		foot, room := cutBottom(at, c.pagerHeight(), gutter/2)
		at = room
		columns = c.checkColumns(cell(at, cols, 1, gutter, 0), rows, p)
		n := (len(columns) + cols - 1) / cols
		now := min(p.local.page, n-1)
		c.pager(foot, now, n, p)
		columns = columns[now*cols : min((now+1)*cols, len(columns))]
	}
	for i, column := range columns {
		room := cell(at, cols, 1, gutter, i)
		for _, r := range column {
			row := room
			row.Max.Y = row.Min.Y + c.checkHeight(room.Dx(), r, p)
			c.checkRow(row, r, p)
			room.Min.Y = row.Max.Y + checkGap
		}
	}
}

// headline is what to do now, or how it went.
func (u *Checkup) headline(p picture) string {
	switch {
	case u.Running && u.Ask != (kiosk.Text{}):
		return u.Ask.In(p.Lang)
	case u.Running:
		return wCheckRuns.in(p.Lang)
	case u.At.IsZero():
		return wCheckNone.in(p.Lang)
	}
	count := map[CheckState]int{}
	for _, r := range u.Rows {
		count[r.State]++
	}
	return fmt.Sprintf(wCheckSum.in(p.Lang), u.At.In(p.now.Location()).Format("15:04"), count[CheckFail], count[CheckWarn], count[CheckPass], count[CheckSkipped])
}

// words is what is said of a part.
func (r CheckRow) words(l kiosk.Lang) string {
	if r.State == CheckPass || r.Next == (kiosk.Text{}) {
		return r.Found.In(l)
	}
	return r.Found.In(l) + " " + wCheckNext.in(l) + nbsp + r.Next.In(l)
}

// checkParts parts a row: its sign and state, the part's name, the words.
func checkParts(at image.Rectangle) (sign, name, words image.Rectangle) {
	in := pad(at, 16, 8)
	sign, in = cutLeft(in, 44, 14)
	name, words = cutLeft(in, max(210, in.Dx()*22/100), 16)
	return sign, name, words
}

func (c *canvas) checkHeight(width int, r CheckRow, p picture) int {
	_, _, words := checkParts(image.Rect(0, 0, width, 100))
	b := c.set(style{size: checkText, weight: medium, color: c.Ink}, words.Dx(), r.words(p.Lang))
	return max(84, b.height+16)
}

// checkColumns distributes rows over columns.
func (c *canvas) checkColumns(at image.Rectangle, rows []CheckRow, p picture) [][]CheckRow {
	var pages [][]CheckRow
	left := 0
	for _, r := range rows {
		h := c.checkHeight(at.Dx(), r, p)
		if len(pages) == 0 || h > left {
			pages, left = append(pages, nil), at.Dy()
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], r)
		left -= h + checkGap
	}
	return pages
}

func (c *canvas) checkRow(at image.Rectangle, r CheckRow, p picture) {
	ic, ink, state := c.checkLooks(r.State)
	c.framed(at, 2, c.Line, c.Surface)
	sign, name, words := checkParts(at)
	c.icon(middleOf(sign, 40, 40).Min, 40, ic, ink, 2.6)
	up, down := cutTop(name, name.Dy()/2, 0)
	c.text(up, style{size: checkText, weight: semiBold, color: c.Ink}.mid(), r.Name.In(p.Lang))
	c.text(down, style{size: 24, weight: semiBold, color: ink}.mid(), state.in(p.Lang))
	c.text(words, style{size: checkText, weight: medium, color: c.Ink}.mid(), r.words(p.Lang))
}

func (c *canvas) checkLooks(s CheckState) (icon, color.NRGBA, phrase) {
	switch s {
	case CheckFail:
		return iconCross, c.Bad, wCheckFailed
	case CheckWarn:
		return iconWarn, c.Warn, wCheckWarned
	case CheckPass:
		return iconCheck, c.Good, wCheckPassed
	default:
		return iconMinus, c.InkSoft, wCheckLeft
	}
}

// cornerSide is the side of the field in a corner.
const cornerSide = 240

// corners draws a mark in the corner that is to be touched. The others feel
// fingers too: a panel that is turned answers there.
func (c *canvas) corners(p picture) {
	c.cover()
	c.box(c.area, 0, c.Surface)
	a := c.area
	for i, at := range [4]image.Point{
		a.Min, {a.Max.X - cornerSide, a.Min.Y}, {a.Max.X - cornerSide, a.Max.Y - cornerSide}, {a.Min.X, a.Max.Y - cornerSide},
	} {
		box := image.Rect(at.X, at.Y, at.X+cornerSide, at.Y+cornerSide)
		c.declare(box, fmt.Sprintf("corner %d", i+1), fmt.Sprintf("%s %d", wCorner.in(p.Lang), i+1), nil, func(l *local) { l.corner = i + 1 })
		if i+1 != p.tools.checkup.Corner {
			c.framed(box.Inset(8), 2, c.Line, c.Surface)
			continue
		}
		c.box(box.Inset(8), radius, c.Action)
		c.icon(middleOf(box, 120, 120).Min, 120, iconAsk, c.OnAction, 2)
	}
	mid := a.Inset(cornerSide + gutter)
	c.say(wCornerAsk.in(p.Lang))
	c.text(mid, style{size: sizeTitle, weight: bold, color: c.Ink}.centered().mid(), fmt.Sprintf("%s (%d/4)", wCornerAsk.in(p.Lang), p.tools.checkup.Corner))
}
