package kiosk

import "time"

// Times of a call for a person.
const (
	// helpUnanswered is how long nobody may answer before the visitor is told
	// to go to a door herself.
	helpUnanswered = 2 * time.Minute
	// helpEnds is when a call is over although nobody closed it.
	helpEnds = 15 * time.Minute
)

// helpAsked calls a person to the screen. A second touch is the same call.
func (s *step) helpAsked() {
	if s.screen() == ScreenHelp {
		s.callHelp()
	}
}

// panelHeld calls a person from the buttons, for whoever cannot work the
// screen. What took the screen from the visitor keeps it; the call is heard.
func (s *step) panelHeld(msg PanelHeld) {
	if !s.firstSeen(msg.Device, msg.Seq) || s.Tech != nil { // a technician's hands call nobody
		return
	}
	s.Spot, s.Listen, s.CheckIn, s.Resting = Spot{Screen: ScreenHelp}, nil, nil, false
	s.touched()
	s.callHelp()
}

func (s *step) callHelp() {
	if s.Help != nil {
		return
	}
	s.Helps++
	s.Help = &Help{ID: "help/" + itoa(s.Helps), At: s.at, Lang: s.Lang}
	s.touched()
	s.IdleAt = s.at.Add(helpUnanswered + s.Setup.IdleReset) // whoever waits does not touch
	s.publish(HelpCalled{})
	s.do(Speak{ID: s.Help.ID + "/asked", Lang: s.Lang, Text: sayHelpAsked(s.Lang)})
}

func (s *step) helpDropped(msg HelpDropped) {
	if s.Help == nil || s.Help.ID != msg.Help {
		return
	}
	s.endHelp("dropped")
	s.touched()
	if s.spot() == ScreenHelp {
		s.Spot = Spot{}
	}
}

// answerHelp says who comes. The first door that answers has it.
func (s *step) answerHelp(msg AnswerHelp) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	if s.Help == nil || s.Help.ID != msg.Help || s.Help.Door != 0 {
		return ErrNoHelp
	}
	h := *s.Help
	h.Door, h.Answered = msg.Door, s.at
	s.Help = &h
	s.touched() // whoever waits for it is not sent home before
	s.do(Speak{ID: h.ID + "/answered", Lang: h.Lang, Text: sayHelpComes(h.Lang, msg.Door), Chime: true})
	return nil
}

func (s *step) closeHelp(msg CloseHelp) error {
	if s.Help == nil || s.Help.ID != msg.Help {
		return ErrNoHelp
	}
	s.endHelp("helped")
	return nil
}

// endHelp tells the ward how a call ended: "helped", "dropped" or "nobody".
func (s *step) endHelp(outcome string) {
	h := s.Help
	ended := HelpEnded{Outcome: outcome, Door: h.Door, Took: s.at.Sub(h.At)}
	if !h.Answered.IsZero() {
		ended.Answer = h.Answered.Sub(h.At)
	}
	s.Help = nil
	s.publish(ended)
}

func (s *step) settleHelp() {
	if s.Help == nil || !s.due(s.Help.next()) {
		return
	}
	if s.due(s.Help.At.Add(helpEnds)) {
		s.endHelp("nobody")
		return
	}
	h := *s.Help
	h.Late = true
	s.Help = &h
	if s.spot() == ScreenHelp && s.Tech == nil { // there is something new to read
		s.touched()
	}
}

// next is when a call changes by itself.
func (h Help) next() time.Time {
	if h.Door == 0 && !h.Late {
		return h.At.Add(helpUnanswered)
	}
	return h.At.Add(helpEnds)
}
