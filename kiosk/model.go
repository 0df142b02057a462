package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// Model is the whole state of the robot. Its fields are exported for
// snapshots and digests; only Update changes it.
type Model struct {
	Boot     string          `json:"boot"`
	Setup    Setup           `json:"setup"`
	Line     queue.Line      `json:"line"`
	Waits    eta.Ledger      `json:"waits,omitzero"` // what was told of waiting times
	Lang     Lang            `json:"lang"`
	Priority bool            `json:"priority"`        // Class is not the ordinary one
	Class    string          `json:"class,omitempty"` // of the next ticket
	Session  *Session        `json:"session,omitempty"`
	Papers   []PaperJob      `json:"papers,omitempty"`
	Calls    []Call          `json:"calls,omitempty"`
	Offers   []Offer         `json:"offers,omitempty"`
	Errand   *Errand         `json:"errand,omitempty"`
	Away     bool            `json:"away,omitempty"`    // the robot has left its welcome place on an errand
	Stopped  bool            `json:"stopped,omitempty"` // an emergency stop that no official has lifted yet
	Held     bool            `json:"held,omitempty"`    // an official keeps the robot where it is
	Sayings  int             `json:"sayings,omitempty"` // of the robot on its way, so far
	Robot    Robot           `json:"robot"`
	Printer  Printer         `json:"printer"`
	Links    map[Part]Link   `json:"links,omitempty"`
	Presses  []Press         `json:"presses,omitempty"` // panel presses of the last ten seconds
	PanelSeq map[string]Seqs `json:"panel_seq,omitempty"`
	Fault    string          `json:"fault,omitempty"` // of the store
	ResetAt  time.Time       `json:"reset_at,omitzero"`
	Fresh    bool            `json:"fresh,omitempty"`  // this run has given no number yet
	IdleAt   time.Time       `json:"idle_at,omitzero"` // when an unattended choice on home is taken back
	Errands  int             `json:"errands"`          // counts errands, for their IDs

	Looks       Looks      `json:"looks,omitzero"`
	Spot        Spot       `json:"spot,omitzero"`        // what the visitor opened
	Warned      bool       `json:"warned,omitempty"`     // the screen says that it goes home soon
	Resting     bool       `json:"resting,omitempty"`    // the greeting is up
	RestAt      time.Time  `json:"rest_at,omitzero"`     // when it comes up
	StillUntil  time.Time  `json:"still_until,omitzero"` // until when the robot keeps still for who touched the screen
	Still       bool       `json:"still,omitempty"`      // the navigator knows of that
	IssuedAt    time.Time  `json:"issued_at,omitzero"`   // of the last ticket
	Listen      *Listening `json:"listen,omitempty"`     // a request by voice
	Listens     int        `json:"listens,omitempty"`    // counts them, for their IDs
	Help        *Help      `json:"help,omitempty"`       // a person was called to the screen
	Helps       int        `json:"helps,omitempty"`      // counts these calls
	Bulletins   []Bulletin `json:"bulletins,omitempty"`  // announced by officials, oldest first
	Maintenance bool       `json:"maintenance,omitempty"`
	Tech        *Tech      `json:"tech,omitempty"`   // the technician's page is open
	Jogged      bool       `json:"jogged,omitempty"` // a technician drives the robot by hand
	Tests       int        `json:"tests,omitempty"`  // counts tests, for their IDs

	Acts    []Act        `json:"acts,omitempty"`     // of officials, that may still be undone
	Handled []string     `json:"handled,omitempty"`  // requests that were done, the newest last
	Refusal *Refusal     `json:"refusal,omitempty"`  // a ticket was asked for and not given
	CheckIn *CheckInView `json:"check_in,omitempty"` // what came of the last code
	TriedAt time.Time    `json:"tried_at,omitzero"`  // when a code was no good last

	Dialogue  *Dialogue `json:"dialogue,omitempty"`  // what the robot makes of the last request
	Dialogues int       `json:"dialogues,omitempty"` // counts them, for their IDs

	Slip   *Slip     `json:"slip,omitempty"`   // of this visitor
	Slips  int       `json:"slips,omitempty"`  // counts them, for their IDs
	SlipAt time.Time `json:"slip_at,omitzero"` // when the last one was asked for

	Havings []Having `json:"havings,omitempty"` // papers that this visitor says she has

	ClosedAt time.Time `json:"closed_at,omitzero"` // when a visit ended last

	Keep   *Keeping    `json:"keep,omitempty"`   // other robots give numbers through this one
	Member *Membership `json:"member,omitempty"` // this robot gives numbers through another one

	Chore    *Errand              `json:"chore,omitempty"`     // what the robot does while nobody needs it
	Greet    time.Time            `json:"greet,omitzero"`      // until when it welcomes at the entrance
	Shift    Shift                `json:"shift,omitzero"`      // whether the Center works
	RoundsAt map[string]time.Time `json:"rounds_at,omitempty"` // when rounds begin by themselves
	Playing  bool                 `json:"playing,omitempty"`   // quiet music
	Strayed  *Strayed             `json:"strayed,omitempty"`   // a person whom the robot lost

	Absent *Absent  `json:"absent,omitempty"` // nobody can be called about what the visitor asked
	Missed []Missed `json:"missed,omitempty"` // leaders were told of lately

	Orders OrdersSeen `json:"orders,omitzero"`  // of the ward
	Wanted *Wanted    `json:"wanted,omitempty"` // settings of the ward
}

