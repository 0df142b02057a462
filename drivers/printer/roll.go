package printer

import (
	"encoding/json"
	"fmt"
	"math"
)

// Left is an estimate of the tickets that the roll still holds.
type Left struct {
	Known    bool // the paper is near its end, and a ticket's length is known
	Tickets  int
	Measured bool // the sensor's distance was measured on an earlier roll; else it is assumed
}

// Roll is what is known of the paper. It is worth keeping over a restart; the
// zero value knows nothing.
type Roll struct {
	NearEnd bool `json:"near_end"` // the sensor has told so for this roll
	Whole   bool `json:"whole"`    // it was seen to tell so: what follows is measured
	Swapped bool `json:"swapped"`  // the cover was open, or the paper ended: a new roll may be in

	Rows    int `json:"rows"`    // fed since then
	Reserve int `json:"reserve"` // rows from there to the end, mean of earlier rolls; 0 is not measured
	Ticket  int `json:"ticket"`  // mean rows of a ticket; 0 is not known
}

// assumedReserve is 3 m in rows at 203 dpi: the sensor's place can be set, the
// core's thickness differs, and makers promise nothing. It serves until the first
// roll has ended.
const assumedReserve = 24000

// ParseRoll reads what json.Marshal made of a Roll.
func ParseRoll(raw []byte) (Roll, error) {
	var r Roll
	if err := json.Unmarshal(raw, &r); err != nil {
		return Roll{}, fmt.Errorf("cannot read the paper roll: %w", err)
	}
	return r.sane(), nil
}

// sane repairs what a file may have made of a Roll.
func (r Roll) sane() Roll {
	const most = 100 * assumedReserve
	for _, v := range []*int{&r.Rows, &r.Reserve, &r.Ticket} {
		*v = min(max(*v, 0), most)
	}
	return r
}

// after is the roll once the sensors have said s, having said before.
func (r Roll) after(before Paper, s Status) Roll {
	if s.CoverOpen {
		r.Swapped = true
		return r
	}
	switch s.Paper {
	case PaperEnd:
		r = r.ended()
	case PaperNearEnd:
		// At the start of a process, or behind a cover that was open, nobody
		// knows how long it has been near.
		if !r.NearEnd || r.Swapped {
			r.NearEnd, r.Whole, r.Rows, r.Swapped = true, before == PaperOK && !r.Swapped, 0, false
		}
	case PaperOK:
		// Without a cover that was opened it is a roll that wobbles.
		if r.Swapped {
			r.NearEnd, r.Whole, r.Rows, r.Swapped = false, false, 0, false
		}
	case PaperUnknown:
	}
	return r
}

// ended takes the measure of a roll that was watched from near its end.
func (r Roll) ended() Roll {
	if r.NearEnd && r.Whole && r.Rows > 0 {
		r.Reserve = mean(r.Reserve, r.Rows, 2)
	}
	r.Whole, r.Swapped = false, true
	return r
}

// fed is the roll after a ticket.
func (r Roll) fed(rows int) Roll {
	r.Ticket = mean(r.Ticket, rows, 8)
	if r.NearEnd {
		r.Rows += rows
	}
	return r.sane()
}

// mean follows values with the weight 1/n for the newest; 0 is no mean yet.
func mean(before, value, n int) int {
	if before == 0 {
		return value
	}
	return before + int(math.Round(float64(value-before)/float64(n)))
}

// left is for a status with this paper.
func (r Roll) left(paper Paper) Left {
	switch {
	case paper == PaperEnd:
		return Left{Known: true, Measured: true}
	case paper == PaperUnknown || !r.NearEnd || r.Ticket == 0:
		return Left{}
	}
	l := Left{Known: true, Measured: r.Reserve > 0}
	reserve := assumedReserve
	if l.Measured {
		reserve = r.Reserve
	}
	l.Tickets = max(0, reserve-r.Rows) / r.Ticket
	return l
}

// learn takes a status of the sensors in and adds the estimate; p.mu is held.
func (p *Printer) learn(s Status) Status {
	if s.Link {
		p.keep(p.roll.after(p.status.Paper, s))
	}
	s.Left = p.roll.left(s.Paper)
	return s
}

// used notes the rows of a ticket.
func (p *Printer) used(rows int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep(p.roll.fed(rows))
	s := p.status
	s.Left = p.roll.left(s.Paper)
	if p.told {
		p.tell(s)
	}
}

func (p *Printer) keep(r Roll) {
	if r == p.roll {
		return
	}
	p.roll = r
	if p.o.OnRoll != nil {
		p.o.OnRoll(r)
	}
}
