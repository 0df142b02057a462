package nav

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Options configures a Navigator.
type Options struct {
	// Site is the floor: places, rounds, zones, times.
	Site Site
	// Map is the base's map, if there is one already; SetMap brings it later.
	Map  *Map
	Base Base
	// Tray are the tray's sensors; nil means none, and no patrol.
	Tray Tray
	// Report hears every step of every mission, Say what people around should
	// hear, and Health every change of the robot's condition. All are called by
	// Run, in order, and must not block. Nil hears nothing.
	Report func(Update)
	Say    func(Say)
	Health func(Health)
	Logger *slog.Logger
}

// Navigator carries out missions one after the other: a Machine with a clock
// and a base. Its methods never block and may be called from any goroutine, but
// only Run moves the robot.
type Navigator struct {
	base   Base
	tray   Tray
	report func(Update)
	say    func(Say)
	health func(Health)
	logger *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	machine *Machine
	ended   []End
}

// New prepares a Navigator; it reports all that does not make sense.
func New(o Options) (*Navigator, error) {
	machine, err := NewMachine(MachineOptions{Site: o.Site, Map: o.Map, Tray: o.Tray != nil})
	if o.Base == nil {
		err = errors.Join(errors.New("base: missing"), err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the navigator: %w", err)
	}
	n := &Navigator{
		base: o.Base, tray: o.Tray, report: o.Report, say: o.Say, health: o.Health, logger: o.Logger,
		wake:    make(chan struct{}, 1),
		machine: machine,
	}
	if n.tray == nil {
		n.tray = noTray{}
	}
	if n.report == nil {
		n.report = func(Update) {}
	}
	if n.say == nil {
		n.say = func(Say) {}
	}
	if n.health == nil {
		n.health = func(Health) {}
	}
	if n.logger == nil {
		n.logger = slog.New(slog.DiscardHandler)
	}
	return n, nil
}

// noTray is that of a robot without sensors for one.
type noTray struct{}

// State is no tray.
func (noTray) State() TrayState { return TrayState{Stock: -1} }

// Changed never closes.
func (noTray) Changed() <-chan struct{} { return nil }

// Start queues a mission. The error names all that is wrong with it.
func (n *Navigator) Start(m Mission) error {
	return n.ask(func(machine *Machine) error { return machine.Start(m) })
}

// Proceed tells a mission that its visitor is ready to be led, or that she is
// still there. The error is ErrNotWaiting when it does not wait for her now.
func (n *Navigator) Proceed(id string) error {
	return n.ask(func(m *Machine) error { return m.Proceed(id) })
}

// Cancel gives a mission up, running or queued. The robot stops where it is.
func (n *Navigator) Cancel(id string) error {
	return n.ask(func(m *Machine) error { return m.Cancel(id) })
}

// Resume lets the robot move again after an emergency stop, see Machine.Resume.
func (n *Navigator) Resume() error {
	s, t := n.base.State(), n.tray.State()
	return n.ask(func(m *Machine) error { return m.Resume(time.Now(), s, t) })
}

// Hold keeps the robot where it is until Release.
func (n *Navigator) Hold() {
	_ = n.ask(func(m *Machine) error { m.Hold(); return nil })
}

// Release ends a Hold.
func (n *Navigator) Release() {
	_ = n.ask(func(m *Machine) error { m.Release(); return nil })
}

// KeepStill is that of Machine.
func (n *Navigator) KeepStill(on bool) {
	_ = n.ask(func(m *Machine) error { m.KeepStill(on); return nil })
}

// SetMap tells the navigator of the base's map.
func (n *Navigator) SetMap(floor *Map) {
	_ = n.ask(func(m *Machine) error { m.SetMap(floor); return nil })
}

// ask does something with the machine between two steps, and has Run look.
func (n *Navigator) ask(do func(*Machine) error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.poke()
	return do(n.machine)
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
	hands := hands{nav: n}
	defer hands.stop(ctx)
	for {
		changed, trayChanged := n.base.Changed(), n.tray.Changed()
		hands.do(ctx, n.turn(ctx))
		look := time.NewTimer(lookEvery)
		select {
		case <-ctx.Done():
			look.Stop()
			return nil
		case <-changed:
		case <-trayChanged:
		case <-n.wake:
		case <-look.C:
		}
		look.Stop()
	}
}

// turn takes in what happened, tells it, and returns what is to be done.
func (n *Navigator) turn(ctx context.Context) Outputs {
	n.mu.Lock()
	ended := n.ended
	n.ended = nil
	// The state is read after the ends of goals, see Inputs.Ended.
	out := n.machine.Step(time.Now(), Inputs{Base: n.base.State(), Tray: n.tray.State(), Ended: ended})
	n.mu.Unlock()

	for _, u := range out.Updates {
		n.logger.LogAttrs(ctx, slog.LevelInfo, "mission", slog.String("id", u.Mission), slog.String("phase", string(u.Phase)),
			slog.String("reason", string(u.Reason)), slog.String("detail", u.Detail), slog.String("place", u.Place))
		n.report(u)
	}
	for _, s := range out.Says {
		n.say(s)
	}
	if out.Health != nil {
		n.health(*out.Health)
	}
	return out
}

// end tells Run how something ended.
func (n *Navigator) end(number uint64, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = append(n.ended, End{Number: number, Err: err})
	n.poke()
}
