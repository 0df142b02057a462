package tray

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	"periph.io/x/host/v3"
)

const (
	// lookEvery bounds each wait for an edge of a barrier, and is how often the
	// other contacts are read.
	lookEvery = 50 * time.Millisecond
	// clearFor is how long all barriers must be free before a hand has left:
	// fingers flicker through a beam.
	clearFor = 300 * time.Millisecond
	// settleFor is how long a switch must say the same: a tray that is set down
	// bounces.
	settleFor = 200 * time.Millisecond
	// jammedAfter is when a hand is rather something that lies in the beam.
	jammedAfter = 2 * time.Minute
	// reopenEvery is the wait before pins that cannot be opened are tried again.
	reopenEvery = 3 * time.Second
)

// Unknown is the stock of a tray whose sensors do not tell.
const Unknown = -1

// State is what the sensors say.
type State struct {
	// Present is true while a tray lies on the robot.
	Present bool
	// Hand is true while something reaches in, and while nobody knows.
	Hand bool
	// Stock is 0 to 100 in percent, or Unknown.
	Stock int
	// Jammed is true when a hand has been there for two minutes: something lies
	// in the light barrier, or it is broken.
	Jammed bool
}

// Pin is what this package needs of a periph gpio.PinIn.
type Pin interface {
	In(pull gpio.Pull, edge gpio.Edge) error
	Read() gpio.Level
	WaitForEdge(timeout time.Duration) bool
}

// Pins are the contacts of a tray; Present and one of Hands are needed.
type Pins struct {
	Present Pin
	Hands   []Pin
	Stock   []Pin
}

// Names are those of the pins, as periph.io has them: "GPIO17", "P1_11", or a
// line of /dev/gpiochip.
type Names struct {
	Present string
	Hands   []string
	Stock   []string
}

// Open finds the pins of this computer.
func Open(n Names) (Pins, error) {
	if _, err := host.Init(); err != nil {
		return Pins{}, fmt.Errorf("cannot start periph.io: %w", err)
	}
	var errs []error
	find := func(what, name string) Pin {
		p := gpioreg.ByName(name)
		if p == nil {
			errs = append(errs, fmt.Errorf("cannot find GPIO pin %q of the tray's %s: this computer has no such pin", name, what))
			return nil
		}
		return p
	}
	pins := Pins{Present: find("switch", n.Present)}
	for _, name := range n.Hands {
		pins.Hands = append(pins.Hands, find("light barrier", name))
	}
	for _, name := range n.Stock {
		pins.Stock = append(pins.Stock, find("stock", name))
	}
	return pins, errors.Join(errs...)
}

// Options configures a Tray.
type Options struct {
	// Open gives the pins; it is called again after it failed.
	Open func() (Pins, error)
	// OpenBox opens the serial line of a box, which is read instead of pins if
	// it is not nil. Close must free a Read that waits.
	OpenBox func() (io.ReadCloser, error)
	// OnLink is told when the sensors come, go or jam, and why. It must not
	// block. May be nil.
	OnLink func(up bool, detail string)
	Logger *slog.Logger // nil discards
}

// Tray reads the sensors. Make it with New; Run reads, the other methods may be
// called from any goroutine.
type Tray struct {
	o Options

	mu      sync.Mutex
	state   State
	changed chan struct{} // closed and replaced at every change
}

// New returns the driver of a tray; Run opens its pins.
func New(o Options) *Tray {
	if o.OnLink == nil {
		o.OnLink = func(bool, string) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Tray{o: o, state: unknown(), changed: make(chan struct{})}
}

// unknown is the state while nobody knows.
func unknown() State { return State{Hand: true, Stock: Unknown} }

// State is what the sensors say now.
func (t *Tray) State() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}

// Changed returns a channel that is closed at the next change of State. Take it
// before State, and no change is missed.
func (t *Tray) Changed() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

func (t *Tray) set(s State) (before State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before = t.state
	if s != before {
		t.state = s
		close(t.changed)
		t.changed = make(chan struct{})
	}
	return before
}

// Run reads the sensors until ctx ends, at most 50 ms longer, and returns nil.
// What cannot be opened is tried again every 3 s.
func (t *Tray) Run(ctx context.Context) error {
	defer t.set(unknown())
	session := t.pins
	if t.o.OpenBox != nil {
		session = t.box
	}
	said := ""
	for ctx.Err() == nil {
		ready := func() {
			said = ""
			t.o.Logger.LogAttrs(ctx, slog.LevelInfo, "tray is ready")
			t.o.OnLink(true, "")
		}
		err := session(ctx, ready)
		t.set(unknown())
		if ctx.Err() != nil {
			return nil
		}
		if err.Error() != said { // once, not every three seconds
			said = err.Error()
			t.o.Logger.LogAttrs(ctx, slog.LevelWarn, "tray is away", slog.Any("error", err))
			t.o.OnLink(false, said)
		}
		wait := time.NewTimer(reopenEvery)
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
	return nil
}

// pins reads the pins until ctx ends, unless they cannot be opened.
func (t *Tray) pins(ctx context.Context, ready func()) error {
	pins, err := t.open()
	if err != nil {
		return err
	}
	ready()
	t.read(ctx, pins)
	return nil
}

// open opens the pins and makes them inputs.
func (t *Tray) open() (Pins, error) {
	pins, err := t.o.Open()
	if err != nil {
		return Pins{}, err
	}
	if pins.Present == nil || len(pins.Hands) == 0 {
		return Pins{}, errors.New("cannot watch the tray: it needs a switch and a light barrier")
	}
	errs := []error{pins.Present.In(gpio.PullUp, gpio.NoEdge)}
	for _, p := range pins.Stock {
		errs = append(errs, p.In(gpio.PullUp, gpio.NoEdge))
	}
	for _, p := range pins.Hands {
		errs = append(errs, p.In(gpio.PullUp, gpio.BothEdges))
	}
	if err := errors.Join(errs...); err != nil {
		return Pins{}, fmt.Errorf("cannot watch the tray: %w", err)
	}
	return pins, nil
}

// tell takes a new state, and says when something begins or ceases to lie in
// the light barrier.
func (t *Tray) tell(ctx context.Context, s State) {
	before := t.set(s)
	if s.Jammed == before.Jammed {
		return
	}
	detail := ""
	if s.Jammed {
		detail = "something has been in the tray's light barrier for two minutes"
		t.o.Logger.LogAttrs(ctx, slog.LevelWarn, "tray is jammed")
	}
	t.o.OnLink(true, detail)
}

// read watches the pins until ctx ends. Each barrier wakes it by its edges.
func (t *Tray) read(ctx context.Context, pins Pins) {
	var mu sync.Mutex // of senses
	senses := newSenses(len(pins.Stock))
	look := func() {
		mu.Lock()
		defer mu.Unlock()
		t.tell(ctx, senses.take(time.Now(), pins))
	}
	var watch sync.WaitGroup
	for _, p := range pins.Hands {
		watch.Go(func() {
			for ctx.Err() == nil {
				look()
				p.WaitForEdge(lookEvery)
			}
		})
	}
	watch.Wait()
}
