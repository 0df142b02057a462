package kiosk

import (
	"maps"
	"slices"
	"time"

	"tiepdan/queue"
)

// Bursts of panel presses are marked, not dropped: more than burstMost in
// burstSpan (notes of the queue: misuse).
const (
	burstMost = 3
	burstSpan = 10 * time.Second
	// A press that long after the last visit ended is hardly a visitor's.
	visitSpan = 3 * time.Minute
)

func (s *step) printerChanged(p Printer) {
	before := s.Printer
	s.Printer = p
	if before.Checked && before.Ready() == p.Ready() && before.Paper == p.Paper {
		return
	}
	if before.Checked || !p.Ready() {
		s.publish(FaultChanged{Part: PartPrinter, Up: p.Ready(), Detail: p.detail()})
	}
}

// detail says in one word what keeps the printer from printing, or that paper
// is low.
func (p Printer) detail() string {
	switch {
	case !p.Link:
		return "offline"
	case p.Cover:
		return "cover-open"
	case p.Paper == "end":
		return "paper-end"
	case p.Error != "":
		return p.Error
	case p.Paper == "near-end":
		return "paper-near-end"
	}
	return ""
}

// panel handles what comes from the buttons.
func (s *step) panel(msg Msg) {
	switch msg := msg.(type) {
	case PanelPressed:
		s.panelPressed(msg)
	case PanelHeld:
		s.panelHeld(msg)
	default:
		s.sharing(msg)
	}
}

// panelPressed counts a press for the visit whose rating is on screen, or else
// apart from all visits.
func (s *step) panelPressed(msg PanelPressed) {
	if msg.Button < 1 || msg.Button > len(faces()) {
		return
	}
	if !s.firstSeen(msg.Device, msg.Seq) {
		return
	}
	if s.screen() == ScreenTechnician {
		s.testPress(msg.Button)
		return
	}
	face := faces()[msg.Button-1]
	if s.screen() == ScreenRating { // while it thanks, the same visitor presses once more
		s.facePicked(FacePicked{Ticket: s.Offers[0].Ticket, Face: face})
		return
	}
	s.Presses = slices.DeleteFunc(slices.Clone(s.Presses), func(p Press) bool { return s.at.Sub(p.At) > burstSpan })
	s.Presses = append(s.Presses, Press{At: s.at})
	s.publish(RatingGiven{
		Face: face, Source: "panel", Lang: s.Lang, Burst: len(s.Presses) > burstMost,
		NoVisit: s.ClosedAt.IsZero() || s.at.Sub(s.ClosedAt) > visitSpan,
	})
}

// firstSeen notes a press and reports whether it is new: a panel sends again
// what it has no answer to.
func (s *step) firstSeen(device string, seq uint32) bool {
	seen := s.PanelSeq[device]
	if slices.Contains(seen, seq) {
		return false
	}
	seen = append(slices.Clone(seen), seq)
	s.PanelSeq = maps.Clone(s.PanelSeq)
	if s.PanelSeq == nil {
		s.PanelSeq = map[string]Seqs{}
	}
	s.PanelSeq[device] = seen[max(0, len(seen)-keptSeqs):]
	return true
}

// noteEnded remembers when a visit ended at the console of the robot that keeps
// the line: a called ticket is gone then, or goes on to its next service.
func (s *step) noteEnded(before []queue.Ticket) {
	if s.Member == nil {
		return
	}
	for _, t := range before {
		if t.State != queue.Called {
			continue
		}
		if now, ok := s.Line.Find(t.ID); !ok || now.State == queue.Closed || len(now.Done) > len(t.Done) {
			s.ClosedAt = s.at
		}
	}
}

