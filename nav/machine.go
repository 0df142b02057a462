package nav

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// MachineOptions configures a Machine.
type MachineOptions struct {
	Site Site
	// Map is the base's map of the floor, if there is one already.
	Map *Map
	// Tray is true when the tray's sensors tell of hands; without them there
	// is no patrol.
	Tray bool
}

// Machine is the missions and the rules, without I/O, clock or goroutine: what
// happens goes into Step, and what is to be done comes out of it. It belongs
// to one goroutine.
type Machine struct {
	site    Site
	tray    bool
	rules   rules
	guard   guard
	eyes    eyes
	base    BaseState
	plate   TrayState // what is on the tray
	queue   []*run    // by rank, then by when they came
	active  *run
	held    bool
	touched bool // a visitor works the screen
	power   power
	upkeep  upkeep
	calm    calm
	jog     jog
	numbers uint64 // given out
	starts  uint64 // missions so far
	pulse   pulse
	staff   Reason // why staff is wanted
	out     Outputs
}

// NewMachine prepares a Machine; it reports all that does not make sense.
func NewMachine(o MachineOptions) (*Machine, error) {
	if err := o.Site.Check(); err != nil {
		return nil, fmt.Errorf("cannot prepare the missions: %w", err)
	}
	m := &Machine{site: o.Site, tray: o.Tray}
	m.site.Places = maps.Clone(o.Site.Places)
	m.upkeep.fence = o.Site.KeepOut()
	m.guard.fenced = len(m.upkeep.fence) == 0
	m.eyes.floor = o.Map
	return m, nil
}

// SetMap tells the machine of the base's map: only then can it tell a person
// from a wall.
func (m *Machine) SetMap(floor *Map) { m.eyes.floor = floor }

// Start queues a mission. The error names all that is wrong with it.
func (m *Machine) Start(mission Mission) error {
	err := mission.check(&m.site, m.tray)
	if m.find(mission.ID) != nil {
		err = errors.Join(err, fmt.Errorf("cannot start mission %q: id: in use", mission.ID))
	}
	if err != nil {
		return err
	}
	m.dropReturns()
	m.enqueue(&run{Mission: mission, legs: m.legs(mission)})
	m.report(mission.ID, PhaseQueued, ReasonNone)
	return nil
}

// dropReturns gives up every way home: something else is wanted.
func (m *Machine) dropReturns() {
	if m.active != nil && m.active.Kind == KindReturn {
		m.halt()
		m.finish(PhaseCancelled, ReasonPreempted)
	}
	m.queue = slices.DeleteFunc(m.queue, func(r *run) bool {
		if r.Kind == KindReturn {
			m.report(r.ID, PhaseCancelled, ReasonPreempted)
		}
		return r.Kind == KindReturn
	})
}

// enqueue puts a run where it belongs: behind those that are more urgent, or
// as urgent and older.
func (m *Machine) enqueue(r *run) {
	if r.order == 0 {
		m.starts++
		r.order = m.starts
	}
	at := slices.IndexFunc(m.queue, func(q *run) bool {
		return q.rank() < r.rank() || q.rank() == r.rank() && q.order > r.order
	})
	if at < 0 {
		at = len(m.queue)
	}
	m.queue = slices.Insert(m.queue, at, r)
}

// find is the run of a mission that is running or queued, or nil.
func (m *Machine) find(id string) *run {
	if m.active != nil && m.active.ID == id {
		return m.active
	}
	if at := slices.IndexFunc(m.queue, func(r *run) bool { return r.ID == id }); at >= 0 {
		return m.queue[at]
	}
	return nil
}

// Proceed tells a mission that its visitor is ready to be led, or that she is
// still there.
func (m *Machine) Proceed(id string) error {
	r := m.find(id)
	switch {
	case r == nil:
		return fmt.Errorf("cannot proceed with mission %q: %w", id, ErrUnknownMission)
	case r != m.active || r.stage != stageWaiting && r.stage != stagePaused:
		return fmt.Errorf("cannot proceed with mission %q: %w", id, ErrNotWaiting)
	}
	r.proceed = true
	return nil
}

