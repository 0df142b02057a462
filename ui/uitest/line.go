package uitest

import (
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// Classed gives a view the classes that a ward has without its own.
func Classed(v kiosk.View) kiosk.View {
	v.Line.At = Noon()
	v.Line.Classes = []kiosk.ClassRow{
		{ID: "cao-tuoi", Name: kiosk.Text{Vi: "Người từ 75 tuổi trở lên", En: "People aged 75 or over"}},
		{ID: "khuyet-tat", Name: kiosk.Text{Vi: "Người khuyết tật", En: "People with disabilities"}},
		{ID: "thai-san", Name: kiosk.Text{Vi: "Phụ nữ mang thai, người bế con nhỏ", En: "Pregnant women, people with an infant"}},
		{ID: "nguoi-co-cong", Name: kiosk.Text{Vi: "Người có công với cách mạng", En: "People of merit"}},
		{ID: "tre-em", Name: kiosk.Text{Vi: "Trẻ em", En: "Children"}},
	}
	return v
}

// Chosen is a view on which a class was chosen.
func Chosen(v kiosk.View) kiosk.View {
	v = Classed(v)
	v.Priority, v.Line.Class = true, "thai-san"
	return v
}

// Reserved gives a view a reservation, so that there is a way to check in.
func Reserved(v kiosk.View) kiosk.View {
	v.Line.Bookings = []kiosk.BookingRow{{
		Booking: queue.Booking{ID: "b1", Code: 481_523, Service: "ho-tich", At: Noon().Add(25 * time.Minute), State: queue.Booked},
		Name:    kiosk.Text{Vi: "Hộ tịch, cư trú", En: "Civil status and residence"},
	}}
	return v
}

// Shut gives every service of a view a state of its intake.
func Shut(v kiosk.View, s kiosk.Intake, opens time.Time) kiosk.View {
	for i := range v.Services {
		v.Services[i].Intake = kiosk.IntakeView{State: s, Opens: opens}
	}
	return v
}

// Monday is when a Center that ends its work on Noon's day opens again.
func Monday() time.Time { return time.Date(2026, 8, 3, 1, 0, 0, 0, time.UTC) }

// desks gives the doors of a view, in their order, a state; those that are not
// open serve nobody.
func desks(v kiosk.View, all ...kiosk.DoorDesk) kiosk.View {
	for i, d := range all {
		v.Board[i].Desk = d
		if d.Lunch || d.State != "" && d.State != queue.DoorOpen {
			v.Board[i].Number = ""
		}
	}
	return v
}

// Refused is a view on which a ticket was just refused.
func Refused(v kiosk.View, s kiosk.Intake, opens time.Time) kiosk.View {
	v = Shut(v, s, opens)
	v.Line.Refusal = &kiosk.Refusal{Service: v.Services[1].ID, State: s, Opens: opens, Until: Noon().Add(10 * time.Second)}
	return v
}

// CheckingIn is the screen for a reservation's code, with what came of one.
func CheckingIn(l kiosk.Lang, o kiosk.CheckInOutcome) kiosk.View {
	v := Reserved(Visiting(kiosk.ScreenCheckIn, l))
	if o != "" {
		v.Line.CheckIn = &kiosk.CheckInView{
			Outcome: o, Service: v.Services[1].Name, At: Noon().Add(85 * time.Minute), From: Noon().Add(55 * time.Minute),
		}
	}
	return v
}

// unusual gives a view numbers that were missed, are held, or were sent elsewhere.
func unusual(v kiosk.View) kiosk.View {
	row := func(number string, f kiosk.TicketFacts) kiosk.WaitingRow {
		return kiosk.WaitingRow{Ticket: number, Number: number, Service: v.Services[0].Name, Since: Noon().Add(-4 * time.Minute), TicketFacts: f}
	}
	v.Line.Returnable = []kiosk.WaitingRow{
		row("A009", kiosk.TicketFacts{Until: Noon().Add(9 * time.Minute)}),
		row("B005", kiosk.TicketFacts{Until: Noon().Add(14 * time.Minute)}),
		row("D002", kiosk.TicketFacts{Until: Noon().Add(22 * time.Minute)}),
	}
	v.Line.Held = []kiosk.WaitingRow{row("B006", kiosk.TicketFacts{From: 2})}
	v.Board[4].Queue = []kiosk.WaitingRow{row("A011", kiosk.TicketFacts{Origin: queue.OriginMoved, From: 1, To: 5, Doors: []int{5}})}
	return v
}

// Slip is a guide whose papers can be printed, and how that fares.
func Slip(v kiosk.View, s kiosk.PrintState) kiosk.View {
	v.Slip = kiosk.SlipView{Offered: true, State: s}
	if s != "" {
		v.Slip.Code = v.Spot.Code
	}
	return v
}

// planned is a ticket for an appointment and two services more.
func planned(l kiosk.Lang, s kiosk.PrintState) kiosk.View {
	v := Ticket(l, s)
	v.Ticket.Priority, v.Ticket.Due = true, Noon().Add(25*time.Minute)
	v.Ticket.Then = []kiosk.Text{v.Services[1].Name, v.Services[4].Name}
	return v
}

// opened lists the pages that a finger opened over a screen.
func opened(l kiosk.Lang) []Screen {
	home, guide := Classed(Ward(kiosk.ScreenHome, l)), Visiting(kiosk.ScreenGuide, l)
	first := func(f *Finger) { f.Tap(f.Say("Ưu tiên", "Priority")) }
	plan := func(f *Finger) {
		f.Tap(f.Say("Thêm việc khác", "Something else"))
		label := f.Say("Đất đai, xây dựng", "Land and construction")
		for range 6 {
			if _, ok := f.Find(label); ok {
				break
			}
			f.Tap(f.Say("Trang sau", "Next"))
		}
		f.Tap(label)
	}
	return []Screen{
		{Name: "classes", View: home, Do: first},
		{Name: "classes-chosen", Alike: true, View: Chosen(home), Do: first},
		{Name: "classes-of-guide", Alike: true, View: guide, Do: first},
		{Name: "plan", View: guide, Do: plan},
		{Name: "guide-planned", View: Chosen(guide), Do: func(f *Finger) {
			plan(f)
			f.Tap(f.Say("Xong", "Done"))
		}},
		{Name: "check-in-typed", View: CheckingIn(l, ""), Do: func(f *Finger) { f.Type("481") }},
		{Name: "check-in-whole", Alike: true, View: CheckingIn(l, kiosk.CheckInUnknown), Do: func(f *Finger) { f.Type("481523") }},
	}
}

// lined lists the screens that show how the line stands.
func lined(l kiosk.Lang) []Screen {
	home := func() kiosk.View { return Classed(Ward(kiosk.ScreenHome, l)) }
	guide := func() kiosk.View { return Visiting(kiosk.ScreenGuide, l) }
	half := Noon().Add(25 * time.Minute)
	lunch := kiosk.DoorDesk{State: queue.DoorOpen, Lunch: true, Back: half}
	noon := desks(Shut(home(), kiosk.IntakeLunch, half), lunch, lunch, lunch, lunch, lunch)
	mixed := desks(home(), kiosk.DoorDesk{}, kiosk.DoorDesk{State: queue.DoorPaused, Back: half}, kiosk.DoorDesk{State: queue.DoorPaused},
		kiosk.DoorDesk{State: queue.DoorClosed}, lunch)
	mixed.Services[1].Intake = kiosk.IntakeView{State: kiosk.IntakeNoDoor}
	mixed.Services[2].Intake = kiosk.IntakeView{State: kiosk.IntakeEarly, Opens: half}
	mixed.Services[3].Intake = kiosk.IntakeView{State: kiosk.IntakeDayOff, Opens: Monday().AddDate(0, 0, -2)}
	many := desks(Busy(l), mixed.Board[0].Desk, mixed.Board[1].Desk, mixed.Board[2].Desk, mixed.Board[3].Desk, lunch)
	over := desks(Shut(home(), kiosk.IntakeEnded, Monday()), mixed.Board[3].Desk, mixed.Board[3].Desk, kiosk.DoorDesk{}, mixed.Board[3].Desk, mixed.Board[3].Desk)
	greeting := unusual(Ward(kiosk.ScreenAttract, l))
	greeting.Board = many.Board
	alone := unusual(Called(l, ""))
	alone.Calls = alone.Calls[:1]
	return []Screen{
		{Name: "home-classes", View: home()},
		{Name: "home-priority", Alike: true, View: Chosen(home())},
		{Name: "home-reserved", View: Reserved(home())},
		{Name: "home-lunch", View: noon},
		{Name: "home-mixed", View: mixed},
		{Name: "home-mixed-busy", Alike: true, View: many},
		{Name: "home-over", View: over},
		{Name: "home-unusual", View: unusual(home())},
		{Name: "home-refused", View: Refused(home(), kiosk.IntakeEnded, Monday())},
		{Name: "home-refused-no-door", Alike: true, View: Refused(Reserved(home()), kiosk.IntakeNoDoor, time.Time{})},
		{Name: "attract-unusual", Alike: true, View: greeting},
		{Name: "guide-reserved", Alike: true, View: Reserved(guide())},
		{Name: "guide-slip", View: Slip(guide(), "")},
		{Name: "guide-slip-waits", Alike: true, View: Slip(guide(), kiosk.PrintReserved)},
		{Name: "guide-slip-prints", Alike: true, View: Slip(guide(), kiosk.PrintSent)},
		{Name: "guide-slip-done", Alike: true, View: Slip(guide(), kiosk.PrintDone)},
		{Name: "guide-slip-failed", View: Slip(guide(), kiosk.PrintFail)},
		{Name: "guide-slip-unsure", Alike: true, View: Slip(guide(), kiosk.PrintUnsure)},
		{Name: "guide-slip-closed", Alike: true, View: Slip(Shut(guide(), kiosk.IntakeEnded, Monday()), "")},
		{Name: "guide-closed", View: Shut(guide(), kiosk.IntakeEnded, Monday())},
		{Name: "guide-refused", Alike: true, View: Refused(guide(), kiosk.IntakeLunch, half)},
		{Name: "check-in", View: CheckingIn(l, "")},
		{Name: "check-in-unknown", Alike: true, View: CheckingIn(l, kiosk.CheckInUnknown)},
		{Name: "check-in-early", View: CheckingIn(l, kiosk.CheckInEarly)},
		{Name: "check-in-late", Alike: true, View: CheckingIn(l, kiosk.CheckInLate)},
		{Name: "check-in-used", Alike: true, View: CheckingIn(l, kiosk.CheckInUsed)},
		{Name: "check-in-closed", Alike: true, View: CheckingIn(l, kiosk.CheckInClosed)},
		{Name: "ticket-planned", View: planned(l, kiosk.PrintDone)},
		{Name: "ticket-planned-failed", Alike: true, View: planned(l, kiosk.PrintFail)},
		{Name: "called-missed", View: alone},
		{Name: "called-missed-robot", Alike: true, View: unusual(Called(l, kiosk.PhaseWaiting))},
	}
}
