package kiosk

import (
	"cmp"
	"slices"
	"time"

	"tiepdan/queue"
)

// Times of the ticket screen.
const (
	// printDue is longer than any driver's own deadline: it is the last resort.
	printDue   = 30 * time.Second
	takeShow   = 10 * time.Second // "please take your ticket"
	thanksShow = 4 * time.Second
	issueLock  = 2 * time.Second
	// offerStale is how long a visitor may be expected to stay near after the
	// visit while somebody else has the screen.
	offerStale = 2 * time.Minute
)

func (s *step) languagePicked(msg LanguagePicked) {
	if msg.Lang != Vi && msg.Lang != En {
		return
	}
	if s.screen() == ScreenRating && s.Tech == nil { // it changes for this visitor alone
		s.Offers = slices.Clone(s.Offers)
		s.Offers[0].Lang = msg.Lang
		return
	}
	if s.Lang != msg.Lang && s.listening() != "" {
		s.Listen = nil // it is heard in the other language
	}
	s.Lang = msg.Lang
	s.touched()
}

func (s *step) priorityToggled() {
	if sc := s.screen(); sc != ScreenHome && sc != ScreenGuide && sc != ScreenGroup {
		return
	}
	s.Priority = !s.Priority
	s.Class = ""
	if s.Priority && len(s.Setup.Priority.Classes) > 0 {
		s.Class = s.Setup.Priority.Classes[0].ID
	}
	s.touched()
}

// classPicked is PriorityToggled where the ward has several classes.
func (s *step) classPicked(msg ClassPicked) {
	if sc := s.screen(); sc != ScreenHome && sc != ScreenGuide && sc != ScreenGroup || !s.Line.Policy.Knows(msg.Class) {
		return
	}
	s.Class, s.Priority = msg.Class, msg.Class != ""
	s.touched()
}

func (s *step) servicePicked(msg ServicePicked) {
	if !s.canIssue() || msg.ID == "" || s.refuse(msg.Service) {
		return
	}
	t := queue.Ticket{
		ID: msg.ID, Token: msg.Token, Service: msg.Service, Class: s.Class, Priority: s.Priority, Lang: string(s.Lang), Plan: msg.Then,
	}
	if s.Member != nil {
		s.ask(LineOp{Kind: OpIssue, Ticket: t})
		return
	}
	line, t, err := s.Line.Issue(t, s.at)
	if err != nil {
		return // a service that is not offered any more: the screen shows what is
	}
	s.issued(line, t)
}

// issued puts up the ticket screen and prints.
func (s *step) issued(line queue.Line, t queue.Ticket) {
	s.Line, s.Fresh, s.IssuedAt, s.Refusal, s.CheckIn = line, false, s.at, nil, nil
	s.Spot, s.Listen, s.Dialogue, s.Warned = Spot{}, nil, nil, false
	s.Session = &Session{Ticket: t.ID, Until: s.at.Add(printDue + s.Setup.IdleReset)}
	s.print(PaperJob{Ticket: t.ID, Paper: s.paperOf(t)})
}

// canIssue reports whether a ticket can be asked for on the screen that is
// shown. Two tickets within two seconds are one finger that trembles.
func (s *step) canIssue() bool {
	switch s.screen() {
	case ScreenHome, ScreenGroup, ScreenGuide:
		return !s.trembles()
	default:
		return false
	}
}

// trembles reports whether a ticket was taken just now.
func (s *step) trembles() bool {
	return !s.IssuedAt.IsZero() && s.at.Sub(s.IssuedAt).Abs() < issueLock
}

// paperOf writes down what the visitor is told; a reprint tells the same.
func (s *step) paperOf(t queue.Ticket) Paper {
	svc, w := s.Setup.service(t.Service), s.waitOf(s.outlook(), t)
	low, high := w.Minutes()
	url := s.Setup.PortalURL
	if s.Setup.TicketURL != "" {
		url = s.Setup.TicketURL + t.Token
	}
	return Paper{
		Number: t.Number, Service: svc.Name, Doors: svc.Doors, Ahead: s.Line.Ahead(t),
		WaitMin: low, WaitMax: high, WaitOK: w.Known, IssuedAt: t.Issued.In(s.Setup.location()),
		Ward: s.Setup.Ward, URL: url, Follow: s.Setup.TicketURL != "", Priority: t.Priority,
		Large: s.Looks.Text == TextLargest,
		Class: s.Setup.className(t.Class), Then: s.names(t.Plan), Due: localTime(t.Due, s.Setup.location()),
	}
}

// localTime is a time in a zone; no time stays none.
func localTime(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(loc)
}

