package kiosk

import (
	"cmp"
	"slices"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// View returns what is to be seen of the model.
func (m Model) View() View {
	v := View{
		Screen: m.screen(), Lang: m.Lang, Unit: m.Setup.Unit, Ward: m.Setup.Ward, TimeZone: m.Setup.TimeZone,
		PortalURL: m.Setup.PortalURL, HelpURL: cmp.Or(m.Setup.HelpURL, m.Setup.PortalURL), FeedbackURL: m.Setup.FeedbackURL,
		Announcements: m.announcements(), Instructions: m.Setup.Instructions, Bulletins: m.Bulletins, Priority: m.Priority,
		Looks: m.Looks, Spot: m.Spot, Help: m.Help, Absent: m.Absent, Maintenance: m.Maintenance, Jogged: m.Jogged, Ear: m.Links[PartEar].Up,
		Share: m.shareView(), Notices: m.notices(), Robot: m.robotView(), Printer: m.Printer, Parts: m.parts(),
		Slip: m.slipView(), Having: m.having(m.Spot.Code), Chores: m.Setup.chores(), Dialogue: m.Dialogue,
	}
	if m.Help != nil {
		v.Officials = m.Setup.Officials
	}
	if m.Wanted != nil {
		v.Settings = m.Wanted.Answer
	}
	loc, outlook := m.Setup.location(), m.outlook()
	v.Line = m.queueView(outlook)
	for _, d := range m.Setup.Doors {
		v.Board = append(v.Board, m.doorRow(d, v.Line.Hours))
	}
	for _, s := range m.Setup.Services {
		v.Services = append(v.Services, ServiceRow{
			ID: s.ID, Prefix: s.Prefix, Name: s.Name, Doors: s.Doors, Groups: s.Groups, Waiting: m.Line.Waiting(s.ID),
			Wait:   m.waitToJoin(outlook, queue.Ticket{Service: s.ID, Class: m.Class, Priority: m.Priority}),
			Intake: m.intake(s.ID, loc), Open: m.openDoors(s),
		})
	}
	m.fill(&v, outlook)
	if v.Screen != ScreenCalled && m.callOnScreen() { // beside what the visitor does
		v.Calls = m.callViews()
	}
	if m.Warned {
		v.LeaveAt = m.leaveAt()
	}
	return v
}

// fill puts in what one screen alone shows.
func (m Model) fill(v *View, outlook *eta.Outlook) {
	switch v.Screen {
	case ScreenTicket:
		v.Ticket = m.ticketView(outlook)
	case ScreenRating:
		o := m.Offers[0]
		v.Rating = &RatingView{Ticket: o.Ticket, Number: o.Number, Door: o.Door, Chosen: o.Chosen, Asking: o.Asking, Reasons: o.Reasons}
		v.Lang = o.Lang
	case ScreenCalled:
		v.Calls = m.callViews()
		if m.IdleAt.IsZero() { // else somebody at the screen has just chosen
			v.Lang = m.langOf(v.Calls[0].Ticket)
		}
	case ScreenTray:
		v.Tray = &TrayView{Mission: m.Chore.Mission.ID, Took: m.Chore.Took, Hand: m.trayWord(m.Robot.Reason) == whyHand, Away: m.trayAway()}
	case ScreenEmergency:
		b, _ := m.alarm()
		v.Alarm = b.Text
	case ScreenTechnician:
		v.Technician = &TechnicianView{Boot: m.Boot, Tests: m.Tech.Tests, Presses: m.Tech.Presses, Floor: m.Tech.Floor}
	case ScreenListen:
		v.Listen = m.Listen
	default:
	}
}

// announcements are those of the setup and what officials have added.
func (m Model) announcements() []Text {
	out := m.Setup.Announcements
	if cut := m.cutNotice(); cut != nil {
		out = slices.Concat(cut, out)
	}
	var first []Text
	for _, b := range m.Bulletins {
		switch {
		case b.Emergency:
		case b.High:
			first = append(first, b.Text)
		default:
			out = append(slices.Clip(out), b.Text)
		}
	}
	if first == nil {
		return out
	}
	return slices.Concat(first, out)
}

func (m Model) langOf(ticket string) Lang {
	if t, ok := m.Line.Find(ticket); ok && Lang(t.Lang) == En {
		return En
	}
	return Vi
}

func (m Model) ticketView(outlook *eta.Outlook) *TicketView {
	t, _ := m.Line.Find(m.Session.Ticket)
	p, _ := m.paper(m.Session.Ticket)
	svc := m.Setup.service(t.Service)
	return &TicketView{
		ID: t.ID, Number: t.Number, Service: svc.Name, Doors: m.facts(t).Doors, Ahead: m.Line.Ahead(t),
		Wait: m.waitOf(outlook, t), Print: p.State, Reprint: p.Paper.Reprint, Priority: t.Priority,
		Class: m.Setup.className(t.Class), Then: m.names(t.Plan), Due: t.Due,
	}
}

// callViews lists the calls on screen, newest first; those whose turn has not
// come follow, and the one that the robot leads comes before all.
func (m Model) callViews() []CallView {
	var out []CallView
	for _, c := range m.callOrder() {
		led := m.leading() && m.Errand.Ticket == c.Ticket
		if c.ShowUntil.IsZero() && !led {
			continue
		}
		v := CallView{Ticket: c.Ticket, Number: c.Number, Door: c.Door}
		if d, ok := m.Setup.door(c.Door); ok {
			v.Name = d.Name
		}
		if t, ok := m.Line.Find(c.Ticket); ok {
			v.Service = m.Setup.service(t.Service).Name
		}
		if m.Errand != nil && m.Errand.Ticket == c.Ticket {
			v.Mission, v.Phase = m.Errand.Mission.ID, m.Errand.Phase
			v.Behind = m.Errand.Reason == whyBehind
		}
		if led {
			out = slices.Insert(out, 0, v)
		} else {
			out = append(out, v)
		}
	}
	return out
}

// callOrder has the call whose turn it is first: the newest that has begun.
func (m Model) callOrder() []Call {
	var begun, waits []Call
	for _, c := range slices.Backward(m.Calls) {
		if c.From.After(m.Line.Now) && c.From.Sub(m.Line.Now) < time.Hour { // else the clock was set back
			waits = append([]Call{c}, waits...)
		} else {
			begun = append(begun, c)
		}
	}
	return append(begun, waits...)
}

func (m Model) robotView() RobotView {
	v := RobotView{Robot: m.Robot, Configured: m.Setup.Robot, Held: m.Held, Technician: m.worked()}
	v.Reason, v.Staff = m.trayWord(v.Reason), m.trayWord(v.Staff)
	if m.Stopped && v.State != robotOffline && v.State != robotLinkLost {
		v.State = robotEStop // it waits for an official, whatever the base says
	}
	v.Round, v.Strayed, v.At = m.roundName(), m.Strayed, m.Setup.whereabouts(m.Robot)
	e := m.Errand
	switch {
	case e != nil && !e.Phase.Final():
		if m.chores() {
			v.Waits = m.Chore.Mission.Kind
		}
	case m.chores(), m.Chore != nil && m.Chore.Phase == PhaseArrived && m.Chore.Mission.Kind != MissionTray:
		e = m.Chore
	default:
		return v
	}
	v.Mission, v.Phase, v.Number, v.Door = string(e.Mission.Kind), e.Phase, e.Number, e.Door
	v.Behind = e.Reason == whyBehind
	return v
}

// whereabouts says what the place is for at which the base stands.
func (s Setup) whereabouts(r Robot) Whereabouts {
	if r.Place == "" || r.State == robotOffline || r.State == robotLinkLost {
		return Whereabouts{}
	}
	for _, d := range s.Doors {
		if d.Place == r.Place {
			return Whereabouts{Door: d.Number}
		}
	}
	for _, w := range []struct{ place, kind string }{
		{s.Welcome, "welcome"}, {s.Waiting, "waiting"}, {s.Entrance, "entrance"}, {s.Dock, "dock"},
	} {
		if w.place == r.Place {
			return Whereabouts{Kind: w.kind}
		}
	}
	return Whereabouts{}
}

func (s Setup) chores() ChoresView {
	if !s.Robot {
		return ChoresView{}
	}
	v := ChoresView{Welcome: s.Entrance != "", Dock: s.Dock != ""}
	for _, r := range s.Rounds {
		v.Rounds = append(v.Rounds, r.Name)
	}
	return v
}

func (m Model) notices() []Notice {
	var out []Notice
	if m.Fault != "" {
		out = append(out, NoticeStoreFailed)
	}
	out = append(out, m.Printer.notices()...)
	if m.Setup.Robot {
		out = append(out, m.robotView().notices()...)
	}
	for _, p := range []struct {
		part   Part
		notice Notice
	}{{PartTouch, NoticeTouchOff}, {PartVoice, NoticeVoiceOff}, {PartPanel, NoticePanelOff}, {PartWard, NoticeWardAway}} {
		if l, known := m.Links[p.part]; known && !l.Up {
			out = append(out, p.notice)
		}
	}
	return out
}

func (p Printer) notices() []Notice {
	switch {
	case !p.Checked:
		return nil
	case p.Link && p.Paper == "end":
		return []Notice{NoticePaperEnd}
	case !p.Ready():
		return []Notice{NoticePrinterOff}
	case p.Paper == "near-end":
		return []Notice{NoticePaperNear}
	}
	return nil
}

func (r Robot) notices() []Notice {
	switch {
	case r.EStop, r.State == robotEStop:
		return []Notice{NoticeRobotStop}
	case r.State == robotOffline, r.State == robotLinkLost, r.State == robotFault:
		return []Notice{NoticeRobotOff}
	}
	return nil
}

// parts lists the state of every part that has spoken since the start.
func (m Model) parts() []PartState {
	var out []PartState
	for _, p := range []Part{PartPrinter, PartPanel, PartBase, PartVoice, PartWard, PartStore, PartTouch, PartScreen, PartEar, PartTray, PartLine} {
		if l, ok := m.Links[p]; ok {
			out = append(out, PartState{Part: p, Up: l.Up, Detail: l.Detail, Since: l.Since})
		}
	}
	return out
}
