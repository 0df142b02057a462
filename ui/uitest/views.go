package uitest

import (
	"image"
	"slices"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// Noon is the moment of all goldens: a Friday at 14:05 in Hanoi.
func Noon() time.Time { return time.Date(2026, 7, 31, 7, 5, 0, 0, time.UTC) }

// Landscape is the screen lying.
func Landscape() image.Point { return image.Pt(1920, 1080) }

// Portrait is the screen standing.
func Portrait() image.Point { return image.Pt(1080, 1920) }

func wait(low, high int) queue.Wait {
	return queue.Wait{Known: true, Min: time.Duration(low) * time.Minute, Max: time.Duration(high) * time.Minute}
}

// Ward is a view of an ordinary ward on an ordinary afternoon.
func Ward(s kiosk.Screen, l kiosk.Lang) kiosk.View {
	return kiosk.View{
		Screen: s, Lang: l, Unit: "cua-nam-01",
		Ward:      kiosk.Text{Vi: "Phường Cửa Nam", En: "Cua Nam Ward"},
		TimeZone:  "Asia/Ho_Chi_Minh",
		PortalURL: "https://dichvucong.gov.vn",
		Announcements: []kiosk.Text{
			{Vi: "Từ 15 giờ, hồ sơ trả trong ngày chuyển sang ngày làm việc kế tiếp.", En: "After 15:00, same-day results move to the next working day."},
			{Vi: "Sáng thứ Bảy chỉ nhận hồ sơ thuộc lĩnh vực công an.", En: "On Saturday mornings only police procedures are received."},
		},
		Board: []kiosk.DoorRow{
			{Door: 1, Number: "A012"}, {Door: 2, Number: "B007"}, {Door: 3, Number: "A013"}, {Door: 4}, {Door: 5, Number: "D004"},
		},
		Services: []kiosk.ServiceRow{
			{ID: "chung-thuc", Prefix: "A", Name: kiosk.Text{Vi: "Chứng thực", En: "Certification"}, Doors: []int{1, 3}, Waiting: 6, Wait: wait(12, 25)},
			{ID: "ho-tich", Prefix: "B", Name: kiosk.Text{Vi: "Hộ tịch, cư trú", En: "Civil status and residence"}, Doors: []int{2}, Waiting: 1, Wait: wait(0, 9)},
			{ID: "dat-dai", Prefix: "C", Name: kiosk.Text{Vi: "Đất đai, xây dựng", En: "Land and construction"}, Doors: []int{4}, Waiting: 0, Wait: wait(0, 0)},
			{ID: "kinh-doanh", Prefix: "D", Name: kiosk.Text{Vi: "Đăng ký kinh doanh", En: "Business registration"}, Doors: []int{5}, Waiting: 3},
			{ID: "xa-hoi", Prefix: "E", Name: kiosk.Text{Vi: "Lao động, người có công, xã hội", En: "Labour and social affairs"}, Doors: []int{4, 5}, Waiting: 2, Wait: wait(8, 8)},
		},
	}
}

// Ticket is the ticket screen with its paper in a state.
func Ticket(l kiosk.Lang, state kiosk.PrintState) kiosk.View {
	v := Ward(kiosk.ScreenTicket, l)
	v.Ticket = &kiosk.TicketView{
		ID: "t1", Number: "A014", Service: v.Services[0].Name, Doors: []int{1, 3}, Ahead: 6, Wait: wait(12, 25), Print: state,
	}
	return v
}

// unable gives a view a printer in a state.
func unable(v kiosk.View, p kiosk.Printer) kiosk.View {
	v.Printer = p
	return v
}

// Called is the called screen; the robot leads when there is a phase.
func Called(l kiosk.Lang, phase kiosk.Phase) kiosk.View {
	v := Ward(kiosk.ScreenCalled, l)
	v.Calls = []kiosk.CallView{
		{Ticket: "t1", Number: "A014", Door: 3, Name: kiosk.Text{Vi: "Tư pháp – Hộ tịch", En: "Justice and civil status"}},
		{Ticket: "t2", Number: "B007", Door: 2},
		{Ticket: "t3", Number: "D004", Door: 5},
		{Ticket: "t4", Number: "A013", Door: 10},
	}
	if phase != "" {
		v.Calls[0].Mission, v.Calls[0].Phase = "m1", phase
	}
	return v
}

// Rating is the rating screen, before or after a choice.
func Rating(l kiosk.Lang, chosen kiosk.Face) kiosk.View {
	v := Ward(kiosk.ScreenRating, l)
	v.Rating = &kiosk.RatingView{Ticket: "t1", Number: "A014", Door: 3, Chosen: chosen}
	return v
}

// Noticed adds degraded functions.
func Noticed(v kiosk.View, n ...kiosk.Notice) kiosk.View {
	v.Notices = n
	return v
}

// Busy is a ward with many doors and services of long official names.
func Busy(l kiosk.Lang) kiosk.View {
	v := Ward(kiosk.ScreenHome, l)
	v.Priority = true
	v.Ward = kiosk.Text{Vi: "Phường Văn Miếu – Quốc Tử Giám", En: "Van Mieu – Quoc Tu Giam Ward"}
	v.Board = nil
	for i := range 10 {
		v.Board = append(v.Board, kiosk.DoorRow{Door: i + 1, Number: string(rune('A'+i)) + "128"})
	}
	v.Services = append(v.Services,
		kiosk.ServiceRow{ID: "y-te", Prefix: "G", Name: kiosk.Text{Vi: "Y tế, giáo dục, văn hoá", En: "Health, education and culture"}, Doors: []int{6, 7}, Waiting: 14, Wait: wait(30, 55)},
		kiosk.ServiceRow{ID: "mot-cua", Prefix: "H", Name: kiosk.Text{Vi: "Tiếp nhận hồ sơ không phụ thuộc địa giới hành chính", En: "Files received regardless of administrative boundaries"}, Doors: []int{8, 9, 10}, Waiting: 21, Wait: wait(40, 75)},
		kiosk.ServiceRow{ID: "tra-kq", Prefix: "K", Name: kiosk.Text{Vi: "Trả kết quả giải quyết thủ tục hành chính", En: "Results of procedures"}, Doors: []int{1}, Waiting: 2},
	)
	return Noticed(v, kiosk.NoticePaperEnd, kiosk.NoticeVoiceOff)
}

// Crowded is more than one page of services can hold.
func Crowded(l kiosk.Lang) kiosk.View {
	v := Ward(kiosk.ScreenHome, l)
	one := v.Services[4]
	one.Name = kiosk.Text{
		Vi: "Giải quyết chế độ, chính sách đối với người có công với cách mạng và thân nhân",
		En: "Benefits for people of merit to the revolution and for their relatives",
	}
	v.Services = nil
	for i := range 14 {
		s := one
		s.ID, s.Prefix = string(rune('a'+i)), string(rune('A'+i))
		v.Services = append(v.Services, s)
	}
	return v
}

// ordinary lists the screens that come with every ticket, call and rating.
func ordinary(l kiosk.Lang) []Screen {
	t := func(s kiosk.PrintState) kiosk.View { return Ticket(l, s) }
	reserved := Ticket(l, kiosk.PrintSent)
	reserved.Ticket.Priority, reserved.Ticket.Reprint = true, true
	return []Screen{
		{Name: "home", View: Ward(kiosk.ScreenHome, l)},
		{Name: "home-busy", View: Chosen(Busy(l))},
		{Name: "home-crowded", View: Classed(Crowded(l))},
		{Name: "ticket-printing", View: t(kiosk.PrintSent)},
		{Name: "ticket-reprint-priority", View: reserved},
		{Name: "ticket-printed", View: t(kiosk.PrintDone)},
		{Name: "ticket-failed", View: t(kiosk.PrintFail)},
		{Name: "ticket-unsure", View: t(kiosk.PrintUnsure)},
		{Name: "ticket-failed-no-printer", Alike: true, View: unable(t(kiosk.PrintFail), kiosk.Printer{Paper: "ok", Checked: true})},
		{Name: "ticket-unsure-paper-end", Alike: true, View: unable(t(kiosk.PrintUnsure), kiosk.Printer{Link: true, Paper: "end", Checked: true})},
		{Name: "ticket-noted", Alike: true, View: t(kiosk.PrintWaived)},
		{Name: "called", View: Called(l, "")},
		{Name: "called-coming", Alike: true, View: Called(l, kiosk.PhaseToPerson)},
		{Name: "called-follow", View: Called(l, kiosk.PhaseWaiting)},
		{Name: "called-leading", View: Called(l, kiosk.PhaseLeading)},
		{Name: "called-blocked", Alike: true, View: Called(l, kiosk.PhaseBlocked)},
		{Name: "called-paused", View: Noticed(Called(l, kiosk.PhaseSuspended), kiosk.NoticeRobotStop)},
		{Name: "called-arrived", Alike: true, View: Called(l, kiosk.PhaseArrived)},
		{Name: "called-failed", Alike: true, View: Called(l, kiosk.PhaseFailed)},
		{Name: "rating", View: Rating(l, "")},
		{Name: "rating-thanks", View: Rating(l, kiosk.Satisfied)},
		{Name: "out", View: Noticed(Ward(kiosk.ScreenOut, l), kiosk.NoticeStoreFailed)},
	}
}

// Screens lists every picture that the screen can make, in one language.
func Screens(l kiosk.Lang) []Screen {
	return slices.Concat(ordinary(l), visits(l), lined(l), handled(l), opened(l), called(l), errands(l), extremes(l))
}

// Languages are those of the screen.
func Languages() []kiosk.Lang { return []kiosk.Lang{kiosk.Vi, kiosk.En} }

// Sizes are the screens that are built, by orientation.
func Sizes() map[string]image.Point {
	return map[string]image.Point{"landscape": Landscape(), "portrait": Portrait()}
}
