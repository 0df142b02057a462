package kiosk_test

import (
	"strconv"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// pick draws one of the latest names, or one that never was.
func (w *walk) pick(s []string) string {
	if len(s) == 0 || w.r.IntN(12) == 0 {
		return "none"
	}
	return s[max(0, len(s)-1-w.r.IntN(2))]
}

// drawn draws one of several values.
func drawn[T any](w *walk, all ...T) T { return all[w.r.IntN(len(all))] }

// random draws a message that more often than not fits the state.
func (w *walk) random() kiosk.Msg {
	return drawn(w, w.visitor, w.visitor, w.browser, w.browser, w.browser, w.official, w.official, w.counter, w.counter, w.desk, w.host, w.device, w.device, w.technician, w.ward)()
}

// shown is the ticket that the screen is most likely about.
func (w *walk) shown(door int) (ticket, current string) {
	tk, _ := w.m.Line.At(door)
	switch {
	case w.m.Session != nil:
		return w.m.Session.Ticket, tk.ID
	case len(w.m.Offers) > 0:
		return w.m.Offers[0].Ticket, tk.ID
	case len(w.m.Calls) > 0:
		return w.m.Calls[len(w.m.Calls)-1].Ticket, tk.ID
	}
	return tk.ID, tk.ID
}

func (w *walk) visitor() kiosk.Msg {
	ticket, _ := w.shown(1)
	id := strconv.Itoa(w.n)
	return drawn[kiosk.Msg](
		w,
		kiosk.ServicePicked{Service: "cert", ID: id, Token: "t"},
		kiosk.ServicePicked{Service: "civil", ID: id, Token: "t"},
		kiosk.ServicePicked{Service: "gone", ID: id, Token: "t"},
		kiosk.PriorityToggled{},
		kiosk.ClassPicked{Class: drawn(w, "", "old", "vip")},
		kiosk.ServicePicked{Service: "cert", ID: id, Token: "t", Then: []string{drawn(w, "civil", "gone")}},
		kiosk.LanguagePicked{Lang: drawn[kiosk.Lang](w, kiosk.Vi, kiosk.En, "xx")},
		kiosk.NumberNoted{Ticket: ticket},
		kiosk.ReprintAsked{Ticket: ticket},
		kiosk.Dismissed{Screen: w.m.View().Screen, Ticket: ticket},
		kiosk.Dismissed{},
		kiosk.FollowReady{Mission: w.pick(w.missions)},
		kiosk.FacePicked{Ticket: ticket, Face: drawn(w, kiosk.VerySatisfied, kiosk.Neutral, kiosk.Dissatisfied)},
		kiosk.ReasonPicked{Ticket: ticket, Reason: drawn(w, kiosk.Reasons()...)},
		kiosk.ReasonPicked{Ticket: ticket, Reason: drawn(w, kiosk.Reasons()...)},
		kiosk.ReasonsSent{Ticket: ticket},
	)
}

func (w *walk) browser() kiosk.Msg {
	all := append(own(), kiosk.ScreenHome, kiosk.ScreenTicket, "nowhere")
	from := w.m.View().Screen
	if w.r.IntN(8) == 0 {
		from = drawn(w, all...)
	}
	help := "none"
	if w.m.Help != nil {
		help = w.m.Help.ID
	}
	open := kiosk.Opened{From: from, To: kiosk.Spot{Screen: drawn(w, all...), Group: drawn(w, "", "g"), Code: drawn(w, "", "c")}}
	return drawn[kiosk.Msg](
		w,
		open, open,
		kiosk.SlipAsked{Code: drawn(w, "c", w.m.Spot.Code, w.m.Spot.Code)},
		kiosk.SlipAsked{Code: w.m.Spot.Code},
		kiosk.PaperTicked{Code: w.m.Spot.Code, Paper: w.r.IntN(4) - 1, Have: w.r.IntN(3) > 0},
		kiosk.Opened{From: from, To: kiosk.Spot{Screen: drawn(w, kiosk.ScreenHelp, kiosk.ScreenListen)}},
		kiosk.Woken{Lang: drawn[kiosk.Lang](w, kiosk.Vi, kiosk.En, "")},
		kiosk.LooksPicked{Looks: kiosk.Looks{Contrast: w.r.IntN(2) == 0, Guided: w.r.IntN(3) == 0, Text: drawn[kiosk.TextSize](w, "", kiosk.TextLarge, "huge")}},
		kiosk.Touched{},
		kiosk.ListenAsked{}, kiosk.SpeechEnded{},
		kiosk.Asked{From: from, Meant: w.meant()},
		kiosk.HelpAsked{},
		kiosk.AskOfficial{Procedure: drawn(w, "c", birth, ""), Group: drawn(w, "", "civil", "land", "social"), Topic: drawn(w, append(kiosk.Topics(), "weather")...)},
		kiosk.HelpDropped{Help: help},
		kiosk.TrayAnswered{Mission: w.pick(w.missions), Took: w.r.IntN(2) == 0},
		kiosk.TrayLeft{Mission: w.pick(w.missions)},
	)
}

// meant is what a sentence may mean.
func (w *walk) meant() assist.Understanding {
	return drawn(
		w,
		assist.Understanding{},
		assist.Understanding{Kind: assist.OutOfScope},
		assist.Understanding{Kind: assist.SmallTalk, Talk: assist.TalkJoke},
		assist.Understanding{Kind: assist.Staff, Talk: drawn(w, assist.TalkPerson, assist.TalkEmergency)},
		assist.Understanding{Kind: assist.FollowUp, Question: assist.QuestionFee},
		wants(assist.Direct, "c"), wants(assist.Choose, "c", "d"), several("c", "d"),
	)
}

func (w *walk) technician() kiosk.Msg {
	return drawn[kiosk.Msg](
		w,
		kiosk.TechnicianEntered{},
		kiosk.TechnicianLeft{},
		kiosk.TestAsked{Part: drawn(w, kiosk.PartPrinter, kiosk.PartVoice, kiosk.PartEar)},
		kiosk.MaintenanceSet{On: w.r.IntN(3) == 0},
	)
}

func (w *walk) official() kiosk.Msg {
	door := drawn(w, 1, 3, 9)
	_, seen := w.shown(door)
	return drawn[kiosk.Msg](
		w,
		kiosk.CallNext{Request: "r", Door: door, Seen: seen},
		kiosk.CallNext{Request: "r", Door: door, Seen: seen},
		kiosk.Recall{Request: "r", Door: door, Seen: seen},
		kiosk.CloseVisit{Request: "r", Door: door, Seen: seen},
		kiosk.CloseVisit{Request: "r", Door: door, Seen: seen},
		kiosk.MarkNoShow{Request: "r", Door: door, Seen: seen},
		kiosk.Admit{Request: "r", Door: door, Ticket: strconv.Itoa(w.r.IntN(w.n + 1))},
	)
}

// live is a ticket of the line, or none.
func (w *walk) live() string {
	if len(w.m.Line.Live) == 0 || w.r.IntN(12) == 0 {
		return "none"
	}
	return w.m.Line.Live[w.r.IntN(len(w.m.Line.Live))].ID
}

// counter is what officials do to one ticket beside calling it.
func (w *walk) counter() kiosk.Msg {
	door, to := drawn(w, 1, 3, 9), drawn(w, 0, 0, 1, 3, 9)
	_, seen := w.shown(door)
	service := drawn(w, "", "cert", "civil", "gone")
	plan := []string{"civil", "cert", "gone"}[:w.r.IntN(4)]
	return drawn[kiosk.Msg](
		w,
		kiosk.Hold{Request: "r", Door: door, Seen: seen},
		kiosk.Resume{Request: "r", Door: door, Ticket: w.live()},
		kiosk.Pick{Request: "r", Door: door, Seen: seen, Ticket: w.live()},
		kiosk.TakeBack{Request: "r", Door: door, Ticket: w.live()},
		kiosk.Transfer{Request: "r", Door: door, Seen: seen, ToDoor: to, ToService: service},
		kiosk.Transfer{Request: "r", Door: door, Seen: seen, Ticket: w.live(), ToDoor: to, ToService: service},
		kiosk.PlanVisit{Request: "r", Door: door, Ticket: w.live(), Services: plan},
		kiosk.SetClass{Request: "r", Door: door, Ticket: w.live(), Class: drawn(w, "", "old", "ill", "vip")},
		kiosk.CancelTicket{Request: "r", Door: door, Ticket: w.live()},
		kiosk.Undo{Request: "r", Door: door, Seen: seen},
		kiosk.Undo{Request: "r", Door: door, Seen: seen},
	)
}

// desk is what officials do to doors and reservations.
func (w *walk) desk() kiosk.Msg {
	door, code := drawn(w, 1, 3, 9), 100_000+w.r.IntN(20)
	return drawn[kiosk.Msg](
		w,
		kiosk.SetDoor{Request: "r", Door: door, State: queue.DoorOpen},
		kiosk.SetDoor{Request: "r", Door: door, State: queue.DoorOpen},
		kiosk.SetDoor{Request: "r", Door: door, State: drawn(w, queue.DoorPaused, queue.DoorClosed), BackMin: w.r.IntN(30)},
		kiosk.MoveStranded{Request: "r", Door: door, Service: drawn(w, "", "civil"), ToDoor: drawn(w, 0, 1, 3), ToService: drawn(w, "", "cert")},
		kiosk.Book{Request: "r", Door: door, ID: strconv.Itoa(code), Code: code, Service: drawn(w, "cert", "civil", "gone"), Time: w.at.Unix() + w.r.Int64N(3000)},
		kiosk.Book{Request: "r", Door: door, ID: strconv.Itoa(code), Code: code, Service: "cert", Time: w.at.Unix() + w.r.Int64N(3000)},
		kiosk.CancelBooking{Request: "r", Door: door, Booking: strconv.Itoa(code)},
		kiosk.CheckIn{Request: "r", Door: door, Booking: strconv.Itoa(code), ID: "c" + strconv.Itoa(w.n), Token: "t"},
		kiosk.CheckInAsked{Code: code, ID: "c" + strconv.Itoa(w.n), Token: "t"},
	)
}

// host is what officials do for the room.
func (w *walk) host() kiosk.Msg {
	door := drawn(w, 1, 3, 9)
	help, text := "help/0", drawn(w, "t1", "t2", "t3")
	if w.m.Help != nil {
		help = w.m.Help.ID
	}
	return drawn[kiosk.Msg](
		w,
		kiosk.SummonRobot{Request: "r", Door: door},
		kiosk.DismissRobot{Request: "r", Door: door},
		kiosk.ResumeRobot{Request: "r", Door: door},
		kiosk.HoldRobot{Request: "r", Door: door},
		kiosk.ReleaseRobot{Request: "r", Door: door},
		kiosk.OfferTray{Request: "r", Door: door, Round: drawn(w, "", "tea", "none")},
		kiosk.OfferTray{Request: "r", Door: door},
		kiosk.WelcomeRobot{Request: "r", Door: door},
		kiosk.DockRobot{Request: "r", Door: door},
		kiosk.AnswerHelp{Request: "r", Door: door, Help: help},
		kiosk.CloseHelp{Request: "r", Door: door, Help: help},
		kiosk.LaterHelp{Request: "r", Door: door, Help: help},
		kiosk.RedirectHelp{Request: "r", Door: door, Help: help, ToDoor: drawn(w, 0, 1, 3, 9), ToOfficial: drawn(w, "", "", "civil", "land", "none")},
		kiosk.Announce{Request: "r", Door: door, ID: text, Text: kiosk.Text{Vi: "Nghỉ trưa.", En: drawn(w, "", "Lunch.")}, Emergency: w.r.IntN(3) == 0},
		kiosk.Withdraw{Request: "r", Door: door, ID: text},
		kiosk.Withdraw{Request: "r", Door: door, ID: drawn(w, "t1", "t2", "t3")},
	)
}

// ward draws a command, more often than not one that is good now.
func (w *walk) ward() kiosk.Msg {
	o := orderAt(w.at.Add(drawn(w, 0, 0, 0, -40*time.Second, 40*time.Second)), "c"+strconv.Itoa(w.n-drawn(w, 0, 0, 0, 1)))
	o.Clock = drawn(w, kiosk.ClockSet, kiosk.ClockSet, kiosk.ClockSet, "unset")
	id, called := drawn(w, "w1", "w2"), int64(0)
	if w.m.Help != nil {
		called = w.m.Help.At.UnixMilli()
	}
	ends := drawn(w, 0, w.at.Add(time.Minute).UnixMilli(), w.at.UnixMilli())
	return drawn[kiosk.Msg](
		w,
		kiosk.WardAnnounce{Order: o, ID: id, Text: kiosk.Text{Vi: "Phường báo."}, Priority: drawn(w, "normal", "high", "emergency"), Ends: ends},
		kiosk.WardWithdraw{Order: o, ID: id},
		kiosk.WardGoto{Order: o, Place: drawn(w, "door-1", "waiting", "welcome", "dock", "tea", "nowhere"), Kind: drawn(w, "", "", "round", "welcome", "dock", "fly")},
		kiosk.WardReport{Order: o},
		kiosk.WardReply{Order: o, Called: called, Door: drawn(w, 1, 9)},
		kiosk.WardSettings{Rev: int64(w.n / 20), Parts: kiosk.SettingsParts{
			Texts: w.r.IntN(2) == 0, Announcements: []kiosk.Text{{Vi: "Mới."}}, Doors: []kiosk.Naming{{Door: 1, Name: kiosk.Text{Vi: "Cửa"}}},
		}},
	)
}

func (w *walk) device() kiosk.Msg {
	reason := drawn(w, "", "cover-open")
	phase := drawn(w, kiosk.PhaseServing, kiosk.PhaseServing, kiosk.PhaseDocking, kiosk.PhaseDriving, kiosk.PhaseToPerson, kiosk.PhaseWaiting, kiosk.PhaseLeading, kiosk.PhaseArrived, kiosk.PhaseBlocked,
		kiosk.PhaseSuspended, kiosk.PhaseFailed, kiosk.PhaseCancelled)
	part := drawn(w, kiosk.PartVoice, kiosk.PartPanel, kiosk.PartWard, kiosk.PartTouch, kiosk.PartScreen, kiosk.PartEar)
	return drawn[kiosk.Msg](
		w,
		kiosk.Printed{Job: w.pick(w.jobs)},
		kiosk.Printed{Job: w.pick(w.jobs)},
		kiosk.Printed{Job: w.pick(w.jobs)},
		kiosk.PrintFailed{Job: w.pick(w.jobs), Reason: reason},
		kiosk.PrintUnknown{Job: w.pick(w.jobs), Reason: reason},
		kiosk.Spoken{ID: w.pick(w.spoken), Reason: reason},
		kiosk.Heard{ID: w.pick(w.listened), Codes: drawn(w, nil, []string{"1.001193"}), Meant: w.meant(), Reason: drawn(w, "", "", "deaf")},
		kiosk.RobotSays{Mission: w.pick(w.missions), Code: drawn(w, "ask-way", "thank", "follow-me")},
		kiosk.PanelHeld{Device: "box", Seq: uint32(w.r.IntN(50))},
		kiosk.PanelPressed{Button: w.r.IntN(6), Device: "box", Seq: uint32(w.r.IntN(50))},
		kiosk.MissionChanged{Mission: w.pick(w.missions), Phase: phase},
		kiosk.MissionChanged{Mission: w.pick(w.missions), Phase: phase},
		kiosk.MissionChanged{Mission: w.pick(w.missions), Phase: phase, Reason: drawn(w, "", "person-behind", "person-lost")},
		kiosk.RobotChanged{Robot: kiosk.Robot{
			State: drawn(w, "idle", "idle", "driving", "serving", "estop", "linkLost"), EStop: w.r.IntN(9) == 0, Reason: drawn(w, "", "hand-in-tray", "lunch"),
			Music: w.r.IntN(3) == 0, Refill: w.r.IntN(4) == 0, Staff: drawn(w, "", "", "dock-failed"), BatteryPct: w.r.IntN(100),
		}},
		kiosk.LinkChanged{Part: part, Up: w.r.IntN(2) == 0, Detail: reason},
		kiosk.PrinterChanged{Printer: kiosk.Printer{Link: w.r.IntN(2) == 0, Paper: drawn(w, "ok", "near-end", "end"), Checked: true}},
		kiosk.Tick{},
		kiosk.StoreFailed{Reason: "full"},
		kiosk.StoreRecovered{},
		kiosk.StoreRecovered{},
		kiosk.Started{Boot: strconv.Itoa(w.n), Setup: w.setup},
	)
}
