package printertest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faults is what is wrong with the printer.
type faults struct {
	paperEnd, nearEnd, cover bool
	jam                      bool // the next cut fails
	cutterError              bool // a cut has failed
	hot                      bool // the head cools down
	fatal                    bool // an error that only switching off ends
	stalled                  bool // the mechanism stands and nothing says so
	frozen                   bool // nothing works, nothing is read
	mute                     bool // gives no confirmations
	unplugged                bool
	cableOut                 bool // it has power, and no host
	dark                     bool // being switched off and on; a serial line stays open
}

// stopped is that nothing is printed, offline that the status says so.
func (f *faults) stopped() bool { return f.offline() || f.stalled || f.frozen || f.dark }

func (f *faults) offline() bool {
	return f.paperEnd || f.cover || f.cutterError || f.hot || f.fatal || f.unplugged
}

// away is that no host reaches the printer.
func (f *faults) away() bool { return f.unplugged || f.cableOut }

func when(on bool, bits byte) byte {
	if on {
		return bits
	}
	return 0
}

// realTime answers DLE EOT n. The fixed bits are 0xx1xx10; bit 2 of n = 1 is
// the drawer pin, which floats high.
func (f *faults) realTime(n int) byte {
	const fixed = 0x12
	switch n {
	case 1:
		return fixed | 0x04 | when(f.offline(), 0x08)
	case 2:
		return fixed | when(f.cover, 0x04) | when(f.paperEnd, 0x20) | when(f.cutterError || f.hot || f.fatal, 0x40)
	case 3:
		return fixed | when(f.cutterError, 0x08) | when(f.fatal, 0x20) | when(f.hot, 0x40)
	default:
		return fixed | when(f.nearEnd, 0x0C) | when(f.paperEnd, 0x60)
	}
}

// automatic is the four bytes of automatic status.
func (f *faults) automatic() []byte {
	return []byte{
		0x14 | when(f.offline(), 0x08) | when(f.cover, 0x20),
		when(f.cutterError, 0x08) | when(f.fatal, 0x20) | when(f.hot, 0x40),
		f.sensors(),
		0x0F,
	}
}

// sensors answers GS r 1.
func (f *faults) sensors() byte {
	return when(f.nearEnd, 0x03) | when(f.paperEnd, 0x0C)
}

// report sends the status by itself where the host asked for that.
func (p *Printer) report() {
	if p.auto && !p.faults.frozen {
		p.say(p.faults.automatic()...)
	}
}

// recover obeys DLE ENQ: 1 goes on where printing stopped, 2 throws away what is
// buffered. The jam itself must be gone.
func (p *Printer) recover(n int) {
	if !p.faults.cutterError || p.faults.jam {
		return
	}
	p.faults.cutterError = false
	if n == 2 {
		p.queue, p.used = nil, 0
	}
	p.report()
	p.wake.Broadcast()
}

// Commands lists what Do understands.
func Commands() []string {
	return append(slices.Sorted(maps.Keys(new(faults).switches())), "garbage", "unplug", "replug", "cable-out", "cable-in", "power-cycle")
}

// Do brings a fault about, or ends it: one of [Commands]. With a number behind
// it, it waits until so many more rows were fed; with "cut", for the next cut,
// before anything that was sent behind it is done. "garbage" sends noise to the
// host; "unplug" cuts the power, with everything that was buffered, "cable-out" only
// the wire, and "power-cycle" only the power, for [DarkFor]: as on a serial line,
// which stays open.
func (p *Printer) Do(command string) error {
	name, when, later := strings.Cut(strings.Join(strings.Fields(command), " "), " ")
	if !slices.Contains(Commands(), name) {
		return fmt.Errorf("command %q: want one of %q", name, Commands())
	}
	t := trigger{name: name, atCut: when == "cut"}
	if later && !t.atCut {
		var err error
		if t.rows, err = strconv.Atoi(when); err != nil || t.rows <= 0 {
			return fmt.Errorf("%s %q: want a positive number of rows, or cut", name, when)
		}
	}
	p.mu.Lock()
	if later {
		p.triggers = append(p.triggers, t)
	} else {
		p.apply(name)
	}
	p.mu.Unlock()
	p.tellPower()
	return nil
}

