package nav

import (
	"errors"
	"fmt"
	"time"
)

// Pose is a place and a heading in the map's frame: metres to the east and to
// the north of its origin, radians counter-clockwise from east.
type Pose struct {
	XM, YM     float64
	HeadingRad float64
}

// Kind says what a mission is for.
type Kind string

// The kinds of missions, by falling priority.
const (
	// KindCharge goes to the charger because the battery is low. The
	// navigator starts it by itself.
	KindCharge Kind = "charge"
	// KindGoto goes to a place because staff called the robot.
	KindGoto Kind = "goto"
	// KindLead fetches a visitor at From and leads her to To.
	KindLead Kind = "lead"
	// KindWelcome goes to a place, as a rule the entrance, and greets there.
	KindWelcome Kind = "welcome"
	// KindPatrol goes round with the tray: it stops, says so, waits, thanks.
	KindPatrol Kind = "patrol"
	// KindDock goes to the charger because somebody wishes it.
	KindDock Kind = "dock"
	// KindReturn goes back to where the robot waits. It is dropped when
	// anything else is wanted.
	KindReturn Kind = "return"
)

// Mission is one errand.
type Mission struct {
	// ID names the mission in every Update. The caller chooses it; those that
	// begin with "nav/" are the navigator's own.
	ID   string
	Kind Kind
	// From is where a visitor to be led waits; only for KindLead. Empty means
	// that she stands with the robot already.
	From string
	// To is the place where the mission ends; not for KindPatrol and KindDock.
	To string
	// WaitFor is how long to wait at From for Proceed before leading anyway;
	// 0 means not at all.
	WaitFor time.Duration
	// Stops are those of a KindPatrol.
	Stops []Stop
}

// Phase says how far a mission has come.
type Phase string

// The phases. Arrived, cancelled and failed are final.
const (
	PhaseQueued          Phase = "queued"
	PhaseDriving         Phase = "driving"
	PhaseDrivingToPerson Phase = "driving-to-person"
	PhaseWaitingPerson   Phase = "waiting-person"
	PhaseLeading         Phase = "leading"
	PhaseServing         Phase = "serving"
	PhaseDocking         Phase = "docking"
	PhaseBlocked         Phase = "blocked"
	PhaseSuspended       Phase = "suspended"
	PhaseArrived         Phase = "arrived"
	PhaseCancelled       Phase = "cancelled"
	PhaseFailed          Phase = "failed"
)

// Update tells that a mission entered a phase, and for the phases that need
// one, why.
type Update struct {
	Mission string
	Phase   Phase
	Reason  Reason
	// Detail is for operators, in English; often empty.
	Detail string
	// Place is where the mission is going or stands, if anywhere.
	Place string
}

var (
	// ErrUnknownMission names a mission that is neither running nor queued.
	ErrUnknownMission = errors.New("no such mission")
	// ErrNotWaiting says that the mission does not wait for a visitor now.
	ErrNotWaiting = errors.New("the mission does not wait for a visitor")
)

// rank orders the kinds: a higher one starts first. 0 is no kind.
func (k Kind) rank() int {
	switch k {
	case KindCharge:
		return 7
	case KindGoto:
		return 6
	case KindLead:
		return 5
	case KindWelcome:
		return 4
	case KindPatrol:
		return 3
	case KindDock:
		return 2
	case KindReturn:
		return 1
	}
	return 0
}

// check reports everything wrong with a mission.
func (m Mission) check(s *Site, tray bool) error {
	var bad complaints
	if m.ID == "" {
		bad.add("id", "empty")
	}
	if m.WaitFor < 0 {
		bad.add("wait", "%v, want 0 or more", m.WaitFor)
	}
	m.checkKind(&bad, s, tray)
	if err := errors.Join(bad...); err != nil {
		return fmt.Errorf("cannot start mission %q: %w", m.ID, err)
	}
	return nil
}

// checkKind reports what is wrong for a mission's kind.
func (m Mission) checkKind(bad *complaints, s *Site, tray bool) {
	to := func() {
		if _, ok := s.Places[m.To]; !ok {
			bad.add("to", "no place %q", m.To)
		}
	}
	switch m.Kind {
	case KindGoto, KindWelcome, KindReturn:
		to()
	case KindLead:
		to()
		s.known(bad, "from", m.From)
	case KindPatrol:
		s.checkStops(bad, "stops", m.Stops)
		if !tray {
			bad.add("kind", "patrol without a tray whose sensors tell of hands")
		}
	case KindDock:
		if s.Dock == "" {
			bad.add("kind", "dock without a known dock")
		}
	case KindCharge:
		bad.add("kind", "charge is the navigator's own")
	default:
		bad.add("kind", "%q, want goto, lead, welcome, patrol, dock or return", m.Kind)
	}
}
