package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

func (s Setup) lineServices() []queue.Service {
	out := make([]queue.Service, len(s.Services))
	for i, v := range s.Services {
		out[i] = queue.Service{ID: v.ID, Prefix: v.Prefix, Doors: v.Doors}
	}
	return out
}

func (s Setup) doorNumbers() []int {
	out := make([]int, len(s.Doors))
	for i, d := range s.Doors {
		out[i] = d.Number
	}
	return out
}

func (s Setup) policy() queue.Policy {
	p := queue.Policy{
		Strict: s.Priority.Strict, Share: s.Priority.Share, RecallLimit: s.RecallLimit, MinSamples: s.MinSamples,
		AgeAfter: s.Priority.AgeAfter, ReturnWithin: s.Rules.ReturnWithin, ReturnBehind: s.Rules.ReturnBehind,
		CheckInEarly: s.Rules.CheckInEarly, CheckInLate: s.Rules.CheckInLate,
	}
	for _, c := range s.Priority.Classes {
		p.Classes = append(p.Classes, queue.Class{ID: c.ID, Weight: c.Weight})
	}
	return p
}

// className is the name of a class, empty for the ordinary one.
func (s Setup) className(id string) Text {
	for _, c := range s.Priority.Classes {
		if c.ID == id {
			return c.Name
		}
	}
	return Text{}
}

// queueView is what there is to see of the line.
func (m Model) queueView(outlook *eta.Outlook) QueueView {
	at := m.Line.Now
	v := QueueView{
		At: at, ClockUnset: unset(at), Hours: queue.Moment{Phase: queue.PhaseOpen, Last: true},
		Class: m.Class, Refusal: m.Refusal, Today: m.today(),
	}
	if !v.ClockUnset {
		v.Hours = m.Setup.Rules.Hours.At(at.In(m.Setup.location()), m.Setup.Rules.DaysOff...)
	}
	for _, c := range m.Setup.Priority.Classes {
		v.Classes = append(v.Classes, ClassRow{ID: c.ID, Name: c.Name})
	}
	for _, t := range m.Line.Live {
		switch t.State {
		case queue.Held:
			v.Held = append(v.Held, m.waitingRow(t, t.Since()))
		case queue.NoShow:
			if until := m.Line.Returnable(t); at.Before(until) {
				w := m.waitingRow(t, t.Ended)
				w.Until = until
				v.Returnable = append(v.Returnable, w)
			}
		case queue.Reserved, queue.Waiting, queue.Called, queue.Closed, queue.Left:
		}
	}
	for _, t := range m.Line.Stranded() {
		v.Stranded = append(v.Stranded, m.waitingRow(t, t.Since()))
	}
	for _, b := range m.Line.Bookings {
		v.Bookings = append(v.Bookings, BookingRow{Booking: b, Name: m.deskName(b.Service)})
	}
	v.Tickets = m.ticketRows(outlook)
	if m.screen() == ScreenCheckIn {
		v.CheckIn = m.CheckIn
	}
	return v
}

// ticketRows are the tickets as their holders see them.
func (m Model) ticketRows(outlook *eta.Outlook) []TicketRow {
	ahead := m.Line.Positions()
	stranded := map[string]bool{}
	for _, t := range m.Line.Stranded() {
		stranded[t.ID] = true
	}
	var out []TicketRow
	for _, t := range m.Line.Live {
		if t.State == queue.Closed || !m.published(t.ID) {
			continue
		}
		r := TicketRow{
			Token: t.Token, Number: t.Number, State: t.State, Service: m.Setup.service(t.Service).Name, Doors: m.facts(t).Doors,
			Then: m.names(t.Plan),
		}
		switch t.State {
		case queue.Waiting:
			if r.Stranded = stranded[t.ID]; r.Stranded {
				break
			}
			r.Ahead = ahead[t.ID]
			r.Wait = m.waitOf(outlook, t)
		case queue.Called:
			r.Door = t.Door
		case queue.NoShow:
			r.Until = m.Line.Returnable(t)
		case queue.Reserved, queue.Held, queue.Closed, queue.Left:
		}
		out = append(out, r)
	}
	return out
}

