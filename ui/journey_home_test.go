package ui_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// soon has a device answer after a while.
func (j *journey) soon(least, most int, msg kiosk.Msg) time.Time {
	at := j.at.Add(time.Duration(least*1000+j.IntN((most-least)*1000)) * time.Millisecond)
	j.due = append(j.due, later{at, msg})
	return at
}

// answer has the device of an effect answer later, well or not.
func (j *journey) answer(msg kiosk.Msg, e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.PrintTicket:
		if strings.HasSuffix(e.Job, "/1") && !e.Ticket.Test {
			j.ticket(msg)
		}
		switch n := j.IntN(10); {
		case n < 5:
			j.soon(1, 6, kiosk.Printed{Job: e.Job})
		case n < 7:
			j.soon(1, 6, kiosk.PrintFailed{Job: e.Job, Reason: "paper-end"})
		case n < 9:
			j.soon(1, 20, kiosk.PrintUnknown{Job: e.Job, Reason: "offline"})
		}
	case kiosk.PrintSlip:
		switch n := j.IntN(10); {
		case n < 6:
			j.soon(1, 6, kiosk.Printed{Job: e.Job})
		case n < 9:
			j.soon(1, 20, kiosk.PrintFailed{Job: e.Job, Reason: "paper-end"})
		}
	case kiosk.StartMission:
		j.ids[e.Mission.ID] = true
		at := j.at
		for _, p := range []kiosk.Phase{kiosk.PhaseToPerson, kiosk.PhaseWaiting, kiosk.PhaseBlocked, kiosk.PhaseLeading} {
			if e.Mission.Kind == kiosk.MissionLead && j.IntN(5) > 0 {
				at = at.Add(time.Duration(2+j.IntN(15)) * time.Second)
				j.due = append(j.due, later{at, kiosk.MissionChanged{Mission: e.Mission.ID, Phase: p}})
			}
		}
		if e.Mission.Kind == kiosk.MissionTray {
			for _, p := range []kiosk.Phase{kiosk.PhaseDriving, kiosk.PhaseServing, kiosk.PhaseDriving, kiosk.PhaseServing} {
				at = at.Add(time.Duration(5+j.IntN(30)) * time.Second)
				j.due = append(j.due, later{at, kiosk.MissionChanged{Mission: e.Mission.ID, Phase: p}})
			}
			at = at.Add(30 * time.Second)
		}
		last := []kiosk.Phase{kiosk.PhaseArrived, kiosk.PhaseArrived, kiosk.PhaseArrived, kiosk.PhaseFailed}[j.IntN(4)]
		j.due = append(j.due, later{at.Add(time.Duration(3+j.IntN(20)) * time.Second), kiosk.MissionChanged{Mission: e.Mission.ID, Phase: last}})
	case kiosk.Listen:
		codes := [][]string{nil, {"1.001193"}, {"1.001193", "9.000250", "2.00013", "not.known"}}[j.IntN(3)]
		if reason := []string{"", "", "no microphone"}[j.IntN(3)]; reason != "" {
			j.soon(1, 4, kiosk.Heard{ID: e.ID, Reason: reason})
		} else {
			meant := []assist.Understanding{
				{},
				{Kind: assist.OutOfScope},
				{Kind: assist.SmallTalk, Talk: assist.TalkJoke},
				{Kind: assist.Staff, Talk: assist.TalkEmergency},
				{Kind: assist.FollowUp, Question: assist.QuestionFee},
				{Kind: assist.FollowUp, Question: assist.QuestionHours},
				uitest.Wants(assist.Direct, "1.001193"),
				uitest.Wants(assist.Choose, "1.001193", "9.000250", "not.known"),
				uitest.Several(),
			}[j.IntN(9)]
			j.soon(1, 8, kiosk.Heard{ID: e.ID, Codes: codes, Meant: meant})
		}
	case kiosk.Speak:
		j.soon(1, 5, kiosk.Spoken{ID: e.ID})
	default:
	}
	if j.m.Help != nil {
		j.ids[j.m.Help.ID] = true
	}
}

