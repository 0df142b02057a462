package nav

import "time"

// escort is how the person behind the robot gets on.
type escort struct {
	begun  bool
	from   time.Time // when it began, or went on
	seenAt time.Time
	gapM   float64
	askAt  time.Time // when to ask her again to come closer
	blind  bool      // the base does not tell what is behind, or there is no map
}

// lead begins to lead, or goes on: the person has time to fall in behind.
func (m *Machine) lead(now time.Time, r *run) {
	if !r.escort.begun {
		m.eyes.begin(now)
		m.say(r, SayFollowMe)
	}
	r.escort = escort{begun: true, from: now, seenAt: now}
}

// lookBehind keeps the pace of the person who is led.
func (m *Machine) lookBehind(now time.Time, r *run) {
	e := &r.escort
	seen, gap := m.eyes.follower()
	if e.blind = !seen; e.blind {
		return
	}
	if gap >= 0 {
		e.seenAt, e.gapM = now, gap
	}
	gone := now.Sub(e.seenAt) > escortBlink || e.gapM > escortStopM
	if !gone || now.Sub(e.from) < escortGrace || !m.rules.on(RuleBehind) {
		return
	}
	m.halt()
	r.stage, e.askAt = stagePaused, now.Add(escortAgain)
	m.say(r, SayComeCloser)
	m.tell(Update{Mission: r.ID, Phase: PhaseWaitingPerson, Reason: ReasonPerson, Place: r.place()})
}

// waitBehind stands until the person has caught up, or is lost for good.
func (m *Machine) waitBehind(now time.Time, r *run) {
	e := &r.escort
	seen, gap := m.eyes.follower()
	if seen && gap >= 0 && gap <= escortStopM {
		e.seenAt, e.gapM = now, gap
	}
	back := seen && gap >= 0 && gap <= escortGoOnM
	switch {
	case r.proceed, !seen, back:
		r.proceed = false
		m.drive(now, r)
	case now.Sub(e.seenAt) >= escortLostAfter && m.rules.on(RuleLost):
		m.say(r, SayLostYou)
		m.finish(PhaseCancelled, ReasonPersonLost)
	case !now.Before(e.askAt):
		e.askAt = now.Add(escortAgain)
		m.say(r, SayComeCloser)
	}
}

// slowed reports whether the person behind needs a slower robot.
func (e *escort) slowed() bool { return e.begun && !e.blind && e.gapM > escortSlowM }
