package kiosk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/queue"
)

func (s *step) startKeeping(share ShareSetup) {
	k := Keeping{Line: s.Boot + "-" + strconv.FormatInt(s.at.Unix(), 36)}
	if s.Keep != nil {
		k = *s.Keep
	}
	before := k.Members
	k.Members = nil
	for _, m := range share.Members {
		kept := Kept{Name: m.Name}
		if i := slices.IndexFunc(before, func(o Kept) bool { return o.Name == m.Name }); i >= 0 {
			kept = before[i]
		}
		kept.Block, kept.Up = m.Block, false
		k.Members = append(k.Members, kept)
		s.Line.Blocks = append(s.Line.Blocks, m.Block)
	}
	s.Keep = &k
}

func (k *Keeping) member(name string) int {
	if k == nil {
		return -1
	}
	return slices.IndexFunc(k.Members, func(m Kept) bool { return m.Name == name })
}

// setKept writes down what is remembered of a member.
func (s *step) setKept(i int, m Kept) {
	k := *s.Keep
	k.Members = slices.Clone(k.Members)
	k.Members[i] = m
	s.Keep = &k
}

func (s *step) memberLink(msg MemberLink) {
	if i := s.Keep.member(msg.Member); i >= 0 {
		m := s.Keep.Members[i]
		m.Up = msg.Up
		s.setKept(i, m)
		s.linkMembers()
	}
}

// linkMembers tells the technician at the keeper which robots are away.
func (s *step) linkMembers() {
	var away []string
	for _, m := range s.Keep.Members {
		if !m.Up {
			away = append(away, m.Name)
		}
	}
	s.linkChanged(LinkChanged{Part: PartLine, Up: len(away) == 0, Detail: strings.Join(away, ", ")})
}

