package kiosk

import (
	"slices"

	"tiepdan/assist"
)

// Dialogue is what the robot makes of what a visitor said or wrote last. It
// holds codes and no words: those never come here.
type Dialogue struct {
	ID    string               `json:"id"`
	Meant assist.Understanding `json:"meant"`
	// Group is that of the procedure at hand, as far as a request told it.
	Group string `json:"group,omitempty"`
	// Missed counts what was not understood in a row: then a person is the better help.
	Missed int `json:"missed,omitempty"`
}

// Several reports whether there is more than one need, to be dealt with one after the other.
func (d *Dialogue) Several() bool { return d != nil && len(d.Meant.Needs) > 1 }

// asked takes what a visitor wrote, or a question that she touched.
func (s *step) asked(msg Asked) {
	if msg.From != s.screen() || !s.atVisitor() || !asksOn(msg.From) {
		return
	}
	s.understood(msg.Meant)
}

// asksOn lists the screens that a question is touched or written on.
func asksOn(from Screen) bool {
	return slices.Contains([]Screen{ScreenSearch, ScreenGuide, ScreenAnswer}, from)
}

// understood goes where a request leads: to the guidance of the procedure that
// is surely meant, to a person who is called at once, or to what the robot asks
// or answers.
func (s *step) understood(meant assist.Understanding) {
	if meant.Kind == assist.Staff {
		s.fetch(meant)
		return
	}
	missed := 0
	if s.Dialogue != nil && meant.Kind == assist.OutOfScope {
		missed = s.Dialogue.Missed
	}
	if meant.Kind == assist.OutOfScope {
		missed++
	}
	s.Dialogues++
	group := s.group()
	s.Dialogue = &Dialogue{ID: "dialogue/" + itoa(s.Dialogues), Meant: meant, Missed: missed}
	s.Listen = nil
	to := Spot{Screen: ScreenAnswer, Group: s.Spot.Group, Code: s.Spot.Code}
	if code := direct(meant); code != "" {
		to = Spot{Screen: ScreenGuide, Code: code}
		if meant.Question != assist.QuestionNone { // what was asked is answered first
			to.Screen = ScreenAnswer
		}
	} else if meant.Kind != assist.FollowUp && meant.Kind != assist.SmallTalk {
		to.Group, to.Code = "", "" // it is about another thing
	}
	switch {
	case to.Code == "":
	case to.Code == direct(meant):
		s.Dialogue.Group = meant.Needs[0].Candidates[0].Group
	default:
		s.Dialogue.Group = group
	}
	s.Spot = to
	s.touched()
}

// group is that of the procedure at hand, as far as it is known.
func (s *step) group() string {
	if s.Spot.Group != "" || s.Dialogue == nil || s.Spot.Code == "" {
		return s.Spot.Group
	}
	return s.Dialogue.Group
}

// direct is the procedure that is surely meant, "" for none or several.
func direct(meant assist.Understanding) string {
	if meant.Kind != assist.Direct || len(meant.Needs) != 1 {
		return ""
	}
	return meant.Needs[0].Code()
}

// fetch calls a person at once: who asks for one about the procedure at hand
// gets the official who is responsible for it, and what was asked last goes
// along. Who tells of an emergency also hears whom to call, whatever the hour is.
func (s *step) fetch(meant assist.Understanding) {
	why := meant.Talk
	if why == assist.TalkPerson && s.Spot.Code != "" {
		q := meant.Question
		if q == assist.QuestionNone && s.Dialogue != nil {
			q = s.Dialogue.Meant.Question
		}
		ask := AskOfficial{Procedure: s.Spot.Code, Group: s.group(), Topic: TopicOf(q)}
		s.Dialogue = nil
		s.askOfficial(ask)
		return
	}
	s.Dialogue, s.Listen = nil, nil
	s.Spot = Spot{Screen: ScreenHelp, Group: s.Spot.Group, Code: s.Spot.Code}
	s.touched()
	s.callHelp()
	switch {
	case why != assist.TalkEmergency || s.Help == nil:
	case meant.Discreet: // at the volume of the hour, without a chime: not for the whole room
		s.do(Speak{ID: s.Help.ID + "/discreet", Lang: s.Lang, Text: sayDiscreet(s.Lang)})
	default:
		s.do(Speak{ID: "alarm/" + s.Help.ID, Lang: s.Lang, Text: sayUrgent(s.Lang), Chime: true})
	}
}

// keepsDialogue reports whether a dialogue goes on at a screen that is opened.
func keepsDialogue(to Screen) bool {
	switch to {
	case ScreenAnswer, ScreenGuide, ScreenListen, ScreenSearch, ScreenLooks, ScreenHelp:
		return true
	default:
		return false
	}
}

func sayUrgent(l Lang) string {
	if l == En {
		return "I am calling the staff at once. Ambulance 115, police 113, fire 114."
	}
	return "Tôi gọi cán bộ đến ngay. Cấp cứu gọi 115, công an gọi 113, cứu hỏa gọi 114."
}

// sayDiscreet is for who suffers violence or thinks of death: calm, and without
// saying what it is about.
func sayDiscreet(l Lang) string {
	if l == En {
		return "I am calling a person to you now. Please stay here. You can also call 113, or 111 for children."
	}
	return "Tôi mời cán bộ đến với quý khách ngay. Xin quý khách ở lại đây. Có thể gọi 113, hoặc 111 cho trẻ em."
}
