package kiosk

import (
	"slices"
	"time"

	"tiepdan/assist"
)

// opened goes to another screen of the visitor's own.
func (s *step) opened(msg Opened) {
	if msg.From != s.screen() || !s.atVisitor() || !canOpen(msg.To.Screen) || msg.To.Screen == ScreenAnswer && s.Dialogue == nil {
		return
	}
	if !keepsDialogue(msg.To.Screen) {
		s.Dialogue = nil
	}
	s.Spot = msg.To
	switch msg.To.Screen {
	case ScreenListen:
	case ScreenHome: // who goes there may be gone
		s.Havings, s.Listen = nil, nil
	default:
		s.Listen = nil
	}
	s.CheckIn = nil
	s.touched()
}

// canOpen lists the screens that a visitor opens by herself.
func canOpen(to Screen) bool {
	return slices.Contains([]Screen{
		ScreenHome, ScreenFind, ScreenGroup, ScreenSearch, ScreenListen, ScreenAnswer, ScreenGuide, ScreenLooks, ScreenHelp, ScreenFeedback, ScreenCheckIn,
	}, to)
}

// atVisitor reports whether what is shown is what the visitor opened, not
// something that took the screen.
func (m Model) atVisitor() bool {
	s := m.screen()
	return s == m.spot() || s == ScreenAttract
}

// spot is the screen that the visitor opened, home at first.
func (m Model) spot() Screen {
	if m.Spot.Screen == "" {
		return ScreenHome
	}
	return m.Spot.Screen
}

func (s *step) woken(msg Woken) {
	if s.screen() != ScreenAttract {
		return
	}
	if msg.Lang == Vi || msg.Lang == En {
		s.Lang = msg.Lang
	}
	s.touched()
	s.do(Speak{ID: "hello/" + s.at.UTC().Format(time.RFC3339), Lang: s.Lang, Text: sayHello(s.Lang)})
}

// looksPicked is for this visitor alone; the next one finds the usual looks.
func (s *step) looksPicked(msg LooksPicked) {
	switch msg.Looks.Text {
	case TextNormal, TextLarge, TextLargest:
		s.Looks = msg.Looks
		s.touched()
	}
}

// touched gives the visitor time again on whatever screen is shown.
func (s *step) touched() {
	s.Resting, s.Warned = false, false
	s.RestAt = s.at.Add(s.Setup.AttractAfter)
	s.IdleAt = s.at.Add(s.Setup.IdleReset)
	s.StillUntil = s.at.Add(stillFor)
	if s.Tech != nil {
		s.techStays()
	}
	if s.Session == nil {
		return
	}
	if p, ok := s.paper(s.Session.Ticket); ok && p.asks() {
		s.extendSession(s.Session.Ticket, s.Setup.IdleReset)
	}
}

// asks reports whether the ticket screen waits for an answer.
func (p PaperJob) asks() bool { return p.State == PrintFail || p.State == PrintUnsure }

// chosen reports whether the next visitor would find something of this one's.
func (m Model) chosen() bool {
	return m.spot() != ScreenHome || m.Lang != Vi || m.Priority || m.Looks != m.Setup.Looks || len(m.Havings) > 0
}

// leave takes back what a visitor chose.
func (s *step) leave() {
	s.Lang, s.Looks = Vi, s.Setup.Looks
	s.putAside()
	s.IdleAt, s.Warned = time.Time{}, false
	s.RestAt = s.at.Add(s.Setup.AttractAfter)
	s.offerAgain()
}

// putAside takes back what a visitor did on the screen, and keeps how she reads it.
func (s *step) putAside() {
	s.Spot, s.Listen, s.Dialogue = Spot{}, nil, nil
	s.Class, s.Priority, s.CheckIn, s.Refusal, s.Slip, s.Havings = "", false, nil, nil, nil, nil
}

