package nav

import (
	"fmt"
	"slices"
	"time"
)

// motion is what the base is asked to do: to hold, or to drive to a goal.
type motion struct {
	goal   uint64 // 0: hold
	to     Pose
	maxMps float64
}

// run is the mission in progress.
type run struct {
	Mission
	toPerson  bool // leading: on the way to the visitor, or waiting there
	waiting   bool
	waitUntil time.Time
	proceed   bool // the visitor said that she is ready
	goal      uint64
	failures  int
	retryAt   time.Time
	suspended bool
	anchor    Pose // where progress was last seen
	anchorAt  time.Time
}

// machine is the missions and the rules, without I/O or clock. What it wants
// done collects in updates, healths and moves.
type machine struct {
	places map[string]Place
	guard  guard
	base   BaseState
	queue  []Mission
	active *run
	goals  uint64 // numbers given out
	pulse  pulse

	updates []Update
	healths []Health
	move    *motion // the newest wish; an older one is void
}

func (m *machine) report(id string, phase Phase, reason string) {
	m.updates = append(m.updates, Update{Mission: id, Phase: phase, Reason: reason})
}

// has reports whether a mission is running or queued.
func (m *machine) has(id string) bool {
	return m.active != nil && m.active.ID == id ||
		slices.ContainsFunc(m.queue, func(q Mission) bool { return q.ID == id })
}

// start puts a mission in the queue. Returns give way to it.
func (m *machine) start(mission Mission) {
	const gaveWay = "another mission came"
	m.queue = slices.DeleteFunc(m.queue, func(q Mission) bool {
		if q.Kind != KindReturn {
			return false
		}
		m.report(q.ID, PhaseCancelled, gaveWay)
		return true
	})
	if m.active != nil && m.active.Kind == KindReturn {
		m.halt()
		m.finish(PhaseCancelled, gaveWay)
	}
	at := slices.IndexFunc(m.queue, func(q Mission) bool { return q.Kind.rank() < mission.Kind.rank() })
	if at < 0 {
		at = len(m.queue)
	}
	m.queue = slices.Insert(m.queue, at, mission)
	m.report(mission.ID, PhaseQueued, "")
}

// proceed notes that the visitor is ready.
func (m *machine) proceed(id string) error {
	switch {
	case !m.has(id):
		return fmt.Errorf("cannot proceed with mission %q: %w", id, ErrUnknownMission)
	case m.active == nil || m.active.ID != id || !m.active.waiting:
		return fmt.Errorf("cannot proceed with mission %q: %w", id, ErrNotWaiting)
	}
	m.active.proceed = true
	return nil
}

// cancel gives a mission up.
func (m *machine) cancel(id string) error {
	if !m.has(id) {
		return fmt.Errorf("cannot cancel mission %q: %w", id, ErrUnknownMission)
	}
	if m.active != nil && m.active.ID == id {
		m.halt()
		m.finish(PhaseCancelled, "asked to")
		return nil
	}
	m.queue = slices.DeleteFunc(m.queue, func(q Mission) bool { return q.ID == id })
	m.report(id, PhaseCancelled, "asked to")
	return nil
}

// look takes in the state of the base; it comes before everything else in a
// turn, so that nothing is decided on an old state.
func (m *machine) look(now time.Time, s BaseState) {
	m.base = s
	m.guard.look(now, s)
	if m.active != nil && m.guard.verdict != "" && !m.active.suspended {
		m.active.suspended = true
		m.halt()
		m.report(m.active.ID, PhaseSuspended, string(m.guard.verdict))
	}
}

// advance moves the missions on as far as the moment allows.
func (m *machine) advance(now time.Time) {
	if m.guard.verdict == "" {
		if m.active == nil && len(m.queue) > 0 {
			m.active = &run{Mission: m.queue[0], toPerson: m.queue[0].Kind == KindLead}
			m.queue = m.queue[1:]
		}
		if m.active != nil {
			m.continueRun(now, m.active)
		}
	}
	if h := m.health(); m.pulse.due(now, h) {
		m.healths = append(m.healths, h)
	}
}