// Cancel gives a mission up. The robot stops where it is.
func (m *Machine) Cancel(id string) error {
	r := m.find(id)
	if r == nil {
		return fmt.Errorf("cannot cancel mission %q: %w", id, ErrUnknownMission)
	}
	if r == m.active {
		m.halt()
		m.finish(PhaseCancelled, ReasonAsked)
		return nil
	}
	m.queue = slices.DeleteFunc(m.queue, func(q *run) bool { return q == r })
	m.report(id, PhaseCancelled, ReasonAsked)
	return nil
}

// Resume lets the robot move again after an emergency stop. It is for staff
// who see the robot. The error is ErrNotSafe while the button is pressed, the
// base is lost or faulty, or does not know where it is.
func (m *Machine) Resume(now time.Time, s BaseState, t TrayState) error {
	if err := m.guard.resume(now, s, t); err != nil {
		return err
	}
	m.staff = ReasonNone
	return nil
}

// Hold keeps the robot where it is until Release; only an empty battery sends
// it to its charger.
func (m *Machine) Hold() { m.held = true }

// KeepStill tells whether a visitor works the robot's screen. It stays where it
// is then, as with Hold; only an escort goes on.
func (m *Machine) KeepStill(on bool) { m.touched = on }

// Release ends a Hold, and the wish for staff: somebody was there.
func (m *Machine) Release() { m.held, m.staff = false, ReasonNone }

// Step takes in what happened and says what is to be done. Times must not run
// backwards.
func (m *Machine) Step(now time.Time, in Inputs) Outputs {
	m.base, m.plate = in.Base, in.Tray
	// Whether the robot may move comes before everything else, so that nothing
	// is decided on an old state.
	m.guard.rules = m.rules
	m.fenceLost()
	m.guard.ours = m.active != nil && m.active.goal != 0 || m.jog.goal != 0
	m.guard.look(now, m.base, m.plate)
	m.eyes.wait = m.active != nil && m.active.stage == stagePaused
	m.eyes.look(now, m.base)
	m.suspendIfUnsafe(now)
	for _, e := range in.Ended {
		m.ended(now, e)
	}
	m.power.look(now, m.base)
	m.chargeIfNeeded(now)
	m.choose(now)
	if m.active != nil {
		m.advance(now, m.active)
	}
	m.driveByHand(now)
	m.maintain(now)
	m.holdStill(now)
	m.capSpeed()
	if h := m.health(now); m.pulse.due(now, h) {
		m.out.Health = &h
	}
	out := m.out
	m.out = Outputs{}
	return out
}

// suspendIfUnsafe stops the mission that runs into an interlock.
func (m *Machine) suspendIfUnsafe(now time.Time) {
	v := m.guard.now
	if v.clear() || m.active == nil || m.active.suspended {
		return
	}
	if v.reason == ReasonHand && m.active.stage == stageServing {
		return // that is what the tray is for
	}
	r := m.active
	m.halt()
	r.suspended = true
	r.rest()
	m.report(r.ID, PhaseSuspended, v.reason)
	if v.reason != ReasonBumper {
		return
	}
	if r.contacts++; r.contacts > maxRetries && m.rules.on(RuleTries) {
		m.giveUp(now, r, v.reason, "")
	}
}

func (m *Machine) report(id string, phase Phase, why Reason) {
	m.tell(Update{Mission: id, Phase: phase, Reason: why})
}

func (m *Machine) tell(u Update) { m.out.Updates = append(m.out.Updates, u) }

// say asks for words that belong to a run.
func (m *Machine) say(r *run, code SayCode) {
	m.out.Says = append(m.out.Says, Say{Mission: r.ID, Code: code})
}

// wantStaff says that the robot cannot help itself.
func (m *Machine) wantStaff(r *run, why Reason) {
	m.staff = why
	s := Say{Code: SayNeedStaff}
	if r != nil {
		s.Mission = r.ID
	}
	m.out.Says = append(m.out.Says, s)
}

// finish ends the active run for good.
func (m *Machine) finish(phase Phase, why Reason) {
	r := m.active
	u := Update{Mission: r.ID, Phase: phase, Reason: why}
	if phase == PhaseArrived {
		u.Place = r.place()
	}
	m.active = nil
	m.tell(u)
}
