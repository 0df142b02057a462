package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	folk "tiepdan/drivers/base/floortest/crowd"
	"tiepdan/nav"
)

const (
	// callsPerHour of officials who want the robot at their door.
	callsPerHour = 8
	// patrolEvery so often the robot goes round with its tray, from the first
	// half hour on.
	patrolEvery = 45 * time.Minute
	// lingerFor is how long it stays where it was called to.
	lingerFor = 15 * time.Second
	// dockBelowPct and fullPct: an idle robot charges between them.
	dockBelowPct, fullPct = 55, 85
	// readyFor is how long it waits for somebody to say that she comes.
	readyFor = 20 * time.Second
	// handWithinM is how near somebody must be to reach into the tray.
	handWithinM = 2.0
)

// errand is a mission and what became of it.
type errand struct {
	nav.Mission
	at     time.Time
	person int // who is led, or -1
	led    bool
	story  []string // of its steps
}

// errands are the wishes of a day: what officials, visitors and the clock want
// of the robot.
type errands struct {
	day      *floorDay
	random   *rand.Rand
	open     map[string]*errand
	number   int
	nextCall time.Time
	patrolAt time.Time
	idleAt   time.Time // since when nothing is to be done
	tray     simTray
	tally    floorTally
}

func newErrands(d *floorDay, seed uint64) *errands {
	e := &errands{
		day: d, open: map[string]*errand{}, idleAt: d.now,
		random:   rand.New(rand.NewPCG(seed, 1000)), //nolint:gosec // wishes, not secrets
		patrolAt: d.now.Add(patrolEvery / 2),
	}
	e.tray = simTray{random: e.random}
	e.tray.fill(d.now)
	e.tally = newFloorTally()
	e.nextCall = d.now.Add(e.pause())
	return e
}

// pause until the next call; calls know nothing of one another.
func (e *errands) pause() time.Duration {
	return time.Duration(e.random.ExpFloat64() / callsPerHour * float64(time.Hour))
}

// start gives the navigator a mission.
func (e *errands) start(m nav.Mission, person int) {
	e.number++
	m.ID = fmt.Sprintf("%s-%d", m.Kind, e.number)
	if err := e.day.nav.Start(m); err != nil {
		e.tally.refused = append(e.tally.refused, err.Error())
		return
	}
	e.open[m.ID] = &errand{Mission: m, at: e.day.now, person: person}
}

func (e *errands) step(out nav.Outputs) {
	for _, u := range out.Updates {
		e.heard(u)
	}
	for _, s := range out.Says {
		e.said(s)
	}
	d := e.day
	e.tray.step(d)
	for _, w := range d.sim.Crowd().Wishes() {
		e.tally.asked++
		e.start(nav.Mission{
			Kind: nav.KindLead, From: homePlace, To: d.sim.Plan().Doors[w.Door].Name, WaitFor: readyFor,
		}, w.Person)
	}
	// The last minutes bring no new calls: they could not be answered in time.
	if !d.now.Before(e.nextCall) && d.end.Sub(d.now) > 5*time.Minute {
		e.nextCall = d.now.Add(e.pause())
		doors := d.sim.Plan().Doors
		e.start(nav.Mission{Kind: nav.KindGoto, To: doors[e.random.IntN(len(doors))].Name}, -1)
	}
	if len(e.open) > 0 || d.health.State == nav.StateDocking {
		e.idleAt = d.now
		return
	}
	if d.now.Sub(e.idleAt) > lingerFor {
		e.idle()
	}
}

// idle finds something to do for a robot that nobody wants.
func (e *errands) idle() {
	d := e.day
	battery, charging := d.health.BatteryPct, d.health.Charging
	switch {
	case charging && battery < fullPct:
	case !charging && battery < dockBelowPct:
		e.start(nav.Mission{Kind: nav.KindDock}, -1)
	case !d.now.Before(e.patrolAt):
		e.patrolAt = d.now.Add(patrolEvery)
		if d.now.Hour() != 12 { // lunch
			e.start(nav.Mission{Kind: nav.KindPatrol, Stops: e.round()}, -1)
		}
	case d.health.Place != homePlace:
		e.start(nav.Mission{Kind: nav.KindReturn, To: homePlace}, -1)
	}
}

// round is a way with the tray.
func (e *errands) round() []nav.Stop {
	doors := e.day.sim.Plan().Doors
	stops := []nav.Stop{{Place: "waiting", Serve: 30 * time.Second}}
	for _, i := range e.random.Perm(len(doors))[:3] {
		stops = append(stops, nav.Stop{Place: doors[i].Name, Serve: 20 * time.Second})
	}
	return append(stops, nav.Stop{Place: homePlace, Serve: 20 * time.Second})
}

// heard takes a step of a mission.
func (e *errands) heard(u nav.Update) {
	e.tally.phase(e.day, u)
	e.tray.phase(e.day, u)
	o, ok := e.open[u.Mission]
	if !ok {
		return
	}
	o.story = append(o.story, fmt.Sprintf("%s %s %s%s", e.day.now.Format(time.TimeOnly), u.Phase, u.Reason, e.whereabouts(o)))
	switch u.Phase {
	case nav.PhaseWaitingPerson:
		e.fetch(o, u)
	case nav.PhaseLeading:
		if !o.led && !e.day.sim.Crowd().Lead(o.person) {
			// She has gone meanwhile: nobody is to be led.
			_ = e.day.nav.Cancel(o.ID)
			return
		}
		o.led = true
	case nav.PhaseArrived, nav.PhaseCancelled, nav.PhaseFailed:
		delete(e.open, u.Mission)
		e.tally.done(e.day, o, u)
	default:
	}
}

// whereabouts tells where somebody who is led really is.
func (e *errands) whereabouts(o *errand) string {
	p := e.day.sim.Crowd().Find(o.person)
	switch {
	case !o.led:
		return ""
	case p == nil || p.Doing != folk.Following:
		return " (she has left)"
	}
	own := e.day.sim.Truth().Pose.Own(p.Point)
	return fmt.Sprintf(" (she is %.1f m away, %+.0f°)", own.Len(), 180/math.Pi*math.Atan2(own.Y, own.X))
}

// fetch lets the person who asked say that she comes.
func (e *errands) fetch(o *errand, u nav.Update) {
	if u.Reason != nav.ReasonNone {
		return // it waits for her on the way
	}
	if p := e.day.sim.Crowd().Find(o.person); p == nil {
		_ = e.day.nav.Cancel(o.ID)
		return
	}
	_ = e.day.nav.Proceed(o.ID)
}

// said lets people hear the robot.
func (e *errands) said(s nav.Say) {
	switch s.Code {
	case nav.SayAskWay:
		e.day.sim.AskWay()
		e.tally.askedWay++
	case nav.SayComeCloser, nav.SayFollowMe:
		if o := e.open[s.Mission]; o != nil {
			e.day.sim.Crowd().Called(o.person)
		}
	case nav.SayNeedStaff:
		e.tally.staff++
		e.tally.staffWhy = append(e.tally.staffWhy, string(e.day.health.StaffWanted)+" "+s.Mission)
	default:
	}
}
