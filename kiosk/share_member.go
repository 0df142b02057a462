package kiosk

import (
	"maps"
	"slices"
	"time"

	"tiepdan/queue"
)

// clockSlack is how far the difference of two clocks may seem to move by the
// network alone.
const clockSlack = 2 * time.Second

func (s *step) startMember(share ShareSetup) {
	m := Membership{Name: share.Name, Run: s.Boot}
	first := s.Member == nil
	if !first {
		m = *s.Member
	}
	m.Name = share.Name
	if !unset(s.at) { // beyond all that another copy of this disk may have sent before now
		m.Seq = max(m.Seq, uint64(s.at.UnixMilli())) // #nosec G115 -- not before 2026
	}
	s.Member = &m
	if first {
		s.becomeMember()
	}
	if a := m.Ask; a != nil { // nobody is known to stand there
		s.unqueue(func(o LineOp) bool { return o.Seq == a.Op.Seq })
		s.queueOp(LineOp{Kind: OpLapse, Ticket: queue.Ticket{ID: a.Op.Ticket.ID}})
		s.setMember(func(m *Membership) { m.Ask = nil })
	}
	s.Line.Blocks = []int{share.Block}
	s.overlay()
}

// setMember changes what a member remembers.
func (s *step) setMember(f func(*Membership)) {
	m := *s.Member
	f(&m)
	s.Member = &m
}

// queueOp puts an operation at the end of what the line is owed.
func (s *step) queueOp(op LineOp) LineOp {
	s.setMember(func(m *Membership) {
		m.Seq++
		op.Seq = m.Seq
		if op.At.IsZero() {
			op.At = s.at
		}
		m.Outbox = append(slices.Clip(m.Outbox), op)
	})
	return op
}

func (s *step) unqueue(which func(LineOp) bool) {
	s.setMember(func(m *Membership) {
		m.Outbox = slices.DeleteFunc(slices.Clone(m.Outbox), which)
		if len(m.Outbox) == 0 {
			m.Outbox = nil
		}
	})
}

// linked reports whether the keeper answers.
func (m Model) linked() bool { return m.Links[PartLine].Up }

// awaits reports whether a number is on its way.
func (m Model) awaits() bool { return m.Member != nil && m.Member.Ask != nil }

// ask asks the keeper for a number, or gives one of the member's own block when
// the keeper is known not to answer.
func (s *step) ask(op LineOp) {
	op.At, op.Ticket.Robot = s.at, s.Setup.Share.Name
	s.touched()
	switch {
	case s.Member.Mirror.Line == "": // it does not know which numbers it gave today
		s.refused(op, OpRefusal{State: IntakeNoDoor})
	case !s.linked():
		s.alone(op)
	default:
		s.IssuedAt = s.at // a second finger is the same one
		op = s.queueOp(op)
		s.setMember(func(m *Membership) { m.Ask = &Ask{Op: op, Until: s.at.Add(askFor)} })
	}
}

// settleAsk gives up what the keeper has not answered.
func (s *step) settleAsk() {
	if s.Member != nil && s.Member.Barred && s.linked() {
		s.setMember(func(m *Membership) { m.Barred = false })
	}
	if !s.awaits() || s.linked() && !s.due(s.Member.Ask.Until) {
		return
	}
	op := s.Member.Ask.Op
	s.setMember(func(m *Membership) { m.Ask = nil })
	s.unqueue(func(o LineOp) bool { return o.Seq == op.Seq })
	s.alone(op)
}

