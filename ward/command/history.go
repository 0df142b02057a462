package command

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"tiepdan/report/schema"
)

// Store keeps what was sent and what was desired over restarts, see
// store.Store.
type Store interface {
	// AddCommand keeps a command and forgets those that were issued before a
	// moment.
	AddCommand(ctx context.Context, c Command, forget time.Time) error
	// MoveCommand keeps the state of a command, with its reason and moment.
	MoveCommand(ctx context.Context, c Command) error
	// Commands gives the last commands, the oldest first.
	Commands(ctx context.Context, limit int) ([]Command, error)
	ForgetCommands(ctx context.Context, before time.Time) error
	// Results gives what robots have said of commands since a moment, in the
	// order in which it came.
	Results(ctx context.Context, since time.Time) ([]Answered, error)
	// Desired gives what each robot shall have.
	Desired(ctx context.Context) ([]Desired, error)
	// Desire keeps what one robot shall have, in place of what it should
	// before. It gives ErrChanged when that has not the revision below.
	Desire(ctx context.Context, d Desired, below int64) error
	// AnswerDesired keeps what a robot says to it.
	AnswerDesired(ctx context.Context, d Desired) error
}

// Answered is one result of a command, as it stands in the store.
type Answered struct {
	From   schema.Topic
	Result schema.Result
	At     time.Time // when the ward received it
}

const (
	// Keep is how long commands are remembered.
	Keep      = 90 * 24 * time.Hour
	lookEvery = time.Minute
	lookBack  = 10 * time.Minute
	storeWait = 5 * time.Second // less than the broker waits for a sign of life
)

// Recall brings back what was sent and desired before this program started.
func (s *Sender) Recall(ctx context.Context) error {
	if s.options.Store == nil {
		return nil
	}
	if err := s.options.Store.ForgetCommands(ctx, s.options.Now().Add(-Keep)); err != nil {
		return err
	}
	commands, err := s.options.Store.Commands(ctx, kept)
	if err != nil {
		return err
	}
	desired, err := s.options.Store.Desired(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = commands
	for _, d := range desired {
		s.desired[d.To] = d
	}
	return nil
}

// tidy forgets what is old, and finds a result that the receiver was just about
// to store when this connection began.
func (s *Sender) tidy(ctx context.Context) error {
	if s.options.Store == nil {
		return nil
	}
	return errors.Join(s.options.Store.ForgetCommands(ctx, s.options.Now().Add(-Keep)), s.catchUp(ctx, lookBack))
}

func (s *Sender) remember(ctx context.Context, c Command) error {
	if s.options.Store != nil {
		if err := s.options.Store.AddCommand(ctx, c, s.options.Now().Add(-Keep)); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, c)
	s.commands = slices.Clip(s.commands[max(0, len(s.commands)-kept):])
	return nil
}

// catchUp takes the results that came while nobody listened, so long ago at
// most: the receiver has put them into the store.
func (s *Sender) catchUp(ctx context.Context, ago time.Duration) error {
	if s.options.Store == nil {
		return nil
	}
	var since time.Time
	s.mu.Lock()
	for _, c := range s.commands {
		if rank(c.State) < settled && (since.IsZero() || c.Issued.Before(since)) {
			since = c.Issued
		}
	}
	s.mu.Unlock()
	if since.IsZero() {
		return nil
	}
	if earliest := s.options.Now().Add(-ago); since.Before(earliest) {
		since = earliest
	}
	results, err := s.options.Store.Results(ctx, since)
	if err != nil {
		return err
	}
	for _, r := range results {
		s.result(ctx, r.From, r.Result, r.At)
	}
	return nil
}

// result takes a robot's word. Results may come twice, and late; only what is
// further than what is known counts, and only of the robot that was asked.
func (s *Sender) result(ctx context.Context, from schema.Topic, r schema.Result, at time.Time) {
	s.mu.Lock()
	var moved *Command
	for i := range s.commands {
		c := &s.commands[i]
		if c.ID != r.Command || c.To != from.On("") || rank(State(r.State)) <= rank(c.State) {
			continue
		}
		c.State, c.Reason, c.At = State(r.State), r.Reason, at
		moved = new(*c)
	}
	s.mu.Unlock()
	if moved == nil {
		return
	}
	s.changed()
	if s.options.Store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	if err := s.options.Store.MoveCommand(ctx, *moved); err != nil {
		// The result itself is in the store, and catchUp finds it.
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot keep the result of a command", slog.Any("error", err))
	}
}

// settled is the rank of states that are the last.
const settled = 3

func rank(s State) int {
	switch s {
	case Accepted:
		return 1
	case Running:
		return 2
	case Done, Rejected, Expired:
		return settled
	case Sent, Unanswered:
	}
	return 0
}
