package nav

import "time"

// stage is what a run is doing.
type stage uint8

const (
	stageReady   stage = iota // to drive as soon as it may
	stageDriving              // the base has a goal
	stageWaiting              // for the visitor to be ready
	stagePaused               // for the person who is led
	stageServing              // the tray is offered
	stageDocking              // the base has taken over
)

// leg is one drive of a mission.
type leg struct {
	place    string
	at       Pose
	maxMps   float64
	phase    Phase
	toPerson bool          // a visitor is to be fetched there
	serve    time.Duration // the tray is offered there
	dock     bool          // the base docks from there
}

// run is a mission and how far it has come.
type run struct {
	Mission
	order     uint64
	legs      []leg
	at        int // of legs
	stage     stage
	suspended bool
	goal      uint64 // the motion's number; 0: none
	goalFrom  time.Time

	failures  int // of this leg
	contacts  int // with something
	skipped   int // stops in a row that could not be reached
	retryAt   time.Time
	elsewhere bool // goes to the other place
	anchor    Pose // where progress was last seen
	anchorAt  time.Time

	proceed   bool // the visitor said that she is ready
	waitUntil time.Time
	escort    escort
	offer     offer
	docks     int // tries
}

func (r *run) rank() int { return r.Kind.rank() }

func (r *run) leg() *leg { return &r.legs[r.at] }

// leading reports whether somebody walks behind the robot.
func (r *run) leading() bool { return r.Kind == KindLead && !r.leg().toPerson }

// place names where the run is going, or is.
func (r *run) place() string { return r.leg().place }

// legs plans a mission.
func (m *Machine) legs(mission Mission) []leg {
	drive := func(name string, phase Phase) leg {
		p := m.site.Places[name]
		return leg{place: name, at: p.Standing(), maxMps: p.MaxSpeedMps, phase: phase}
	}
	switch mission.Kind {
	case KindLead:
		lead := drive(mission.To, PhaseLeading)
		if mission.From == "" {
			return []leg{lead}
		}
		fetch := drive(mission.From, PhaseDrivingToPerson)
		fetch.toPerson = true
		return []leg{fetch, lead}
	case KindPatrol:
		var legs []leg
		for _, s := range mission.Stops {
			l := drive(s.Place, PhaseDriving)
			if l.serve = s.Serve; l.serve == 0 {
				l.serve = serveUsual
			}
			legs = append(legs, l)
		}
		return legs
	case KindDock, KindCharge:
		l := drive(m.site.Dock, PhaseDriving)
		l.at, l.dock = inFront(m.site.Places[m.site.Dock].Pose, dockAheadM, false), true
		return []leg{l}
	default:
		return []leg{drive(mission.To, PhaseDriving)}
	}
}

// rest takes back what a run was about to do; it goes on from where it was.
func (r *run) rest() {
	switch r.stage {
	case stageDriving, stageDocking, stagePaused:
		r.stage = stageReady
	case stageReady, stageWaiting, stageServing:
	}
	r.retryAt = time.Time{}
	r.offer.hand = false
}

// halt takes the running goal back.
func (m *Machine) halt() {
	if r := m.active; r != nil && r.goal != 0 {
		r.goal = 0
		m.out.Motion = &Motion{Kind: MotionHold}
	}
}

// number names a motion.
func (m *Machine) number() uint64 {
	m.numbers++
	return m.numbers
}

// advance moves the active run on as far as the moment allows.
func (m *Machine) advance(now time.Time, r *run) {
	if !m.mayAdvance(r) {
		return
	}
	if r.suspended {
		m.goOn(now, r)
	}
	switch r.stage {
	case stageReady:
		if !now.Before(r.retryAt) {
			m.drive(now, r)
		}
	case stageDriving:
		m.watch(now, r)
	case stageWaiting, stagePaused:
		m.attend(now, r)
	case stageServing:
		m.serve(now, r)
	case stageDocking:
		if now.Sub(r.goalFrom) >= dockWithin {
			m.dockFailed(now, r, "it takes too long")
		}
	}
}

// mayAdvance: a run goes on while the robot may move, and an offer also with a
// hand in the tray.
func (m *Machine) mayAdvance(r *run) bool {
	v := m.guard.now
	return v.clear() || v.reason == ReasonHand && r.stage == stageServing && !r.suspended
}

// attend stands for a visitor.
func (m *Machine) attend(now time.Time, r *run) {
	switch {
	case r.stage == stagePaused:
		m.waitBehind(now, r)
	case r.proceed || !now.Before(r.waitUntil):
		m.nextLeg(now, r)
	}
}