// alone gives a number of the member's own block. A ticket that the keeper may
// have made for the same request takes that number, or lapses.
func (s *step) alone(op LineOp) {
	switch {
	case op.Kind != OpIssue:
		s.giveUp(op, OpRefusal{CheckIn: &CheckInView{Outcome: CheckInClosed}})
		return
	case s.Member.Barred: // its block may be another robot's
		s.giveUp(op, OpRefusal{State: IntakeNoDoor})
		return
	}
	prefix := s.Line.Prefix(op.Ticket.Service)
	i := max(s.Member.Given[prefix], s.Member.Mirror.Given[prefix]) + 1
	n, ok := queue.BlockNumber(s.Setup.Share.Block, i)
	if !ok || prefix == "" {
		s.giveUp(op, OpRefusal{State: IntakeNoDoor})
		return
	}
	t := op.Ticket
	t.Number = queue.Number(prefix, n)
	s.setMember(func(m *Membership) {
		m.Given = maps.Clone(m.Given)
		if m.Given == nil {
			m.Given = map[string]int{}
		}
		m.Given[prefix] = i
	})
	s.queueOp(LineOp{Kind: OpAdopt, Ticket: t})
	s.overlay()
	if t, ok := s.Line.Find(t.ID); ok {
		s.issued(s.Line, t)
	}
}

// giveUp tells the visitor that there is no number, and the keeper too.
func (s *step) giveUp(op LineOp, r OpRefusal) {
	if op.Seq > 0 {
		s.queueOp(LineOp{Kind: OpLapse, Ticket: queue.Ticket{ID: op.Ticket.ID}})
	}
	s.refused(op, r)
}

// refused shows and says why there is no number.
func (s *step) refused(op LineOp, r OpRefusal) {
	if op.Kind == OpCheckIn {
		v := CheckInView{Outcome: CheckInClosed}
		if r.CheckIn != nil {
			v = *r.CheckIn
		}
		s.checkInRefused(v)
		return
	}
	s.refusal(op.Ticket.Service, IntakeView{State: r.State, Opens: r.Opens})
}

// joinShared tells the keeper that a ticket's holder has it.
func (s *step) joinShared(ticket string) {
	if t, ok := s.Line.Find(ticket); ok && t.State == queue.Reserved {
		s.queueOp(LineOp{Kind: OpJoin, Ticket: queue.Ticket{ID: ticket}})
		s.overlay()
	}
}

// overlay shows the line as the keeper told it last, with what it does not know
// yet done over it.
func (s *step) overlay() {
	m := s.Member
	l := s.Line.Mirrored(queue.Line{
		Live: m.Mirror.Live, Samples: m.Mirror.Samples, Desks: m.Mirror.Desks, Turns: m.Mirror.Turns,
		Favoured: m.Mirror.Favoured, LastRank: m.Mirror.LastRank,
	})
	l = l.Rebase(m.here)
	for _, op := range m.Outbox {
		switch op.Kind {
		case OpAdopt:
			l, _ = l.Adopt(op.Ticket, op.At)
		case OpJoin:
			if next, _, err := l.JoinAt(op.Ticket.ID, op.At); err == nil {
				l = next
			}
		case OpLapse:
			l = l.Lapse(op.Ticket.ID)
		case OpIssue, OpCheckIn, OpRated:
		}
	}
	s.Line = l
}

// here is a time of the keeper's by the member's clock.
func (m *Membership) here(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(m.Offset)
}

// lineHeard takes in how the line has changed.
func (s *step) lineHeard(msg LineHeard) {
	if s.Member == nil || msg.From != s.Member.Have || msg.Change.Line == "" {
		return
	}
	before := s.Member.Mirror
	next := before.With(msg.Change)
	if next.Run != s.Member.Run {
		next.Applied, next.Refused = 0, nil // of a disk that this robot had before
	}
	lost := s.lost(before, next)
	if by := s.at.Sub(next.Now); (by - s.Member.Offset).Abs() > clockSlack {
		s.setMember(func(m *Membership) { m.Offset = by })
	}
	s.setMember(func(m *Membership) { m.Mirror, m.Have, m.Heard = next, msg.To, s.at })
	s.unqueue(func(o LineOp) bool { return o.Seq <= next.Applied })
	s.adoptAgain(lost)
	s.overlay()
	s.beginBlock(before, next)
	s.answered()
	s.mirrorCalls()
	s.mirrorOffers()
	s.tidyShared()
}

