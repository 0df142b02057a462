package kiosk

import (
	"slices"
	"time"
)

// Times of a call for a person.
const (
	// helpUnanswered is how long nobody may answer before the visitor is told
	// to go to a door herself.
	helpUnanswered = 2 * time.Minute
	// helpEnds is when a call is over although nobody closed it.
	helpEnds = 15 * time.Minute
)

// Help is a person called to the screen.
type Help struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Lang     Lang      `json:"lang"`
	Door     int       `json:"door,omitempty"` // who comes, 0 for nobody yet
	Answered time.Time `json:"answered,omitzero"`
	Late     bool      `json:"late,omitempty"` // nobody answered for long

	Priority  bool   `json:"priority,omitempty"` // she goes before others
	Procedure string `json:"procedure,omitempty"`
	Group     string `json:"group,omitempty"`
	Topic     Topic  `json:"topic,omitempty"`

	Official  string    `json:"official,omitempty"` // ID of who is called, "" for whoever is at the doors
	Title     Text      `json:"title,omitzero"`     // of her
	Doors     []int     `json:"doors,omitempty"`    // that ring; none is all
	Rung      time.Time `json:"rung,omitzero"`      // when they began to; zero is a call for anybody
	Stood     bool      `json:"stood,omitempty"`    // the deputy is called, too
	Raised    bool      `json:"raised,omitempty"`   // the ward's leaders are told
	Later     int       `json:"later,omitempty"`    // door that comes in five minutes
	Back      time.Time `json:"back,omitzero"`      // when these are over
	Laters    int       `json:"laters,omitempty"`
	Redirects int       `json:"redirects,omitempty"`
	Tried     []string  `json:"tried,omitempty"` // IDs of who was called
	Told      int       `json:"told,omitempty"`  // counts what the visitor was told
}

// Rings reports whether a call is for a door to answer now.
func (h Help) Rings(door int) bool {
	return h.Door == 0 && h.Back.IsZero() && (len(h.Doors) == 0 || h.Late || slices.Contains(h.Doors, door))
}

// helpAsked calls a person to the screen. A second touch is the same call.
func (s *step) helpAsked() {
	if s.screen() == ScreenHelp {
		s.Absent = nil
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
	if s.Help == nil {
		s.call(Help{})
	}
}

// call begins a call for a person.
func (s *step) call(h Help) {
	s.Helps++
	h.ID, h.At, h.Lang, h.Priority = "help/"+itoa(s.Helps), s.at, s.Lang, s.Priority
	s.Help = &h
	s.touched()
	s.IdleAt = s.at.Add(helpUnanswered + s.Setup.IdleReset) // whoever waits does not touch
	s.publish(HelpCalled{Procedure: h.Procedure, Topic: h.Topic, Lang: h.Lang, Priority: h.Priority})
	s.do(Speak{ID: h.ID + "/asked", Lang: h.Lang, Text: sayHelpCalled(h.Lang, h.Title)})
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
	h, err := s.waiting(msg.Door, msg.Help)
	if err != nil {
		return err
	}
	h.Door, h.Answered, h.Later, h.Back = msg.Door, s.at, 0, time.Time{}
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
	s.forgetAbsent()
	if s.Help == nil || !s.due(s.Help.next()) {
		return
	}
	if s.due(s.Help.ends()) {
		s.endHelp("nobody")
		return
	}
	s.escalate()
}

// next is when a call changes by itself.
func (h Help) next() time.Time {
	switch {
	case h.Door != 0:
		return h.ends()
	case !h.Back.IsZero():
		return h.Back
	case h.Late:
		return h.ends()
	case !h.Rung.IsZero():
		return h.Rung.Add(fetchStep)
	}
	return h.At.Add(helpUnanswered)
}

// ends is when a call is over by itself; who was told to wait has that time more.
func (h Help) ends() time.Time {
	return h.At.Add(helpEnds + time.Duration(h.Laters)*fetchLater)
}

// moved is a call after its clock was set.
func (h Help) moved(move func(time.Time) time.Time) *Help {
	h.At, h.Answered, h.Rung, h.Back = move(h.At), move(h.Answered), move(h.Rung), move(h.Back)
	return &h
}