// goOn tells what a run that was suspended is at.
func (m *Machine) goOn(now time.Time, r *run) {
	r.suspended = false
	if m.awayM(r) > atPlaceM { // it has been elsewhere meanwhile
		r.stage = stageReady
	}
	switch r.stage {
	case stageWaiting:
		m.wait(now, r)
	case stageServing:
		m.tell(Update{Mission: r.ID, Phase: PhaseServing, Place: r.place()})
	case stageReady, stageDriving, stagePaused, stageDocking:
	}
}

// drive sends the base to the place of the present leg.
func (m *Machine) drive(now time.Time, r *run) {
	l := r.leg()
	if m.site.forbidden(Point{l.at.XM, l.at.YM}) && m.rules.on(RuleForbidden) {
		m.halt()
		m.finish(PhaseFailed, ReasonForbidden)
		return
	}
	if l.dock && (m.base.Charging || m.base.Docked && !m.power.low) {
		m.finish(PhaseArrived, ReasonNone)
		return
	}
	r.stage, r.goal, r.goalFrom = stageDriving, m.number(), now
	r.anchor, r.anchorAt = m.base.Pose, now
	m.upkeep.cap = m.speed(r)
	m.out.Motion = &Motion{Number: r.goal, Kind: MotionGoto, To: l.at, MaxSpeedMps: m.upkeep.cap}
	m.tell(Update{Mission: r.ID, Phase: l.phase, Place: l.place})
	if r.leading() {
		m.lead(now, r)
	}
}

// wait stands with the visitor until she is ready.
func (m *Machine) wait(now time.Time, r *run) {
	r.stage, r.waitUntil = stageWaiting, now.Add(r.WaitFor)
	m.tell(Update{Mission: r.ID, Phase: PhaseWaitingPerson, Place: r.place()})
}

// nextLeg goes on to the next drive, or ends the mission after the last.
func (m *Machine) nextLeg(now time.Time, r *run) {
	r.stage, r.failures, r.retryAt, r.elsewhere, r.proceed = stageReady, 0, time.Time{}, false, false
	if r.at+1 == len(r.legs) {
		m.finish(PhaseArrived, ReasonNone)
		return
	}
	r.at++
	if m.guard.now.clear() {
		m.drive(now, r)
	}
}

// watch looks after a drive: does it get on, is the person there.
func (m *Machine) watch(now time.Time, r *run) {
	if distanceM(m.base.Pose, r.anchor) >= stuckBelowM {
		r.anchor, r.anchorAt = m.base.Pose, now
	}
	if now.Sub(r.anchorAt) >= stuckWithin && m.rules.on(RuleStuck) {
		m.block(now, r, ReasonStuck, "")
		return
	}
	if r.leading() {
		m.lookBehind(now, r)
	}
}

// block stops a robot that cannot get on. It asks for room and tries again
// later, then at the other place; at last it asks for staff.
func (m *Machine) block(now time.Time, r *run, why Reason, detail string) {
	m.halt()
	r.stage = stageReady
	r.failures++
	if r.failures > maxRetries && m.rules.on(RuleTries) {
		m.giveUp(now, r, why, detail)
		return
	}
	if other := m.site.Places[r.leg().place].Else; r.failures >= elseAfter && other != "" && !r.elsewhere {
		l := r.leg()
		l.place, l.at, l.maxMps = other, m.site.Places[other].Standing(), m.site.Places[other].MaxSpeedMps
		r.elsewhere = true
	}
	r.retryAt = now.Add(blockedWait)
	m.say(r, SayAskWay)
	m.tell(Update{Mission: r.ID, Phase: PhaseBlocked, Reason: why, Detail: detail, Place: r.place()})
}

// giveUp ends a leg that cannot be driven: a patrol leaves that stop out,
// everything else fails.
func (m *Machine) giveUp(now time.Time, r *run, why Reason, detail string) {
	if r.skipped++; r.Kind == KindPatrol && r.at+1 < len(r.legs) && r.skipped < len(r.legs) {
		m.nextLeg(now, r)
		return
	}
	m.wantStaff(r, why)
	if r.leg().dock {
		m.power.againAt = now.Add(dockAgain)
	}
	m.active = nil
	m.tell(Update{Mission: r.ID, Phase: PhaseFailed, Reason: why, Detail: detail, Place: r.place()})
}
