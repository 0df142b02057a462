package kiosk

import (
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// outlook is how the line may go on from now.
func (m Model) outlook() *eta.Outlook {
	return eta.Play(m.Line, m.Line.Now.In(m.Setup.location()), m.breaks(), m.Waits.Blend.Crowd)
}

// breaks are the times of today in which no door calls anybody.
func (m Model) breaks() []eta.Break {
	if unset(m.Line.Now) {
		return nil
	}
	now := m.Line.Now.In(m.Setup.location())
	y, mo, d := now.Date()
	at := func(t time.Duration) time.Time {
		return time.Date(y, mo, d, int(t/time.Hour), int(t%time.Hour/time.Minute), 0, 0, now.Location())
	}
	var out []eta.Break
	var from time.Duration
	for _, s := range m.Setup.Rules.Hours[now.Weekday()] {
		if s.From > from {
			out = append(out, eta.Break{From: at(from), To: at(s.From)})
		}
		from = s.To
	}
	return out
}

// waitToJoin is the estimate for a ticket that would join the line now.
func (m Model) waitToJoin(o *eta.Outlook, t queue.Ticket) queue.Wait {
	r, ok := o.Ghost(t)
	if !ok {
		return queue.Wait{}
	}
	return o.Clear(m.Waits.WaitToJoin(t, m.known(t, r)))
}

// known is what is known of a ticket that joins now.
func (m Model) known(t queue.Ticket, r eta.Raw) eta.Facts {
	return m.Waits.Facts(m.Line, t, r, m.Line.Now.In(m.Setup.location()))
}

// waitOf is the estimate for a ticket as it stands.
func (m Model) waitOf(o *eta.Outlook, t queue.Ticket) queue.Wait {
	if t.State != queue.Waiting {
		return m.waitToJoin(o, t)
	}
	r, ok := o.Of(t)
	if !ok {
		return queue.Wait{}
	}
	return o.Clear(m.Waits.Wait(t, r))
}

// settleWaits notes what is promised to who joins the line, and learns from
// who was called.
func (s *step) settleWaits(before queue.Line) {
	if !s.ResetAt.Equal(s.Waits.Until) { // a day is over
		if !s.Waits.Until.IsZero() {
			s.Waits = s.Waits.Night()
		}
		s.Waits.Until = s.ResetAt
	}
	var o *eta.Outlook
	live := make(map[string]bool, len(s.Line.Live))
	for _, t := range s.Line.Live {
		live[t.ID] = true
		if _, promised := s.Waits.Promises[t.ID]; promised {
			s.keepPromise(t)
			continue
		}
		if t.State != queue.Waiting || !joins(before, t) {
			continue
		}
		if o == nil {
			o = s.outlook()
		}
		if r, ok := o.Of(t); ok {
			known := s.known(t, r)
			s.Waits = s.Waits.Promise(t, known, o.Clear(s.Waits.WaitToJoin(t, known)), s.at.In(s.Setup.location()))
		}
	}
	for id := range s.Waits.Promises {
		if !live[id] {
			s.Waits = s.Waits.Drop(id)
		}
	}
	s.Waits = s.Waits.Look(s.Line.Live, s.at)
}

// keepPromise learns from a ticket that is called, and forgets one that was
// held or went another way.
func (s *step) keepPromise(t queue.Ticket) {
	switch t.State {
	case queue.Waiting:
	case queue.Called:
		s.Waits = s.Waits.Called(t)
	case queue.Reserved, queue.Held, queue.Closed, queue.NoShow, queue.Left:
		s.Waits = s.Waits.Drop(t.ID)
	}
}

// joins reports whether a ticket waits for the first time.
func joins(before queue.Line, t queue.Ticket) bool {
	was, ok := before.Find(t.ID)
	return t.Origin == "" && t.Entered.IsZero() && (!ok || was.State == queue.Reserved)
}

// WaitOf is the estimate for one ticket as it stands.
func (m Model) WaitOf(ticket string) queue.Wait {
	t, ok := m.Line.Find(ticket)
	if !ok {
		return queue.Wait{}
	}
	return m.waitOf(m.outlook(), t)
}
