package kiosk

import "time"

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
	// when the message enters the loop; a sender leaves them empty.
	ServicePicked struct {
		Service string
		ID      string
		Token   string
	}
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
	// LinkChanged tells that a part came or went.
	LinkChanged struct {
		Part   Part
		Up     bool
		Detail string
	}
	// RobotChanged carries the base's state when it changes.
	RobotChanged struct{ Robot Robot }
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

// Printer is what the ticket printer says of itself.
type Printer struct {
	Link    bool   `json:"link"`
	Paper   string `json:"paper"` // "ok", "near-end", "end"
	Cover   bool   `json:"cover"` // open
	Error   string `json:"error,omitempty"`
	Checked bool   `json:"checked"` // false until the first status arrived
}

// Ready reports whether a ticket can be printed now.
func (p Printer) Ready() bool { return p.Link && p.Paper != "end" && !p.Cover && p.Error == "" }

// Part names a part of the robot that can fail on its own.
type Part string

// The parts.
const (
	PartPrinter Part = "printer"
	PartPanel   Part = "panel"
	PartBase    Part = "base"
	PartVoice   Part = "voice"
	PartWard    Part = "ward"
	PartStore   Part = "store"
)

// Robot is the motion base as seen from the service point. Positions are in
// metres in the map frame (x right, y up), the heading in radians
// counter-clockwise.
type Robot struct {
	State      string  `json:"state"` // offline, startup, localising, idle, driving, waitPerson, blocked, estop, fault, linkLost, charging
	BatteryPct int     `json:"battery_pct"`
	Charging   bool    `json:"charging"`
	EStop      bool    `json:"e_stop"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingRad float64 `json:"heading_rad"`
	Place      string  `json:"place"` // name of the place it stands at, "" on the way
}

// Phase is how far a mission has come.
type Phase string

// The phases of a mission, in order; the last four are final but for Suspended.
const (
	PhaseQueued    Phase = "queued"
	PhaseDriving   Phase = "driving"
	PhaseToPerson  Phase = "driving-to-person"
	PhaseWaiting   Phase = "waiting-person"
	PhaseLeading   Phase = "leading"
	PhaseBlocked   Phase = "blocked"
	PhaseSuspended Phase = "suspended"
	PhaseArrived   Phase = "arrived"
	PhaseCancelled Phase = "cancelled"
	PhaseFailed    Phase = "failed"
)

// Final reports whether no further phase follows.
func (p Phase) Final() bool {
	return p == PhaseArrived || p == PhaseCancelled || p == PhaseFailed
}

// Setup is what the core needs to know of the ward's configuration.
type Setup struct {
	Unit          string
	Ward          Text
	TimeZone      string // IANA name
	PortalURL     string
	TicketURL     string // prefix of the ticket's QR; the token is appended; "" prints PortalURL
	DayReset      time.Duration
	Services      []Service
	Doors         []Door
	Announcements []Text
	Priority      PriorityPolicy
	RecallLimit   int
	CallShow      time.Duration // how long a call keeps the screen
	RatingShow    time.Duration // how long the faces are offered
	IdleReset     time.Duration // an unattended ticket screen goes home after this
	MinSamples    int           // visits measured before a wait is estimated
	Robot         bool          // a motion base is configured
	Welcome       string        // place names
	Waiting       string
	LeadWait      time.Duration // how long the robot waits for the called person
}

// PriorityPolicy says how priority tickets go before others.
type PriorityPolicy struct {
	Strict bool
	Share  int // with Strict false: after Share priority calls one normal ticket
}

// Service is one service group with its own letter.
type Service struct {
	ID     string
	Prefix string
	Name   Text
	Doors  []int
}

// Door is one counter.
type Door struct {
	Number int
	Name   Text
	Place  string // nav place before the door
}

// Text is a text for citizens in both languages.
type Text struct{ Vi, En string }

// In returns the text in a language, Vietnamese when the other is missing.
func (t Text) In(l Lang) string {
	if l == En && t.En != "" {
		return t.En
	}
	return t.Vi
}

func (LanguagePicked) msg()  {}
func (PriorityToggled) msg() {}
func (ServicePicked) msg()   {}
func (NumberNoted) msg()     {}
func (ReprintAsked) msg()    {}
func (Dismissed) msg()       {}
func (FollowReady) msg()     {}
func (FacePicked) msg()      {}
func (CallNext) msg()        {}
func (Recall) msg()          {}
func (CloseVisit) msg()      {}
func (MarkNoShow) msg()      {}
func (Admit) msg()           {}
func (SummonRobot) msg()     {}
func (DismissRobot) msg()    {}
func (ResumeRobot) msg()     {}
func (Printed) msg()         {}
func (PrintFailed) msg()     {}
func (PrintUnknown) msg()    {}
func (PrinterChanged) msg()  {}
func (PanelPressed) msg()    {}
func (LinkChanged) msg()     {}
func (RobotChanged) msg()    {}
func (MissionChanged) msg()  {}
func (Spoken) msg()          {}
func (Started) msg()         {}
func (Tick) msg()            {}
func (StoreFailed) msg()     {}
func (StoreRecovered) msg()  {}
