package kiosk

import "tiepdan/assist"

// Msg is anything that can change the model: a touch, a call, the end of a
// print job, a lost link, a deadline. Messages are journaled as JSON, so a
// recorded day can be replayed; see Encode and Decode.
//
//sumtype:decl
type Msg interface{ msg() }

// Face is one of the four satisfaction faces. The raw label is stored; what
// it counts as is the ward's versioned mapping.
type Face string

// The four faces, best first; panel buttons 1 to 4 stand for them in this order.
const (
	VerySatisfied Face = "very-satisfied"
	Satisfied     Face = "satisfied"
	Neutral       Face = "neutral"
	Dissatisfied  Face = "dissatisfied"
)

// Reason is why somebody was not satisfied.
type Reason string

// The reasons.
const (
	ReasonWait    Reason = "long-wait"
	ReasonManner  Reason = "manner"
	ReasonUnclear Reason = "unclear-guidance"
	ReasonPapers  Reason = "too-many-papers"
	ReasonPlace   Reason = "place"
	ReasonOther   Reason = "other"
)

// Lang is the language of one visitor's session.
type Lang string

// The languages of the screen.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// From the visitor at the screen. A message that does not fit the screen that
// is shown (a stale or double touch) changes nothing.
type (
	// LanguagePicked changes the session's language.
	LanguagePicked struct{ Lang Lang }
	// PriorityToggled switches the priority class on or off for the next ticket.
	PriorityToggled struct{}
	// ServicePicked asks for a ticket. ID and Token are drawn by the agent
	// when the message enters the loop; a sender leaves them empty. Then are the
	// services that follow in the same visit, with the same number.
	ServicePicked struct {
		Service string
		ID      string
		Token   string
		Then    []string
	}
	// SlipAsked asks for the list of a procedure's papers on paper.
	SlipAsked struct{ Code string }
	// NumberNoted says that the visitor keeps the number without paper.
	NumberNoted struct{ Ticket string }
	// ReprintAsked asks for the ticket's paper once more.
	ReprintAsked struct{ Ticket string }
	// Dismissed leaves the ticket, called or rating screen. Screen and Ticket
	// say what it was drawn for: a double tap must not dismiss what came next.
	Dismissed struct {
		Screen Screen
		Ticket string
	}
	// FollowReady says that the called visitor stands before the robot.
	FollowReady struct{ Mission string }
	// FacePicked rates the visit that the rating screen offers.
	FacePicked struct {
		Ticket string
		Face   Face
	}
	// ReasonPicked puts a reason to a rating just given, or takes it back.
	ReasonPicked struct {
		Ticket string
		Reason Reason
	}
	// ReasonsSent says that no further reason comes.
	ReasonsSent struct{ Ticket string }
	// Opened goes to another screen of the visitor's own. From is the screen it
	// was touched on: what came up since is not left by it.
	Opened struct {
		From Screen
		To   Spot
	}
	// Woken leaves the greeting, in a language.
	Woken struct{ Lang Lang }
	// LooksPicked changes how the screen looks and speaks for this visitor.
	LooksPicked struct{ Looks Looks }
	// Touched says that somebody is at the screen without asking for anything.
	// The screen sends it now and then, and to stay after the warning.
	Touched struct{}
	// ListenAsked opens the microphone for one request.
	ListenAsked struct{}
	// SpeechEnded says that the visitor has said her request: what comes after
	// is not for the robot.
	SpeechEnded struct{}
	// Asked is what a visitor wrote, or a question that she touched, as it was
	// understood. From is the screen; the words themselves never come here.
	Asked struct {
		From  Screen
		Meant assist.Understanding
	}
	// HelpAsked calls a person to the screen.
	HelpAsked struct{}
	// HelpDropped takes that back.
	HelpDropped struct{ Help string }
	// TrayAnswered answers an offer of drinks and sweets.
	TrayAnswered struct {
		Mission string
		Took    bool
	}
	// TrayLeft asks for the home screen while they are offered.
	TrayLeft struct{ Mission string }
)

