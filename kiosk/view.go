package kiosk

import (
	"time"

	"tiepdan/queue"
)

// Screen names what the visitor sees.
type Screen string

// The screens.
const (
	ScreenHome   Screen = "home"
	ScreenTicket Screen = "ticket"
	ScreenCalled Screen = "called"
	ScreenRating Screen = "rating"
	ScreenOut    Screen = "out-of-service"

	ScreenAttract     Screen = "attract"     // the greeting, while nobody is there
	ScreenFind        Screen = "find"        // how to find a procedure: by group, by writing, by voice
	ScreenGroup       Screen = "group"       // the procedures of one group
	ScreenSearch      Screen = "search"      // the keyboard, and what it finds
	ScreenListen      Screen = "listen"      // the microphone, and what it finds
	ScreenAnswer      Screen = "answer"      // what the robot says, or asks, to what was said
	ScreenGuide       Screen = "guide"       // one procedure: papers, steps, time, fee
	ScreenLooks       Screen = "looks"       // theme, size of texts, reach, voice guide
	ScreenHelp        Screen = "help"        // a person is called
	ScreenFeedback    Screen = "feedback"    // the code of the ward's form
	ScreenCheckIn     Screen = "check-in"    // the code of a reservation
	ScreenTray        Screen = "tray"        // drinks and sweets
	ScreenEmergency   Screen = "emergency"   // an announcement that takes the screen
	ScreenMaintenance Screen = "maintenance" // a technician works on the robot
	ScreenTechnician  Screen = "technician"  // her page
)

// View is everything that the screen, the door console and the ward's status
// are drawn from. It is a value: drawing the same View gives the same picture.
// Its slices are shared and must not be changed.
type View struct {
	Screen        Screen
	Lang          Lang
	Unit          string
	Ward          Text
	TimeZone      string // IANA name, for the clock and the console
	PortalURL     string
	HelpURL       string
	FeedbackURL   string
	Announcements []Text
	Instructions  []Text
	Bulletins     []Bulletin // all that officials announced, for the console
	Alarm         Text       // set on ScreenEmergency
	Looks         Looks
	Spot          Spot
	LeaveAt       time.Time       // not zero: the screen goes home then, unless somebody touches it
	Listen        *Listening      // set once asked on ScreenListen
	Dialogue      *Dialogue       // what was understood last; set on ScreenAnswer
	Help          *Help           // a person was called
	Absent        *Absent         // nobody can be called about what was asked
	Officials     []Official      // to whom a call can be sent on, while there is one
	Tray          *TrayView       // set on ScreenTray
	Technician    *TechnicianView // set on ScreenTechnician
	Maintenance   bool
	Jogged        bool           // a technician drives the robot by hand
	Settings      SettingsAnswer // to the ward's, when it has put any
	Ear           bool           // requests by voice can be understood
	Priority      bool           // the next ticket is a priority ticket
	Board         []DoorRow
	Services      []ServiceRow
	Notices       []Notice
	Ticket        *TicketView // set on ScreenTicket
	Calls         []CallView  // calls to show, newest first; at least one on ScreenCalled; beside others on a visitor's own screens
	Rating        *RatingView // set on ScreenRating
	Robot         RobotView
	Chores        ChoresView
	Printer       Printer
	Parts         []PartState // every part that has spoken, in a fixed order
	Line          QueueView
	Share         ShareView
	Slip          SlipView // of the guide's papers
	Having        []int    // of the papers of Spot.Code, from 0: those that the visitor says she has
}

// DoorRow is one door on the now-serving board and in the console.
type DoorRow struct {
	Door     int
	Name     Text
	Number   string // now serving, "" for nobody
	Ticket   string // ID of that ticket, for the console's Seen
	Service  Text
	Since    time.Time // when it was called last
	Calls    int       // 1 for the first call
	Priority bool
	Queue    []WaitingRow // who can be called to this door, in the order of the dispatcher
	Unsure   []WaitingRow // reserved: paper not confirmed and not yet in line
	Facts    TicketFacts  // of the ticket that is served
	Desk     DoorDesk
}

// WaitingRow is one waiting ticket in the door console.
type WaitingRow struct {
	Ticket   string
	Number   string
	Service  Text
	Priority bool
	Since    time.Time // it waits, is held, or was missed
	TicketFacts
}

