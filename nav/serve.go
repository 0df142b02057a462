package nav

import "time"

// offer is a stop with the tray.
type offer struct {
	until time.Time
	most  time.Time
	hand  bool // is in the tray
	took  bool // somebody reached in
	askAt time.Time
}

// offer begins to offer the tray.
func (m *Machine) offer(now time.Time, r *run) {
	serve := min(max(r.leg().serve, serveLeast), serveMost)
	r.stage, r.offer = stageServing, offer{until: now.Add(serve), most: now.Add(serveMost)}
	m.say(r, SayPleaseTake)
	m.tell(Update{Mission: r.ID, Phase: PhaseServing, Place: r.place()})
}

// serve waits while the tray is offered. A hand in it keeps the robot there
// for as long as it likes.
func (m *Machine) serve(now time.Time, r *run) {
	o := &r.offer
	if m.plate.Hand {
		o.hand, o.took = true, true
		if !now.Before(o.most) && !now.Before(o.askAt) {
			o.askAt = now.Add(handAgain)
			m.say(r, SayHand)
		}
		return
	}
	if o.hand {
		o.hand = false
		if later := now.Add(serveAfter); later.After(o.until) {
			o.until = later
			if o.most.Before(later) {
				o.until = o.most
			}
		}
	}
	if now.Before(o.until) && m.rules.on(RuleServe) || !m.guard.now.clear() {
		return
	}
	if o.took {
		m.say(r, SayThank)
	}
	m.nextLeg(now, r)
}