func (m Model) today() []TodayRow {
	var out []TodayRow
	for _, y := range m.Line.Tallies {
		out = append(out, TodayRow{
			Door: y.Door, Service: y.Service, Name: m.deskName(y.Service),
			Served: y.Served, NoShows: y.NoShows, Left: y.Left, Moved: y.Moved, Times: y.Wait.N,
			WaitMean: y.Wait.Mean(), WaitP90: y.Wait.Quantile(0.9), ServeMean: y.Serve.Mean(), ServeP90: y.Serve.Quantile(0.9),
		})
	}
	slices.SortFunc(out, func(a, b TodayRow) int {
		if a.Door != b.Door {
			return a.Door - b.Door
		}
		return slices.Index(m.serviceIDs(), a.Service) - slices.Index(m.serviceIDs(), b.Service)
	})
	return out
}

func (m Model) serviceIDs() []string {
	out := make([]string, len(m.Setup.Services))
	for i, s := range m.Setup.Services {
		out[i] = s.ID
	}
	return out
}

// desk is how a door stands; lunch by the hours shows on a door that is open.
func (m Model) desk(door int, now queue.Moment) DoorDesk {
	d := m.Line.Desk(door)
	v := DoorDesk{State: d.State, Since: d.Since, Back: d.Back}
	if now.Phase == queue.PhaseLunch && d.State != queue.DoorClosed {
		v.Lunch = true
		v.Back = latest(v.Back, now.Opens)
	}
	for _, a := range m.Acts {
		if a.Door == door && m.Line.Now.Before(a.Until) {
			v.Undo = UndoView{Act: a.Kind, Number: a.Before.Number, Until: a.Until}
		}
	}
	return v
}

// facts is what there is to know of a ticket.
func (m Model) facts(t queue.Ticket) TicketFacts {
	f := TicketFacts{
		ServiceID: t.Service, Class: t.Class, ClassName: m.Setup.className(t.Class), Joined: t.Joined, Why: t.Why,
		Origin: t.Origin, From: t.From, To: t.To, Doors: m.Setup.service(t.Service).Doors, Plan: t.Plan, PlanNames: m.names(t.Plan), Due: t.Due,
	}
	if t.To != 0 {
		f.Doors = []int{t.To}
	}
	return f
}

// deskName is a service's name for officials, who may still have people of one
// that was taken out of the configuration.
func (m Model) deskName(id string) Text {
	if id == "" || slices.Contains(m.serviceIDs(), id) {
		return m.Setup.service(id).Name
	}
	return Text{Vi: "Dịch vụ đã ngừng (" + id + ")", En: "Withdrawn service (" + id + ")"}
}

func (m Model) names(services []string) []Text {
	var out []Text
	for _, id := range services {
		out = append(out, m.deskName(id))
	}
	return out
}

// openDoors counts the doors of a service that are open.
func (m Model) openDoors(s Service) int {
	n := 0
	for _, d := range s.Doors {
		if m.Line.Desk(d).State == queue.DoorOpen {
			n++
		}
	}
	return n
}

func (m Model) doorRow(d Door, now queue.Moment) DoorRow {
	r := DoorRow{Door: d.Number, Name: d.Name, Desk: m.desk(d.Number, now)}
	if t, ok := m.Line.At(d.Number); ok {
		r.Number, r.Ticket, r.Service, r.Since, r.Calls, r.Priority = t.Number, t.ID, m.deskName(t.Service), t.Last, t.Calls, t.Priority
		r.Facts = m.facts(t)
	}
	for _, n := range m.Line.Sequence(d.Number) {
		w := m.waitingRow(n.Ticket, n.Since())
		w.Why = n.Why
		r.Queue = append(r.Queue, w)
	}
	for _, t := range m.Line.Live {
		if t.State == queue.Reserved && slices.Contains(m.Setup.service(t.Service).Doors, d.Number) {
			r.Unsure = append(r.Unsure, m.waitingRow(t, t.Issued))
		}
	}
	return r
}

func (m Model) waitingRow(t queue.Ticket, since time.Time) WaitingRow {
	return WaitingRow{
		Ticket: t.ID, Number: t.Number, Service: m.deskName(t.Service), Priority: t.Priority, Since: since, TicketFacts: m.facts(t),
	}
}