// ServiceRow is one service on the home screen.
type ServiceRow struct {
	ID      string
	Prefix  string
	Name    Text
	Doors   []int
	Groups  []string // of the catalogue
	Waiting int
	Wait    queue.Wait // for one who takes a ticket now
	Intake  IntakeView
	Open    int // doors that are open
}

// Notice is a degraded function that a visitor or an official should know of.
type Notice string

// The notices.
const (
	NoticePaperEnd    Notice = "paper-end"
	NoticePaperNear   Notice = "paper-near-end"
	NoticePrinterOff  Notice = "printer-off"
	NoticeRobotStop   Notice = "robot-e-stop"
	NoticeRobotOff    Notice = "robot-off"
	NoticeVoiceOff    Notice = "voice-off"
	NoticePanelOff    Notice = "panel-off"
	NoticeWardAway    Notice = "ward-away"
	NoticeStoreFailed Notice = "store-failed"
	NoticeTouchOff    Notice = "touch-off"
)

// PrintState is how far the ticket's paper has come.
type PrintState string

// The states of a ticket's paper.
const (
	PrintSent   PrintState = "sent"
	PrintDone   PrintState = "confirmed"
	PrintFail   PrintState = "failed"  // surely no paper
	PrintUnsure PrintState = "unknown" // perhaps paper
	PrintWaived PrintState = "waived"  // the visitor noted the number

	PrintReserved PrintState = "reserved" // of a slip: it waits until the tickets are out
)

// TicketView is the ticket screen.
type TicketView struct {
	ID       string
	Number   string
	Service  Text
	Doors    []int
	Ahead    int
	Wait     queue.Wait
	Print    PrintState
	Reprint  bool // the paper sent last bears the reprint mark
	Priority bool
	Class    Text      // its name, empty for the ordinary one
	Then     []Text    // services that follow in the same visit
	Due      time.Time // of its appointment
}

// CallView is one call on the called screen.
type CallView struct {
	Ticket  string
	Number  string
	Door    int
	Name    Text // of the door
	Service Text
	Mission string // "" when the robot does not lead
	Phase   Phase
	Behind  bool // it waits for her: she fell behind
}

// RatingView is the rating screen.
type RatingView struct {
	Ticket string
	Number string
	Door   int
	Chosen Face // "" until the visitor has chosen; then the screen thanks
	// Asking says that reasons are asked for, of which Reasons are picked.
	Asking  bool
	Reasons []Reason
}

// TrayView is the offer of drinks and sweets.
type TrayView struct {
	Mission string
	Took    int // how many took something at this place
	Hand    bool
	Away    bool // its sensors cannot be heard, and the robot keeps still
}

// TechnicianView is what only the technician's page shows.
type TechnicianView struct {
	Boot    string
	Tests   map[Part]Test
	Presses [4]int
	Floor   *FloorEdit // not nil: its editor is open
}

// ListenState is how far a request by voice has come.
type ListenState string

// The states of a request by voice.
const (
	ListenOpen    ListenState = "open"    // the microphone is open
	ListenNothing ListenState = "nothing" // heard, and not understood
	ListenDeaf    ListenState = "deaf"    // nothing can be heard
)

// TestState is how a test stands.
type TestState string

// The states of a test.
const (
	TestRuns TestState = "running"
	TestGood TestState = "passed"
	TestBad  TestState = "failed"
)

// RobotView is where the robot is and what it does.
type RobotView struct {
	Robot
	Configured bool
	Held       bool   // an official keeps it where it is
	Technician bool   // somebody works on it: it takes no errand
	Mission    string // kind: "lead", "summon", "return", "tray", "welcome", "dock", "" for none
	Phase      Phase
	Number     string // of the ticket that it leads
	Door       int
	Behind     bool        // it waits for the person whom it leads
	Round      string      // that it goes, or goes on later
	Waits      MissionKind // goes on after the mission, "" for nothing
	Strayed    *Strayed    // a person whom it lost, for a while
	At         Whereabouts // where it stands, as far as that has a name
}

// Whereabouts is a place by what it is for.
type Whereabouts struct {
	Door int    // before it
	Kind string // else "welcome", "waiting", "entrance", "dock", or ""
}

// ChoresView is what the robot can be sent on while nobody needs it.
type ChoresView struct {
	Rounds  []string // with the tray, by name
	Welcome bool     // there is an entrance
	Dock    bool     // there is a charger
}

// PartState is one line of the status.
type PartState struct {
	Part   Part
	Up     bool
	Detail string
	Since  time.Time
}
