package main

import (
	"fmt"
	"math"
	"slices"
	"time"

	"tiepdan/drivers/base/floortest"
	folk "tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// companyEvery is how often people look where the robot is.
	companyEvery = 500 * time.Millisecond
	// followM is how far behind the robot one walks; nearer than stayM to there,
	// one stays.
	followM, stayM = 1.05, 0.35
	// elbowM is the room that somebody needs who appears.
	elbowM = 0.3
	// For ever, in seconds of a day.
	forEver = 1e6
	// fetchedM is how near the robot comes to fetch the visitor, doorS how long
	// it must stand elsewhere for her to be there.
	fetchedM, doorS = 0.7, 15
	standingMps     = 0.03
)

// guests are people who come when they are told to.
type guests struct {
	called    []*folk.Person // all of them but the visitor
	followers []*folk.Person
	visitor   *guest // nil without one
	due       time.Duration
}

// guest waits where the robot picks people up, and follows it from there.
type guest struct {
	*folk.Person
	home    world.Pose // the robot's, when it fetches her
	spot    world.Point
	fetched bool
	follows bool
	stood   time.Duration // of the robot, elsewhere
}

// receive brings the visitor.
func (c *guests) receive(sim *floortest.Sim) {
	home := sim.Plan().Places["waiting"]
	spot := home.To(world.Point{X: 0.9, Y: 0.5})
	c.visitor = &guest{Person: sim.Crowd().Put(folk.Adult, spot, forEver), home: home, spot: spot}
}

// put brings somebody who stays.
func (c *guests) put(sim *floortest.Sim, at world.Point) (*folk.Person, error) {
	if !(sim.Plan().Solid().At(at) > elbowM) || sim.Truth().Pose.Sub(at).Len() < 2*elbowM {
		return nil, fmt.Errorf("nobody can stand at %.2f %.2f", at.X, at.Y)
	}
	p := sim.Crowd().Put(folk.Adult, at, forEver)
	c.called = append(c.called, p)
	return p, nil
}

// leave sends all away whom put brought.
func (c *guests) leave(sim *floortest.Sim) {
	for _, p := range c.called {
		if p.Doing != folk.Gone {
			sim.Crowd().Send(p, p.Point, 0)
		}
	}
	c.called, c.followers = nil, nil
}

// step lets them look, from time to time.
func (c *guests) step(sim *floortest.Sim, dt time.Duration) {
	if c.due -= dt; c.due > 0 {
		return
	}
	c.due = companyEvery
	c.followers = slices.DeleteFunc(c.followers, func(p *folk.Person) bool { return p.Doing == folk.Gone })
	for _, p := range c.followers {
		follow(sim, p)
	}
	if c.visitor != nil {
		c.visitor.look(sim)
	}
}

// follow walks to behind the robot.
func follow(sim *floortest.Sim, p *folk.Person) {
	to := sim.Truth().Pose.To(world.Point{X: -followM})
	if !(sim.Plan().Solid().At(to) > elbowM) { // no room there: towards it, up to the same distance
		at := sim.Truth().Pose.Point
		to = at.Add(p.Sub(at).Unit().Scale(followM))
	}
	if p.Sub(to).Len() > stayM && p.Sub(sim.Truth().Pose.Point).Len() > followM-stayM {
		sim.Crowd().Send(p, to, forEver)
	}
}

// look decides what the visitor does.
func (v *guest) look(sim *floortest.Sim) {
	t := sim.Truth()
	stands, far := math.Abs(t.Mps) < standingMps, t.Pose.Sub(v.home.Point).Len()
	switch {
	case v.follows:
		follow(sim, v.Person)
		v.stood += companyEvery
		if !stands || far < fetchedM {
			v.stood = 0
		}
		atDock := t.Pose.Sub(sim.Plan().Dock().Point).Len() < 2*followM
		if v.stood >= doorS*time.Second || atDock {
			v.follows, v.fetched = false, false
			sim.Crowd().Send(v.Person, v.spot, forEver)
		}
	case far < fetchedM:
		v.fetched = v.fetched || stands
	case v.fetched && far > 2*fetchedM:
		v.follows, v.stood = true, 0
	}
}
