package printertest

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"time"
)

// mechanism does what was queued, in order, while there is paper.
func (p *Printer) mechanism() {
	late := newPace(p.o.RowsPerSecond)
	for {
		it, ok := p.next()
		if !ok {
			return
		}
		rows := p.perform(it)
		if !late.advance(rows, p.stop) {
			return
		}
	}
}

// next waits until something can be done.
func (p *Printer) next() (item, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed && (len(p.queue) == 0 || p.faults.stopped()) {
		p.wake.Wait()
	}
	if p.closed {
		return item{}, false
	}
	it := p.queue[0]
	p.queue = p.queue[1:]
	p.used -= it.size
	p.wake.Broadcast()
	return it, true
}

// perform does one item and returns the rows of paper it moved.
func (p *Printer) perform(it item) int {
	switch it.op {
	case opRow:
		return p.feed([][]byte{it.data})
	case opFeedDots:
		if it.n%p.o.UnitsPerDot != 0 {
			p.mistake(fmt.Errorf("feed of %d units is no whole dot of %d", it.n, p.o.UnitsPerDot))
		}
		return p.feed(make([][]byte, it.n/p.o.UnitsPerDot))
	case opFeedLines:
		return p.feed(make([][]byte, it.n*p.o.LineDots))
	case opCut:
		return p.cut(it)
	default:
		p.answer(it)
		return 0
	}
}

// answer does what moves no paper.
func (p *Printer) answer(it item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch it.op {
	case opInit:
		p.auto = false
	case opAutomatic:
		p.auto = it.n != 0
		p.report()
	case opProcessID:
		switch {
		case p.o.NoProcessID:
			p.complain(errors.New("command 1d 28 48 is not known"))
		case !p.faults.mute:
			p.say(append(append([]byte{0x37, 0x22}, it.data...), 0)...)
		}
	case opTransmit:
		if !p.faults.mute {
			p.say(p.faults.sensors())
		}
	default:
		p.complain(fmt.Errorf("operation %d is not for the mechanism", it.op))
	}
}

// feed moves the paper row by row, which may end the roll.
func (p *Printer) feed(rows [][]byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, row := range rows {
		if len(row)*8 > p.o.DotsWide {
			p.complain(fmt.Errorf("row of %d dots, want at most %d", len(row)*8, p.o.DotsWide))
			row = row[:p.o.DotsWide/8]
		}
		p.paper = append(p.paper, row)
		p.printed++
		if p.faults.endAfter > 0 {
			if p.faults.endAfter--; p.faults.endAfter == 0 {
				p.faults.paperEnd = true
				p.report()
			}
		}
	}
	return len(rows)
}

func (p *Printer) cut(it item) int {
	p.mu.Lock()
	jam := p.faults.jam
	if jam {
		// The blade stays where it is; the cut is tried again on recovery.
		p.faults.cutterError = true
		p.queue = append([]item{it}, p.queue...)
		p.used += it.size
		p.report()
	}
	p.mu.Unlock()
	if jam {
		return 0
	}
	fed := p.feed(make([][]byte, it.n))
	if len(p.paper) == 0 {
		return 0
	}
	p.tickets++
	t := Ticket{Number: p.tickets, Image: p.picture()}
	p.paper = nil
	if p.o.OnTicket != nil {
		p.o.OnTicket(t)
	}
	return fed
}

func (p *Printer) picture() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, p.o.DotsWide, len(p.paper)), color.Palette{color.White, color.Black})
	for y, row := range p.paper {
		for x := range len(row) * 8 {
			img.Pix[y*img.Stride+x] = row[x/8] >> (7 - x%8) & 1
		}
	}
	return img
}

// pace makes rows take time.
type pace struct {
	perRow, debt time.Duration
}

func newPace(rowsPerSecond int) *pace {
	if rowsPerSecond <= 0 {
		return &pace{}
	}
	return &pace{perRow: time.Second / time.Duration(rowsPerSecond)}
}

// advance waits for the rows, in steps a timer can keep; false means stop.
func (p *pace) advance(rows int, stop <-chan struct{}) bool {
	const step = 5 * time.Millisecond
	p.debt += time.Duration(rows) * p.perRow
	if p.debt < step {
		return true
	}
	timer := time.NewTimer(p.debt)
	defer timer.Stop()
	p.debt = 0
	select {
	case <-timer.C:
		return true
	case <-stop:
		return false
	}
}
