package panel

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	"periph.io/x/host/v3"
)

const (
	// poll bounds each wait for an edge. It is finite because periph's
	// drivers disagree on what 0 and -1 mean; it is how soon Run sees ctx
	// end, and how late a press is whose edge the kernel dropped.
	poll = 200 * time.Millisecond

	// DefaultDebounce is how long a contact must be quiet before its level
	// is believed. Push buttons bounce for under 10 ms.
	DefaultDebounce = 20 * time.Millisecond

	// DefaultLockOut is how soon after one press the same button may make
	// another: a finger that trembles on the edge of a contact bounces
	// slower than metal does.
	DefaultLockOut = 300 * time.Millisecond

	// maxBounces ends the wait for a contact that does not get quiet. Its level
	// is not believed: a broken contact would rate three times a second.
	maxBounces = 50

	// litFor is how long a light says that a press was stored.
	litFor = 1500 * time.Millisecond

	// redeliver is the wait before a press that was not taken comes again.
	redeliver = 250 * time.Millisecond
)

// Pin is what GPIO needs of a periph gpio.PinIn.
type Pin interface {
	In(pull gpio.Pull, edge gpio.Edge) error
	Read() gpio.Level
	WaitForEdge(timeout time.Duration) bool
}

// Light is what GPIO needs of a periph gpio.PinOut.
type Light interface {
	Out(l gpio.Level) error
}

// OpenPins finds the pins of the four buttons, by the names periph.io gives
// them ("GPIO17", "P1_11", or a line of /dev/gpiochip), and the lights of those
// that have one ("GPIO17/GPIO22"); the others' are nil.
func OpenPins(names [Buttons]string) (pins [Buttons]Pin, lights [Buttons]Light, err error) {
	if _, err := host.Init(); err != nil {
		return pins, lights, fmt.Errorf("cannot start periph.io: %w", err)
	}
	for i, name := range names {
		button, light, lit := strings.Cut(name, "/")
		p := gpioreg.ByName(button)
		if p == nil {
			return pins, lights, fmt.Errorf("cannot find GPIO pin %q of button %d: this computer has no such pin", button, i+1)
		}
		pins[i] = p
		if !lit {
			continue
		}
		l := gpioreg.ByName(light)
		if l == nil {
			return pins, lights, fmt.Errorf("cannot find GPIO pin %q of the light of button %d: this computer has no such pin", light, i+1)
		}
		lights[i] = l
	}
	return pins, lights, nil
}

// GPIOOptions configures a GPIO panel.
type GPIOOptions struct {
	// Open finds the pins, in the order of the buttons, and their lights, which
	// may be nil.
	Open     func() ([Buttons]Pin, [Buttons]Light, error)
	Debounce time.Duration // 0 means DefaultDebounce
	LockOut  time.Duration // 0 means DefaultLockOut
	Handler  Handler
	Logger   *slog.Logger // nil discards
}

// GPIO is a panel of four buttons on pins of this computer.
type GPIO struct {
	o    GPIOOptions
	link link
}

