package tray

import (
	"time"

	"periph.io/x/conn/v3/gpio"
)

// senses makes a State of what the contacts say over time.
type senses struct {
	present contact
	stock   []contact
	touch   touched
}

func newSenses(rows int) *senses {
	return &senses{stock: make([]contact, rows)}
}

// take reads all contacts.
func (s *senses) take(now time.Time, pins Pins) State {
	broken := false // a beam is
	for _, p := range pins.Hands {
		broken = p.Read() == gpio.High || broken
	}
	hand, jammed := s.touch.take(now, broken)
	for i, p := range pins.Stock {
		s.stock[i].take(now, p.Read() == gpio.Low)
	}
	return State{
		Present: s.present.take(now, pins.Present.Read() == gpio.Low),
		Hand:    hand,
		Stock:   s.left(),
		Jammed:  jammed,
	}
}

// left is the stock in percent. Rows empty from the last one to the first, so a
// gap is a broken switch and tells nothing.
func (s *senses) left() int {
	if len(s.stock) == 0 {
		return Unknown
	}
	full := 0
	for i, row := range s.stock {
		switch {
		case row.closed && full < i:
			return Unknown
		case row.closed:
			full++
		}
	}
	return 100 * full / len(s.stock)
}

// contact is a switch that is believed when it has said the same for a while.
type contact struct {
	closed bool // as believed
	read   bool
	since  time.Time // read says so
	known  bool
}

func (c *contact) take(now time.Time, closed bool) bool {
	switch {
	case !c.known:
		*c = contact{closed: closed, read: closed, since: now, known: true}
	case closed != c.read:
		c.read, c.since = closed, now
	case closed != c.closed && now.Sub(c.since) >= settleFor:
		c.closed = closed
	}
	return c.closed
}