func (s *step) linkChanged(msg LinkChanged) {
	before, known := s.Links[msg.Part]
	if known && before.Up == msg.Up && before.Detail == msg.Detail {
		return
	}
	s.Links = maps.Clone(s.Links)
	if s.Links == nil {
		s.Links = map[Part]Link{}
	}
	s.Links[msg.Part] = Link{Up: msg.Up, Detail: msg.Detail, Since: s.at}
	// The ward learns of its own absence by the gap, of the printer with its
	// state, and a robot without a recogniser is not ill.
	if msg.Part != PartWard && msg.Part != PartLine && msg.Part != PartPrinter && msg.Part != PartEar && (known || !msg.Up) {
		s.publish(FaultChanged(msg))
	}
}

func (s *step) spoken(msg Spoken) {
	if s.testEnded(PartVoice, msg.ID, msg.Reason) {
		return
	}
	for _, c := range s.Calls {
		if c.speakID() == msg.ID && msg.Reason == "" {
			c.Said = true
			s.setCall(c)
		}
	}
}

// started begins a run: what was under way when the last one ended is taken
// up again, and nothing is believed of devices until they speak.
func (s *step) started(msg Started) {
	s.Boot, s.Setup = msg.Boot, msg.Setup
	s.rewant()
	s.Line = s.Line.Configure(msg.Setup.lineServices(), msg.Setup.policy(), msg.Setup.doorNumbers()...)
	s.dropStrays()
	s.startSharing()
	s.Fault, s.Links, s.Printer, s.Robot = "", nil, Printer{}, Robot{State: robotOffline}
	s.Fresh = true
	s.Tech, s.Jogged, s.Listen, s.Resting = nil, false, nil, false // nobody is known to stand there
	s.Playing, s.Shift.Next = false, time.Time{}
	s.leave()
	s.Looks = s.Setup.Looks
	if !s.due(s.ResetAt) { // the first run, another time in the setup, or a clock set back
		s.ResetAt = s.Setup.nextReset(s.at)
	}
	for _, p := range s.Papers {
		// Its bytes may have left before the end: ask, never print silently.
		s.printTrouble(p.Job(), PrintUnsure, "")
	}
	for _, c := range s.Calls {
		if t, ok := s.Line.Find(c.Ticket); ok && !c.Said && s.at.Sub(t.Last) < resumeGrace {
			c.ShowUntil = s.at.Add(s.Setup.CallShow)
			s.setCall(c)
			s.do(s.sayCall(c, Lang(t.Lang)))
		}
	}
	s.Offers = slices.Clone(s.Offers)
	for i := range s.Offers { // the visitor gets the full time again
		if s.Offers[i].Chosen == "" && !s.Offers[i].Until.IsZero() && s.at.Before(s.Offers[i].Stale) {
			s.Offers[i].Until = time.Time{}
		}
	}
	if s.Held {
		s.do(HoldMotion{On: true}) // before the navigator has anything to do
	}
	s.Still = false // nor does the navigator know who is at the screen
	s.resumeErrands(func(Errand) bool { return true })
}

// dropStrays forgets the acts and calls of doors that are gone.
func (s *step) dropStrays() {
	gone := func(door int) bool { _, ok := s.Setup.door(door); return !ok }
	s.settleActs(func(a Act) bool { return gone(a.Door) })
	for _, c := range s.Calls {
		if gone(c.Door) {
			s.dropCall(c.Ticket)
		}
	}
}

// resumeErrands gives the missions to the navigator again, errands first. A
// person already being led is led on from here, not fetched once more.
func (s *step) resumeErrands(which func(Errand) bool) {
	if s.Errand != nil && s.Errand.Mission.Kind == MissionTray { // of a program that knew no rounds
		s.Errand = nil
	}
	for _, at := range []**Errand{&s.Errand, &s.Chore} {
		if *at == nil || (*at).Phase.Final() || !which(**at) {
			continue
		}
		e := **at
		if e.Mission.Kind == MissionLead && (e.Phase == PhaseLeading || e.Reason == whyBehind) {
			e.Mission.From = ""
		}
		e.Phase, e.Reason, e.Lost = PhaseQueued, "", s.Stopped
		*at = &e
		if !e.Lost { // nothing starts by itself after an emergency stop
			s.do(StartMission{Mission: e.Mission})
		}
	}
}
