package schema

import (
	"slices"
	"strings"
)

// Reasons are why somebody was not satisfied, given after a rating of a
// closed visit. They come apart from the rating, because a rating is sent the
// moment it is given; the two are not joined again.
type Reasons struct {
	Face    string   `json:"face"` // of the rating
	Service string   `json:"service"`
	Door    int      `json:"door"`
	Reasons []string `json:"reasons"` // long-wait, manner, unclear-guidance, too-many-papers, place, other
}

// Help is a call for a person to the screen. Nobody's name is in it. Procedure
// and Topic are there when the responsible official was asked for; a robot of
// before that says nothing.
type Help struct {
	Procedure string `json:"procedure,omitempty"` // code of the catalogue
	Topic     string `json:"topic,omitempty"`     // papers, time, fee, eligibility, other
	Lang      string `json:"lang,omitempty"`      // vi, en
	Priority  bool   `json:"priority,omitempty"`
}

// HelpRaise says that nobody answers such a call: it is for the ward's leaders.
type HelpRaise struct {
	Procedure string `json:"procedure,omitempty"`
	Topic     string `json:"topic,omitempty"`
	WaitedS   *int   `json:"waited_s"` // seconds from the call to now
}

// HelpEnd is how such a call ended. Door and AnswerS are there when a door
// answered it.
type HelpEnd struct {
	Outcome string `json:"outcome"` // helped, dropped (by the visitor), nobody (closed it in time)
	Door    int    `json:"door,omitempty"`
	AnswerS *int   `json:"answer_s,omitempty"` // seconds from the call to the answer
	TookS   *int   `json:"took_s"`             // seconds from the call to its end
}

// Kind is KindReasons.
func (Reasons) Kind() Kind { return KindReasons }

// Kind is KindHelp.
func (Help) Kind() Kind { return KindHelp }

// Kind is KindHelpRaise.
func (HelpRaise) Kind() Kind { return KindHelpRaise }

// Kind is KindHelpEnd.
func (HelpEnd) Kind() Kind { return KindHelpEnd }

func reasons() []string {
	return []string{"long-wait", "manner", "unclear-guidance", "too-many-papers", "place", "other"}
}

func (r Reasons) check(p *problems) {
	oneOf(p, "face", r.Face, faces()...)
	p.text("service", r.Service)
	between(p, "door", r.Door, 1, maxDoor)
	between(p, "number of reasons", len(r.Reasons), 1, len(reasons()))
	for i, reason := range r.Reasons {
		oneOf(p, "reason", reason, reasons()...)
		if slices.Contains(r.Reasons[:i], reason) {
			p.add("reason %.40q is given twice", reason)
		}
	}
}

func (h Help) check(p *problems) {
	p.asked(h.Procedure, h.Topic)
	if h.Lang != "" {
		oneOf(p, "lang", h.Lang, "vi", "en")
	}
}

func (h HelpRaise) check(p *problems) {
	p.asked(h.Procedure, h.Topic)
	p.seconds("waited_s", h.WaitedS)
}

// asked checks what a visitor asked about. A code has no room for words.
func (p *problems) asked(procedure, topic string) {
	if !IsCode(procedure) && procedure != "" {
		p.add("procedure is %.40q, want 1 to %d of a-z, A-Z, 0-9, -, _ and dots", procedure, MaxText)
	}
	if topic != "" {
		oneOf(p, "topic", topic, Topics()...)
	}
}

// Topics are what an official can be asked about.
func Topics() []string { return []string{"papers", "time", "fee", "eligibility", "other"} }

// IsCode reports whether a text can be the code of a procedure.
func IsCode(s string) bool {
	return s != "" && len(s) <= MaxText && !strings.ContainsFunc(s, func(r rune) bool { return r != '.' && !isWord(r) })
}

func (h HelpEnd) check(p *problems) {
	oneOf(p, "outcome", h.Outcome, "helped", "dropped", "nobody")
	between(p, "door", h.Door, 0, maxDoor)
	if (h.Door == 0) != (h.AnswerS == nil) {
		p.add("door and answer_s go together, want both or neither")
	}
	if h.AnswerS != nil {
		p.seconds("answer_s", h.AnswerS)
	}
	p.seconds("took_s", h.TookS)
}