// ticket checks where a ticket comes from.
func (j *journey) ticket(msg kiosk.Msg) {
	switch p := msg.(type) {
	case kiosk.ServicePicked:
		if want, ok := j.tapped.Msg.(kiosk.ServicePicked); !j.choosing && (!ok || want.Service != p.Service || !slices.Equal(want.Then, p.Then)) {
			j.t.Fatalf("%s: a ticket for %q came of a tap on %q", j, p.Service, j.tapped.Label)
		}
	case kiosk.CheckInAsked:
		if want, ok := j.tapped.Msg.(kiosk.CheckInAsked); !j.choosing && (!ok || want.Code != p.Code) {
			j.t.Fatalf("%s: a ticket for the code %d came of a tap on %q", j, p.Code, j.tapped.Label)
		}
		j.checkedIn++
	default:
		j.t.Fatalf("%s: a ticket came of %#v", j, msg)
	}
	if gap := j.at.Sub(j.issued); !j.issued.IsZero() && gap < 2*time.Second {
		j.t.Fatalf("%s: two tickets within %v", j, gap)
	}
	j.issued, j.tickets = j.at, j.tickets+1
}

// world is what officials and devices do meanwhile.
func (j *journey) world() kiosk.Msg {
	door := 1 + j.IntN(len(j.setup.Doors))
	for d := range j.setup.Doors { // most often where somebody is or waits
		if t, ok := j.m.Line.At(d + 1); ok && j.IntN(2) == 0 || len(j.m.Line.Order(d+1)) > 0 && j.IntN(2) == 0 {
			return j.atDoor(d+1, t.ID)
		}
	}
	id := strconv.Itoa(j.IntN(3))
	switch j.IntN(26) {
	case 22, 23:
		return j.doorStands(door)
	case 24:
		s := j.setup.Services[j.IntN(len(j.setup.Services))]
		j.ids["b"+strconv.Itoa(j.n)] = true
		return kiosk.Book{
			Door: door, ID: "b" + strconv.Itoa(j.n), Code: 100_000 + j.IntN(900_000), Service: s.ID,
			Time: j.at.Add(time.Duration(j.IntN(40)) * time.Minute).Unix(),
		}
	case 0, 1:
		text := kiosk.Text{Vi: "Chiều thứ Sáu, cửa số 3 nghỉ.", En: "Door 3 is closed on Friday afternoon."}
		if j.IntN(3) == 0 {
			text = kiosk.Text{Vi: strings.TrimSpace(strings.Repeat("Đề nghị công dân chuẩn bị sẵn giấy tờ. ", 15))}
		}
		return kiosk.Announce{Door: door, ID: id, Text: text}
	case 2:
		j.soon(20, 120, kiosk.Withdraw{Door: door, ID: "alarm"})
		return kiosk.Announce{Door: door, ID: "alarm", Text: kiosk.Text{Vi: "Xin rời phòng theo lối thoát hiểm.", En: "Please leave by the emergency exit."}, Emergency: true}
	case 3:
		return kiosk.Withdraw{Door: door, ID: id}
	case 4, 5, 25:
		return []kiosk.Msg{kiosk.OfferTray{Door: door}, kiosk.OfferTray{Door: door}, kiosk.WelcomeRobot{Door: door}, kiosk.DockRobot{Door: door}}[j.IntN(4)]
	case 6:
		return kiosk.SummonRobot{Door: door}
	case 7:
		return kiosk.DismissRobot{Door: door}
	case 8, 9, 10:
		if h := j.m.Help; h != nil && h.Door == 0 {
			return kiosk.AnswerHelp{Door: door, Help: h.ID}
		} else if h != nil {
			return kiosk.CloseHelp{Door: door, Help: h.ID}
		}
	case 11, 12, 13:
		part := []kiosk.Part{kiosk.PartVoice, kiosk.PartPanel, kiosk.PartWard, kiosk.PartTouch, kiosk.PartEar}[j.IntN(5)]
		return kiosk.LinkChanged{Part: part, Up: j.IntN(2) == 0, Detail: "gone"}
	case 14, 15:
		paper := []string{"ok", "ok", "near-end", "end"}[j.IntN(4)]
		return kiosk.PrinterChanged{Printer: kiosk.Printer{Link: j.IntN(4) > 0, Paper: paper, Cover: j.IntN(6) == 0, Checked: true}}
	case 16:
		return kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}}
	case 17, 18, 19:
		j.soon(1, 9, kiosk.ResumeRobot{Door: door})
		return kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Place: "welcome"}}
	case 20:
		j.soon(5, 40, kiosk.StoreRecovered{})
		return kiosk.StoreFailed{Reason: "disk full"}
	case 21:
		if j.IntN(3) == 0 {
			j.due = nil
			j.begin()
		}
	}
	return kiosk.Tick{}
}

