package main_test

import (
	"fmt"
	"time"

	"tiepdan/kiosk"
)

// daySetup is the ward of the simulated day.
func daySetup() kiosk.Setup {
	s := kiosk.Setup{
		Unit: "bench", Ward: kiosk.Text{Vi: "Phường Cửa Nam", En: "Cua Nam Ward"}, TimeZone: "Asia/Ho_Chi_Minh",
		PortalURL: "https://dichvucong.gov.vn", HelpURL: "https://dichvucong.gov.vn/help", FeedbackURL: "https://gop-y.cua-nam.example/f/1",
		CallShow: 20 * time.Second, RatingShow: 30 * time.Second, IdleReset: 2 * time.Minute, WarnBefore: 20 * time.Second,
		AttractAfter: time.Minute, RecallLimit: 2, MinSamples: 5, ReasonsFor: []kiosk.Face{kiosk.Neutral, kiosk.Dissatisfied},
		Priority: kiosk.PriorityPolicy{Strict: true}, Robot: true, Welcome: "welcome", Waiting: "waiting", LeadWait: 30 * time.Second,
	}
	groups := [][]string{
		{"chung-thuc"},
		{"ho-tich"},
		{"cu-tru", "can-cuoc", "xe-co", "xuat-nhap-canh", "quan-su"},
		{"bao-tro-xa-hoi", "nguoi-co-cong", "tre-em-giao-duc", "van-hoa-cong-dong"},
		{"dat-dai", "xay-dung", "kinh-doanh"},
	}
	for i, name := range screenServices() {
		t := kiosk.Text{Vi: name[0], En: name[1]}
		s.Services = append(s.Services, kiosk.Service{ID: fmt.Sprint("s", i), Prefix: string(rune('A' + i)), Name: t, Doors: []int{i + 1}, Groups: groups[i]})
		s.Doors = append(s.Doors, kiosk.Door{Number: i + 1, Name: t, Place: fmt.Sprint("door-", i+1)})
	}
	for _, n := range longNews() {
		s.Announcements = append(s.Announcements, kiosk.Text{Vi: n.vi, En: n.en})
	}
	s.Instructions = s.Announcements[1:2]
	return s
}

// begin starts the core with everything plugged in.
func (d *day) begin() {
	d.update(kiosk.Started{Boot: "b1", Setup: daySetup()})
	for _, p := range []kiosk.Part{kiosk.PartPanel, kiosk.PartBase, kiosk.PartVoice, kiosk.PartWard, kiosk.PartTouch, kiosk.PartScreen, kiosk.PartEar} {
		d.update(kiosk.LinkChanged{Part: p, Up: true})
	}
	d.update(kiosk.PrinterChanged{Printer: kiosk.Printer{Link: true, Paper: "ok", Checked: true}})
	d.update(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", BatteryPct: 90, Place: "welcome", XM: 14, YM: 2.5}})
}

// update is one message through the core; effects are answered at once, as
// devices that work would, mostly.
func (d *day) update(m kiosk.Msg) {
	if p, ok := m.(kiosk.ServicePicked); ok {
		d.tickets++
		p.ID, p.Token = fmt.Sprint("t", d.tickets), fmt.Sprint("token", d.tickets)
		m = p
	}
	next, effects := d.model.Update(d.clock(), m)
	d.model = next
	for _, e := range effects {
		d.answer(e)
	}
}

func (d *day) answer(e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.PrintTicket:
		switch n := d.rnd.IntN(20); {
		case n == 0:
			d.update(kiosk.PrintUnknown{Job: e.Job, Reason: "no answer"})
		case n < 3:
			d.update(kiosk.PrintFailed{Job: e.Job, Reason: "cover open"})
		default:
			d.later = append(d.later, kiosk.Printed{Job: e.Job})
		}
	case kiosk.Speak:
		d.later = append(d.later, kiosk.Spoken{ID: e.ID})
	case kiosk.Listen:
		heard := kiosk.Heard{ID: e.ID}
		for range d.rnd.IntN(4) {
			heard.Codes = append(heard.Codes, d.procedures[d.rnd.IntN(len(d.procedures))].Code)
		}
		d.later = append(d.later, heard)
	case kiosk.StartMission:
		d.later = append(d.later, d.way(e.Mission)...)
	case kiosk.ProceedMission:
		d.later = append(d.later, kiosk.MissionChanged{Mission: e.ID, Phase: kiosk.PhaseLeading}, kiosk.MissionChanged{Mission: e.ID, Phase: kiosk.PhaseArrived})
	case kiosk.CancelMission:
		d.update(kiosk.MissionChanged{Mission: e.ID, Phase: kiosk.PhaseCancelled})
	default:
	}
}

// way is what the robot tells of a mission.
func (d *day) way(m kiosk.Mission) []kiosk.Msg {
	phases := []kiosk.Phase{kiosk.PhaseDriving, kiosk.PhaseBlocked, kiosk.PhaseDriving, kiosk.PhaseArrived}
	if m.Kind == kiosk.MissionLead {
		phases = []kiosk.Phase{kiosk.PhaseToPerson, kiosk.PhaseWaiting}
	}
	var out []kiosk.Msg
	for _, p := range phases {
		at := kiosk.Robot{State: "driving", BatteryPct: 80, XM: 2 + 14*d.rnd.Float64(), YM: 2 + 8*d.rnd.Float64()}
		out = append(out, kiosk.RobotChanged{Robot: at}, kiosk.MissionChanged{Mission: m.ID, Phase: p})
	}
	return append(out, kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", BatteryPct: 80, Place: m.To, XM: 14, YM: 2.5}})
}

// officials do what they do beside a visit: they end the visits at their doors
// and call the next numbers; now and then something out of the ordinary.
func (d *day) officials(visit int) {
	for _, row := range d.model.View().Board {
		if row.Number != "" {
			d.update(kiosk.CloseVisit{Request: "r", Door: row.Door, Seen: row.Ticket})
		} else if len(row.Queue) > 0 {
			d.update(kiosk.CallNext{Request: "r", Door: row.Door})
		}
	}
	if h := d.model.Help; h != nil {
		d.update(kiosk.AnswerHelp{Request: "r", Door: 1, Help: h.ID})
	}
	switch visit % 15 {
	case 3:
		d.update(kiosk.OfferTray{Request: "r", Door: 1})
	case 6:
		d.update(kiosk.Announce{Request: "r", Door: 1, ID: "a", Emergency: true, Text: kiosk.Text{
			Vi: "Đề nghị mọi người rời khỏi phòng theo lối thoát hiểm bên trái.", En: "Please leave the room by the emergency exit on the left.",
		}})
	case 9:
		d.update(kiosk.TechnicianEntered{})
	case 11:
		d.update(kiosk.TechnicianEntered{})
		d.update(kiosk.MaintenanceSet{On: true})
		d.update(kiosk.TechnicianLeft{})
	case 13:
		d.update(kiosk.StoreFailed{Reason: "disk full"})
	default:
	}
	d.show()
}

// usual takes back what officials did out of the ordinary.
func (d *day) usual() {
	if h := d.model.Help; h != nil {
		d.update(kiosk.CloseHelp{Request: "r", Door: 1, Help: h.ID})
	}
	d.update(kiosk.StoreRecovered{})
	d.update(kiosk.Withdraw{Request: "r", Door: 1, ID: "a"})
	if d.model.Maintenance {
		d.update(kiosk.TechnicianEntered{})
		d.update(kiosk.MaintenanceSet{})
	}
	d.update(kiosk.TechnicianLeft{})
}