// NewGPIO returns the driver of a panel on pins; Run opens them.
func NewGPIO(o GPIOOptions) *GPIO {
	if o.Debounce == 0 {
		o.Debounce = DefaultDebounce
	}
	if o.LockOut == 0 {
		o.LockOut = DefaultLockOut
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &GPIO{o: o, link: link{onLink: o.Handler.OnLink, logger: o.Logger}}
}

// Run reads the buttons until ctx ends, at most 200 ms longer, and then
// returns nil. Pins that cannot be opened are tried again, at most every 3 s.
// A press made while earlier ones are not taken yet waits its turn.
func (g *GPIO) Run(ctx context.Context) error {
	g.link.keep(ctx, g.session)
	return nil
}

// event is a change of one button.
type event struct {
	button int
	down   bool
	at     time.Time // of a press to report; zero for none
	long   bool
}

func (g *GPIO) session(ctx context.Context) error {
	pins, lamps, err := g.o.Open()
	if err != nil {
		return err
	}
	for i, p := range pins {
		if err := p.In(gpio.PullUp, gpio.BothEdges); err != nil {
			return fmt.Errorf("cannot set up the pin of button %d: %w", i+1, err)
		}
	}
	g.link.set(ctx, true)

	// Room for more presses than four fingers make while a disk hangs.
	events := make(chan event, 64)
	var readers sync.WaitGroup
	for i, p := range pins {
		readers.Go(func() { g.read(ctx, i+1, p, events) })
	}
	g.deliver(ctx, events, newLights(ctx, lamps, g.o.Logger))
	readers.Wait()
	return nil
}

// key is one button's pin, and what is known of it.
type key struct {
	g      *GPIO
	button int
	pin    Pin
	events chan<- event

	down, chatters bool
	locked, since  time.Time // since: down, and not told yet
}

// read turns one pin's levels into events.
func (g *GPIO) read(ctx context.Context, button int, p Pin, events chan<- event) {
	// A button that is down at the start was pressed for somebody else.
	k := key{g: g, button: button, pin: p, events: events, down: p.Read() == gpio.Low}
	if k.down {
		k.send(ctx, event{down: true})
	}
	for ctx.Err() == nil {
		k.wait(ctx)
	}
}

// wait takes what happens within the poll time.
func (k *key) wait(ctx context.Context) {
	edge := k.pin.WaitForEdge(poll)
	at := time.Now()
	if !k.since.IsZero() && !k.chatters && at.Sub(k.since) >= LongAfter {
		k.send(ctx, event{down: true, at: k.since, long: true})
		k.since = time.Time{}
	}
	if !edge && !k.chatters && (k.pin.Read() == gpio.Low) == k.down {
		return
	}
	level, quiet := k.settle()
	if quiet == k.chatters {
		// A contact that never rests says nothing, and is stuck in the end.
		k.chatters = !quiet
		if k.chatters {
			k.since = time.Time{} // nor was it held
		}
		k.send(ctx, event{down: k.chatters || k.down})
	}
	if now := level == gpio.Low; quiet && now != k.down {
		k.turn(ctx, now, at)
	}
}

// turn takes a new level. With somebody to help, a press is told when it is known
// to be no long one.
func (k *key) turn(ctx context.Context, down bool, at time.Time) {
	k.down = down
	e := event{down: down}
	switch {
	case down && at.After(k.locked):
		k.since, k.locked = at, at.Add(k.g.o.LockOut)
		if k.g.o.Handler.OnHelp == nil {
			e.at, k.since = at, time.Time{}
		}
	case !down:
		e.at, k.since = k.since, time.Time{}
	}
	k.send(ctx, e)
}

// settle returns the level once no edge has come for the debounce time; quiet is
// false when that did not come about.
func (k *key) settle() (level gpio.Level, quiet bool) {
	for range maxBounces {
		if !k.pin.WaitForEdge(k.g.o.Debounce) {
			return k.pin.Read(), true
		}
	}
	return k.pin.Read(), false
}

func (k *key) send(ctx context.Context, e event) {
	e.button = k.button
	select {
	case k.events <- e:
	case <-ctx.Done():
	}
}

// deliver calls the handler, for all pins from one goroutine.
func (g *GPIO) deliver(ctx context.Context, events <-chan event, lamps *lights) {
	defer lamps.off(ctx)
	var s stuck
	var down [Buttons]bool
	seq := rand.Uint32() //nolint:gosec // tells presses apart, keeps no secret
	check := time.NewTicker(time.Second)
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			down[e.button-1] = e.down
			if !e.at.IsZero() {
				seq = nextSeq(seq)
				if g.press(ctx, Press{Button: e.button, At: e.at, Seq: seq, Long: e.long}) {
					lamps.stored(ctx, e.button, e.long && g.o.Handler.OnHelp != nil)
				}
			}
		case <-lamps.over():
			lamps.off(ctx)
		case <-check.C:
		}
		now := time.Now()
		for i, d := range down {
			if change, is := s.level(i+1, d, now); change {
				g.o.Handler.stuck(i+1, is)
			}
		}
	}
}

// press offers p until it is taken: a pin cannot send it again. It says whether
// that came about.
func (g *GPIO) press(ctx context.Context, p Press) bool {
	for {
		err := g.o.Handler.press(p)
		if err == nil {
			return true
		}
		g.o.Logger.LogAttrs(ctx, slog.LevelWarn, "press not taken", slog.Any("error", err))
		t := time.NewTimer(redeliver)
		select {
		case <-ctx.Done():
			t.Stop()
			return false
		case <-t.C:
		}
	}
}
