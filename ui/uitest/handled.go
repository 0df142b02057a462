package uitest

import (
	"strings"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// handled lists the screens that are as a finger left them.
func handled(l kiosk.Lang) []Screen {
	home, search, guide := Ward(kiosk.ScreenHome, l), Visiting(kiosk.ScreenSearch, l), Visiting(kiosk.ScreenGuide, l)
	long := guide
	long.Spot.Code = "9.000250"
	tech := Technician(l)
	serviced := tech
	serviced.Maintenance = true
	open := func(vi, en string) func(*Finger) { return func(f *Finger) { f.Tap(f.Say(vi, en)) } }
	typed := func(text string) func(*Finger) { return func(f *Finger) { f.Type(text) } }
	method := func(times int) func(*Finger) {
		return func(f *Finger) {
			for _, vi := range []string{"Telex", "VNI"}[:times] {
				if _, ok := f.Find(vi); ok { // without a row of digits there is no VNI
					f.Tap(vi)
				}
			}
			f.Type("ho tich")
		}
	}
	return append(floorEdits(l), []Screen{
		{Name: "search-found", View: search, Do: typed("khai sinh")},
		{Name: "search-many", Alike: true, View: search, Do: typed("ho tich")},
		{Name: "search-nothing", View: search, Do: typed("zzqk")},
		{Name: "search-capitals", View: search, Do: func(f *Finger) {
			f.Type("Ddangw kys Hooj tichj ")
			f.Tap(f.Say("Chữ hoa", "Capitals"))
		}},
		{Name: "search-vni", Alike: true, View: search, Do: method(1)},
		{Name: "search-plain", Alike: true, View: search, Do: method(2)},
		{Name: "search-long", View: search, Do: typed(strings.Repeat("nghieeng ", 12))},
		{Name: "guide-steps", View: guide, Do: open("Các bước", "Steps")},
		{Name: "guide-ask", View: guide, Do: open("Hỏi thêm", "Ask")},
		{Name: "guide-facts", View: guide, Do: open("Thời hạn, lệ phí", "Time, fee")},
		{Name: "guide-long-facts", View: long, Do: open("Thời hạn, lệ phí", "Time, fee")},
		{Name: "pin", View: home, Do: (*Finger).Unlock},
		{Name: "pin-typed", Alike: true, View: home, Do: func(f *Finger) {
			f.Unlock()
			f.Type("1234")
		}},
		{Name: "pin-wrong", Alike: true, View: home, Do: func(f *Finger) {
			f.Unlock()
			f.UI.Refuse()
			f.Look()
		}},
		{Name: "technician-tests", View: tech, Do: open("Kiểm tra", "Tests")},
		{Name: "technician-check", View: tech, Checkup: Checkup(), Do: open("Khám máy", "Examine")},
		{Name: "technician-check-none", Alike: true, View: tech, Checkup: ui.Checkup{Offered: true}, Do: open("Khám máy", "Examine")},
		{Name: "technician-touch", View: tech, Do: func(f *Finger) {
			f.Tap(f.Say("Cảm ứng", "Touch"))
			for _, n := range []string{"1", "2", "9", "18"} {
				f.Tap(f.Say("Cảm ứng ", "Touch ") + n)
			}
		}},
		{Name: "technician-logs", View: serviced, Do: open("Nhật ký", "Logs")},
	}...)
}
