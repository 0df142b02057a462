package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
)

// ShareRole is a robot's part in a line that several robots give numbers for.
type ShareRole string

// The roles. One robot keeps the line; the others issue through it.
const (
	ShareAlone  ShareRole = ""
	ShareKeeper ShareRole = "keeper"
	ShareMember ShareRole = "member"
)

// ShareSetup says which part a robot has.
type ShareSetup struct {
	Role    ShareRole
	Name    string   // a member's, as its keeper knows it
	Block   int      // of numbers that a member gives while it is cut off, 1 to 9
	Speak   bool     // a member says the calls as well
	Where   string   // a member: the address of the keeper's door console
	Members []Sharer // a keeper's
}

// Sharer is one robot that issues through the keeper.
type Sharer struct {
	Name  string
	Block int
}

// Bounds of what two robots exchange.
const (
	keptRefused = 16
	keptRuns    = 8
	// oldestOp is further back than any day: an older age is a clock that was set.
	oldestOp = 25 * time.Hour
)

// AtKeeperError refuses what is done at the console of the robot that keeps the
// line.
type AtKeeperError struct {
	Where string // its address, "" when it is not configured
}

func (e AtKeeperError) Error() string {
	return "another robot keeps the line: use its door console " + e.Where
}

// OpKind is what a member asks of the line.
type OpKind string

// The operations.
const (
	OpIssue   OpKind = "issue"    // a number of the line's own
	OpAdopt   OpKind = "adopt"    // the number of Ticket was given from the member's block
	OpJoin    OpKind = "join"     // its holder has it
	OpCheckIn OpKind = "check-in" // a number for the reservation with Code
	OpLapse   OpKind = "lapse"    // nobody holds Ticket
	OpRated   OpKind = "rated"    // its holder has rated the visit
)

// LineOp is one operation of a member, in its order. Seq counts them, so that
// the keeper does each once. At is by the member's clock.
type LineOp struct {
	Seq    uint64       `json:"seq"`
	Kind   OpKind       `json:"kind"`
	At     time.Time    `json:"at"`
	Ticket queue.Ticket `json:"ticket"`
	Code   int          `json:"code,omitempty"`
}

// OpRefusal says that an operation was refused, and why.
type OpRefusal struct {
	Seq     uint64       `json:"seq"`
	State   Intake       `json:"state,omitempty"`
	Opens   time.Time    `json:"opens,omitzero"`
	CheckIn *CheckInView `json:"check_in,omitempty"`
}

// Between the robots that share a line.
type (
	// LineOps are operations of a member, for the keeper. Run names the
	// member's count, Sent is its clock when it sent them.
	LineOps struct {
		Member string
		Run    string
		Sent   time.Time
		Ops    []LineOp
	}
	// MemberLink tells the keeper that a member came or went.
	MemberLink struct {
		Member string
		Up     bool
	}
	// LineBarred tells a member that its keeper wants nothing of it: another
	// robot has its name, or it has another block than the keeper says. What it
	// gave then might be given twice.
	LineBarred struct{ Why string }
	// LineHeard tells a member how the line has changed since the version From,
	// which it had when it asked: an answer that is late fits no more.
	LineHeard struct {
		From   string
		To     string
		Change Change
	}
)

func (LineOps) msg()    {}
func (MemberLink) msg() {}
func (LineBarred) msg() {}
func (LineHeard) msg()  {}

// Keeping is what the keeper of a shared line remembers of it.
type Keeping struct {
	Line    string    `json:"line"` // names the line: another disk is another line
	Day     int       `json:"day"`  // counts resets
	Began   time.Time `json:"began,omitzero"`
	Members []Kept    `json:"members"`
	Rated   []string  `json:"rated,omitempty"` // today, at members: tickets
	Back    []string  `json:"back,omitempty"`  // today: tickets of an earlier keeper that a member has brought back
}

// Kept is what the keeper remembers of a member.
type Kept struct {
	Name    string      `json:"name"`
	Block   int         `json:"block"`
	Run     string      `json:"run,omitempty"`
	Runs    []string    `json:"runs,omitempty"` // counts that ended: what comes of them is late
	Applied uint64      `json:"applied,omitempty"`
	Refused []OpRefusal `json:"refused,omitempty"`
	Up      bool        `json:"up,omitempty"`
	Offers  []Offer     `json:"offers,omitempty"` // ratings to be offered there
	Left    []string    `json:"left,omitempty"`   // tickets whose rating was left to it today, whatever came after
}