// From a technician at the screen. The PIN was checked before; it never enters
// a message.
type (
	// TechnicianEntered opens the technician's page.
	TechnicianEntered struct{}
	// TechnicianLeft closes it.
	TechnicianLeft struct{}
	// TestAsked tries one part: the printer prints, the voice speaks.
	TestAsked struct{ Part Part }
	// RobotJogged begins to let a technician drive the robot by hand, or ends it.
	// Nobody who is served is driven away from: then it changes nothing.
	RobotJogged struct{ On bool }
	// MaintenanceSet takes the robot out of the visitors' hands, or gives it back.
	MaintenanceSet struct{ On bool }
)

// From the officials' door console. Request routes the answer back; Seen is
// the ID of the ticket that the page showed as current at the door ("" for
// none): a page that is out of date is refused, so that two officials or a
// double click never act twice.
type (
	// CallNext calls the next ticket to the door.
	CallNext struct {
		Request string
		Door    int
		Seen    string
	}
	// Recall calls the door's current ticket again.
	Recall struct {
		Request string
		Door    int
		Seen    string
	}
	// CloseVisit ends the visit of the door's current ticket and offers the rating.
	CloseVisit struct {
		Request string
		Door    int
		Seen    string
	}
	// MarkNoShow ends the visit of a called ticket whose holder did not come.
	MarkNoShow struct {
		Request string
		Door    int
		Seen    string
	}
	// Admit lets a ticket whose paper was never confirmed join the line, for
	// a holder who stands at the door with the number noted.
	Admit struct {
		Request string
		Door    int
		Ticket  string
	}
	// SummonRobot brings the robot to the door.
	SummonRobot struct {
		Request string
		Door    int
	}
	// DismissRobot sends the robot back to its welcome place.
	DismissRobot struct {
		Request string
		Door    int
	}
	// ResumeRobot lets motion go on after an emergency stop was released.
	ResumeRobot struct {
		Request string
		Door    int
	}
	// HoldRobot keeps the robot where it is until ReleaseRobot, whoever wants it.
	HoldRobot struct {
		Request string
		Door    int
	}
	// ReleaseRobot ends a HoldRobot, of any door.
	ReleaseRobot struct {
		Request string
		Door    int
	}
	// OfferTray sends the robot with its tray along a round; "" is the first one.
	OfferTray struct {
		Request string
		Door    int
		Round   string
	}
	// WelcomeRobot has the robot greet people at the entrance for a while.
	WelcomeRobot struct {
		Request string
		Door    int
	}
	// DockRobot sends the robot to its charger.
	DockRobot struct {
		Request string
		Door    int
	}
	// AnswerHelp says that somebody of the door comes to the visitor who called.
	AnswerHelp struct {
		Request string
		Door    int
		Help    string
	}
	// CloseHelp says that the visitor who called was helped.
	CloseHelp struct {
		Request string
		Door    int
		Help    string
	}
	// Announce shows a text on the screen until it is withdrawn; an emergency
	// takes the whole screen. ID is drawn by the sender.
	Announce struct {
		Request   string
		Door      int
		ID        string
		Text      Text
		Emergency bool
	}
	// Withdraw takes an announcement back.
	Withdraw struct {
		Request string
		Door    int
		ID      string
	}
)

