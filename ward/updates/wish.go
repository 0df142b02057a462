package updates

import (
	"context"
	"errors"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
)

// State is what the ward has decided about a wish. How far the robot is with it is
// its answer.
type State string

// The states.
const (
	Given     State = "given"     // the robot is not told yet
	Told      State = "told"      // it is
	Stopped   State = "stopped"   // another robot came to a bad end with it
	Withdrawn State = "withdrawn" // somebody took it back
)

// Wish is the software that one robot shall have. Robots that were given a version
// at once are a round.
type Wish struct {
	To        schema.Topic // without channel
	Round     string
	Place     int  // in the round; 0 goes first
	Staged    bool // the others wait until the first runs it
	Version   string
	URL       string // of the manifest
	SHA256    string // of the manifest
	NotBefore time.Time
	Window    Window
	By        string
	Given     time.Time

	State   State
	Because string // of Stopped: robot and what became of it there
	// Rev is the revision that the robot was told last, 0 for none, and Said the
	// version that it was told with it: Version, or, to take that back, the one that
	// ran; "" when that counts no more.
	Rev     int64
	Said    string
	ToldAt  time.Time
	Answer  schema.Updated // to Rev; V is 0 before there is one
	Since   time.Time      // when the answer's status was learnt
	Alerted int64          // revision that an alert was raised about, negative when it was stuck
	Turn    int64          // counts changes
}

// Message is what the robot was told last.
func (w Wish) Message() schema.Update {
	return schema.Update{Rev: w.Rev, Version: w.Said, URL: w.URL, SHA256: w.SHA256}
}

// asked says whether the robot was told the version that is wanted.
func (w Wish) asked() bool { return w.State == Told && w.Rev > 0 && w.Said == w.Version }

// Done says whether the robot runs what is wanted.
func (w Wish) Done() bool { return w.asked() && w.Answer.Status == schema.UpdateInstalled }

// Bad says whether the robot was told, and will not come to run it. One that knows a
// higher revision is told again.
func (w Wish) Bad() bool {
	return w.asked() && ended(w.Answer) && !w.Done() && w.Answer.Error != schema.UpdateOld
}

// Open says whether something may still become of it.
func (w Wish) Open() bool { return w.State == Given || w.State == Told && !w.Done() && !w.Bad() }

// ended says whether a robot does no more about what it was told. What failed for
// the line or the disk is tried again.
func ended(u schema.Updated) bool {
	switch u.Status {
	case schema.UpdateInstalled, schema.UpdateRolledBack, schema.UpdateRefused:
		return true
	case schema.UpdateFailed:
		return u.Error != schema.UpdateDownload && u.Error != schema.UpdateSpace
	case schema.UpdateDownloading, schema.UpdateWaiting, schema.UpdateInstalling, schema.UpdateRestarting:
	}
	return false
}

// early says whether nothing is installed yet, so that another word can come
// between. What waits with all of it done waits for its restart alone.
func early(u schema.Updated) bool {
	switch u.Status {
	case "", schema.UpdateDownloading:
		return true
	case schema.UpdateWaiting:
		return u.Percent == 0
	case schema.UpdateFailed:
		return !ended(u)
	case schema.UpdateInstalling, schema.UpdateRestarting, schema.UpdateInstalled, schema.UpdateRolledBack, schema.UpdateRefused:
	}
	return false
}

// Stuck is how long a robot may be at one step before somebody is to look.
const Stuck = 24 * time.Hour

// IsStuck says whether a robot has been at one step for too long.
func (w Wish) IsStuck(now time.Time) bool {
	if !w.asked() || ended(w.Answer) {
		return false
	}
	last := w.ToldAt
	if w.Since.After(last) {
		last = w.Since
	}
	return now.Sub(last) > Stuck
}

// ErrChanged says that a wish was changed by somebody else meanwhile.
var ErrChanged = errors.New("it was changed meanwhile")

// Store keeps wishes, one for each robot.
type Store interface {
	// Updates gives them by round and place.
	Updates(ctx context.Context) ([]Wish, error)
	// GiveUpdates keeps wishes in place of those that the robots had, whose revision
	// and answer stay.
	GiveUpdates(ctx context.Context, all []Wish, e office.Entry) error
	// MoveUpdates keeps what became of wishes, all or none. It gives ErrChanged when
	// one is at another turn.
	MoveUpdates(ctx context.Context, all []Wish) error
	// WithdrawUpdates takes back what is open of some robots, and gives how many.
	WithdrawUpdates(ctx context.Context, of []schema.Topic, e office.Entry) (n int, err error)
}
