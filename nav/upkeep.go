package nav

import "time"

// upkeep is what the machine asks of the base beside motion: to keep out of
// areas, to look for itself, to slow down.
type upkeep struct {
	fence   []Polygon
	fencing uint64 // the number of the upload that runs; 0: none
	fenceAt time.Time
	fixing  uint64
	fixAt   time.Time
	fixes   int
	handAt  time.Time // when a hand in the way was asked to leave
	cap     float64   // the speed that the running motion may have
}

// ended takes the end of something that upkeep asked for.
func (u *upkeep) ended(now time.Time, e End, g *guard) bool {
	switch e.Number {
	case u.fencing:
		u.fencing = 0
		g.fenced = e.Err == nil
		u.fenceAt = now.Add(fenceAgain)
	case u.fixing:
		u.fixing = 0
	default:
		return false
	}
	return true
}

// fenceLost: a base that restarted, or was away, may have forgotten the areas.
func (m *Machine) fenceLost() {
	if u := &m.upkeep; len(u.fence) > 0 && (!m.base.Link || m.base.Starting) {
		m.guard.fenced, u.fencing, u.fenceAt = false, 0, time.Time{}
	}
}

// maintain asks the base for what is due.
func (m *Machine) maintain(now time.Time) {
	u := &m.upkeep
	m.askHand(now)
	if !m.base.Link || m.base.Starting {
		u.fixing = 0
		return
	}
	if !m.guard.fenced && u.fencing == 0 && !now.Before(u.fenceAt) {
		u.fencing = m.number()
		m.out.Fence = &Fence{Number: u.fencing, KeepOut: u.fence}
	}
	m.findItself(now)
}

// findItself has a base that stays lost look for itself near where it last was
// well, and asks for staff at last.
func (m *Machine) findItself(now time.Time) {
	u := &m.upkeep
	since := m.guard.since
	switch {
	case since.IsZero():
		if u.fixes > fixTries {
			m.staff = ReasonNone
		}
		u.fixes, u.fixing, u.fixAt = 0, 0, time.Time{}
	case !m.guard.lost() || now.Sub(since) < fixAfter || now.Before(u.fixAt):
	case u.fixes < fixTries:
		u.fixes++
		u.fixAt = now.Add(fixEvery)
		if !m.guard.known {
			return // a wrong hint is worse than none: it may yet find itself
		}
		u.fixing = m.number()
		m.out.Relocalise = &Fix{Number: u.fixing, Near: m.guard.good, SigmaM: fixSigmaM * float64(int(1)<<(u.fixes-1))}
	case u.fixes == fixTries:
		u.fixes++
		m.wantStaff(m.active, m.guard.now.reason)
	}
}

// askHand asks a hand to leave that keeps the robot from going.
func (m *Machine) askHand(now time.Time) {
	u := &m.upkeep
	switch r := m.active; {
	case m.guard.now.reason != ReasonHand || !m.plate.Hand || r == nil || r.stage == stageServing:
		u.handAt = time.Time{}
	case u.handAt.IsZero():
		u.handAt = now.Add(handFirst)
	case !now.Before(u.handAt):
		u.handAt = now.Add(handAgain)
		m.say(r, SayHand)
	}
}

// speed is the highest speed for a run at the moment.
func (m *Machine) speed(r *run) float64 {
	l := r.leg()
	v := l.maxMps
	if v == 0 {
		v = normalMps
	}
	if m.rules.on(RuleTopSpeed) {
		v = min(v, topMps)
	}
	if m.rules.on(RuleZone) {
		v = min(v, m.site.speedAt(Point{m.base.Pose.XM, m.base.Pose.YM}))
	}
	if distanceM(m.base.Pose, l.at) <= nearGoalM && m.rules.on(RuleLastMetre) {
		v = min(v, slowMps)
	}
	if r.leading() && r.escort.slowed() && m.rules.on(RulePace) {
		v = min(v, slowMps)
	}
	return v
}

// capSpeed changes the speed of the motion that runs, where the floor or the
// person behind asks for it.
func (m *Machine) capSpeed() {
	r := m.active
	if r == nil || r.goal == 0 || r.stage != stageDriving || m.out.Motion != nil {
		return
	}
	if v := m.speed(r); v != m.upkeep.cap {
		m.upkeep.cap = v
		m.out.SpeedCap = v
	}
}