// Session is one visitor's ticket screen.
type Session struct {
	Ticket string    `json:"ticket"`
	Until  time.Time `json:"until"`
}

// PaperJob is the paper of one ticket.
type PaperJob struct {
	Ticket  string     `json:"ticket"`
	Paper   Paper      `json:"paper"`
	Attempt int        `json:"attempt"`
	State   PrintState `json:"state"`
	Unsure  bool       `json:"unsure"` // some attempt may be on paper: print only with the mark
	Due     time.Time  `json:"due"`    // when a sent job without an answer becomes unknown
}

// Job names one attempt; answers to earlier attempts do not fit it.
func (p PaperJob) Job() string { return p.Ticket + "/" + itoa(p.Attempt) }

// Call is one ticket called to a door, until its visit ends.
type Call struct {
	Ticket    string    `json:"ticket"`
	Number    string    `json:"number"`
	Door      int       `json:"door"`
	Calls     int       `json:"calls"`
	From      time.Time `json:"from,omitzero"`       // its turn on the screen
	ShowUntil time.Time `json:"show_until,omitzero"` // zero when it left the screen
	Said      bool      `json:"said"`
}

func (c Call) speakID() string { return "call/" + c.Ticket + "/" + itoa(c.Calls) }

// Offer is a rating that waits for its visitor.
type Offer struct {
	Ticket  string        `json:"ticket"`
	Number  string        `json:"number"`
	Service string        `json:"service"`
	Door    int           `json:"door"`
	Lang    Lang          `json:"lang"`
	Wait    time.Duration `json:"wait"`
	Serve   time.Duration `json:"serve"`
	Until   time.Time     `json:"until,omitzero"` // set when it comes on screen
	Stale   time.Time     `json:"stale"`          // dropped when it could not be shown by then
	Chosen  Face          `json:"chosen,omitempty"`
	Asking  bool          `json:"asking,omitempty"` // for reasons
	Reasons []Reason      `json:"reasons,omitempty"`
}

// ends is when the offer goes: after its time on screen, or unseen.
func (o Offer) ends() time.Time {
	if o.Until.IsZero() {
		return o.Stale
	}
	return o.Until
}

// Errand is the robot's mission.
type Errand struct {
	Mission Mission `json:"mission"`
	Ticket  string  `json:"ticket,omitempty"`
	Number  string  `json:"number,omitempty"`
	Door    int     `json:"door,omitempty"`
	Lang    Lang    `json:"lang,omitempty"`
	Phase   Phase   `json:"phase"`
	// Lost says that the navigator does not know the mission: it ended with an
	// earlier run, and an emergency stop forbids to give it again.
	Lost bool `json:"lost,omitempty"`
	// Retry is when a return that failed is tried again.
	Retry time.Time `json:"retry,omitzero"`
	// Reason is why it is in its phase: a code of package nav, or "".
	Reason string `json:"reason,omitempty"`
	// Took counts who took something from the tray at this stop, and Told says
	// that they were told to take their time.
	Took int  `json:"took,omitempty"`
	Told bool `json:"told,omitempty"`
	// Aside says that somebody works the home screen while they are offered.
	Aside bool `json:"aside,omitempty"`
	// Order is the ward's command that it carries out.
	Order string `json:"order,omitempty"`
}