func (m *machine) continueRun(now time.Time, r *run) {
	if r.suspended {
		r.suspended, r.retryAt = false, time.Time{}
		if r.waiting {
			m.wait(now, r)
		}
	}
	switch {
	case r.waiting:
		if r.proceed || !now.Before(r.waitUntil) {
			r.waiting, r.toPerson, r.failures = false, false, 0
			m.drive(now, r)
		}
	case r.goal != 0:
		m.checkProgress(now, r)
	case !now.Before(r.retryAt):
		m.drive(now, r)
	}
}

// target is where the mission drives to now.
func (m *machine) target(r *run) Place {
	if r.toPerson {
		return m.places[r.From]
	}
	return m.places[r.To]
}

// drive sends the base to the mission's present target.
func (m *machine) drive(now time.Time, r *run) {
	m.goals++
	r.goal, r.anchor, r.anchorAt = m.goals, m.base.Pose, now
	to := m.target(r)
	speed := to.MaxSpeedMps
	if speed == 0 {
		speed = normalMps
	}
	m.move = &motion{goal: r.goal, to: to.Pose, maxMps: min(speed, topMps)}
	phase := PhaseDriving
	switch {
	case r.toPerson:
		phase = PhaseDrivingToPerson
	case r.Kind == KindLead:
		phase = PhaseLeading
	}
	m.report(r.ID, phase, "")
}

// halt takes the running goal back.
func (m *machine) halt() {
	if m.active.goal != 0 {
		m.active.goal = 0
		m.move = &motion{}
	}
}

func (m *machine) finish(phase Phase, reason string) {
	m.report(m.active.ID, phase, reason)
	m.active = nil
}

func (m *machine) wait(now time.Time, r *run) {
	r.waiting, r.waitUntil = true, now.Add(r.WaitFor)
	m.report(r.ID, PhaseWaitingPerson, "")
}

// checkProgress notices a robot that drives and does not get on.
func (m *machine) checkProgress(now time.Time, r *run) {
	if distanceM(m.base.Pose, r.anchor) >= stuckBelowM {
		r.anchor, r.anchorAt = m.base.Pose, now
	}
	if now.Sub(r.anchorAt) >= stuckWithin {
		m.block(now, r, "no progress")
	}
}

// block stops a robot that cannot get on; it tries again later, if it has not
// tried too often.
func (m *machine) block(now time.Time, r *run, reason string) {
	m.halt()
	r.failures++
	if r.failures > maxRetries {
		m.finish(PhaseFailed, reason)
		return
	}
	r.retryAt = now.Add(blockedWait)
	m.report(r.ID, PhaseBlocked, reason)
}

// goalEnded takes the base's word on a goal. An older goal's is ignored.
func (m *machine) goalEnded(now time.Time, goal uint64, err error) {
	r := m.active
	if r == nil || r.goal != goal {
		return
	}
	if away := distanceM(m.base.Pose, m.target(r).Pose); err == nil && away > arriveWithinM {
		err = fmt.Errorf("the base says it has arrived, %.2f m away", away)
	}
	switch {
	case err != nil:
		m.block(now, r, err.Error())
	case r.toPerson:
		r.goal = 0
		m.wait(now, r)
	default:
		r.goal = 0
		m.finish(PhaseArrived, "")
	}
}

func (m *machine) health() Health {
	h := Health{
		State: StateIdle, BatteryPct: m.base.BatteryPct, Charging: m.base.Charging,
		EStop: m.base.EStop, Pose: m.base.Pose,
	}
	best := atPlaceM
	for name, p := range m.places {
		if d := distanceM(p.Pose, h.Pose); d < best {
			best, h.Place = d, name
		}
	}
	switch r := m.active; {
	case m.guard.verdict != "":
		h.State = m.guard.verdict
	case r != nil && r.waiting:
		h.State = StateWaitPerson
	case r != nil && r.goal == 0:
		h.State = StateBlocked
	case r != nil:
		h.State = StateDriving
	case h.Charging:
		h.State = StateCharging
	}
	return h
}
