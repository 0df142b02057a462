package kiosk

import (
	"maps"
	"slices"
	"time"

	"tiepdan/queue"
)

// Bounds of a clock that is set in the middle of a run. A smaller step is the
// clock being slewed; a larger one back is no correction.
const (
	clockStep = time.Second
	clockBack = 25 * time.Hour
)

// followClock keeps durations right when the clock was set: back, or from the
// past in which a machine without a clock chip starts. What was noted by the
// old clock is then noted by the new one, so that no screen stays for the hour
// that the clock lost and nobody has waited since 1970. A clock that was set
// forward cannot be told from time that passed: deadlines come early then.
func (s *step) followClock(msg Msg) {
	was := s.Line.Now
	by := s.at.Sub(was)
	_, boot := msg.(Started)
	switch {
	case was.IsZero():
	case unset(was) && !unset(s.at):
		s.rebase(func(t time.Time) time.Time {
			if t.IsZero() || !unset(t) {
				return t
			}
			return t.Add(by)
		})
	case boot, unset(s.at), by > -clockStep, by < -clockBack:
		// A new run may not know the time yet: what the last one noted stands.
	default:
		s.rebase(func(t time.Time) time.Time {
			if t.IsZero() {
				return t
			}
			return t.Add(by)
		})
	}
}

// rebase moves everything that was noted by the clock. The daily reset,
// reservations and appointments are times of the day: they stay.
func (s *step) rebase(move func(time.Time) time.Time) {
	s.IdleAt, s.RestAt, s.IssuedAt, s.TriedAt = move(s.IdleAt), move(s.RestAt), move(s.IssuedAt), move(s.TriedAt)
	s.StillUntil = move(s.StillUntil)
	if s.Session != nil {
		s.Session = &Session{Ticket: s.Session.Ticket, Until: move(s.Session.Until)}
	}
	if s.Errand != nil {
		e := *s.Errand
		e.Retry = move(e.Retry)
		s.Errand = &e
	}
	s.rebaseChores(move)
	if s.Help != nil {
		s.Help = s.Help.moved(move)
	}
	if s.Tech != nil {
		tech := *s.Tech
		tech.Until = move(tech.Until)
		s.Tech = &tech
	}
	if s.Refusal != nil {
		r := *s.Refusal
		r.Until = move(r.Until)
		s.Refusal = &r
	}
	if s.Slip != nil {
		slip := *s.Slip
		slip.Until = move(slip.Until)
		s.Slip = &slip
	}
	s.SlipAt, s.ClosedAt = move(s.SlipAt), move(s.ClosedAt)
	s.rebaseLists(move)
	s.rebaseSharing(move)
	s.Line = s.Line.Rebase(move)
}

// rebaseChores moves what is noted of chores; opening hours are looked at anew.
func (s *step) rebaseChores(move func(time.Time) time.Time) {
	s.Greet, s.Shift.Next = move(s.Greet), time.Time{}
	if s.Chore != nil {
		e := *s.Chore
		e.Retry = move(e.Retry)
		s.Chore = &e
	}
	if s.Strayed != nil {
		lost := *s.Strayed
		lost.Until = move(lost.Until)
		s.Strayed = &lost
	}
	s.RoundsAt = maps.Clone(s.RoundsAt)
	for name, at := range s.RoundsAt {
		s.RoundsAt[name] = move(at)
	}
}

func (s *step) rebaseLists(move func(time.Time) time.Time) {
	each(&s.Papers, func(p *PaperJob) { p.Due = move(p.Due) })
	each(&s.Calls, func(c *Call) { c.From, c.ShowUntil = move(c.From), move(c.ShowUntil) })
	each(&s.Offers, func(o *Offer) { o.Until, o.Stale = move(o.Until), move(o.Stale) })
	each(&s.Presses, func(p *Press) { p.At = move(p.At) })
	each(&s.Acts, func(a *Act) {
		a.Until = move(a.Until)
		for _, t := range []*queue.Ticket{&a.Before, &a.After, &a.Ended} {
			*t = t.Rebase(move)
		}
		if a.Call != nil {
			c := *a.Call
			c.From, c.ShowUntil = move(c.From), move(c.ShowUntil)
			a.Call = &c
		}
	})
}

// each changes all items of a list that others may share.
func each[T any](list *[]T, f func(*T)) {
	*list = slices.Clone(*list)
	for i := range *list {
		f(&(*list)[i])
	}
}
