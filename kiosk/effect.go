package kiosk

import "time"

// Effect is something for the outside to do. Effects are carried out only
// after the message that caused them is committed.
//
//sumtype:decl
type Effect interface{ effect() }

type (
	// PrintTicket puts a ticket on paper. The answer is Printed, PrintFailed
	// or PrintUnknown with the same Job.
	PrintTicket struct {
		Job    string
		Ticket Paper
	}
	// PrintSlip puts a procedure's list of papers on paper, after every ticket
	// that waits. The answer is that of a ticket.
	PrintSlip struct {
		Job  string
		Slip SlipPaper
	}
	// Speak says a sentence. The answer is Spoken.
	Speak struct {
		ID    string
		Lang  Lang
		Text  string
		Chime bool
	}
	// StartMission sends the robot somewhere. The answers are MissionChanged.
	StartMission struct{ Mission Mission }
	// ProceedMission tells that the visitor is ready to follow.
	ProceedMission struct{ ID string }
	// CancelMission ends a mission that is no longer wanted.
	CancelMission struct{ ID string }
	// HoldMotion keeps the robot where it is, or lets it go again.
	HoldMotion struct{ On bool }
	// KeepStill keeps the robot from driving away from who works its screen; an
	// escort goes on.
	KeepStill struct{ On bool }
	// ResumeMotion is an operator's leave to move again after an emergency stop.
	ResumeMotion struct{}
	// Music plays quiet music, or ends it.
	Music struct{ On bool }
	// Listen opens the microphone for one request. The answer is Heard.
	Listen struct {
		ID   string
		Lang Lang
	}
	// EndSpeech tells that the request has been said to its end.
	EndSpeech struct{ ID string }
	// StopListening closes the microphone: the visitor left, and nobody waits
	// for the answer.
	StopListening struct{ ID string }
	// Publish puts an event into the outbox, in the commit of its message.
	Publish struct{ Event Event }
	// Reply answers a request of the door console. Err is nil when it was done.
	Reply struct {
		Request string
		Err     error
	}
)

// Paper is what stands on a ticket.
type Paper struct {
	Number   string
	Service  Text
	Doors    []int
	Ahead    int
	WaitMin  int // minutes, P10
	WaitMax  int // minutes, P90
	WaitOK   bool
	IssuedAt time.Time
	Ward     Text
	URL      string
	Reprint  bool
	Priority bool
	Test     bool      // a technician's test page
	Class    Text      // of people who go before others; empty for the ordinary one
	Then     []Text    // services that follow in the same visit
	Due      time.Time // of the appointment
	Large    bool      `json:",omitempty"` // for a visitor who reads the largest texts
	Follow   bool      `json:",omitempty"` // URL is the ticket's own page
}

// MissionKind says what a mission is for.
type MissionKind string

// The kinds of mission.
const (
	MissionLead   MissionKind = "lead"   // fetch the called person at From, lead to To
	MissionSummon MissionKind = "summon" // come to To
	MissionReturn MissionKind = "return" // go back to To when nothing else is to do
	MissionTray   MissionKind = "tray"   // offer drinks and sweets along Round

	MissionWelcome MissionKind = "welcome" // greet people at To
	MissionDock    MissionKind = "dock"    // charge at To
)

// Mission is one errand of the robot.
type Mission struct {
	ID       string
	Kind     MissionKind
	From, To string // places
	Wait     time.Duration
	Round    string `json:",omitempty"`
}

// Event is something that the ward must learn of exactly once.
//
//sumtype:decl
type Event interface{ event() }

// Events. They carry no name, no phone, no free text and, but for the call
// that is shown in public anyway, no ticket number.
type (
	// RatingGiven is one rating. Source is "ticket" or "panel"; the two are
	// never merged. Service, Door and the times are zero for the panel.
	RatingGiven struct {
		Face    Face
		Source  string
		Service string
		Door    int
		Lang    Lang
		Wait    time.Duration // joined the line → called
		Serve   time.Duration // called → closed
		Burst   bool          // panel: more than three presses in ten seconds
		NoVisit bool          // panel: no visit ended within three minutes before
	}
	// RatingExplained gives the reasons to a rating that was given before.
	RatingExplained struct {
		Face    Face
		Service string
		Door    int
		Reasons []Reason
	}
	// HelpCalled says that a visitor called a person to the screen.
	// Procedure and Topic are "" when she asked about nothing in particular.
	HelpCalled struct {
		Procedure string
		Topic     Topic
		Lang      Lang
		Priority  bool
	}
	// HelpRaised says that nobody answers such a call, for the ward's leaders.
	HelpRaised struct {
		Procedure string
		Topic     Topic
		Waited    time.Duration
	}
	// HelpEnded says how that ended: "helped", "dropped" by the visitor, or
	// "nobody". Answer is the time until a door answered, time.Time{} for never.
	HelpEnded struct {
		Outcome string
		Door    int
		Answer  time.Duration
		Took    time.Duration
	}
	// Called is one call or recall.
	Called struct {
		Number  string
		Service string
		Door    int
		Calls   int
	}
	// VisitEnded is one visit, closed or missed. Outcome is "closed" or "no-show".
	VisitEnded struct {
		Service  string
		Door     int
		Priority bool
		Outcome  string
		Wait     time.Duration
		Serve    time.Duration
	}
	// OrderAnswered says how far a command of the ward has come, in the words of
	// the contract: accepted, running, done, rejected with a reason, expired.
	OrderAnswered struct {
		Command string
		State   string
		Reason  string
	}
	// FaultChanged tells that a part failed or works again.
	FaultChanged struct {
		Part   Part
		Up     bool
		Detail string
	}
)

func (PrintTicket) effect()    {}
func (PrintSlip) effect()      {}
func (Speak) effect()          {}
func (StartMission) effect()   {}
func (ProceedMission) effect() {}
func (CancelMission) effect()  {}
func (HoldMotion) effect()     {}
func (KeepStill) effect()      {}
func (ResumeMotion) effect()   {}
func (Music) effect()          {}
func (Listen) effect()         {}
func (EndSpeech) effect()      {}
func (StopListening) effect()  {}
func (Publish) effect()        {}
func (Reply) effect()          {}

func (RatingGiven) event()     {}
func (RatingExplained) event() {}
func (HelpCalled) event()      {}
func (HelpRaised) event()      {}
func (HelpEnded) event()       {}
func (Called) event()          {}
func (VisitEnded) event()      {}
func (FaultChanged) event()    {}
func (OrderAnswered) event()   {}
