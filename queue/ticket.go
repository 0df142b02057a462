package queue

import (
	"cmp"
	"fmt"
	"time"
)

// State is where a ticket stands.
type State string

// The states of a ticket. A closed or missed ticket stays in the line until it
// is settled: for the moments in which it may be undone, and a missed one for
// as long as its holder may come back.
const (
	Reserved State = "reserved" // has a number; nobody confirmed that its holder has it
	Waiting  State = "waiting"
	Called   State = "called"
	Held     State = "held"    // the visit goes on later: its holder fills in a form, say
	Closed   State = "closed"  // served to the end
	NoShow   State = "no-show" // called, and nobody came
	Left     State = "left"    // its holder went, or was sent elsewhere, before the end
)

// Origin is how a ticket came to wait where it waits, but for the usual way.
type Origin string

// The origins.
const (
	OriginMoved    Origin = "transferred"  // an official sent it from another door or service
	OriginReturned Origin = "returned"     // it was missed and came back
	OriginNext     Origin = "next-service" // an earlier service of the same visit ended
	OriginHeld     Origin = "held"         // it was held and goes on
)

// Rank is a place in the order of joining. It is counted, not a time: a clock
// that is set moves nobody. Sub puts a ticket behind another one's place.
type Rank struct {
	At  int64 `json:"at"`
	Sub int64 `json:"sub,omitempty"`
}

func (r Rank) compare(o Rank) int {
	return cmp.Or(cmp.Compare(r.At, o.At), cmp.Compare(r.Sub, o.Sub))
}

// Ticket is one number of one day. ID and Token are drawn by the caller: the
// ID names the visit in the journal, the Token is what its QR may show. Neither
// can be guessed from the number.
type Ticket struct {
	ID       string    `json:"id"`
	Token    string    `json:"token"`
	Number   string    `json:"number"` // "A001"; A1000 follows A999
	Service  string    `json:"service"`
	Class    string    `json:"class,omitempty"`    // "" is the ordinary one
	Priority bool      `json:"priority,omitempty"` // its class is not the ordinary one
	Lang     string    `json:"lang,omitempty"`     // of the visitor's session
	State    State     `json:"state"`
	Issued   time.Time `json:"issued"`
	Joined   time.Time `json:"joined,omitzero"` // the line, for the first time
	Rank     Rank      `json:"rank,omitzero"`
	First    time.Time `json:"first,omitzero"` // first call of this stretch
	Last     time.Time `json:"last,omitzero"`  // latest call
	Ended    time.Time `json:"ended,omitzero"`
	Door     int       `json:"door,omitempty"`
	Calls    int       `json:"calls,omitempty"`
	Why      Why       `json:"why,omitzero"` // of the call

	Entered   time.Time     `json:"entered,omitzero"`    // since when it waits this time, if not since Joined
	WaitedYet time.Duration `json:"waited_yet,omitzero"` // in earlier stretches of this service
	ServedYet time.Duration `json:"served_yet,omitzero"`
	Origin    Origin        `json:"origin,omitempty"`
	From      int           `json:"from,omitempty"`  // the door it came from, or that holds it
	To        int           `json:"to,omitempty"`    // the only door that may call it, 0 for any of the service's
	Plan      []string      `json:"plan,omitempty"`  // services that follow in the same visit
	Done      []string      `json:"done,omitempty"`  // services of the same visit that ended
	Due       time.Time     `json:"due,omitzero"`    // of its appointment
	Robot     string        `json:"robot,omitempty"` // that gave it, if another than the one that keeps the line
}

// Since is when the ticket began to wait where it waits.
func (t Ticket) Since() time.Time {
	if t.Entered.IsZero() {
		return t.Joined
	}
	return t.Entered
}

// Waited is the time in the line until the call, without the time at doors.
func (t Ticket) Waited() time.Duration { return t.WaitedYet + nonNegative(t.First.Sub(t.Since())) }

// Served is the time at the door: from the latest call to the end of the visit.
func (t Ticket) Served() time.Duration { return t.ServedYet + nonNegative(t.Ended.Sub(t.Last)) }

// again lets a ticket wait once more; what it waited and was served is kept.
func (t Ticket) again(at time.Time, o Origin) Ticket {
	if t.State == Called {
		t.WaitedYet = t.Waited()
		t.ServedYet += nonNegative(at.Sub(t.Last))
		t.From = t.Door
	}
	if t.State != Waiting { // who waits goes on waiting
		t.Entered = at
	}
	t.State, t.Origin = Waiting, o
	t.First, t.Last, t.Ended, t.Door, t.Calls, t.Why = time.Time{}, time.Time{}, time.Time{}, 0, 0, Why{}
	return t
}

// nonNegative guards figures against a clock that was set back in between.
func nonNegative(d time.Duration) time.Duration { return max(0, d) }

func number(prefix string, n int) string { return fmt.Sprintf("%s%03d", prefix, n) }

// Rebase moves the times at which something happened to a ticket, after the
// clock was set; its appointment stays.
func (t Ticket) Rebase(move func(time.Time) time.Time) Ticket {
	for _, at := range []*time.Time{&t.Issued, &t.Joined, &t.First, &t.Last, &t.Ended, &t.Entered} {
		*at = move(*at)
	}
	return t
}