// atDoor is what an official does for the people who wait.
func (j *journey) atDoor(door int, seen string) kiosk.Msg {
	if seen == "" {
		return kiosk.CallNext{Door: door}
	}
	switch j.IntN(8) {
	case 5:
		return kiosk.Hold{Door: door, Seen: seen}
	case 6:
		return kiosk.Transfer{Door: door, Seen: seen, ToDoor: 1 + j.IntN(len(j.setup.Doors))}
	case 7:
		return j.doorStands(door)
	case 0:
		return kiosk.Recall{Door: door, Seen: seen}
	case 1:
		return kiosk.MarkNoShow{Door: door, Seen: seen}
	default:
		return kiosk.CloseVisit{Door: door, Seen: seen}
	}
}

// doorStands opens, pauses or closes a door, and opens it again after a while.
func (j *journey) doorStands(door int) kiosk.Msg {
	j.soon(20, 300, kiosk.SetDoor{Door: door, State: queue.DoorOpen})
	return kiosk.SetDoor{
		Door: door, State: []queue.DoorState{queue.DoorPaused, queue.DoorClosed}[j.IntN(2)], BackMin: j.IntN(2) * 10,
	}
}

// visiting reports whether a screen is a visitor's own, or waits for her answer.
func visiting(m kiosk.Model) bool {
	v := m.View()
	switch v.Screen {
	case kiosk.ScreenTicket:
		return v.Ticket.Print != kiosk.PrintSent
	case kiosk.ScreenOut, kiosk.ScreenEmergency, kiosk.ScreenMaintenance, kiosk.ScreenTechnician, kiosk.ScreenTray, kiosk.ScreenCalled:
		return false
	default:
		return true
	}
}

// aFewTapsLeadHome looks for the shortest way home by touch on a copy of the
// model: four taps, and one for every other rating, call or tray that comes
// between, which are other people's.
func (j *journey) aFewTapsLeadHome() {
	if !visiting(j.m) || j.view.Robot.Mission == string(kiosk.MissionLead) || j.view.Robot.Mission == string(kiosk.MissionTray) || j.padIsOpen() {
		return
	}
	if j.other == nil {
		u, err := ui.New(uitest.Options())
		if err != nil {
			j.t.Fatal(err)
		}
		j.other = u
	}
	m := j.m
	if e := m.Chore; e != nil && e.Mission.Kind == kiosk.MissionTray {
		return
	}
	most := 4 + max(0, len(m.Offers)-1) + min(1, len(m.Calls))
	seen := map[string]bool{}
	front, at := []kiosk.Model{m}, j.at
	for range most + 1 {
		var next []kiosk.Model
		for _, m := range front {
			v := m.View()
			if v.Screen == kiosk.ScreenHome || v.Screen == kiosk.ScreenAttract {
				return
			}
			v.Looks.Guided = false // the guide offers the same, one after another
			for _, c := range j.other.Scene(v, at, j.size).Controls() {
				if c.Msg == nil {
					continue
				}
				n, _ := m.Update(at, c.Msg)
				nv := n.View()
				key := string(nv.Screen) + nv.Spot.Group + nv.Spot.Code + strconv.FormatBool(nv.LeaveAt.IsZero())
				if nv.Ticket != nil {
					key += string(nv.Ticket.Print)
				}
				if nv.Rating != nil {
					key += nv.Rating.Ticket + string(nv.Rating.Chosen) + strconv.FormatBool(nv.Rating.Asking)
				}
				if !seen[key] {
					seen[key] = true
					next = append(next, n)
				}
			}
		}
		front, at = next, at.Add(time.Second)
	}
	j.t.Fatalf("%s: no %d taps lead home from %s", j, most, j.view.Screen)
}

