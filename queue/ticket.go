package queue

import (
	"fmt"
	"time"
)

// State is where a ticket stands.
type State string

// The states of a ticket. A closed or missed ticket leaves the line.
const (
	Reserved State = "reserved" // has a number; nobody confirmed that its holder has it
	Waiting  State = "waiting"
	Called   State = "called"
	Closed   State = "closed"
	NoShow   State = "no-show"
)

// Ticket is one number of one day. ID and Token are drawn by the caller: the
// ID names the visit in the journal, the Token is what its QR may show. Neither
// can be guessed from the number.
type Ticket struct {
	ID       string    `json:"id"`
	Token    string    `json:"token"`
	Number   string    `json:"number"` // "A001"; A1000 follows A999
	Service  string    `json:"service"`
	Priority bool      `json:"priority,omitempty"`
	Lang     string    `json:"lang,omitempty"` // of the visitor's session
	State    State     `json:"state"`
	Issued   time.Time `json:"issued"`
	Joined   time.Time `json:"joined,omitzero"` // the line
	First    time.Time `json:"first,omitzero"`  // first call
	Last     time.Time `json:"last,omitzero"`   // latest call
	Ended    time.Time `json:"ended,omitzero"`
	Door     int       `json:"door,omitempty"`
	Calls    int       `json:"calls,omitempty"`
}

// Waited is the time from joining the line to the first call.
func (t Ticket) Waited() time.Duration { return nonNegative(t.First.Sub(t.Joined)) }

// Served is the time from the latest call to the end of the visit.
func (t Ticket) Served() time.Duration { return nonNegative(t.Ended.Sub(t.Last)) }

// nonNegative guards figures against a clock that was set back in between.
func nonNegative(d time.Duration) time.Duration { return max(0, d) }

func number(prefix string, n int) string { return fmt.Sprintf("%s%03d", prefix, n) }
