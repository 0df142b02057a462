package nav

import (
	"slices"
	"strconv"
	"time"
)

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }

// choose decides which run is the active one: the most urgent that may run.
// One that runs gives way only as far as manners allow.
func (m *Machine) choose(now time.Time) {
	if r := m.active; r != nil {
		if why := m.bar(now, r); why != ReasonNone {
			m.putBack(why)
		}
	}
	at := slices.IndexFunc(m.queue, func(r *run) bool { return m.bar(now, r) == ReasonNone })
	if at < 0 {
		return
	}
	next := m.queue[at]
	if m.active != nil {
		if next.rank() <= m.active.rank() || !m.yields(m.active) {
			return
		}
		m.putBack(ReasonPreempted)
		at = slices.Index(m.queue, next)
	}
	if !m.guard.now.clear() {
		return // nothing new begins before the robot may move
	}
	m.active = next
	m.queue = slices.Delete(m.queue, at, at+1)
}

// putBack suspends the active run; it goes on later. A way home is given up.
func (m *Machine) putBack(why Reason) {
	r := m.active
	if r.Kind == KindReturn {
		m.halt()
		m.finish(PhaseCancelled, why)
		return
	}
	m.halt()
	if r.Kind == KindLead && why == ReasonCritical { // she cannot wait until the battery is full
		m.say(r, SayMustCharge)
		m.wantStaff(r, why)
		m.finish(PhaseFailed, why)
		return
	}
	r.rest()
	if !r.suspended || why != ReasonPreempted {
		m.report(r.ID, PhaseSuspended, why)
	}
	r.suspended = true
	m.active = nil
	m.enqueue(r)
}

// bar is why a run may not run now, or "".
func (m *Machine) bar(now time.Time, r *run) Reason {
	charge := r.Kind == KindCharge
	switch {
	case m.jog.number != 0 && m.rules.on(RuleJog):
		return ReasonJog
	case charge && m.power.critical:
		return ReasonNone // before staff: an empty robot helps nobody and stands in the way
	case m.mustCharge(RuleCritical, m.power.critical):
		return ReasonCritical
	case m.kept(r) != ReasonNone:
		return m.kept(r)
	case charge || m.mayFinish(r):
		return ReasonNone
	case m.mustCharge(RuleLow, m.power.low):
		return ReasonLow
	case r.Kind == KindPatrol:
		return m.barPatrol(now)
	}
	return ReasonNone
}

// kept is why people keep the robot where it is, or "". Nobody's screen drives
// away from her; who is led may touch it.
func (m *Machine) kept(r *run) Reason {
	switch {
	case m.held && m.rules.on(RuleStaffHold):
		return ReasonStaffHold
	case m.touched && r.Kind != KindLead && m.rules.on(RuleScreen):
		return ReasonScreen
	}
	return ReasonNone
}

// mustCharge reports whether a level of the battery forbids errands. Without a
// known dock a low battery does not, the robot would only stand about; a critical
// one does: somebody must push it to a charger while it still says so.
func (m *Machine) mustCharge(rule Rule, level bool) bool {
	return level && (m.site.Dock != "" || rule == RuleCritical) && m.rules.on(rule)
}

// mayFinish: on a low battery a call or an escort that is under way is brought
// to its end, nothing is begun.
func (m *Machine) mayFinish(r *run) bool {
	return r == m.active && (r.Kind == KindGoto || r.Kind == KindLead)
}

// barPatrol is why there is no patrol now.
func (m *Machine) barPatrol(now time.Time) Reason {
	if why := m.site.Schedule.quiet(now); why != ReasonNone && m.rules.on(RuleQuiet) {
		return why
	}
	switch {
	case m.mustCharge(RuleLow, m.power.scarce):
		return ReasonLow
	case !m.plate.Present && m.rules.on(RuleTray):
		return ReasonNoTray
	case m.plate.Stock == 0 && m.rules.on(RuleTray):
		return ReasonTrayEmpty
	}
	return ReasonNone
}

// yields reports whether a run gives way to a more urgent one. Nobody who is
// led, or waits to be, is left standing; a call is brought to its end.
func (m *Machine) yields(r *run) bool {
	if !m.rules.on(RuleManners) {
		return true
	}
	switch r.Kind {
	case KindReturn, KindDock, KindWelcome:
		return true
	case KindPatrol:
		return !m.plate.Hand
	case KindGoto, KindLead, KindCharge:
	}
	return false
}
