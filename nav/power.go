package nav

import "time"

// power is what the battery allows.
type power struct {
	critical, low bool
	scarce        bool // too little for a patrol after it was low
	chargedAt     time.Time
	againAt       time.Time // no way to the charger before
}

// look takes in the battery. Each level is left higher than it is entered.
func (p *power) look(now time.Time, s BaseState) {
	if s.Charging {
		p.chargedAt = now
	}
	if s.BatteryPct < 0 {
		return // not known: the last word stands
	}
	p.critical = s.BatteryPct <= criticalPct || p.critical && s.BatteryPct <= lowPct
	p.low = s.BatteryPct <= lowPct || p.low && s.BatteryPct < enoughPct
	p.scarce = p.low || p.scarce && s.BatteryPct < plentyPct
}

// chargeID begins the IDs of the navigator's own missions.
const chargeID = "nav/charge-"

// chargeByHand asks staff for current where no charger is known.
func (m *Machine) chargeByHand() {
	want := m.power.critical && !m.base.Charging && m.rules.on(RuleCritical)
	switch {
	case want && m.staff == ReasonNone:
		m.wantStaff(nil, ReasonCritical)
	case !want && m.staff == ReasonCritical:
		m.staff = ReasonNone
	}
}

// chargeIfNeeded starts the way to the charger.
func (m *Machine) chargeIfNeeded(now time.Time) {
	p := &m.power
	if m.site.Dock == "" {
		m.chargeByHand()
		return
	}
	switch {
	case !p.low, m.base.Charging, now.Before(p.againAt),
		now.Sub(p.chargedAt) < unplugBlink && !p.chargedAt.IsZero(), !m.base.Link:
		return
	}
	for _, r := range m.queue {
		if r.Kind == KindCharge {
			return
		}
	}
	if m.active != nil && m.active.Kind == KindCharge {
		return
	}
	m.dropReturns()
	r := &run{Mission: Mission{ID: chargeID + itoa(m.starts+1), Kind: KindCharge}}
	r.legs = m.legs(r.Mission)
	m.enqueue(r)
	m.report(r.ID, PhaseQueued, p.reason())
}

// reason is the battery's word.
func (p *power) reason() Reason {
	switch {
	case p.critical:
		return ReasonCritical
	case p.low:
		return ReasonLow
	}
	return ReasonNone
}