// Membership is what a member remembers of the line and owes to it.
type Membership struct {
	Name    string         `json:"name"`
	Run     string         `json:"run"`
	Seq     uint64         `json:"seq"`
	Outbox  []LineOp       `json:"outbox,omitempty"`
	Have    string         `json:"have,omitempty"` // version of Mirror
	Mirror  Mirror         `json:"mirror"`         // by the keeper's clock
	Offset  time.Duration  `json:"offset,omitempty"`
	Given   map[string]int `json:"given,omitempty"` // of the block today, by letter
	Ask     *Ask           `json:"ask,omitempty"`
	Heard   time.Time      `json:"heard,omitzero"`
	Offered []string       `json:"offered,omitempty"` // tickets whose rating was taken over
	Rated   []string       `json:"rated,omitempty"`   // today
	Barred  bool           `json:"barred,omitempty"`  // by the keeper, until it answers again
}

// askFor is how long a visitor waits for the keeper's answer.
const askFor = 1500 * time.Millisecond

// Ask is a number that was asked for and is not there yet.
type Ask struct {
	Op    LineOp    `json:"op"`
	Until time.Time `json:"until"`
}

// sharing handles what comes from other robots.
func (s *step) sharing(msg Msg) {
	switch msg := msg.(type) {
	case LineOps:
		s.lineOps(msg)
	case MemberLink:
		s.memberLink(msg)
	case LineBarred:
		if s.Member != nil {
			s.setMember(func(m *Membership) { m.Barred = true })
			s.linkChanged(LinkChanged{Part: PartLine, Detail: msg.Why})
		}
	case LineHeard:
		s.lineHeard(msg)
	default: // the visitor's, the officials' and the agent's own are done
	}
}

// elsewhere refuses at a member what changes the line.
func (s *step) elsewhere(msg Msg) bool {
	if s.Member == nil {
		return false
	}
	switch msg.(type) {
	case CallNext, Recall, CloseVisit, MarkNoShow, Admit, Hold, Resume, Pick, TakeBack, Transfer, PlanVisit, SetClass,
		CancelTicket, Undo, SetDoor, MoveStranded, Book, CancelBooking, CheckIn:
		s.reply(RequestOf(msg), AtKeeperError{Where: s.Setup.Share.Where})
		return true
	default:
		return false
	}
}

// startSharing takes up the part that the setup says.
func (s *step) startSharing() {
	share, was, block := s.Setup.Share, s.Member, s.Line.Blocks
	s.Line.Blocks = nil
	switch share.Role {
	case ShareKeeper:
		s.Member = nil
		s.startKeeping(share)
		s.takeOver(was, block)
	case ShareMember:
		s.Keep = nil
		s.startMember(share)
	case ShareAlone:
		if s.Member != nil {
			s.Line.Live = s.mine() // the others wait for the keeper
		}
		s.Keep, s.Member = nil, nil
		s.takeOver(was, block)
	}
}

// takeOver makes the picture that a member had of its keeper's line a line of
// its own, which gives no number once more.
func (s *step) takeOver(was *Membership, block []int) {
	if was != nil {
		blocks := s.Line.Blocks
		s.Line.Blocks = slices.Concat(blocks, block)
		s.Line = s.Line.Resumed(was.Mirror.Numbers)
		s.Line.Blocks = blocks
	}
}

// rebaseSharing moves what was noted by the clock.
func (s *step) rebaseSharing(move func(time.Time) time.Time) {
	if s.Keep != nil {
		k := *s.Keep
		k.Began = move(k.Began)
		k.Members = slices.Clone(k.Members)
		for i := range k.Members {
			each(&k.Members[i].Offers, func(o *Offer) { o.Stale = move(o.Stale) })
		}
		s.Keep = &k
	}
	if s.Member != nil {
		m := *s.Member
		m.Offset += move(s.Line.Now).Sub(s.Line.Now)
		m.Heard = move(m.Heard)
		each(&m.Outbox, func(o *LineOp) { o.At = move(o.At) })
		if m.Ask != nil {
			a := *m.Ask
			a.Op.At, a.Until = move(a.Op.At), move(a.Until)
			m.Ask = &a
		}
		s.Member = &m
	}
}