// lineOps does a member's operations in their order, each once. How long ago
// each was is told by the member's clock, when that was by the keeper's.
func (s *step) lineOps(msg LineOps) {
	i := s.Keep.member(msg.Member)
	if i < 0 || msg.Run == "" {
		return
	}
	m := s.Keep.Members[i]
	if m.Run != msg.Run {
		if slices.Contains(m.Runs, msg.Run) {
			return // a count that ended: the member has begun anew since
		}
		if m.Run != "" {
			m.Runs = append(slices.Clone(m.Runs), m.Run)
			m.Runs = m.Runs[max(0, len(m.Runs)-keptRuns):]
		}
		m.Run, m.Applied, m.Refused = msg.Run, 0, nil
	}
	m.Refused = slices.Clone(m.Refused)
	ops := slices.SortedStableFunc(slices.Values(msg.Ops), func(a, b LineOp) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, op := range ops {
		if op.Seq <= m.Applied {
			continue
		}
		age := min(max(0, msg.Sent.Sub(op.At)), oldestOp)
		if op.Kind != OpAdopt || op.Ticket.Robot != "" { // "": an earlier keeper gave it
			op.Ticket.Robot = msg.Member
		}
		if r := s.memberOp(op, s.at.Add(-age)); r != nil {
			r.Seq = op.Seq
			m.Refused = append(m.Refused, *r)
		}
		m.Applied = op.Seq
	}
	m.Refused = m.Refused[max(0, len(m.Refused)-keptRefused):]
	if s.Keep.ratedAt(&m) {
		m.Offers = slices.DeleteFunc(slices.Clone(m.Offers), func(o Offer) bool { return slices.Contains(s.Keep.Rated, o.Ticket) })
	}
	s.setKept(i, m)
}

// ratedAt reports whether a member has rated what is offered there.
func (k *Keeping) ratedAt(m *Kept) bool {
	return slices.ContainsFunc(m.Offers, func(o Offer) bool { return slices.Contains(k.Rated, o.Ticket) })
}

// memberOp does one operation, of a time by the keeper's clock. What is of a
// day that ended has lapsed with it.
func (s *step) memberOp(op LineOp, at time.Time) *OpRefusal {
	id, today := op.Ticket.ID, !at.Before(s.Keep.Began)
	switch op.Kind {
	case OpIssue:
		if today {
			return s.issueFor(op.Ticket)
		}
	case OpAdopt:
		if today {
			s.adopt(op.Ticket, at)
		}
	case OpJoin:
		if line, _, err := s.Line.JoinAt(id, at); err == nil {
			s.Line = line
		}
	case OpCheckIn:
		if today {
			return s.checkInFor(op)
		}
	case OpLapse:
		s.Line = s.Line.Lapse(id)
	case OpRated:
		s.settleTicket(id)
		k := *s.Keep
		k.Rated = append(slices.Clip(k.Rated), id)
		s.Keep = &k
	}
	return nil
}

// adopt takes in a ticket that has its number. One of an earlier keeper comes
// from every member, and is not called again for those that come late.
func (s *step) adopt(t queue.Ticket, at time.Time) {
	if t.ID == "" {
		return
	}
	if t.Robot == "" {
		if slices.Contains(s.Keep.Back, t.ID) {
			return
		}
		k := *s.Keep
		k.Back = append(slices.Clip(k.Back), t.ID)
		s.Keep = &k
	}
	s.Line, _ = s.Line.Adopt(t, at)
	s.Fresh = false
}

func (s *step) issueFor(t queue.Ticket) *OpRefusal {
	if v := s.intake(t.Service, s.Setup.location()); v.State != IntakeOpen {
		return &OpRefusal{State: v.State, Opens: v.Opens}
	}
	line, _, err := s.Line.Issue(t, s.at)
	if err != nil {
		return &OpRefusal{State: IntakeNoDoor}
	}
	s.Line, s.Fresh = line, false
	return nil
}

func (s *step) checkInFor(op LineOp) *OpRefusal {
	line, _, err := s.Line.CheckIn("", op.Code, op.Ticket, false, s.at)
	if err != nil {
		out := s.checkInOutcome(op.Code, err)
		return &OpRefusal{CheckIn: &out}
	}
	s.Line, s.Fresh = line, false
	return nil
}

// offer offers a rating where its visitor is most likely to pass: at the robot
// that gave the ticket, if it can be reached; and once.
func (s *step) offer(o Offer, robot string) {
	if s.Keep != nil && slices.Contains(s.Keep.Rated, o.Ticket) {
		return // taken back after it was rated, and closed once more
	}
	if i := s.Keep.member(robot); i >= 0 && (s.Keep.Members[i].Up || slices.Contains(s.Keep.Members[i].Left, o.Ticket)) {
		m := s.Keep.Members[i]
		m.Offers = append(slices.Clip(m.Offers), o)
		if !slices.Contains(m.Left, o.Ticket) {
			m.Left = append(slices.Clip(m.Left), o.Ticket)
		}
		s.setKept(i, m)
		return
	}
	s.Offers = append(slices.Clip(s.Offers), o)
}

// ratedElsewhere reports whether a member has taken a ticket's rating.
func (s *step) ratedElsewhere(ticket string) bool {
	return s.Keep != nil && slices.Contains(s.Keep.Rated, ticket)
}

// unoffer takes an offer back that a member may have.
func (s *step) unoffer(which func(Offer) bool) {
	if s.Keep == nil {
		return
	}
	for i, m := range s.Keep.Members {
		if slices.ContainsFunc(m.Offers, which) {
			m.Offers = slices.DeleteFunc(slices.Clone(m.Offers), which)
			s.setKept(i, m)
		}
	}
}

// keepNewDay begins a new day of a shared line.
func (s *step) keepNewDay() {
	if s.Keep != nil {
		k := *s.Keep
		k.Day, k.Began, k.Rated, k.Back = k.Day+1, s.at, nil, nil
		k.Members = slices.Clone(k.Members)
		for i := range k.Members {
			k.Members[i].Left = nil
		}
		s.Keep = &k
	}
}