// trigger is a command that waits.
type trigger struct {
	name  string
	rows  int // still to be fed
	atCut bool
}

// count notes a row; p.mu is held.
func (p *Printer) count() {
	p.pull(func(t *trigger) bool {
		if !t.atCut {
			t.rows--
		}
		return !t.atCut && t.rows <= 0
	})
}

// afterCut notes a cut; p.mu is held.
func (p *Printer) afterCut() { p.pull(func(t *trigger) bool { return t.atCut }) }

func (p *Printer) pull(due func(*trigger) bool) {
	var now []string
	kept := p.triggers[:0]
	for _, t := range p.triggers {
		if due(&t) {
			now = append(now, t.name)
		} else {
			kept = append(kept, t)
		}
	}
	p.triggers = kept
	for _, name := range now {
		p.apply(name)
	}
}

// apply changes the faults; p.mu is held.
func (p *Printer) apply(name string) {
	f := &p.faults
	before := f.automatic()
	switch set := f.switches()[name]; {
	case set != nil:
		set()
	case name == "garbage":
		p.say(0xFF, 0x9C, 0x37, 0x22, 0x80, 0x10, 0x01, 0x37, 0x41, 0x42, 0x00, 0xE0, 0x14, 0x7F)
	case name == "cable-out", name == "cable-in":
		p.setCable(name == "cable-in")
	case name == "power-cycle":
		p.cyclePower()
	default:
		p.setPower(name == "replug")
	}
	if !slices.Equal(before, f.automatic()) {
		p.report()
	}
	p.wake.Broadcast()
}

func (f *faults) switches() map[string]func() {
	return map[string]func(){
		"paper-out":    func() { f.paperEnd = true },
		"paper-ok":     func() { f.paperEnd, f.nearEnd = false, false },
		"near-end":     func() { f.nearEnd = true },
		"cover-open":   func() { f.cover = true },
		"cover-closed": func() { f.cover = false },
		"cutter-error": func() { f.jam = true },
		"cutter-ok":    func() { f.jam = false },
		"hot":          func() { f.hot = true },
		"cool":         func() { f.hot = false },
		"fatal":        func() { f.fatal = true },
		"stall":        func() { f.stalled = true },
		"go":           func() { f.stalled = false },
		"freeze":       func() { f.frozen = true },
		"thaw":         func() { f.frozen = false },
		"mute":         func() { f.mute = true },
		"unmute":       func() { f.mute = false },
	}
}

// setPower forgets what power-off forgets: buffer, half-read command, settings,
// errors. What hangs out of the printer stays there. p.mu is held; tellPower
// must follow without it.
func (p *Printer) setPower(on bool) {
	if p.faults.unplugged == !on {
		return
	}
	p.faults.unplugged = !on
	p.forget()
	p.cutWire(on)
}

func (p *Printer) forget() {
	f := &p.faults
	f.cutterError, f.fatal, f.frozen, f.stalled = false, false, false, false
	p.queue, p.used, p.lex, p.auto = nil, 0, newLexer(p.o.Text), false
}

// DarkFor is how long a power cycle takes.
const DarkFor = 200 * time.Millisecond

// cyclePower switches off and on; what the host sends meanwhile is lost. p.mu is
// held.
func (p *Printer) cyclePower() {
	p.forget()
	p.faults.dark = true
	time.AfterFunc(DarkFor, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.faults.dark = false
		p.wake.Broadcast()
	})
}

func (p *Printer) setCable(in bool) {
	if p.faults.cableOut == !in {
		return
	}
	p.faults.cableOut = !in
	p.cutWire(in)
}

func (p *Printer) cutWire(on bool) {
	if p.conn != nil {
		p.conn.end()
		p.conn = nil
	}
	for _, each := range p.power {
		p.powered = append(p.powered, func() { each(on) })
	}
}

// tellPower tells the wires, in the order in which it happened: one who pulls the
// plug and one who puts it in may tell at once.
func (p *Printer) tellPower() {
	p.telling.Lock()
	defer p.telling.Unlock()
	p.mu.Lock()
	calls := p.powered
	p.powered = nil
	p.mu.Unlock()
	for _, f := range calls {
		f()
	}
}

// onPower registers f to be called after the plug was pulled or put in.
func (p *Printer) onPower(f func(on bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.power = append(p.power, f)
}
