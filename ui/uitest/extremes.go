package uitest

import (
	"strings"
	"time"

	"tiepdan/kiosk"
)

// LongTitleEn is LongTitle in English, of like length.
const LongTitleEn = "Registering births, marriages and deaths again where a foreign element is involved, and giving copies of extracts of civil status to Vietnamese citizens who live abroad and have no personal number yet, jointly by all the offices of the whole country too"

// long is a text of at least so many letters, of whole sentences.
func long(letters int) kiosk.Text {
	vi, en := "", ""
	for i := 0; len([]rune(vi)) < letters; i++ {
		vi += []string{
			"Từ ngày 01/8, Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ không phụ thuộc địa giới hành chính trong toàn thành phố. ",
			"Quý khách có lịch hẹn trước xin đến đúng giờ, mang theo căn cước và điện thoại đã cài VNeID. ",
			"Hồ sơ đất đai nộp tại Cửa 4; người khuyết tật, người cao tuổi được ưu tiên phục vụ trước. ",
		}[i%3]
	}
	for i := 0; len(en) < letters; i++ {
		en += []string{
			"From the first of August this Center takes files of the whole city, wherever you live in it. ",
			"Those with an appointment please come on time, and bring your identity card and a phone with VNeID. ",
			"Files about land are taken at door 4; older and disabled people are served first. ",
		}[i%3]
	}
	return kiosk.Text{Vi: strings.TrimSpace(vi), En: strings.TrimSpace(en)}
}

// extremes lists screens with the longest texts, the most of everything, and
// the least.
func extremes(l kiosk.Lang) []Screen {
	title := kiosk.Text{Vi: LongTitle, En: LongTitleEn}
	services := Ward(kiosk.ScreenHome, l)
	for i := range services.Services {
		services.Services[i].Name = title
	}
	news := Ward(kiosk.ScreenHome, l)
	news.Announcements = []kiosk.Text{long(600), long(600)}
	news.Instructions = []kiosk.Text{long(300)}
	welcome := Ward(kiosk.ScreenAttract, l)
	welcome.Announcements, welcome.Board = news.Announcements, Busy(l).Board
	ticket := Ticket(l, kiosk.PrintUnsure)
	ticket.Ticket.Service, ticket.Ticket.Doors, ticket.Ticket.Ahead, ticket.Ticket.Priority = title, []int{6, 7, 8, 9, 10}, 128, true
	call := Called(l, kiosk.PhaseWaiting)
	for i := range call.Calls {
		call.Calls[i].Name = title
	}
	alarm := Ward(kiosk.ScreenEmergency, l)
	alarm.Alarm = long(600)
	bare := Ward(kiosk.ScreenHome, l)
	bare.Announcements, bare.PortalURL, bare.Services = nil, "", bare.Services[:1]
	all := Noticed(Busy(l), kiosk.NoticePaperEnd, kiosk.NoticePaperNear, kiosk.NoticePrinterOff, kiosk.NoticeRobotStop,
		kiosk.NoticeRobotOff, kiosk.NoticeVoiceOff, kiosk.NoticePanelOff, kiosk.NoticeWardAway, kiosk.NoticeTouchOff)
	all.Instructions = []kiosk.Text{long(200), long(300)}
	group := Noticed(Visiting(kiosk.ScreenGroup, l), kiosk.NoticeRobotStop)
	group.Calls = Called(l, "").Calls
	mute := Visiting(kiosk.ScreenFeedback, l)
	mute.FeedbackURL = ""
	alone := Visiting(kiosk.ScreenHelp, l)
	alone.HelpURL, alone.FeedbackURL = "", ""
	took := Ward(kiosk.ScreenTray, l)
	took.Tray = &kiosk.TrayView{Mission: "tray/1", Took: 1}
	why := Rating(l, kiosk.Dissatisfied)
	why.Rating.Asking = true
	leaving := Visiting(kiosk.ScreenGuide, l)
	leaving.LeaveAt = Noon().Add(20 * time.Second)
	return []Screen{
		{Name: "home-long-names", View: services},
		{Name: "home-long-news", View: news},
		{Name: "home-bare", View: bare},
		{Name: "home-troubled", View: all},
		{Name: "home-watched", Alike: true, View: Ward(kiosk.ScreenHome, l), Watched: true},
		{Name: "attract-long", View: welcome},
		{Name: "ticket-long", View: ticket},
		{Name: "called-long", View: call},
		{Name: "emergency-long", View: alarm},
		{Name: "group-troubled", View: group, Watched: true},
		{Name: "guide-leaving", Alike: true, View: leaving},
		{Name: "feedback-none", Alike: true, View: mute},
		{Name: "help-alone", View: alone},
		{Name: "tray-thanks", Alike: true, View: took},
		{Name: "rating-reasons-none", Alike: true, View: why},
		{Name: "maintenance-busy", View: maintained(l)},
		{Name: "maintenance-jogged", View: jogged(l)},
	}
}

// jogged is a robot that a technician drives by hand.
func jogged(l kiosk.Lang) kiosk.View {
	v := Ward(kiosk.ScreenMaintenance, l)
	v.Jogged = true
	return v
}

// maintained is a robot that is serviced while all doors work on.
func maintained(l kiosk.Lang) kiosk.View {
	v := Ward(kiosk.ScreenMaintenance, l)
	v.Board, v.Calls = Busy(l).Board, Called(l, "").Calls[:2]
	return v
}
