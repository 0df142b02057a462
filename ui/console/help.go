package console

import (
	"slices"
	"time"

	"tiepdan/kiosk"
)

// helpData is the banner of a visitor who called a person to the robot. It
// has no running minutes, so that a screen reader tells it once.
type helpData struct {
	ID       string
	Since    string
	Late     bool
	Door     int // who comes, 0 for nobody yet
	Mine     bool
	Answered string
}

func help(h *kiosk.Help, door int, zone *time.Location) *helpData {
	if h == nil {
		return nil
	}
	d := &helpData{ID: h.ID, Since: h.At.In(zone).Format("15:04"), Late: h.Late, Door: h.Door, Mine: h.Door == door}
	if h.Door != 0 {
		d.Answered = h.Answered.In(zone).Format("15:04")
	}
	return d
}

// textData is one announcement in the list.
type textData struct {
	ID, Vi, En string
	Emergency  bool
	Door       int
	Since      string
}

// texts gives what is on the screen, the newest first.
func texts(all []kiosk.Bulletin, now time.Time) (out, alarms []textData) {
	for _, b := range slices.Backward(all) {
		at := b.At.In(now.Location())
		d := textData{ID: b.ID, Vi: b.Text.Vi, En: b.Text.En, Emergency: b.Emergency, Door: b.Door, Since: at.Format("15:04")}
		if at.YearDay() != now.YearDay() || at.Year() != now.Year() {
			d.Since = at.Format("15:04 02/01")
		}
		out = append(out, d)
		if d.Emergency {
			alarms = append(alarms, d)
		}
	}
	return out, alarms
}

// title is the tab's: what must be noticed comes first.
func (d deskData) Title() string {
	door := "Cửa " + itoa(d.Door.Number)
	switch {
	case len(d.Alarms) > 0:
		return "⚠ KHẨN CẤP · " + door
	case d.Help != nil && d.Help.Door == 0:
		return "⚠ Cần giúp · " + door
	case d.Number != "":
		door = d.Number + " · " + door
	}
	if n := len(d.Waiting); n > 0 {
		door += " (" + itoa(n) + " chờ)"
	}
	return door
}

// Alert is what a screen reader tells at once; "" for nothing.
func (d deskData) Alert() string {
	switch {
	case len(d.Alarms) > 0:
		return "Đang phát thông báo khẩn cấp: " + d.Alarms[0].Vi
	case d.Help != nil && d.Help.Door == 0:
		return "Có người cần giúp ở màn hình robot, gọi lúc " + d.Help.Since + "."
	}
	return ""
}
