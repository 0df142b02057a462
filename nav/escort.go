package nav

import (
	"math"
	"time"
)

// escort is how the person behind the robot gets on.
type escort struct {
	begun  bool
	from   time.Time // when it began, or went on
	again  bool      // it went on: she has fallen in behind before
	seenAt time.Time
	gapM   float64
	// pausedAt is when the robot began to wait, leastM the smallest gap since.
	pausedAt time.Time
	leastM   float64
	askAt    time.Time // when to ask her again to come closer
	blind    bool      // the base does not tell what is behind, or there is no map
	there    bool      // the robot waits where it leads her
}

// lead begins to lead, or goes on: the person has time to fall in behind.
func (m *Machine) lead(now time.Time, r *run) {
	if !r.escort.begun {
		m.eyes.begin(now)
		m.say(r, SayFollowMe)
	}
	r.escort = escort{begun: true, again: r.escort.begun, from: now, seenAt: now}
}

// lookBehind keeps the pace of the person who is led.
func (m *Machine) lookBehind(now time.Time, r *run) {
	e := &r.escort
	m.note(now, e)
	gone := now.Sub(e.seenAt) > escortBlink || e.gapM > escortStopM
	if e.blind || !gone || now.Sub(e.from) < escortGrace || !m.rules.on(RuleBehind) {
		return
	}
	m.halt()
	m.awaitPerson(now, r)
}

// note takes in where she is.
func (m *Machine) note(now time.Time, e *escort) {
	seen, gap := m.eyes.follower()
	e.blind = !seen
	if gap >= 0 {
		e.seenAt, e.gapM = now, gap
	}
}

// arrivedAlone: the robot is there, and she is not. Who had fallen in behind
// before gets no time for that again: the place is said to her.
func (m *Machine) arrivedAlone(now time.Time, r *run) bool {
	e := &r.escort
	m.note(now, e)
	alone := now.Sub(e.seenAt) > escortBlink || e.gapM > escortGoOnM
	return alone && !e.blind && (e.again || now.Sub(e.from) >= escortGrace) && m.rules.on(RuleTogether)
}

// awaitPerson asks the person who is led to come closer.
func (m *Machine) awaitPerson(now time.Time, r *run) {
	e := &r.escort
	m.eyes.await(now)
	r.stage, e.seenAt, e.pausedAt, e.leastM, e.askAt = stagePaused, now, now, math.Inf(1), now.Add(escortAgain)
	m.say(r, SayComeCloser)
	m.tell(Update{Mission: r.ID, Phase: PhaseWaitingPerson, Reason: ReasonPerson, Place: r.place()})
}

// waitBehind stands until the person has caught up, or is lost for good.
func (m *Machine) waitBehind(now time.Time, r *run) {
	seen, gap := m.eyes.follower()
	switch e := &r.escort; {
	case r.proceed, !seen, gap >= 0 && gap <= e.nearM(now):
		r.proceed = false
		m.drive(now, r)
	case m.lost(now, e, gap):
		m.say(r, SayLostYou)
		m.finish(PhaseCancelled, ReasonPersonLost)
	case !now.Before(e.askAt):
		e.askAt = now.Add(escortAgain)
		m.say(r, SayComeCloser)
	}
}

// nearM is how near she must come to a robot that waits for her. Where it leads
// her she shall stand beside it before it says that this is the place, but who
// likes to keep off is not made to.
func (e *escort) nearM(now time.Time) float64 {
	if e.there && now.Sub(e.pausedAt) < escortAgain {
		return escortHereM
	}
	return escortGoOnM
}

// lost reports whether the person for whom the robot waits does not come any
// more. Somebody who only stands there is not coming.
func (m *Machine) lost(now time.Time, e *escort, gapM float64) bool {
	comes := gapM <= e.leastM-escortNearerM || !m.rules.on(RuleWait)
	if gapM >= 0 && comes {
		if !math.IsInf(e.leastM, 1) || !m.rules.on(RuleWait) { // being seen at all is not coming
			e.seenAt = now
		}
		e.gapM, e.leastM = gapM, gapM
	}
	if now.Sub(e.pausedAt) >= escortWaitMost && m.rules.on(RuleWait) {
		return true
	}
	return now.Sub(e.seenAt) >= escortLostAfter && m.rules.on(RuleLost)
}

// slowed reports whether the person behind needs a slower robot.
func (e *escort) slowed() bool { return e.begun && !e.blind && e.gapM > escortSlowM }
