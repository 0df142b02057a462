package printertest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// faults is what is wrong with the printer.
type faults struct {
	paperEnd, nearEnd, cover bool
	endAfter                 int  // rows until the paper ends; 0 is never
	jam                      bool // the next cut fails
	cutterError              bool // a cut has failed
	mute                     bool // gives no confirmations
	unplugged                bool
}

func (f *faults) stopped() bool {
	return f.paperEnd || f.cover || f.cutterError || f.unplugged
}

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
		return fixed | 0x04 | when(f.stopped(), 0x08)
	case 2:
		return fixed | when(f.cover, 0x04) | when(f.paperEnd, 0x20) | when(f.cutterError, 0x40)
	case 3:
		return fixed | when(f.cutterError, 0x08)
	default:
		return fixed | when(f.nearEnd, 0x0C) | when(f.paperEnd, 0x60)
	}
}

// automatic is the four bytes of automatic status.
func (f *faults) automatic() []byte {
	return []byte{
		0x14 | when(f.stopped(), 0x08) | when(f.cover, 0x20),
		when(f.cutterError, 0x08),
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
	if p.auto {
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
	return []string{
		"paper-out [ROWS]", "paper-ok", "near-end", "cover-open", "cover-closed", "cutter-error", "cutter-ok",
		"mute", "unmute", "garbage", "unplug", "replug",
	}
}

// Do brings a fault about, or ends it: one of [Commands]. "paper-out 300" lets
// 300 more rows through; "garbage" sends noise to the host; "unplug" cuts the
// power, with everything that was buffered.
func (p *Printer) Do(command string) error {
	words := strings.Fields(command)
	if len(words) == 0 {
		return fmt.Errorf("no command: want one of %q", Commands())
	}
	rows := 0
	switch {
	case len(words) == 2 && words[0] == "paper-out":
		var err error
		if rows, err = strconv.Atoi(words[1]); err != nil || rows <= 0 {
			return fmt.Errorf("paper-out %q: want a positive number of rows", words[1])
		}
	case len(words) > 1:
		return fmt.Errorf("command %q: want one of %q", command, Commands())
	}
	power, err := p.apply(words[0], rows)
	if err != nil {
		return err
	}
	for _, f := range power {
		f(words[0] == "replug")
	}
	return nil
}

// apply changes the faults. It returns what is to be told of the power.
func (p *Printer) apply(name string, rows int) ([]func(bool), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := &p.faults
	before := f.automatic()
	if set := f.switches()[name]; set != nil {
		set(rows)
	} else {
		switch name {
		case "garbage":
			p.say(0xFF, 0x9C, 0x37, 0x22, 0x80, 0x10, 0x01, 0x37, 0x41, 0x42, 0x00, 0xE0, 0x14, 0x7F)
		case "unplug", "replug":
			return p.setPower(name == "replug"), nil
		default:
			return nil, fmt.Errorf("command %q: want one of %q", name, Commands())
		}
	}
	if !slices.Equal(before, f.automatic()) {
		p.report()
	}
	p.wake.Broadcast()
	return nil, nil
}

func (f *faults) switches() map[string]func(rows int) {
	return map[string]func(int){
		"paper-out":    func(rows int) { f.endAfter, f.paperEnd = rows, rows == 0 },
		"paper-ok":     func(int) { f.paperEnd, f.nearEnd, f.endAfter = false, false, 0 },
		"near-end":     func(int) { f.nearEnd = true },
		"cover-open":   func(int) { f.cover = true },
		"cover-closed": func(int) { f.cover = false },
		"cutter-error": func(int) { f.jam = true },
		"cutter-ok":    func(int) { f.jam = false },
		"mute":         func(int) { f.mute = true },
		"unmute":       func(int) { f.mute = false },
	}
}

// setPower forgets what power-off forgets: buffer, half-read command, settings,
// errors. What hangs out of the printer stays there.
func (p *Printer) setPower(on bool) []func(bool) {
	if p.faults.unplugged == !on {
		return nil
	}
	p.faults.unplugged = !on
	p.faults.cutterError = false
	p.queue, p.used, p.lex, p.auto = nil, 0, newLexer(), false
	if p.conn != nil {
		p.conn.end()
		p.conn = nil
	}
	p.wake.Broadcast()
	return slices.Clone(p.power)
}

// onPower registers f to be called after the plug was pulled or put in.
func (p *Printer) onPower(f func(on bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.power = append(p.power, f)
}
