package kiosk

import (
	"slices"

	"tiepdan/queue"
)

// becomeMember gives those who wait for this robot's own line to the shared one.
func (s *step) becomeMember() {
	s.settleActs(func(Act) bool { return true })
	s.Line.Live = slices.Clone(s.Line.Live)
	for i := range s.Line.Live {
		s.Line.Live[i].Robot = s.Setup.Share.Name
	}
	s.adoptAgain(s.mine())
	s.Calls, s.Offers = nil, nil
}

// lost are the tickets that a newly told line does not know, because its keeper
// was replaced or put back. With a keeper's disk went those, too, who wait with
// papers of its own.
func (s *step) lost(before, next Mirror) []queue.Ticket {
	switch {
	case before.Line == "":
		return nil
	case next.Line != before.Line:
		return s.waitingOf(s.Member.Name, "")
	case next.Applied < before.Applied:
		return s.mine()
	}
	return nil
}

// mine are the tickets that this robot gave and that nobody has called yet.
func (s *step) mine() []queue.Ticket { return s.waitingOf(s.Member.Name) }

// waitingOf are the tickets of robots, "" for the keeper, that nobody has called.
func (s *step) waitingOf(robots ...string) []queue.Ticket {
	var out []queue.Ticket
	for _, t := range s.Line.Live {
		if slices.Contains(robots, t.Robot) && (t.State == queue.Reserved || t.State == queue.Waiting || t.State == queue.Held) {
			out = append(out, t)
		}
	}
	return out
}

// adoptAgain gives tickets to a line that does not know them: the keeper was
// replaced.
func (s *step) adoptAgain(lost []queue.Ticket) {
	owed := func(kind OpKind, id string) bool {
		return slices.ContainsFunc(s.Member.Outbox, func(o LineOp) bool { return o.Kind == kind && o.Ticket.ID == id })
	}
	for _, t := range lost {
		bare := queue.Ticket{
			ID: t.ID, Token: t.Token, Number: t.Number, Service: t.Service, Class: t.Class, Priority: t.Priority,
			Lang: t.Lang, Plan: t.Plan, Due: t.Due, Robot: t.Robot,
		}
		if !owed(OpAdopt, t.ID) {
			s.unqueue(func(o LineOp) bool { return o.Kind == OpJoin && o.Ticket.ID == t.ID })
			s.queueOp(LineOp{Kind: OpAdopt, Ticket: bare, At: t.Issued})
		}
		if t.State != queue.Reserved && !owed(OpJoin, t.ID) {
			s.queueOp(LineOp{Kind: OpJoin, Ticket: queue.Ticket{ID: t.ID}, At: t.Joined})
		}
	}
}

// beginBlock begins the block of numbers again when the line has a new day. That
// the line is another one says nothing of the day: what was given is given.
func (s *step) beginBlock(before, next Mirror) {
	if next.Line == before.Line && next.Day == before.Day {
		return
	}
	given := s.Line.Given(s.Setup.Share.Block)
	if next.Line != before.Line {
		for prefix, i := range s.Member.Given {
			given[prefix] = max(given[prefix], i)
		}
	}
	s.setMember(func(m *Membership) { m.Given, m.Rated = given, nil })
}
