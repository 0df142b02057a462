package printertest

import (
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
		p.tellPower()
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
		return p.endLine() + p.feed([][]byte{it.data})
	case opFeedDots:
		if it.n%p.o.UnitsPerDot != 0 {
			p.mistake(fmt.Errorf("feed of %d units is no whole dot of %d", it.n, p.o.UnitsPerDot))
		}
		return p.endLine() + p.feed(make([][]byte, it.n/p.o.UnitsPerDot))
	case opFeedLines:
		if len(p.line) > 0 {
			return p.endLine() + p.feed(make([][]byte, (it.n-1)*p.o.LineDots))
		}
		return p.feed(make([][]byte, it.n*p.o.LineDots))
	case opCut:
		return p.endLine() + p.cut(it)
	case opText:
		p.line = append(p.line, it.data...)
	case opScale:
		p.scale = it.n & 7
	case opStyle:
	default:
		p.answer(it)
	}
	return 0
}

// endLine prints the letters that wait. A host that sent none has them from a
// question that this printer does not know, and should have taken them back.
func (p *Printer) endLine() int {
	if len(p.line) == 0 {
		return 0
	}
	if !p.o.Text {
		p.mistake(fmt.Errorf("letters % x are printed", p.line))
	}
	const cell, ink = 12, 8
	row := make([]byte, p.o.DotsWide/8)
	for i, b := range p.line {
		for x := i * cell; b != ' ' && x < i*cell+ink && x < p.o.DotsWide; x++ {
			row[x/8] |= 0x80 >> (x % 8)
		}
	}
	p.line = nil
	high := p.o.LineDots * (p.scale + 1)
	rows := make([][]byte, high)
	for y := p.o.LineDots / 6; y < high-p.o.LineDots/6; y++ {
		rows[y] = row
	}
	return p.feed(rows)
}

// answer does what moves no paper.
func (p *Printer) answer(it item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch it.op {
	case opInit:
		p.auto, p.scale, p.line = false, 0, nil
	case opAutomatic:
		p.auto = it.n != 0 && !p.o.NoAutomatic
		p.report()
	case opName:
		p.answerName(it.n)
	case opProcessID:
		switch {
		case p.o.NoProcessID:
			p.line = append(append(p.line, "(H00"...), it.data...)
		case !p.faults.mute:
			p.say(append(append([]byte{0x37, 0x22}, it.data...), 0)...)
		}
	case opTransmit:
		if !p.faults.mute && !p.o.NoTransmit {
			p.say(p.faults.sensors())
		}
	default:
		p.complain(fmt.Errorf("operation %d is not for the mechanism", it.op))
	}
}

func (p *Printer) answerName(n int) {
	text := map[int]string{0x42: p.o.Maker, 0x43: p.o.Name}[n]
	switch {
	case p.o.Name == "":
		p.line = append(p.line, byte(n))
	case !p.faults.mute:
		p.say(append(append([]byte{0x5F}, text...), 0)...)
	}
}

// feed moves the paper row by row, which may bring about a fault.
func (p *Printer) feed(rows [][]byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, row := range rows {
		if p.faults.unplugged {
			return i // the power went meanwhile
		}
		if len(row)*8 > p.o.DotsWide {
			p.complain(fmt.Errorf("row of %d dots, want at most %d", len(row)*8, p.o.DotsWide))
			row = row[:p.o.DotsWide/8]
		}
		p.paper = append(p.paper, row)
		p.fed++
		p.count()
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
	p.mu.Lock()
	defer p.mu.Unlock()
	p.afterCut()
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
