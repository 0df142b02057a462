package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tiepdan/report/schema"
)

// ErrChanged says that somebody else has desired something meanwhile.
var ErrChanged = errors.New("something else was desired meanwhile")

// Desired is what the ward wants of a robot's settings, and what the robot
// said to it.
type Desired struct {
	To       schema.Topic // without channel
	Settings schema.Settings
	At       time.Time // when it was desired
	By       string    // who did
	Answer   schema.Reported
	Answered time.Time // zero before the robot answered to this revision
}

// Wish is what somebody wants of a robot's settings.
type Wish struct {
	To       schema.Topic
	Settings schema.Settings // its Rev is given here
	By       string
	Seen     int64 // revision that she saw; 0 for none
}

// Desire keeps a wish under a new revision, and puts it before the robot now
// or when the broker can be reached again. It stays there for a robot that is
// away. The error is ErrChanged when somebody else was quicker.
func (s *Sender) Desire(ctx context.Context, w Wish) (Desired, error) {
	if s.options.Store == nil {
		return Desired{}, errors.New("cannot configure: nothing is kept")
	}
	to := w.To.On("")
	d := Desired{To: to, Settings: w.Settings, At: s.options.Now().UTC().Truncate(time.Millisecond), By: w.By}
	d.Settings.Rev = s.nextRev(to, w.Seen)
	if _, _, err := schema.SignSettings(s.options.Key, to, d.Settings); err != nil { // what no robot would take is not kept
		return Desired{}, err
	}
	if err := s.options.Store.Desire(ctx, d, w.Seen); err != nil {
		return Desired{}, fmt.Errorf("cannot configure %s: %w", to.Robot, err)
	}
	s.mu.Lock()
	s.desired[to] = d
	s.mu.Unlock()
	s.changed()
	if err := s.Configure(ctx, to, d.Settings); err != nil {
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "settings are put before the robot later", slog.Any("error", err))
	}
	return d, nil
}

// revAhead is how far a robot's revision may be above the minutes since 1970: no
// ward has set a robot up that often.
const revAhead = 1_000_000

// nextRev is above all revisions that the ward knows of. A robot that knows a
// higher one got it from a ward whose store was lost: then minutes are counted,
// which no ward has used up. What no ward can have given is not believed: it
// would leave no revision to come after it.
func (s *Sender) nextRev(to schema.Topic, seen int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	minutes := s.options.Now().Unix() / 60
	answer := s.reported[to]
	rev := max(seen, s.desired[to].Settings.Rev)
	if answer.Rev <= minutes+revAhead {
		rev = max(rev, answer.Rev)
	}
	rev++
	if answer.Error == schema.SettingsOld || s.desired[to].Answer.Error == schema.SettingsOld {
		rev = max(rev, minutes)
	}
	return rev
}

// Wanted is what is desired of a robot.
func (s *Sender) Wanted(to schema.Topic) (Desired, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, found := s.desired[to.On("")]
	return d, found
}

// Configure puts settings before a robot. They stay there, for a robot that is
// away; their revision must be above that of those before. What the robot says
// to them is Reported.
func (s *Sender) Configure(ctx context.Context, to schema.Topic, settings schema.Settings) error {
	link := s.connected()
	if link == nil {
		return fmt.Errorf("cannot configure %s: %w", to.Robot, ErrAway)
	}
	return s.configure(ctx, link, to.On(""), settings)
}

// configure puts settings before a robot, unless newer ones are desired: those
// are put there by whoever desired them, and must stay.
func (s *Sender) configure(ctx context.Context, link publisher, to schema.Topic, settings schema.Settings) error {
	s.putting.Lock()
	defer s.putting.Unlock()
	if newest, found := s.Wanted(to); found && newest.Settings.Rev > settings.Rev {
		return nil
	}
	topic, data, err := schema.SignSettings(s.options.Key, to, settings)
	if err != nil {
		return err
	}
	if err := link.publish(ctx, topic.String(), true, data); err != nil {
		return fmt.Errorf("cannot configure %s: %w", to.Robot, err)
	}
	return nil
}

// desireAgain puts everything that is desired before the robots: the broker may
// have lost it. A robot that has it already says so again, and changes nothing.
func (s *Sender) desireAgain(ctx context.Context, link publisher) error {
	s.mu.Lock()
	all := make([]Desired, 0, len(s.desired))
	for _, d := range s.desired {
		all = append(all, d)
	}
	s.mu.Unlock()
	for _, d := range all {
		if err := s.configure(ctx, link, d.To, d.Settings); err != nil {
			return err
		}
	}
	return nil
}

// Reported is what a robot has said last of its settings.
func (s *Sender) Reported(to schema.Topic) (schema.Reported, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.reported[to.On("")]
	return r, ok
}

func (s *Sender) report(ctx context.Context, from schema.Topic, r schema.Reported) {
	to := from.On("")
	s.mu.Lock()
	s.reported[to] = r
	d, found := s.desired[to]
	news := found && d.Settings.Rev == r.Rev && d.Answer != r
	if news {
		d.Answer, d.Answered = r, s.options.Now()
		s.desired[to] = d
	}
	s.mu.Unlock()
	s.changed()
	if !news || s.options.Store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	if err := s.options.Store.AnswerDesired(ctx, d); err != nil {
		// It is retained: it comes again with the next connection.
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot keep what a robot says to its settings", slog.Any("error", err))
	}
}
