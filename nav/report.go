package nav

import "time"

// health is the robot's condition after a step.
func (m *Machine) health(now time.Time) Health {
	h := Health{
		BatteryPct: m.base.BatteryPct, Charging: m.base.Charging, EStop: m.base.EStop,
		Held: m.held, Pose: m.base.Pose, StaffWanted: m.staff, RefillWanted: m.refill(),
	}
	h.State, h.Reason = m.condition(now)
	if r := m.active; r != nil {
		h.Mission, h.Kind, h.Target = r.ID, r.Kind, r.place()
		loud := m.site.Schedule.quiet(now) == ReasonNone || !m.rules.on(RuleQuiet)
		moving := r.stage == stageDriving || !m.rules.on(RuleMusic)
		h.Music = r.Kind == KindPatrol && moving && loud
	}
	best := atPlaceM
	for name, p := range m.site.Places {
		d := distanceM(p.Standing(), h.Pose)
		if d < best || d == best && name < h.Place { // the same one, in whatever order they come
			best, h.Place = d, name
		}
	}
	return h
}

// refill reports whether the tray needs somebody.
func (m *Machine) refill() bool {
	if !m.tray {
		return false
	}
	return !m.plate.Present || m.plate.Stock >= 0 && m.plate.Stock <= refillPct
}

// condition is the state and why.
func (m *Machine) condition(now time.Time) (State, Reason) {
	r := m.active
	switch v := m.guard.now; {
	case m.jog.number != 0 && m.guard.byHand.clear():
		return StateJog, m.jog.why
	case !v.clear():
		return v.state, v.reason
	case r != nil:
		return r.condition(now)
	case m.held:
		return StateBlocked, ReasonStaffHold
	case m.base.Charging:
		return StateCharging, m.power.reason()
	}
	why := m.power.reason()
	if why == ReasonNone && len(m.queue) > 0 {
		why = m.bar(now, m.queue[0])
	}
	return StateIdle, why
}

// condition is the state of a robot on a run that may move.
func (r *run) condition(now time.Time) (State, Reason) {
	switch r.stage {
	case stageDriving:
		return StateDriving, ReasonNone
	case stageWaiting:
		return StateWaitPerson, ReasonNone
	case stagePaused:
		return StateWaitPerson, ReasonPerson
	case stageServing:
		return StateServing, ReasonNone
	case stageDocking:
		return StateDocking, ReasonNone
	case stageReady:
	}
	if now.Before(r.retryAt) {
		return StateBlocked, ReasonStuck
	}
	return StateBlocked, ReasonNone
}
