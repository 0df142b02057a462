package schema

import "strings"

// ResultState is how far a command has come.
type ResultState string

// The states. Done, Rejected and Expired are final.
const (
	ResultAccepted ResultState = "accepted"
	ResultRunning  ResultState = "running"
	ResultDone     ResultState = "done"
	ResultRejected ResultState = "rejected" // or it ended otherwise than was asked; see Reason
	ResultExpired  ResultState = "expired"  // it came too late
)

// Final reports whether no further result follows.
func (s ResultState) Final() bool {
	return s == ResultDone || s == ResultRejected || s == ResultExpired
}

// Result is how far one command has come. It travels as an event, from the
// outbox, on the command's own channel.
type Result struct {
	Command string      `json:"command"` // its ID
	State   ResultState `json:"state"`
	Reason  Reason      `json:"reason,omitempty"` // of rejected
}

// Reason is why a command was rejected.
type Reason string

// The reasons.
const (
	ReasonClockUnset Reason = "clock-unset"       // the robot cannot tell whether it has expired
	ReasonNotYet     Reason = "not-yet"           // it was issued in the robot's future
	ReasonTooMany    Reason = "too-many"          // commands in a short time, or announcements
	ReasonText       Reason = "bad-text"          // too long, empty, or over before it began
	ReasonUnknown    Reason = "unknown"           // the unit has no such place, door or announcement
	ReasonNoRobot    Reason = "robot-unavailable" // no base, stopped, faulty, or with a visitor
	ReasonNobody     Reason = "nobody-waits"      // the call for help is over, or another has answered
	ReasonFailed     Reason = "mission-failed"
	ReasonCancelled  Reason = "mission-cancelled" // by people there, or for another errand
)

// resultReasons lists the reasons that the contract has.
func resultReasons() []Reason {
	return []Reason{
		ReasonClockUnset, ReasonNotYet, ReasonTooMany, ReasonText, ReasonUnknown, ReasonNoRobot, ReasonNobody, ReasonFailed,
		ReasonCancelled,
	}
}

const resultPrefix = "res/"

// ResultChannel is the channel on which the results of a command travel.
func ResultChannel(command string) Channel { return Channel(resultPrefix + command) }

// Result is the command whose results travel on the channel, and whether any do.
func (c Channel) Result() (command string, ok bool) {
	rest, found := strings.CutPrefix(string(c), resultPrefix)
	return rest, found && isUUID7(rest)
}

// Kind is KindResult.
func (Result) Kind() Kind { return KindResult }

func (r Result) check(p *problems) {
	p.uuid7("command", r.Command)
	oneOf(p, "state", r.State, ResultAccepted, ResultRunning, ResultDone, ResultRejected, ResultExpired)
	if r.State == ResultRejected {
		oneOf(p, "reason", r.Reason, resultReasons()...)
	} else if r.Reason != "" {
		p.add("reason is %.40q, want it with rejected only", r.Reason)
	}
}
