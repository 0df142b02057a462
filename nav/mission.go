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

// Place is a named pose that missions refer to.
type Place struct {
	Pose Pose
	// MaxSpeedMps caps the speed on the way there, in m/s; 0 means the usual
	// speed.
	MaxSpeedMps float64
}

// Kind says what a mission is for.
type Kind string

// The kinds of missions, by falling priority.
const (
	// KindGoto goes to a place because staff called the robot.
	KindGoto Kind = "goto"
	// KindLead fetches a visitor at From and leads her to To.
	KindLead Kind = "lead"
	// KindReturn goes back to where the robot waits. It is dropped when
	// anything else is wanted.
	KindReturn Kind = "return"
)

// Mission is one errand.
type Mission struct {
	// ID names the mission in every Update. The caller chooses it.
	ID   string
	Kind Kind
	// From is where a visitor to be led waits; only for KindLead.
	From string
	// To is the place where the mission ends.
	To string
	// WaitFor is how long to wait at From for Proceed before leading anyway;
	// 0 means not at all.
	WaitFor time.Duration
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
	PhaseBlocked         Phase = "blocked"
	PhaseSuspended       Phase = "suspended"
	PhaseArrived         Phase = "arrived"
	PhaseCancelled       Phase = "cancelled"
	PhaseFailed          Phase = "failed"
)

// Update tells that a mission entered a phase, and for the phases that need
// one, why. Reason is for operators, in English.
type Update struct {
	Mission string
	Phase   Phase
	Reason  string
}

var (
	// ErrUnknownMission names a mission that is neither running nor queued.
	ErrUnknownMission = errors.New("no such mission")
	// ErrNotWaiting says that the mission does not wait for a visitor now.
	ErrNotWaiting = errors.New("the mission does not wait for a visitor")
)

// rank orders the kinds: a higher one starts first.
func (k Kind) rank() int {
	switch k {
	case KindGoto:
		return 3
	case KindLead:
		return 2
	case KindReturn:
		return 1
	}
	return 0
}

// check reports everything wrong with a mission.
func (m Mission) check(places map[string]Place) error {
	var errs []error
	known := func(field, place string) {
		if _, ok := places[place]; !ok {
			errs = append(errs, fmt.Errorf("%s: no place %q", field, place))
		}
	}
	if m.ID == "" {
		errs = append(errs, errors.New("id: empty"))
	}
	if m.Kind.rank() == 0 {
		errs = append(errs, fmt.Errorf("kind: %q, want goto, lead or return", m.Kind))
	}
	known("to", m.To)
	if m.Kind == KindLead {
		known("from", m.From)
	}
	if m.WaitFor < 0 {
		errs = append(errs, fmt.Errorf("wait: %v, want 0 or more", m.WaitFor))
	}
	return errors.Join(errs...)
}