// From devices and workers.
type (
	// Printed says that completion was confirmed for the job.
	Printed struct{ Job string }
	// PrintFailed says that surely nothing of the job is on paper.
	PrintFailed struct{ Job, Reason string }
	// PrintUnknown says that the job was sent and its completion is not known.
	PrintUnknown struct{ Job, Reason string }
	// PrinterChanged carries the printer's state when it changes.
	PrinterChanged struct{ Printer Printer }
	// PanelPressed is one press of a satisfaction button, 1 to 4. Device and
	// Seq name it uniquely, so that a resent press counts once.
	PanelPressed struct {
		Button int
		Device string
		Seq    uint32
	}
	// PanelHeld is a satisfaction button that was held down: a call for a
	// person, wherever the screen is. Device and Seq are as in PanelPressed.
	PanelHeld struct {
		Device string
		Seq    uint32
	}
	// LinkChanged tells that a part came or went.
	LinkChanged struct {
		Part   Part
		Up     bool
		Detail string
	}
	// RobotChanged carries the base's state when it changes.
	RobotChanged struct{ Robot Robot }
	// RobotSays asks for words to the people around, by their code in package
	// nav. Mission is the errand that they belong to, or "".
	RobotSays struct{ Mission, Code string }
	// MissionChanged tells the phase of a mission.
	MissionChanged struct {
		Mission string
		Phase   Phase
		Reason  string
	}
	// Spoken says that a sentence was spoken to its end, or why it was not.
	Spoken struct {
		ID     string
		Reason string // "" when it was heard
	}
	// Heard is what a request by voice was understood as. The words themselves
	// never come here. Codes are of journals from before Meant: procedures, the
	// likeliest first.
	Heard struct {
		ID     string
		Codes  []string             `json:",omitempty"`
		Meant  assist.Understanding `json:",omitzero"`
		Reason string               // why nothing was heard, "" when something was
	}
)

// From the agent itself.
type (
	// Started begins every run of the program; it carries the setup, so that
	// a journal is complete without the configuration file.
	Started struct {
		Boot  string
		Setup Setup
	}
	// Tick says that the model's Deadline has passed.
	Tick struct{}
	// StoreFailed says that the journal cannot be written: nothing new may be shown or promised.
	StoreFailed struct{ Reason string }
	// StoreRecovered says that the journal can be written again.
	StoreRecovered struct{}
)

func (LanguagePicked) msg()    {}
func (PriorityToggled) msg()   {}
func (ServicePicked) msg()     {}
func (NumberNoted) msg()       {}
func (ReprintAsked) msg()      {}
func (Dismissed) msg()         {}
func (FollowReady) msg()       {}
func (FacePicked) msg()        {}
func (CallNext) msg()          {}
func (Recall) msg()            {}
func (CloseVisit) msg()        {}
func (MarkNoShow) msg()        {}
func (Admit) msg()             {}
func (SummonRobot) msg()       {}
func (DismissRobot) msg()      {}
func (HoldRobot) msg()         {}
func (ReleaseRobot) msg()      {}
func (RobotSays) msg()         {}
func (ResumeRobot) msg()       {}
func (Printed) msg()           {}
func (PrintFailed) msg()       {}
func (PrintUnknown) msg()      {}
func (PrinterChanged) msg()    {}
func (PanelPressed) msg()      {}
func (PanelHeld) msg()         {}
func (LinkChanged) msg()       {}
func (RobotChanged) msg()      {}
func (MissionChanged) msg()    {}
func (Spoken) msg()            {}
func (Started) msg()           {}
func (Tick) msg()              {}
func (StoreFailed) msg()       {}
func (StoreRecovered) msg()    {}
func (ReasonPicked) msg()      {}
func (ReasonsSent) msg()       {}
func (Opened) msg()            {}
func (Woken) msg()             {}
func (LooksPicked) msg()       {}
func (Touched) msg()           {}
func (ListenAsked) msg()       {}
func (HelpAsked) msg()         {}
func (Asked) msg()             {}
func (HelpDropped) msg()       {}
func (TrayAnswered) msg()      {}
func (TrayLeft) msg()          {}
func (TechnicianEntered) msg() {}
func (TechnicianLeft) msg()    {}
func (TestAsked) msg()         {}
func (RobotJogged) msg()       {}
func (MaintenanceSet) msg()    {}
func (OfferTray) msg()         {}
func (WelcomeRobot) msg()      {}
func (DockRobot) msg()         {}
func (AnswerHelp) msg()        {}
func (CloseHelp) msg()         {}
func (Announce) msg()          {}
func (Withdraw) msg()          {}
func (Heard) msg()             {}
func (SpeechEnded) msg()       {}
func (SlipAsked) msg()         {}