// settleIdle warns before an unattended screen goes home, lets it go, and puts
// up the greeting when nobody came for a while.
func (s *step) settleIdle() {
	if s.due(s.warnAt()) {
		s.Warned = true
	}
	if s.due(s.IdleAt) {
		s.IdleAt = time.Time{}
		switch {
		case s.Session != nil: // the ticket screen has its own time, and its own warning
		case s.chosen():
			s.leave()
		default: // the home screen has been quiet since the last touch
			s.Warned = false
			s.offerAgain()
		}
	}
	if s.Setup.AttractAfter == 0 || s.Resting || !s.due(s.RestAt) {
		return
	}
	if s.screen() == ScreenHome && !s.chosen() {
		s.Resting, s.RestAt = true, time.Time{}
		return
	}
	s.RestAt = s.at.Add(s.Setup.AttractAfter) // something else has the screen: look again later
}

// leaveAt is when the screen goes home by itself while somebody may still be
// at it; zero when nothing would be lost.
func (m Model) leaveAt() time.Time {
	if m.Session != nil {
		if p, ok := m.paper(m.Session.Ticket); ok && p.asks() {
			return m.Session.Until
		}
		return time.Time{}
	}
	if !m.chosen() || !m.atVisitor() {
		return time.Time{}
	}
	return m.IdleAt
}

// warnAt is when that is to be announced; zero when it was, or need not be.
func (m Model) warnAt() time.Time {
	at := m.leaveAt()
	if at.IsZero() || m.Warned || m.Setup.WarnBefore <= 0 {
		return time.Time{}
	}
	return at.Add(-m.Setup.WarnBefore)
}

// listenAsked opens the microphone; what is asked at a procedure is about it.
func (s *step) listenAsked() {
	switch {
	case s.listening() != "":
		return
	case s.screen() == ScreenFind:
		s.Spot = Spot{Screen: ScreenListen}
	case s.screen() == ScreenAnswer, s.screen() == ScreenGuide:
		s.Spot.Screen = ScreenListen
	case s.screen() != ScreenListen:
		return
	}
	s.Listens++
	s.Listen = &Listening{ID: "listen/" + itoa(s.Listens), State: ListenOpen}
	s.touched()
	s.do(Listen{ID: s.Listen.ID, Lang: s.Lang})
}

// listening is the request for which the microphone is open, "" for none.
func (m Model) listening() string {
	if m.Listen == nil || m.Listen.State != ListenOpen {
		return ""
	}
	return m.Listen.ID
}

// speechEnded passes on that the visitor is done; what she said is still to be
// answered.
func (s *step) speechEnded() {
	if s.screen() != ScreenListen || s.listening() == "" {
		return
	}
	s.touched()
	s.do(EndSpeech{ID: s.Listen.ID})
}

// settleListen closes a microphone that was open before this step and that
// nobody speaks into after it.
func (s *step) settleListen(before string) {
	if s.listening() != "" && s.screen() != ScreenListen { // something took the screen
		s.Listen = nil
	}
	if before != "" && (s.Listen == nil || s.Listen.ID != before) {
		s.do(StopListening{ID: before})
	}
}

func (s *step) heard(msg Heard) {
	if s.Listen == nil || s.Listen.ID != msg.ID || s.Listen.State != ListenOpen {
		return
	}
	meant := msg.Meant
	if meant.Kind == "" && len(msg.Codes) > 0 { // a journal from before dialogues
		meant = offered(msg.Codes)
	}
	l := *s.Listen
	switch {
	case msg.Reason != "":
		l.State = ListenDeaf
	case meant.Kind == "":
		l.State = ListenNothing
	default:
		s.understood(meant)
		return
	}
	s.Listen = &l
	s.touched()
}

// offered is a choice of procedures.
func offered(codes []string) assist.Understanding {
	n := assist.Need{Kind: assist.Choose}
	for _, code := range codes {
		n.Candidates = append(n.Candidates, assist.Candidate{Code: code})
	}
	return assist.Understanding{Kind: assist.Choose, Needs: []assist.Need{n}}
}
