package uitest

import (
	"slices"
	"sync"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Options are those of a screen that has all it can have; what it says and asks
// goes nowhere.
func Options() ui.Options {
	return ui.Options{
		Catalogue: Catalogue(),
		Mind:      sync.OnceValue(func() *assist.Understander { return assist.NewUnderstander(Catalogue()) }),
		Say:       func(kiosk.Lang, string) {},
		Unlock:    func(string) {},
		Logs: func() []string {
			return []string{
				`14:04:51 INFO the first frame is on screen after=212ms`,
				`14:04:53 INFO the printer answers model=generic-80mm`,
				`14:05:00 WARN the ward cannot be reached broker=mqtts://tiepdan.cua-nam.example:8883 error="dial tcp: connection refused"`,
			}
		},
	}
}

// LongTitle is an official title of 250 letters.
const LongTitle = "Thủ tục đăng ký lại khai sinh, kết hôn, khai tử có yếu tố nước ngoài và cấp bản sao trích lục hộ tịch cho công dân Việt Nam cư trú ở nước ngoài chưa được cấp số định danh cá nhân, thực hiện liên thông giữa các cơ quan đăng ký hộ tịch trên toàn quốc nhé"

// Catalogue is a small catalogue with short, long and scant procedures.
func Catalogue() *assist.Catalogue {
	source := assist.Text{Vi: "Cổng Dịch vụ công quốc gia", En: "National Public Service Portal"}
	owner := assist.Text{Vi: "Ủy ban nhân dân phường", En: "People's Committee of the ward"}
	groups := []assist.Group{
		{ID: "chung-thuc", Name: assist.Text{Vi: "Chứng thực", En: "Certification"}},
		{ID: "ho-tich", Name: assist.Text{Vi: "Hộ tịch", En: "Civil status"}},
		{ID: "cu-tru", Name: assist.Text{Vi: "Cư trú", En: "Residence"}},
		{ID: "dat-dai", Name: assist.Text{Vi: "Đất đai", En: "Land"}},
		{ID: "xay-dung", Name: assist.Text{Vi: "Quy hoạch xây dựng, kiến trúc", En: "Planning and architecture"}},
		{ID: "bao-tro", Name: assist.Text{Vi: "Bảo trợ xã hội", En: "Social protection"}},
		{ID: "nguoi-co-cong", Name: assist.Text{Vi: "Người có công", En: "People of merit"}},
		{ID: "kinh-doanh", Name: assist.Text{Vi: "Thành lập và hoạt động của hộ kinh doanh", En: "Household businesses"}},
		{ID: "moi-truong", Name: assist.Text{Vi: "Môi trường", En: "Environment"}},
	}
	all := []assist.Procedure{
		{
			Code: "1.001193", Group: "ho-tich", Plain: assist.Text{Vi: "Đăng ký khai sinh", En: "Register a birth"},
			Title: assist.Text{Vi: "Thủ tục đăng ký khai sinh", En: "Birth registration"},
			Papers: []assist.Text{
				{Vi: "Tờ khai đăng ký khai sinh", En: "Application form"},
				{Vi: "Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan", En: "Birth notice of the hospital; without it a witness's statement"},
				{Vi: "Căn cước hoặc hộ chiếu của người đi khai (xuất trình)", En: "Identity card or passport (to show)"},
				{Vi: "Văn bản ủy quyền nếu nhờ người khác, người thân ruột thịt không phải chứng thực", En: "A letter of authority if you act for somebody else"},
			},
			Steps: []assist.Text{
				{Vi: "Lấy số và chờ được gọi", En: "Take a number and wait for your call"},
				{Vi: "Nộp hồ sơ tại cửa, cán bộ kiểm tra giấy tờ", En: "Hand in your papers at the door"},
				{Vi: "Nhận giấy hẹn trả kết quả", En: "Get the receipt with the date"},
				{Vi: "Nhận kết quả theo giấy hẹn", En: "Collect the result on that date"},
			},
			Time: []assist.Text{{Vi: "1 ngày làm việc", En: "1 working day"}}, Result: assist.Text{Vi: "Giấy khai sinh", En: "Birth certificate"},
			Owner: owner, Source: source, Checked: "2026-07", PortalURL: "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1.001193", Online: true,
			Say: []string{"làm giấy khai sinh", "khai sinh cho con"},
		},
		{
			Code: "9.000250", Group: "ho-tich", Plain: assist.Text{Vi: "Đăng ký lại hộ tịch cho người ở nước ngoài", En: "Register civil status again from abroad"},
			Title: assist.Text{Vi: LongTitle, En: "Registering births, marriages and deaths again for citizens abroad"},
			Owner: owner, Source: source, Checked: "2026-07",
		},
	}
	plain := []assist.Text{
		{Vi: "Đăng ký kết hôn", En: "Register a marriage"},
		{Vi: "Đăng ký khai tử", En: "Register a death"},
		{Vi: "Xác nhận tình trạng hôn nhân", En: "Certificate of marital status"},
		{Vi: "Trích lục hộ tịch", En: "Extract of civil status"},
		{Vi: "Thay đổi, cải chính hộ tịch", En: "Correct civil status"},
		{Vi: "Nhận cha, mẹ, con", En: "Recognise a parent or child"},
		{Vi: "Đăng ký giám hộ", En: "Register a guardian"},
		{Vi: "Ghi chú ly hôn ở nước ngoài", En: "Note a divorce made abroad"},
		{Vi: "Đăng ký nuôi con nuôi trong nước", En: "Adopt a child"},
	}
	for i, t := range plain {
		all = append(all, assist.Procedure{Code: "2.0001" + string(rune('0'+i)), Group: "ho-tich", Plain: t, Title: t, Owner: owner, Source: source, Online: i%3 == 0})
	}
	for i, g := range groups {
		if g.ID != "ho-tich" {
			all = append(all, assist.Procedure{
				Code: "3.0002" + string(rune('0'+i)), Group: g.ID, Owner: owner, Source: source,
				Plain: assist.Text{Vi: "Thủ tục về " + g.Name.Vi, En: "About " + g.Name.En}, Title: assist.Text{Vi: "Thủ tục về " + g.Name.Vi, En: "About " + g.Name.En},
			})
		}
	}
	for i := range all {
		if all[i].Code == manyPapers {
			all[i].Papers = longPapers()
		}
	}
	return assist.New(groups, all)
}

// Visiting is a screen that a visitor opened.
func Visiting(s kiosk.Screen, l kiosk.Lang) kiosk.View {
	v := Classed(Ward(s, l))
	v.Spot = kiosk.Spot{Screen: s}
	v.Ear = true
	v.HelpURL, v.FeedbackURL = v.PortalURL, "https://gop-y.cua-nam.example/f/1"
	v.Services[1].Groups = []string{"ho-tich"}
	switch s {
	case kiosk.ScreenGroup:
		v.Spot.Group = "ho-tich"
	case kiosk.ScreenGuide:
		v.Spot.Group, v.Spot.Code = "ho-tich", "1.001193"
	default:
	}
	return v
}

// Technician is the technician's page.
func Technician(l kiosk.Lang) kiosk.View {
	v := Ward(kiosk.ScreenTechnician, l)
	since := Noon().Add(-42 * time.Minute)
	v.Parts = []kiosk.PartState{
		{Part: kiosk.PartPrinter, Up: true, Since: since},
		{Part: kiosk.PartPanel, Up: true, Since: since},
		{Part: kiosk.PartBase, Up: true, Since: since},
		{Part: kiosk.PartVoice, Up: true, Since: since},
		{Part: kiosk.PartWard, Detail: "dial tcp: connection refused", Since: Noon().Add(-time.Minute)},
		{Part: kiosk.PartTouch, Up: true, Detail: "ILITEK ILITEK-TP", Since: since},
		{Part: kiosk.PartScreen, Up: true, Detail: "1920×1080", Since: since},
		{Part: kiosk.PartLine, Detail: "away: robot-2", Since: Noon().Add(-3 * time.Minute)},
	}
	v.Printer = kiosk.Printer{Link: true, Paper: "near-end", Checked: true, Left: kiosk.Left{Known: true, Tickets: 38}}
	v.Robot = kiosk.RobotView{Configured: true, Robot: kiosk.Robot{State: "idle", BatteryPct: 86, Place: "welcome"}}
	v.Technician = &kiosk.TechnicianView{
		Boot: "b1", Presses: [4]int{2, 1, 0, 0},
		Tests: map[kiosk.Part]kiosk.Test{
			kiosk.PartPrinter: {State: kiosk.TestGood, At: Noon()},
			kiosk.PartVoice:   {State: kiosk.TestBad, Reason: "no sound device", At: Noon()},
		},
	}
	return v
}

// visits lists the screens of a visit that are not the ticket, the call or the
// rating.
func visits(l kiosk.Lang) []Screen {
	guide := Visiting(kiosk.ScreenGuide, l)
	long := guide
	long.Spot.Code = "9.000250"
	listening := func(s kiosk.ListenState) kiosk.View {
		v := Visiting(kiosk.ScreenListen, l)
		v.Listen = &kiosk.Listening{ID: "listen/1", State: s}
		return v
	}
	calling := Visiting(kiosk.ScreenGroup, l)
	calling.Calls = Called(l, "").Calls[:1]
	leaving := Visiting(kiosk.ScreenFind, l)
	leaving.LeaveAt = Noon().Add(18 * time.Second)
	why := Rating(l, kiosk.Dissatisfied)
	why.Rating.Asking, why.Rating.Reasons = true, []kiosk.Reason{kiosk.ReasonWait}
	tray := Ward(kiosk.ScreenTray, l)
	tray.Tray = &kiosk.TrayView{Mission: "tray/1"}
	alarm := Ward(kiosk.ScreenEmergency, l)
	alarm.Alarm = kiosk.Text{
		Vi: "Đề nghị mọi người rời khỏi phòng theo lối thoát hiểm bên trái. Không dùng thang máy.",
		En: "Please leave the room by the emergency exit on the left. Do not use the lift.",
	}
	told := Ward(kiosk.ScreenHome, l)
	told.Instructions = []kiosk.Text{{Vi: "Xin chuẩn bị sẵn căn cước và điện thoại đã cài VNeID trước khi đến cửa.", En: "Please have your identity card and VNeID ready before you go to the door."}}
	return slices.Concat(dialogues(l), helps(l), ticked(l), []Screen{
		{Name: "attract", View: Ward(kiosk.ScreenAttract, l)},
		{Name: "home-instruction", Alike: true, View: told},
		{Name: "find", View: Visiting(kiosk.ScreenFind, l)},
		{Name: "find-leaving", View: leaving},
		{Name: "group", View: Visiting(kiosk.ScreenGroup, l)},
		{Name: "group-calling", Alike: true, View: calling},
		{Name: "search", View: Visiting(kiosk.ScreenSearch, l)},
		{Name: "listen", View: Visiting(kiosk.ScreenListen, l)},
		{Name: "listen-open", View: listening(kiosk.ListenOpen)},
		{Name: "listen-hearing", Alike: true, View: listening(kiosk.ListenOpen), Do: func(f *Finger) {
			f.UI.SetHearing(f.Say("tôi muốn làm giấy khai sinh cho con tôi mới sinh", "I want to register the birth of my child"))
			f.Look()
		}},
		{Name: "listen-nothing", View: listening(kiosk.ListenNothing)},
		{Name: "listen-deaf", Alike: true, View: listening(kiosk.ListenDeaf)},
		{Name: "guide", View: guide},
		{Name: "guide-long", View: long},
		{Name: "looks", View: Visiting(kiosk.ScreenLooks, l)},
		{Name: "feedback", View: Visiting(kiosk.ScreenFeedback, l)},
		{Name: "rating-reasons", View: why},
		{Name: "tray", View: tray},
		{Name: "emergency", View: alarm},
		{Name: "maintenance", View: Ward(kiosk.ScreenMaintenance, l)},
		{Name: "technician", View: Technician(l)},
	})
}

// helps lists the screens of a call for a person.
func helps(l kiosk.Lang) []Screen {
	helped := func(h kiosk.Help) kiosk.View {
		v := Visiting(kiosk.ScreenHelp, l)
		h.ID = "help/1"
		v.Help = &h
		return v
	}
	civil := kiosk.Text{Vi: "cán bộ hộ tịch", En: "the civil status official"}
	about := func(more kiosk.View) kiosk.View {
		v := Visiting(kiosk.ScreenHelp, l)
		v.Spot.Group, v.Spot.Code = "ho-tich", "1.001193"
		v.Absent = more.Absent
		return v
	}
	return []Screen{
		{Name: "help", View: Visiting(kiosk.ScreenHelp, l)},
		{Name: "help-waiting", View: helped(kiosk.Help{At: Noon()})},
		{Name: "help-coming", Alike: true, View: helped(kiosk.Help{At: Noon(), Door: 3})},
		{Name: "help-topics", View: about(kiosk.View{})},
		{Name: "help-absent", View: about(kiosk.View{Absent: &kiosk.Absent{Title: civil, Opens: Noon().Add(time.Hour), Raised: true}})},
		{Name: "help-official", Alike: true, View: helped(kiosk.Help{At: Noon(), Title: civil})},
		{Name: "help-deputy", Alike: true, View: helped(kiosk.Help{At: Noon(), Title: civil, Stood: true})},
		{Name: "help-later", Alike: true, View: helped(kiosk.Help{At: Noon(), Title: civil, Later: 3, Back: Noon().Add(5 * time.Minute)})},
		{Name: "help-late", Alike: true, View: helped(kiosk.Help{At: Noon(), Late: true})},
	}
}