// answered finds the answer to what was asked.
func (s *step) answered() {
	if !s.awaits() || s.Member.Ask.Op.Seq > s.Member.Mirror.Applied {
		return
	}
	op := s.Member.Ask.Op
	s.setMember(func(m *Membership) { m.Ask = nil })
	if t, ok := s.Line.Find(op.Ticket.ID); ok {
		s.issued(s.Line, t)
		return
	}
	for _, r := range s.Member.Mirror.Refused {
		if r.Seq == op.Seq {
			s.refused(op, r)
			return
		}
	}
	s.refused(op, OpRefusal{State: IntakeNoDoor})
}

// mirrorCalls shows the calls that the keeper shows; one that was put away here
// stays away.
func (s *step) mirrorCalls() {
	var calls []Call
	for _, c := range s.Member.Mirror.Calls {
		c.From, c.ShowUntil = s.Member.here(c.From), s.Member.here(c.ShowUntil)
		i := slices.IndexFunc(s.Calls, func(o Call) bool { return o.Ticket == c.Ticket && o.Calls == c.Calls })
		t, _ := s.Line.Find(c.Ticket)
		switch {
		case i >= 0:
			c.Said = s.Calls[i].Said
			if s.Calls[i].ShowUntil.IsZero() {
				c.ShowUntil = time.Time{}
			}
		case s.Setup.Share.Speak && s.at.Sub(t.Last) < resumeGrace:
			s.do(s.sayCall(c, Lang(t.Lang)))
		default:
			c.Said = true
		}
		calls = append(calls, c)
	}
	s.Calls = calls
}

// mirrorOffers offers the ratings that the keeper has left to this robot, each
// once, and takes back those that it took back.
func (s *step) mirrorOffers() {
	var offered []string
	for _, o := range s.Member.Mirror.Offers {
		offered = append(offered, o.Ticket)
		o.Stale = s.Member.here(o.Stale)
		if !slices.Contains(s.Member.Offered, o.Ticket) && !slices.Contains(s.Member.Rated, o.Ticket) && s.at.Before(o.Stale) {
			s.Offers = append(slices.Clip(s.Offers), o)
		}
	}
	s.Offers = slices.DeleteFunc(slices.Clone(s.Offers), func(o Offer) bool {
		return o.Chosen == "" && !slices.Contains(offered, o.Ticket)
	})
	s.setMember(func(m *Membership) { m.Offered = offered })
}

// ratedHere tells the keeper that a visit was rated.
func (s *step) ratedHere(ticket string) {
	if s.Member != nil {
		s.queueOp(LineOp{Kind: OpRated, Ticket: queue.Ticket{ID: ticket}})
		s.setMember(func(m *Membership) { m.Rated = append(slices.Clip(m.Rated), ticket) })
	}
}

// tidyShared puts away what belongs to tickets that do not wait any more.
func (s *step) tidyShared() {
	waits := func(id string) bool {
		t, ok := s.Line.Find(id)
		return ok && (t.State == queue.Reserved || t.State == queue.Waiting)
	}
	s.Papers = slices.DeleteFunc(slices.Clone(s.Papers), func(p PaperJob) bool { return !waits(p.Ticket) })
	if s.Session != nil && !waits(s.Session.Ticket) {
		s.endSession()
	}
}

// forgetDay ends the day of a member that is cut off: who waits goes home.
func (s *step) forgetDay() {
	s.ResetAt = s.Setup.nextReset(s.at)
	if s.linked() { // the keeper's day counts
		return
	}
	for _, t := range s.mine() {
		s.unqueue(func(o LineOp) bool { return o.Ticket.ID == t.ID && (o.Kind == OpAdopt || o.Kind == OpJoin) })
		s.queueOp(LineOp{Kind: OpLapse, Ticket: queue.Ticket{ID: t.ID}})
	}
	s.setMember(func(m *Membership) { m.Mirror.Live, m.Mirror.Calls, m.Have = nil, nil, "" })
	s.overlay()
	s.mirrorCalls()
	s.tidyShared()
}
