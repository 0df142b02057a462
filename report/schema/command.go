package schema

import (
	"slices"
	"strings"
	"time"
)

// Verb names what the ward asks of a robot.
type Verb string

// The verbs. Each has its own channel, see Verb.Channel.
const (
	VerbAnnounce Verb = "announce" // Announce
	VerbWithdraw Verb = "withdraw" // Withdraw
	VerbGoto     Verb = "goto"     // Goto
	VerbReport   Verb = "report"   // Report
	VerbReply    Verb = "reply"    // Reply
)

// Verbs lists the verbs that the contract has.
func Verbs() []Verb {
	return []Verb{VerbAnnounce, VerbWithdraw, VerbGoto, VerbReport, VerbReply}
}

// Channel is the channel that commands of the verb travel on.
func (v Verb) Channel() Channel { return Channel("cmd/" + string(v)) }

// Verb is what the commands of the channel ask for, and whether any travel on it.
func (c Channel) Verb() (Verb, bool) {
	rest, found := strings.CutPrefix(string(c), "cmd/")
	return Verb(rest), found && slices.Contains(Verbs(), Verb(rest))
}

// MaxValid is the longest time from a command's issue to its expiry.
const MaxValid = time.Minute

// MaxLetters bounds a text that is announced, in characters.
const MaxLetters = 600

// Order is what one command asks for.
type Order interface {
	Verb() Verb
	check(p *problems)
}

// Command is one order, from when to when it may be carried out, and the name
// that its results bear.
type Command struct {
	ID      string // UUID version 7
	Issued  time.Time
	Expires time.Time // at most MaxValid after Issued
	Order   Order
}

// Announce shows a text on the robot's screen.
type Announce struct {
	Announcement string     `json:"announcement"` // names it; the same name again changes it
	Text         Label      `json:"text"`         // vi must be there
	Priority     string     `json:"priority"`     // normal; high comes before others; emergency takes the screen
	Ends         *time.Time `json:"ends"`         // with zone; null shows it until it is withdrawn
}

// Withdraw takes an announcement back.
type Withdraw struct {
	Announcement string `json:"announcement"`
}

// Goto sends the robot to a place that its unit names: before a door, to the
// waiting area, or home to where it welcomes people. A robot that is with a
// visitor, stopped or faulty refuses.
//
// With a kind it is sent on something else than to a place. A robot takes the
// kinds that its Info names with AbilityErrands; others know of none.
type Goto struct {
	Place string   `json:"place"` // or, with a kind, the round; "" where the kind says all
	Kind  GotoKind `json:"kind,omitempty"`
}

// GotoKind is what a robot is sent on.
type GotoKind string

// The kinds of errands.
const (
	GotoPlace   GotoKind = ""        // to Place
	GotoRound   GotoKind = "round"   // with the tray along the round that Place names
	GotoWelcome GotoKind = "welcome" // to the entrance, to welcome people
	GotoDock    GotoKind = "dock"    // to the charger
)

// AbilityErrands in an Info says that the robot knows the kinds of Goto.
const AbilityErrands = "errands"

// Report asks for the status now.
type Report struct{}

// Reply tells the visitor who called a person to the screen which door comes.
type Reply struct {
	Called time.Time `json:"called"` // ts of the event "help" that is answered
	Door   int       `json:"door"`
}

// Verb is VerbAnnounce.
func (Announce) Verb() Verb { return VerbAnnounce }

// Verb is VerbWithdraw.
func (Withdraw) Verb() Verb { return VerbWithdraw }

// Verb is VerbGoto.
func (Goto) Verb() Verb { return VerbGoto }

// Verb is VerbReport.
func (Report) Verb() Verb { return VerbReport }

// Verb is VerbReply.
func (Reply) Verb() Verb { return VerbReply }

func (a Announce) check(p *problems) {
	p.text("announcement", a.Announcement)
	p.letters("text.vi", a.Text.Vi)
	if a.Text.Vi == "" {
		p.add("text.vi is missing")
	}
	p.letters("text.en", a.Text.En)
	oneOf(p, "priority", a.Priority, priorities()...)
}

func priorities() []string { return []string{"normal", "high", "emergency"} }

func (p *problems) letters(field, value string) { p.optional(field, value, MaxLetters) }

func (w Withdraw) check(p *problems) { p.text("announcement", w.Announcement) }

func (g Goto) check(p *problems) {
	oneOf(p, "kind", g.Kind, GotoPlace, GotoRound, GotoWelcome, GotoDock)
	if g.Kind == GotoPlace || g.Kind == GotoRound {
		p.text("place", g.Place)
		return
	}
	p.optional("place", g.Place, MaxText)
}

func (Report) check(*problems) {}

func (r Reply) check(p *problems) {
	if r.Called.IsZero() {
		p.add("called is missing")
	}
	between(p, "door", r.Door, 1, maxDoor)
}

func (c Command) check(p *problems) {
	p.uuid7("id", c.ID)
	switch valid := c.Expires.Sub(c.Issued); {
	case c.Issued.IsZero():
		p.add("issued is missing")
	case valid <= 0 || valid > MaxValid:
		p.add("expires is %v after issued, want more than 0 s and at most %v", valid, MaxValid)
	}
	c.Order.check(p)
}
