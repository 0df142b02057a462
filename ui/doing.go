package ui

import (
	"fmt"
	"image"
	"maps"
	"math"
	"slices"

	"tiepdan/kiosk"
)

// The texts of what the robot is doing.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wToCharge   = phrase{Vi: "Tôi đi sạc pin, còn %d %%.", En: "I am going to charge my battery: %d %%."}
	wCharging   = phrase{Vi: "Tôi đang sạc pin: %d %%. Quý khách vẫn lấy số được tại đây.", En: "I am charging: %d %%. You can still take a number here."}
	wToPlug     = phrase{Vi: "Tôi đi sạc pin.", En: "I am going to charge my battery."}
	wPlugged    = phrase{Vi: "Tôi đang sạc pin. Quý khách vẫn lấy số được tại đây.", En: "I am charging. You can still take a number here."}
	wOnRound    = phrase{Vi: "Tôi đang mang nước và bánh kẹo đi mời quý khách.", En: "I am going round with drinks and sweets."}
	wToEntrance = phrase{Vi: "Tôi đang ra cửa vào đón khách.", En: "I am going to the entrance to welcome people."}
	wToDoor     = phrase{Vi: "Tôi đang đến cửa %d theo lời gọi của cán bộ.", En: "I am going to door %d, where I was called."}
	wHomeward   = phrase{Vi: "Tôi đang về chỗ đón khách.", En: "I am going back to my place."}
	wLetPass    = phrase{Vi: "Xin phép quý khách cho tôi đi qua ạ.", En: "Excuse me, please let me pass."}
	wHandOff    = phrase{Vi: "Xin quý khách lấy tay khỏi khay để tôi đi tiếp ạ.", En: "Please take your hand off the tray, so that I can go on."}
	wNoTray     = phrase{Vi: "Tôi mất liên lạc với khay nên đứng yên, xin chờ cán bộ.", En: "I have lost the link to my tray and stand still until the staff come."}
	wStopping   = phrase{Vi: "Tôi đang dừng lại.", En: "I am stopping."}
	wSearching  = phrase{Vi: "Tôi đang xác định lại vị trí, xin chờ một chút.", En: "I am finding out where I am. One moment, please."}
	wKept       = phrase{Vi: "Cán bộ đang giữ tôi đứng yên.", En: "The staff keep me where I am."}
	wNeedsStaff = phrase{Vi: "Tôi đang chờ cán bộ đến giúp.", En: "I am waiting for the staff to help me."}
)

// roving reports whether the robot drives about, with nobody behind it.
func roving(r kiosk.RobotView) bool {
	return r.Configured && r.State == "driving" && r.Mission != string(kiosk.MissionLead)
}

// doing says what the robot is about while it leads nobody, "" for nothing that
// people need to know.
func (p picture) doing() string {
	r := p.Robot
	switch {
	case r.Configured && r.Reason == "moves-by-itself":
		return wStopping.in(p.Lang)
	case !placed(r) && r.State != "localising" || !r.Configured || r.EStop || r.State == "estop":
		return "" // a notice says so
	}
	if text := p.stands(); text != "" {
		return text
	}
	return p.goes()
}

// stands says why the robot stays where it is, "" while it does not.
func (p picture) stands() string {
	r := p.Robot
	switch {
	case r.Held:
		return wKept.in(p.Lang)
	case r.Reason == "tray-away":
		return wNoTray.in(p.Lang)
	case r.Staff != "":
		return wNeedsStaff.in(p.Lang)
	case r.State == "localising":
		return wSearching.in(p.Lang)
	case r.Reason == "hand-in-tray":
		return wHandOff.in(p.Lang)
	case r.State == "blocked":
		return wLetPass.in(p.Lang)
	case r.State == "charging":
		return p.charge(wCharging, wPlugged)
	}
	return ""
}

// charge says something of the battery, in other words where its level is not known.
func (p picture) charge(known, unknown phrase) string {
	if p.Robot.BatteryPct < 0 {
		return unknown.in(p.Lang)
	}
	return fmt.Sprintf(known.in(p.Lang), p.Robot.BatteryPct)
}

// goes says where the robot is going.
func (p picture) goes() string {
	r := p.Robot
	switch {
	case r.State != "driving" && r.State != "docking":
		return ""
	case r.Kind == "charge", r.Mission == string(kiosk.MissionDock):
		return p.charge(wToCharge, wToPlug)
	}
	switch kiosk.MissionKind(r.Mission) {
	case kiosk.MissionTray:
		return wOnRound.in(p.Lang)
	case kiosk.MissionWelcome:
		return wToEntrance.in(p.Lang)
	case kiosk.MissionReturn:
		return wHomeward.in(p.Lang)
	case kiosk.MissionSummon:
		if r.Door != 0 {
			return fmt.Sprintf(wToDoor.in(p.Lang), r.Door)
		}
	case kiosk.MissionLead, kiosk.MissionDock:
	}
	return ""
}

// told is one text of the strip.
type told struct {
	text  string
	robot bool // of what the robot does
	mic   bool // of the open microphone; else of what does not work
}

// strip lists what the strip tells, one after the other: what the robot does
// first, on the screens that a visitor may leave.
func (p picture) strip() []told {
	if p.Screen == kiosk.ScreenGuide && p.Looks.Text != kiosk.TextNormal && len(p.Calls) > 0 {
		return nil // a call has the room of a strip for its seconds: larger texts leave none for two
	}
	var out []told
	// Whoever reads a list of papers needs its room more than to know of a battery.
	reads := p.Screen == kiosk.ScreenGuide && p.Robot.State == "charging"
	if text := p.doing(); text != "" && openable(p.Screen) && !reads {
		out = append(out, told{text: text, robot: true})
	}
	if p.tools.wake != "" && p.Screen != kiosk.ScreenListen {
		out = append(out, told{text: fmt.Sprintf(wWake.in(p.Lang), p.tools.wake), mic: true})
	}
	for _, n := range p.Notices {
		out = append(out, told{text: noticeText(n).In(p.Lang)})
	}
	return out
}

// roam draws the floor with the robot where it drives, if there is room and a map.
func (c *canvas) roam(at image.Rectangle, p picture) bool {
	if !p.roams(at) {
		return false
	}
	c.floorMap(at, p, 0)
	return true
}

// roams reports whether that can be drawn so that no door covers another.
func (p picture) roams(at image.Rectangle) bool {
	if !roving(p.Robot) || !p.floor.walled() {
		return false
	}
	scale := fitFloor(p.floor, at.Inset(40)).scale
	doors := slices.Collect(maps.Values(p.floor.Doors))
	for i, a := range doors {
		for _, b := range doors[:i] {
			if math.Hypot(a.XM-b.XM, a.YM-b.YM)*scale < doorSide {
				return false
			}
		}
	}
	return true
}