// quietFor is how long it can take at most until the screen is home when
// everybody has left: the technician's page stays for ten minutes, a paper
// without an answer is asked for, a rating may wait for two minutes and is then
// shown, a call and the tray have their times.
func (j *journey) quietFor() time.Duration {
	return max(10*time.Minute, 30*time.Second+j.setup.IdleReset, 2*time.Minute+j.setup.RatingShow, j.setup.CallShow, time.Minute)
}

// settling is what the room does so that everybody can leave.
func settling(m kiosk.Model) []kiosk.Msg {
	out := []kiosk.Msg{kiosk.StoreRecovered{}}
	for _, b := range m.Bulletins {
		if b.Emergency {
			out = append(out, kiosk.Withdraw{Door: 1, ID: b.ID})
		}
	}
	for _, e := range []*kiosk.Errand{m.Errand, m.Chore} {
		if e != nil {
			out = append(out, kiosk.MissionChanged{Mission: e.Mission.ID, Phase: kiosk.PhaseFailed})
		}
	}
	return append(out, kiosk.RobotChanged{Robot: kiosk.Robot{State: "linkLost"}})
}

// handBack ends maintenance.
func handBack() []kiosk.Msg {
	return []kiosk.Msg{kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{}, kiosk.TechnicianLeft{}}
}

func atHome(m kiosk.Model) bool {
	s := m.View().Screen
	return s == kiosk.ScreenHome || s == kiosk.ScreenAttract
}

// thingsComeToRest lets everybody leave a copy of the model.
func (j *journey) thingsComeToRest() {
	m, at := j.m, j.at
	for _, msg := range settling(m) {
		m, _ = m.Update(at, msg)
	}
	for end := at.Add(j.quietFor()); ; {
		d := m.Deadline()
		if d.IsZero() || d.After(end) {
			at = end
			break
		}
		at = d
		m, _ = m.Update(at, kiosk.Tick{})
	}
	if m.Maintenance {
		for _, msg := range handBack() {
			m, _ = m.Update(at, msg)
		}
	}
	if !atHome(m) {
		j.t.Fatalf("%s: left alone on %s, the screen is %s after %v", j, j.view.Screen, m.View().Screen, j.quietFor())
	}
}

// everybodyLeaves lets the real screen come home, and looks at what the next
// visitor finds.
func (j *journey) everybodyLeaves() {
	j.due = nil
	for _, msg := range settling(j.m) {
		j.deliver(msg)
	}
	j.due = nil
	j.after(j.quietFor())
	if j.m.Maintenance {
		for _, msg := range handBack() {
			j.deliver(msg)
		}
	}
	j.after(j.setup.AttractAfter + j.setup.IdleReset)
	if j.view.Screen != kiosk.ScreenAttract || j.view.Lang != kiosk.Vi || j.view.Looks != j.setup.Looks || j.padIsOpen() {
		j.t.Fatalf("%s: everybody left, and there is %s in %s with %+v, PIN asked for: %v", j, j.view.Screen, j.view.Lang, j.view.Looks, j.padIsOpen())
	}
	if !slices.ContainsFunc(j.scene.Controls(), func(c ui.Control) bool { return c.Msg == kiosk.Msg(kiosk.Woken{Lang: kiosk.Vi}) }) {
		j.t.Fatalf("%s: the greeting cannot be touched", j)
	}
}
