package motion

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// Kind is what somebody is needed for.
type Kind string

// The kinds of needs.
const (
	Refill Kind = "refill" // the tray is to be filled
	Staff  Kind = "staff"  // the robot cannot help itself; Detail says why
)

// Need is what a robot needs somebody for.
type Need struct {
	Robot  schema.Topic // without channel
	Kind   Kind
	Detail string // a code of the robot, may be ""
	Since  time.Time
	Taken  time.Time // when somebody said that she goes; zero while nobody has
	By     string    // who did
}

// Plan is the plan of one robot's floor.
type Plan struct {
	schema.Floor

	At time.Time // when it came
}

// Store keeps plans and needs over a restart, see store.Store.
type Store interface {
	KeepFloor(ctx context.Context, f store.Floor) error
	Floors(ctx context.Context) ([]store.Floor, error)
	KeepNeeds(ctx context.Context, needs []store.Need) error
	Needs(ctx context.Context) ([]store.Need, error)
}

// ErrOver says that a need is over, or another one.
var ErrOver = errors.New("nobody is needed for that any more")

// Book is what is known. Make it with Open. Its methods may be called from any
// goroutine and never wait for the store.
type Book struct {
	store   Store
	logger  *slog.Logger
	changed func()
	wake    chan struct{}

	mu      sync.Mutex
	plans   map[schema.Topic]Plan // by topic without channel
	needs   map[key]Need
	unkept  map[schema.Topic]store.Floor
	unsaved bool // the needs
}

type key struct {
	robot schema.Topic
	kind  Kind
}

// Open gives the Book as it was left. changed is called when there is something
// else to show; it must not block.
func Open(ctx context.Context, s Store, changed func(), logger *slog.Logger) (*Book, error) {
	b := &Book{
		store: s, logger: logger, changed: changed, wake: make(chan struct{}, 1),
		plans: make(map[schema.Topic]Plan), needs: make(map[key]Need), unkept: make(map[schema.Topic]store.Floor),
	}
	floors, err := s.Floors(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range floors {
		plan, err := schema.Decode[schema.Floor](f.Plan)
		if err != nil { // of a later version
			logger.LogAttrs(ctx, slog.LevelWarn, "a kept plan of a floor is not usable", slog.String("robot", f.Robot))
			continue
		}
		b.plans[schema.Topic{Commune: f.Commune, Robot: f.Robot}] = Plan{plan, f.At}
	}
	needs, err := s.Needs(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range needs {
		need := Need{schema.Topic{Commune: n.Commune, Robot: n.Robot}, Kind(n.Need), n.Detail, n.Since, n.Taken, n.By}
		b.needs[key{need.Robot, need.Kind}] = need
	}
	return b, nil
}

// Floor takes a robot's plan, with the message that it came in.
func (b *Book) Floor(t schema.Topic, f schema.Floor, message []byte, at time.Time) {
	t.Channel = ""
	b.mu.Lock()
	before, has := b.plans[t]
	another := !has || before.Hash != f.Hash
	if another {
		b.plans[t] = Plan{f, at}
		b.unkept[t] = store.Floor{Commune: t.Commune, Robot: t.Robot, At: at, Plan: slices.Clone(message)}
	}
	b.mu.Unlock()
	if another {
		b.nudge()
	}
}

// Status takes what a robot says of itself.
func (b *Book) Status(t schema.Topic, s schema.Status, at time.Time) {
	t.Channel = ""
	var base schema.BaseStatus
	if s.Base != nil {
		base = *s.Base
	}
	b.mu.Lock()
	refill := b.need(Need{Robot: t, Kind: Refill, Since: at}, base.Refill)
	staff := b.need(Need{Robot: t, Kind: Staff, Detail: base.Staff, Since: at}, base.Staff != "")
	b.unsaved = b.unsaved || refill || staff
	b.mu.Unlock()
	if refill || staff {
		b.nudge()
	}
}

// need begins or ends one, and says whether it has.
func (b *Book) need(n Need, is bool) bool {
	k := key{n.Robot, n.Kind}
	switch before, was := b.needs[k]; {
	case is && (!was || before.Detail != n.Detail):
		b.needs[k] = n
	case !is && was:
		delete(b.needs, k)
	default:
		return false
	}
	return true
}

// Take notes that somebody goes to help with a need that she saw.
func (b *Book) Take(n Need, by string, at time.Time) error {
	b.mu.Lock()
	k := key{n.Robot.On(""), n.Kind}
	now, is := b.needs[k]
	if !is || !now.Since.Truncate(time.Millisecond).Equal(n.Since.Truncate(time.Millisecond)) {
		b.mu.Unlock()
		return ErrOver
	}
	if now.Taken.IsZero() { // else somebody was quicker, and the page says who
		now.Taken, now.By = at, by
		b.needs[k], b.unsaved = now, true
	}
	b.mu.Unlock()
	b.nudge()
	return nil
}

// Plan is the plan of a robot's floor, if it has said one.
func (b *Book) Plan(t schema.Topic) (Plan, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, has := b.plans[t.On("")]
	return p, has
}

// Needs are all needs, the oldest first.
func (b *Book) Needs() []Need {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sorted()
}

func (b *Book) sorted() []Need {
	all := make([]Need, 0, len(b.needs))
	for _, n := range b.needs {
		all = append(all, n)
	}
	slices.SortFunc(all, func(x, y Need) int {
		return cmp.Or(
			x.Since.Compare(y.Since), cmp.Compare(x.Robot.Commune, y.Robot.Commune), cmp.Compare(x.Robot.Robot, y.Robot.Robot),
			cmp.Compare(x.Kind, y.Kind),
		)
	})
	return all
}

func (b *Book) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
	b.changed()
}
