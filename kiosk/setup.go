package kiosk

import (
	"time"

	"tiepdan/queue"
)

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
	HelpURL       string // online help; "" is PortalURL
	FeedbackURL   string // the ward's form; "" offers none
	Announcements []Text
	Instructions  []Text // of the Center, under a heading of their own
	Priority      PriorityPolicy
	Rules         QueueRules
	RecallLimit   int
	CallShow      time.Duration // how long a call keeps the screen
	RatingShow    time.Duration // how long the faces are offered
	IdleReset     time.Duration // an unattended screen goes home after this
	WarnBefore    time.Duration // how long before that it says so
	AttractAfter  time.Duration // quiet on the home screen until the greeting; 0 is never
	Looks         Looks         // of a new visitor
	ReasonsFor    []Face        // answers after which reasons are asked
	MinSamples    int           // visits measured before a wait is estimated
	Robot         bool          // a motion base is configured
	Welcome       string        // place names
	Waiting       string
	LeadWait      time.Duration // how long the robot waits for the called person
	Share         ShareSetup    `json:",omitzero"`

	Entrance   string        `json:",omitempty"` // place where it welcomes; "" is nowhere
	WelcomeFor time.Duration `json:",omitempty"` // from opening time on; 0 is only when asked to
	Dock       string        `json:",omitempty"` // place of the charger; "" is none
	Rounds     []Round       `json:",omitempty"`

	Officials []Official `json:",omitempty"` // who is responsible for what
}

// Round is a way with the tray.
type Round struct {
	Name  string
	Every time.Duration `json:",omitempty"` // between the beginnings of two that nobody asked for; 0 is none
}

// PriorityPolicy says how priority tickets go before others.
type PriorityPolicy struct {
	Strict   bool
	Share    int           // with Strict false: after Share priority calls one normal ticket
	Classes  []Class       // the first one goes first; none is one class for all
	AgeAfter time.Duration // a ticket that waits longer counts as the first class; 0 is never
}

// Class is one group of people who go before others.
type Class struct {
	ID     string
	Name   Text
	Weight int // its calls in a round; 0 is Share
}

// QueueRules are the ward's rules beside the order of the classes.
type QueueRules struct {
	ReturnWithin time.Duration // how long a missed ticket may come back; 0 is never
	ReturnBehind int           // how many of its class go before it then
	CheckInEarly time.Duration // before and after a reservation's time
	CheckInLate  time.Duration
	Hours        queue.Week    // of the Center; none is always open
	DaysOff      []string      // dates as 2006-01-02, on which nothing is open
	IntakeEarly  time.Duration // tickets are given this long before the doors open
	IntakeEnd    time.Duration // and no more this long before closing time
}

// Service is one service group with its own letter.
type Service struct {
	ID     string
	Prefix string
	Name   Text
	Doors  []int
	Groups []string   // of the catalogue, that this service takes
	Hours  queue.Week // of its own; none are the Center's
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

// TextSize is how large the texts of the screen are.
type TextSize string

// The sizes of text.
const (
	TextNormal  TextSize = ""
	TextLarge   TextSize = "large"
	TextLargest TextSize = "largest"
)

// Looks is how the screen looks and speaks for one visitor.
type Looks struct {
	Contrast bool // the high-contrast theme
	Text     TextSize
	Reach    bool // every control within the reach of a wheelchair user
	Guided   bool // every screen is spoken, and worked with four large zones
}

// Spot is where in the catalogue and the services a visitor is.
type Spot struct {
	Screen Screen
	Group  string // of the catalogue
	Code   string // of a procedure
}