// Listening is one request by voice.
type Listening struct {
	ID    string      `json:"id"`
	State ListenState `json:"state"`
}

// Bulletin is a text that an official, or with Door 0 the ward, put on the screen.
type Bulletin struct {
	ID        string    `json:"id"`
	Text      Text      `json:"text"`
	Emergency bool      `json:"emergency,omitempty"`
	Door      int       `json:"door"`
	At        time.Time `json:"at"`
	High      bool      `json:"high,omitempty"` // of the ward: before all others
	Until     time.Time `json:"until,omitzero"` // of the ward: it goes by itself then
}

// Tech is a technician's visit to the page.
type Tech struct {
	Until   time.Time     `json:"until"`
	Tests   map[Part]Test `json:"tests,omitempty"`
	Presses [4]int        `json:"presses"` // of the panel's buttons since it was opened
	Floor   *FloorEdit    `json:"floor,omitempty"`
}

// Test is the last test of one part.
type Test struct {
	ID     string    `json:"id"`
	State  TestState `json:"state"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// Link is whether a part answers.
type Link struct {
	Up     bool      `json:"up"`
	Detail string    `json:"detail,omitempty"`
	Since  time.Time `json:"since"`
}

// Press is one recent press of the panel.
type Press struct {
	At time.Time `json:"at"`
}

// Seqs remembers the presses that one device reported lately, so that a
// resent one counts once.
type Seqs []uint32

// keptSeqs is more than any panel can have under way at once.
const keptSeqs = 16

// New returns the model of a robot that has never run. The first message must
// be Started.
func New() Model {
	return Model{Lang: Vi, Line: queue.NewLine(nil, queue.Policy{})}
}

// location is the ward's time zone; the setup was checked before.
func (s Setup) location() *time.Location {
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// nextReset is the first daily reset after a time.
func (s Setup) nextReset(at time.Time) time.Time {
	local := at.In(s.location())
	y, m, d := local.Date()
	reset := func(day int) time.Time { // by the wall clock, whatever summer time does
		h := s.DayReset
		return time.Date(y, m, day, int(h/time.Hour), int(h%time.Hour/time.Minute), 0, 0, local.Location())
	}
	if r := reset(d); r.After(at) {
		return r
	}
	return reset(d + 1)
}

func (s Setup) service(id string) Service {
	i := slices.IndexFunc(s.Services, func(v Service) bool { return v.ID == id })
	if i < 0 {
		return Service{ID: id, Name: Text{Vi: id}}
	}
	return s.Services[i]
}

func (s Setup) door(n int) (Door, bool) {
	i := slices.IndexFunc(s.Doors, func(d Door) bool { return d.Number == n })
	if i < 0 {
		return Door{}, false
	}
	return s.Doors[i], true
}

func (m Model) paper(ticket string) (PaperJob, bool) {
	i := slices.IndexFunc(m.Papers, func(p PaperJob) bool { return p.Ticket == ticket })
	if i < 0 {
		return PaperJob{}, false
	}
	return m.Papers[i], true
}

func (s *step) setPaper(p PaperJob) {
	s.Papers = slices.Clone(s.Papers)
	for i := range s.Papers {
		if s.Papers[i].Ticket == p.Ticket {
			s.Papers[i] = p
			return
		}
	}
	s.Papers = append(s.Papers, p)
}

func (s *step) dropPaper(ticket string) {
	s.Papers = slices.DeleteFunc(slices.Clone(s.Papers), func(p PaperJob) bool { return p.Ticket == ticket })
}

func (s *step) setCall(c Call) {
	s.Calls = slices.Clone(s.Calls)
	for i := range s.Calls {
		if s.Calls[i].Ticket == c.Ticket {
			s.Calls[i] = c
			return
		}
	}
	s.Calls = append(s.Calls, c)
}

func (s *step) dropCall(ticket string) {
	s.Calls = slices.DeleteFunc(slices.Clone(s.Calls), func(c Call) bool { return c.Ticket == ticket })
	if len(s.Calls) == 0 {
		s.Calls = nil
	}
}
