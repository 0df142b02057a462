package nav

import (
	"fmt"
	"time"
)

// ended takes the base's word on something that it was asked for. What is not
// asked for any more is ignored.
func (m *Machine) ended(now time.Time, e End) {
	switch r := m.active; {
	case e.Number == 0:
	case m.upkeep.ended(now, e, &m.guard):
	case m.jog.goal != 0 && m.jog.goal == e.Number: // the base did not let itself be driven
		m.jog.spent = true
		m.jog.stop(m)
	case r == nil || r.goal != e.Number:
	case r.stage == stageDocking:
		m.dockEnded(now, r, e.Err)
	case e.Err != nil:
		m.block(now, r, ReasonBaseRefused, e.Err.Error())
	case m.awayM(r) > arriveWithinM && m.rules.on(RuleWrong):
		m.block(now, r, ReasonWrongPlace, fmt.Sprintf("the base says it has arrived, %.2f m away", m.awayM(r)))
	default:
		r.goal = 0
		m.arrived(now, r)
	}
}

// awayM is how far the robot is from where the leg ends.
func (m *Machine) awayM(r *run) float64 { return distanceM(m.base.Pose, r.leg().at) }

// arrived is the end of a leg.
func (m *Machine) arrived(now time.Time, r *run) {
	r.skipped, m.staff = 0, ReasonNone
	switch l := r.leg(); {
	case l.toPerson:
		m.wait(now, r)
	case l.dock:
		m.dock(now, r)
	case l.serve > 0:
		m.offer(now, r)
	case r.leading() && m.arrivedAlone(now, r):
		r.escort.there = true
		m.awaitPerson(now, r)
	default:
		switch r.Kind {
		case KindLead:
			m.say(r, SayArrived)
		case KindWelcome:
			m.say(r, SayWelcome)
		case KindGoto, KindPatrol, KindDock, KindCharge, KindReturn:
		}
		m.nextLeg(now, r)
	}
}

// dock hands over to the base for the last metre.
func (m *Machine) dock(now time.Time, r *run) {
	r.stage, r.goal, r.goalFrom = stageDocking, m.number(), now
	m.out.Motion = &Motion{Number: r.goal, Kind: MotionDock}
	m.tell(Update{Mission: r.ID, Phase: PhaseDocking, Place: r.place()})
}

func (m *Machine) dockEnded(now time.Time, r *run, err error) {
	if err != nil {
		m.dockFailed(now, r, err.Error())
		return
	}
	r.goal = 0
	m.staff = ReasonNone
	m.finish(PhaseArrived, ReasonNone)
}

// dockFailed drives back before the dock for another try, or gives up.
func (m *Machine) dockFailed(now time.Time, r *run, detail string) {
	m.halt()
	if r.docks++; r.docks < dockTries || !m.rules.on(RuleDock) {
		r.stage, r.retryAt = stageReady, now
		m.tell(Update{Mission: r.ID, Phase: PhaseBlocked, Reason: ReasonDockFailed, Detail: detail, Place: r.place()})
		return
	}
	m.giveUp(now, r, ReasonDockFailed, detail)
}
