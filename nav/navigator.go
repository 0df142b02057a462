package nav

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"
)

// Options configures a Navigator.
type Options struct {
	// Places are the poses that missions name.
	Places map[string]Place
	Base   Base
	// Report hears every step of every mission, and Health every change of
	// the robot's condition. Both are called by Run, in order, and must not
	// block. Nil hears nothing.
	Report func(Update)
	Health func(Health)
	Logger *slog.Logger
}

// Navigator carries out missions one after the other. Its methods never block
// and may be called from any goroutine, but only Run moves the robot.
type Navigator struct {
	base   Base
	report func(Update)
	health func(Health)
	logger *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	machine machine
	ended   []goalEnd
}

type goalEnd struct {
	goal uint64
	err  error
}

// New prepares a Navigator; it reports every place that does not make sense.
func New(o Options) (*Navigator, error) {
	var errs []error
	if o.Base == nil {
		errs = append(errs, errors.New("base: missing"))
	}
	for name, p := range o.Places {
		if name == "" {
			errs = append(errs, errors.New("places: a place without a name"))
		}
		if !(p.MaxSpeedMps >= 0 && p.MaxSpeedMps <= topMps) {
			errs = append(errs, fmt.Errorf("places.%s: speed %v m/s, want 0 to %v", name, p.MaxSpeedMps, topMps))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("cannot prepare the navigator: %w", err)
	}
	n := &Navigator{
		base: o.Base, report: o.Report, health: o.Health, logger: o.Logger,
		wake:    make(chan struct{}, 1),
		machine: machine{places: maps.Clone(o.Places)},
	}
	if n.report == nil {
		n.report = func(Update) {}
	}
	if n.health == nil {
		n.health = func(Health) {}
	}
	if n.logger == nil {
		n.logger = slog.New(slog.DiscardHandler)
	}
	return n, nil
}

// Start queues a mission. The error names all that is wrong with it.
func (n *Navigator) Start(m Mission) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	err := m.check(n.machine.places)
	if n.machine.has(m.ID) {
		err = errors.Join(err, errors.New("id: in use"))
	}
	if err != nil {
		return fmt.Errorf("cannot start mission %q: %w", m.ID, err)
	}
	n.machine.start(m)
	n.poke()
	return nil
}

// Proceed tells a mission that its visitor is ready to be led. The error is
// ErrNotWaiting when it does not wait for her now.
func (n *Navigator) Proceed(id string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.poke()
	return n.machine.proceed(id)
}

// Cancel gives a mission up, running or queued. The robot stops where it is.
func (n *Navigator) Cancel(id string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.poke()
	return n.machine.cancel(id)
}

// Resume lets the robot move again after an emergency stop. It is for staff
// who see the robot. The error is ErrNotSafe while the button is pressed, the
// base is lost or faulty, or does not know where it is.
func (n *Navigator) Resume() error {
	s := n.base.State()
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.poke()
	return n.machine.guard.resume(time.Now(), s)
}

// poke makes Run look again.
func (n *Navigator) poke() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// Run carries out the missions until ctx ends; then it stops the robot and
// returns nil.
func (n *Navigator) Run(ctx context.Context) error {
	mover := mover{nav: n}
	defer mover.stop(ctx)
	for {
		changed := n.base.Changed()
		if m := n.turn(ctx); m != nil {
			mover.begin(ctx, *m)
		}
		look := time.NewTimer(lookEvery)
		select {
		case <-ctx.Done():
			look.Stop()
			return nil
		case <-changed:
		case <-n.wake:
		case <-look.C:
		}
		look.Stop()
	}
}

// turn takes in what happened, tells it, and returns what the base is to do
// now, if that changed.
func (n *Navigator) turn(ctx context.Context) *motion {
	n.mu.Lock()
	m := &n.machine
	now, ended := time.Now(), n.ended
	n.ended = nil
	// The state is read after the ends of goals, so that a goal that ended
	// because of an emergency stop meets that stop first.
	m.look(now, n.base.State())
	for _, e := range ended {
		m.goalEnded(now, e.goal, e.err)
	}
	m.advance(now)
	updates, healths, move := m.updates, m.healths, m.move
	m.updates, m.healths, m.move = nil, nil, nil
	n.mu.Unlock()

	for _, u := range updates {
		n.logger.LogAttrs(ctx, slog.LevelInfo, "mission", slog.String("id", u.Mission),
			slog.String("phase", string(u.Phase)), slog.String("reason", u.Reason))
		n.report(u)
	}
	for _, h := range healths {
		n.health(h)
	}
	return move
}
