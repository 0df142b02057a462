package nav

import "time"

// calm is what the machine knows of its last hold.
type calm struct {
	begun  bool      // there was a step before
	linked bool      // in that step the base answered
	clear  bool      // and could have moved
	at     time.Time // of the last motion asked for
}

// holdStill stops a base that has no goal from here: at the beginning, as an
// earlier program may have left it one; when something forbids motion and when
// the base is back; and for as long as it moves or says that it carries an order
// out. hands repeats each hold until the base confirms.
func (m *Machine) holdStill(now time.Time) {
	c, last := &m.calm, m.calm
	c.begun, c.linked, c.clear = true, m.base.Link, m.guard.now.clear()
	if m.out.Motion != nil {
		c.at = now
		return
	}
	if m.active != nil && m.active.goal != 0 || m.jog.goal != 0 {
		return
	}
	worse := last.clear && !c.clear || !last.linked && c.linked
	if !last.begun || worse || m.astray() && now.Sub(c.at) >= holdAgain {
		c.at = now
		m.out.Motion = &Motion{Kind: MotionHold}
	}
}

// astray reports whether a base without a goal from here does not stand.
func (m *Machine) astray() bool {
	b := &m.base
	moves := b.SpeedMps > strayMps || b.Ordered && !b.Docked
	return moves && b.Link && m.rules.on(RuleStray)
}
