package kiosk

import "tiepdan/queue"

// From the visitor at the screen, about the line.
type (
	// ClassPicked says for which class the next ticket is; "" is the ordinary one.
	ClassPicked struct{ Class string }
	// CheckInAsked gives the code of a reservation, of six digits. ID and Token
	// are drawn by the agent, as for ServicePicked.
	CheckInAsked struct {
		Code  int
		ID    string
		Token string
	}
)

// From the officials' door console, about one ticket. Request and Seen are as
// for CallNext: a Request that was done before is answered as done and not done
// again, so a page may send it twice.
type (
	// Hold sets the door's current ticket aside; the door is free then.
	Hold struct {
		Request string
		Door    int
		Seen    string
	}
	// Resume lets a held ticket wait again at its place.
	Resume struct {
		Request string
		Door    int
		Ticket  string
	}
	// Pick calls a held or missed ticket to the door, before all who wait.
	Pick struct {
		Request string
		Door    int
		Seen    string
		Ticket  string
	}
	// TakeBack lets a missed ticket wait again, behind the next few.
	TakeBack struct {
		Request string
		Door    int
		Ticket  string
	}
	// Transfer sends a ticket to a door, a service, or a door for a service; it
	// keeps its place. Ticket "" is the door's current one, which Seen names.
	Transfer struct {
		Request   string
		Door      int
		Seen      string
		Ticket    string
		ToDoor    int
		ToService string
	}
	// PlanVisit says which services follow in a ticket's visit, in their order;
	// none takes back what was planned.
	PlanVisit struct {
		Request  string
		Door     int
		Ticket   string
		Services []string
	}
	// SetClass gives a ticket another class.
	SetClass struct {
		Request string
		Door    int
		Ticket  string
		Class   string
	}
	// CancelTicket takes out a ticket whose holder left before the end.
	CancelTicket struct {
		Request string
		Door    int
		Ticket  string
	}
	// Undo takes the door's last call, close, no-show, transfer or hold back,
	// within ten seconds. Seen is the door's current ticket now.
	Undo struct {
		Request string
		Door    int
		Seen    string
	}
)

// From the officials' door console, about doors and reservations.
type (
	// SetDoor opens, pauses or closes the door. BackMin is in how many minutes a
	// paused door is expected to open, 0 when that is not known.
	SetDoor struct {
		Request string
		Door    int
		State   queue.DoorState
		BackMin int
	}
	// MoveStranded sends all who wait for a service without an open door ("" for
	// every service) to a door or a service, in one step.
	MoveStranded struct {
		Request   string
		Door      int
		Service   string
		ToDoor    int
		ToService string
	}
	// Book reserves a time, in seconds since 1970, for a service. ID and Code
	// are drawn by the agent; a sender that has them already may give them.
	Book struct {
		Request string
		Door    int
		ID      string
		Code    int
		Service string
		Class   string
		Time    int64
	}
	// CancelBooking takes a reservation back.
	CancelBooking struct {
		Request string
		Door    int
		Booking string
	}
	// CheckIn gives a reservation's visitor a ticket that waits at once, early
	// or late as she may be. ID and Token are drawn by the agent.
	CheckIn struct {
		Request string
		Door    int
		Booking string
		ID      string
		Token   string
	}
)

func (ClassPicked) msg()   {}
func (CheckInAsked) msg()  {}
func (Hold) msg()          {}
func (Resume) msg()        {}
func (Pick) msg()          {}
func (TakeBack) msg()      {}
func (Transfer) msg()      {}
func (PlanVisit) msg()     {}
func (SetClass) msg()      {}
func (CancelTicket) msg()  {}
func (Undo) msg()          {}
func (SetDoor) msg()       {}
func (MoveStranded) msg()  {}
func (Book) msg()          {}
func (CancelBooking) msg() {}
func (CheckIn) msg()       {}
