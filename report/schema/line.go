package schema

import (
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// MaxTickets bounds the tickets of a Line.
const MaxTickets = 400

// TicketState is where a ticket stands, for its holder.
type TicketState string

// The states of a ticket. One whose visit is over is not in the Line any more.
const (
	TicketReserved TicketState = "reserved" // its paper is not confirmed, it is not in the line yet
	TicketWaiting  TicketState = "waiting"
	TicketCalled   TicketState = "called"
	TicketHeld     TicketState = "held"
	TicketMissed   TicketState = "missed" // called, and nobody came
	TicketLeft     TicketState = "left"   // taken out by an official
)

// Line is the retained state of a robot's live tickets, for the page that the
// code on each ticket leads to. The last one counts. It names no ticket by
// what opens its page, only by the hash of that.
type Line struct {
	V        int           `json:"v"`
	TS       time.Time     `json:"ts"` // with zone
	Clock    Clock         `json:"clock"`
	Boot     string        `json:"boot"`
	Ends     *time.Time    `json:"ends"` // when all these tickets lapse; null when the robot does not know the time
	Services []LineService `json:"services"`
	Doors    []LineDoor    `json:"doors"`
	Tickets  []LineTicket  `json:"tickets"`
	More     int           `json:"more"` // tickets that had no place in the message
}

// LineService is the name of a service.
type LineService struct {
	Service string `json:"service"`
	Label   Label  `json:"label"`
}

// LineDoor is the name of a door.
type LineDoor struct {
	Door  int   `json:"door"`
	Label Label `json:"label"`
}

// LineTicket is one ticket.
type LineTicket struct {
	Key     string      `json:"key"` // see TicketKey
	Number  string      `json:"number"`
	Service string      `json:"service,omitempty"`
	State   TicketState `json:"state"`
	Doors   []int       `json:"doors"` // that may call it
	Ahead   int         `json:"ahead"` // waiting: who goes before it
	Wait    *Minutes    `json:"wait"`  // waiting; null when it is not known
	// Stranded says of a waiting ticket that no door will call it as things
	// stand; nothing is known then of Ahead and Wait.
	Stranded bool       `json:"stranded,omitempty"`
	Door     int        `json:"door,omitempty"`
	Calls    int        `json:"calls,omitempty"` // called: 1 for the first call
	Since    *time.Time `json:"since,omitempty"` // called: when it was called last
	Until    *time.Time `json:"until,omitempty"` // missed: until when it may come back
}

// TicketKey names a ticket by its token, from which it can be told, without
// telling the token.
func TicketKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (l Line) check(p *problems) {
	p.version(l.V)
	if l.TS.IsZero() {
		p.add("ts is missing")
	}
	oneOf(p, "clock", l.Clock, ClockNTP, ClockUnset)
	p.text("boot", l.Boot)
	p.rows("services", len(l.Services))
	for _, s := range l.Services {
		p.text("services.service", s.Service)
		p.label("services.label", s.Label)
	}
	p.rows("doors", len(l.Doors))
	for _, d := range l.Doors {
		between(p, "doors.door", d.Door, 1, maxDoor)
		p.label("doors.label", d.Label)
	}
	between(p, "number of tickets", len(l.Tickets), 0, MaxTickets)
	between(p, "more", l.More, 0, 100_000)
	seen := make(map[string]bool, len(l.Tickets))
	for _, t := range l.Tickets {
		t.check(p)
		if seen[t.Key] {
			p.add("tickets.key %.50q is given twice", t.Key)
		}
		seen[t.Key] = true
	}
}

func (t LineTicket) check(p *problems) {
	if sum, err := base64.RawURLEncoding.Strict().DecodeString(t.Key); err != nil || len(sum) != sha256.Size {
		p.add("tickets.key is %.50q, want a SHA-256 sum in base64url", t.Key)
	}
	p.text("tickets.number", t.Number)
	p.optional("tickets.service", t.Service, MaxText)
	oneOf(p, "tickets.state", t.State, TicketReserved, TicketWaiting, TicketCalled, TicketHeld, TicketMissed, TicketLeft)
	p.rows("tickets.doors", len(t.Doors))
	for _, d := range t.Doors {
		between(p, "tickets.doors", d, 1, maxDoor)
	}
	between(p, "tickets.ahead", t.Ahead, 0, 100_000)
	if t.Wait != nil {
		between(p, "tickets.wait.low_min", t.Wait.Low, 0, t.Wait.High)
	}
	if t.Stranded && (t.State != TicketWaiting || t.Ahead != 0 || t.Wait != nil) {
		p.add("tickets.stranded is true of a ticket that is %s with %d ahead, want one that waits, without figures", t.State, t.Ahead)
	}
	least := 0
	if t.State == TicketCalled {
		least = 1
	}
	between(p, "tickets.door", t.Door, least, maxDoor)
	between(p, "tickets.calls", t.Calls, 0, 1000)
}