// print sends the next attempt. Once an attempt may be on paper, every further
// one bears the reprint mark.
func (s *step) print(p PaperJob) {
	p.Attempt++
	p.State, p.Due = PrintSent, s.at.Add(printDue)
	p.Paper.Reprint = p.Unsure
	s.setPaper(p)
	s.do(PrintTicket{Job: p.Job(), Ticket: p.Paper})
}

// sentJob finds the paper whose attempt under way is job.
func (s *step) sentJob(job string) (PaperJob, bool) {
	i := slices.IndexFunc(s.Papers, func(p PaperJob) bool { return p.Job() == job })
	if i < 0 {
		return PaperJob{}, false
	}
	return s.Papers[i], true
}

func (s *step) printed(job string) {
	if s.testEnded(PartPrinter, job, "") || s.slipEnded(job, PrintDone) {
		return
	}
	p, ok := s.sentJob(job)
	if !ok {
		s.printedBefore(job)
		return
	}
	if p.State == PrintDone {
		return
	}
	p.State, p.Unsure = PrintDone, true
	s.setPaper(p)
	s.join(p.Ticket)
	s.extendSession(p.Ticket, takeShow)
}

func (s *step) printTrouble(job string, state PrintState, reason string) {
	if s.testEnded(PartPrinter, job, cmp.Or(reason, string(state))) || s.slipEnded(job, state) {
		return
	}
	p, ok := s.sentJob(job)
	if !ok || p.State != PrintSent {
		return
	}
	p.State, p.Unsure = state, p.Unsure || state == PrintUnsure
	s.setPaper(p)
	s.extendSession(p.Ticket, s.Setup.IdleReset)
	if s.Session != nil && s.Session.Ticket == p.Ticket {
		s.do(Speak{ID: "note/" + p.Job(), Lang: s.Lang, Text: sayNoteNumber(s.Lang, p.Paper.Number)})
	}
}

// join lets the ticket into the line; one that is in already stays as it is.
func (s *step) join(ticket string) {
	if s.Member != nil {
		s.joinShared(ticket)
		return
	}
	if line, _, err := s.Line.Join(ticket, s.at); err == nil {
		s.Line = line
	}
}

func (s *step) extendSession(ticket string, d time.Duration) {
	if s.Session != nil && s.Session.Ticket == ticket {
		s.Session = &Session{Ticket: ticket, Until: s.at.Add(d)}
		s.Warned = false // there is time again
	}
}

func (s *step) endSession() {
	if s.Session == nil {
		return
	}
	if t, ok := s.Line.Find(s.Session.Ticket); !ok || t.State != queue.Reserved {
		s.dropPaper(s.Session.Ticket)
	}
	s.Session = nil
	s.leave()
}

func (s *step) numberNoted(msg NumberNoted) {
	p, ok := s.paper(msg.Ticket)
	if !ok || s.Session == nil || s.Session.Ticket != msg.Ticket || p.State == PrintSent {
		return
	}
	s.join(msg.Ticket)
	if p.State != PrintDone {
		p.State = PrintWaived
		s.setPaper(p)
	}
	s.extendSession(msg.Ticket, thanksShow)
}

func (s *step) reprintAsked(msg ReprintAsked) {
	p, ok := s.paper(msg.Ticket)
	if !ok || s.Session == nil || s.Session.Ticket != msg.Ticket || p.State == PrintSent {
		return
	}
	s.print(p)
	s.extendSession(msg.Ticket, printDue+s.Setup.IdleReset)
}

// dismissed leaves the screen that is shown. A ticket whose paper is not
// settled is not left by it: its number would be lost.
func (s *step) dismissed(msg Dismissed) {
	if msg.Screen != s.screen() || msg.Ticket != s.shown() {
		return
	}
	switch msg.Screen {
	case ScreenTicket:
		if p, ok := s.paper(s.Session.Ticket); !ok || p.State == PrintDone || p.State == PrintWaived {
			s.endSession()
		}
	case ScreenRating:
		s.explain(s.Offers[0])
		s.Offers = slices.Clone(s.Offers)[1:]
	case ScreenCalled:
		for _, c := range s.Calls {
			c.ShowUntil = time.Time{}
			s.setCall(c)
		}
	default: // the others are left by Opened
	}
}

// shown is the ticket that the screen is about, "" for none.
func (m Model) shown() string {
	switch m.screen() {
	case ScreenTicket:
		return m.Session.Ticket
	case ScreenRating:
		return m.Offers[0].Ticket
	case ScreenCalled:
		return m.callViews()[0].Ticket
	default:
	}
	return ""
}

func (s *step) followReady(msg FollowReady) {
	if s.Errand != nil && s.Errand.Mission.ID == msg.Mission && s.Errand.Phase == PhaseWaiting {
		s.do(ProceedMission{ID: msg.Mission})
	}
}
