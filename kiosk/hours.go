package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
)

// clockFloor is earlier than any time at which a unit can run: a clock before
// it was never set.
func clockFloor() time.Time { return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC) }

func unset(at time.Time) bool { return at.Before(clockFloor()) }

// refusalShow is how long it is shown why no ticket was given.
const refusalShow = 12 * time.Second

// week is the hours of a service.
func (s Setup) week(service string) queue.Week {
	if w := s.service(service).Hours; w.Set() {
		return w
	}
	return s.Rules.Hours
}

// intake says whether tickets are given for a service. Where the time is not
// known hours are not kept: the doors decide.
func (m Model) intake(service string, loc *time.Location) IntakeView {
	at := m.Line.Now
	v := IntakeView{State: IntakeOpen}
	if w := m.Setup.week(service); w.Set() && !unset(at) {
		v = m.Setup.Rules.intake(w.At(at.In(loc), m.Setup.Rules.DaysOff...), at)
	}
	if v.State == IntakeOpen && !m.Line.Staffed(service) {
		v = IntakeView{State: IntakeNoDoor}
	}
	return v
}

func (r QueueRules) intake(m queue.Moment, at time.Time) IntakeView {
	if m.Phase == queue.PhaseOpen {
		if !m.Last {
			return IntakeView{State: IntakeOpen, Until: m.Until}
		}
		if end := m.Until.Add(-r.IntakeEnd); at.Before(end) {
			return IntakeView{State: IntakeOpen, Until: end}
		}
		return IntakeView{State: IntakeEnded, Opens: m.Opens}
	}
	if !m.Opens.IsZero() && !at.Before(m.Opens.Add(-r.IntakeEarly)) {
		return IntakeView{State: IntakeOpen}
	}
	v := IntakeView{State: IntakeDayOff, Opens: m.Opens}
	switch m.Phase {
	case queue.PhaseEarly:
		v.State = IntakeEarly
	case queue.PhaseLunch:
		v.State = IntakeLunch
	case queue.PhaseOver:
		v.State = IntakeEnded
	case queue.PhaseDayOff, queue.PhaseOpen:
	}
	return v
}

// refuse says why there is no ticket, and reports whether there is none.
func (s *step) refuse(service string) bool {
	loc := s.Setup.location()
	v := s.intake(service, loc)
	if v.State == IntakeOpen || !slices.Contains(s.serviceIDs(), service) { // the screen offers no such service
		return false
	}
	s.refusal(service, v)
	return true
}

// refusal shows and says why there is no ticket.
func (s *step) refusal(service string, v IntakeView) {
	s.Refusal = &Refusal{Service: service, State: v.State, Opens: v.Opens, Until: s.at.Add(refusalShow)}
	s.touched()
	words := s.Refusal.Words(s.at, s.Setup.location()).In(s.Lang)
	s.do(Speak{ID: "refused/" + s.at.UTC().Format(time.RFC3339Nano), Lang: s.Lang, Text: words})
}

// hoursMoments are when the hours change something, after a time.
func (m Model) hoursMoments(at time.Time) []time.Time {
	if unset(at) {
		return nil
	}
	var out []time.Time
	local := at.In(m.Setup.location()) // read once: it is a file
	weeks := []queue.Week{m.Setup.Rules.Hours}
	for _, s := range m.Setup.Services {
		if s.Hours.Set() {
			weeks = append(weeks, s.Hours)
		}
	}
	for _, w := range weeks {
		if !w.Set() {
			continue
		}
		now := w.At(local, m.Setup.Rules.DaysOff...)
		if !now.Until.IsZero() {
			out = append(out, now.Until, now.Until.Add(-m.Setup.Rules.IntakeEnd))
		}
		if !now.Opens.IsZero() {
			out = append(out, now.Opens, now.Opens.Add(-m.Setup.Rules.IntakeEarly))
		}
	}
	return out
}

// lineMoments are when the line changes by itself, after a time: somebody has
// waited long, an appointment is due, a return or a check-in ends.
func (m Model) lineMoments() []time.Time {
	p := m.Setup.policy()
	var out []time.Time
	for _, t := range m.Line.Live {
		switch t.State {
		case queue.Waiting:
			out = append(out, t.Due)
			if p.AgeAfter > 0 {
				out = append(out, t.Joined.Add(p.AgeAfter))
			}
		case queue.NoShow:
			out = append(out, m.Line.Returnable(t))
		case queue.Reserved, queue.Called, queue.Held, queue.Closed, queue.Left:
		}
	}
	for _, b := range m.Line.Bookings {
		if b.State == queue.Booked {
			out = append(out, m.Line.Expires(b))
		}
	}
	return out
}

// firstAfter is the first moment after a time, zero for none.
func firstAfter(at time.Time, moments []time.Time) time.Time {
	var first time.Time
	for _, t := range moments {
		if t.After(at) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}
