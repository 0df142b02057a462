package kiosk

import (
	"time"

	"tiepdan/queue"
)

// QueueView is what there is to see of the line beside doors and services.
type QueueView struct {
	At         time.Time    // of the state that is shown
	ClockUnset bool         // the machine does not know the time: hours are not kept
	Hours      queue.Moment // of the Center
	Classes    []ClassRow   // that go before the ordinary one, the first one first
	Class      string       // of the next ticket, "" for the ordinary one
	Held       []WaitingRow // of all doors
	Returnable []WaitingRow // missed, and may come back until Until
	Stranded   []WaitingRow // wait, and no door will call them as things stand
	Bookings   []BookingRow // reservations, the earliest first
	Tickets    []TicketRow  // all whose visit is not over, in the order of issue, for the pages of their holders
	Today      []TodayRow   // by door and service; door 0 is for those who ended at none
	Refusal    *Refusal     // a ticket was asked for and not given, for some seconds
	CheckIn    *CheckInView // what came of a code; set on ScreenCheckIn
}

// TicketRow is what the holder of a ticket may see of it, by its token.
type TicketRow struct {
	Token    string
	Number   string
	State    queue.State
	Service  Text
	Doors    []int // that may call it
	Door     int   // that called it
	Ahead    int   // who go before it, while it waits
	Wait     queue.Wait
	Stranded bool      // it waits, and no door will call it as things stand: Ahead and Wait say nothing
	Until    time.Time // missed: until when it may come back
	Then     []Text    // services that follow
}

// ClassRow is one class of people who go before others.
type ClassRow struct {
	ID   string
	Name Text
}

// DoorDesk is how a door stands, in its DoorRow.
type DoorDesk struct {
	State queue.DoorState
	Since time.Time // of the state; zero when it has been open all day
	// Back is when it opens again: as the official said, or after lunch by the
	// hours. Zero when that is not known, or when the door is open.
	Back  time.Time
	Lunch bool     // the Center is at lunch by its hours
	Undo  UndoView // the door's last act; its Act is "" when it may not be undone
}

// UndoView is an act that may be undone.
type UndoView struct {
	Act    ActKind
	Number string
	Until  time.Time
}

// TicketFacts is what an official may want to know of a ticket, in a
// WaitingRow, and in a DoorRow of the one that is served.
type TicketFacts struct {
	ServiceID string
	Class     string // "" is the ordinary one
	ClassName Text
	Joined    time.Time // the line, for the first time in this visit
	Why       queue.Why // why it is called at its place, or was called
	Origin    queue.Origin
	From      int      // the door that sent or holds it
	To        int      // the only door that may call it
	Doors     []int    // that may call it
	Plan      []string // IDs of the services that follow
	PlanNames []Text
	Due       time.Time // of its appointment
	Until     time.Time // returnable: when that ends
}

// Intake says whether tickets are given for a service.
type Intake string

// The states of the intake. Each has its words for the visitor: Intake.Words.
const (
	IntakeOpen   Intake = "open"
	IntakeEarly  Intake = "not-yet" // the day has not begun
	IntakeLunch  Intake = "lunch"
	IntakeEnded  Intake = "ended" // for today: those who wait are served until closing time
	IntakeDayOff Intake = "day-off"
	IntakeNoDoor Intake = "no-door" // every door of the service is closed
)

// IntakeView is whether tickets are given for a service, and how long so.
type IntakeView struct {
	State Intake
	Opens time.Time // when the Center, or this service, opens next; zero when open or not known
	Until time.Time // open: when the intake ends today, or pauses for lunch
}

// Refusal is a ticket that was asked for and not given.
type Refusal struct {
	Service string    `json:"service"`
	State   Intake    `json:"state"`
	Opens   time.Time `json:"opens,omitzero"`
	Until   time.Time `json:"until"`
}

// CheckInOutcome is what came of a reservation's code.
type CheckInOutcome string

// The outcomes; a good one leads to the ticket screen.
const (
	CheckInUnknown CheckInOutcome = "unknown" // no reservation has this code
	CheckInUsed    CheckInOutcome = "used"    // a ticket was given for it before
	CheckInEarly   CheckInOutcome = "early"   // come back at From
	CheckInLate    CheckInOutcome = "late"    // take an ordinary ticket
	CheckInClosed  CheckInOutcome = "closed"  // the service is not there any more: ask an official
)

// CheckInView is the outcome of the last code.
type CheckInView struct {
	Outcome CheckInOutcome `json:"outcome"`
	Service Text           `json:"service,omitzero"`
	At      time.Time      `json:"at,omitzero"`   // of the appointment
	From    time.Time      `json:"from,omitzero"` // from when its visitor may check in
}

// BookingRow is one reservation.
type BookingRow struct {
	queue.Booking
	Name Text // of the service
}

// TodayRow is what one door did today for one service, also before a restart.
type TodayRow struct {
	Door      int
	Service   string
	Name      Text // of the service
	Served    int
	NoShows   int
	Left      int // their holders went before the end
	Moved     int // sent to another door or service
	Times     int // how many are in the figures that follow; 0 when nothing was measured
	WaitMean  time.Duration
	WaitP90   time.Duration // of the latest 500
	ServeMean time.Duration
	ServeP90  time.Duration
}
