package crowd

import (
	"tiepdan/drivers/base/floortest/world"
)

const (
	// behindM is how far behind the robot one walks.
	behindM = 0.75
	// crumbM is between two crumbs of the robot's trail, crumbs how many are
	// remembered.
	crumbM, crumbs = 0.25, 120
	// straysPart of those who are led stop on the way for a while; quitsPart
	// walk away for good.
	straysPart, quitsPart = 0.12, 0.015
)

// trail is where the robot went lately.
type trail struct {
	at  [crumbs]world.Point
	end int // of the newest, counted from the beginning of the day
}

func (t *trail) note(robot Robot) {
	if t.end > 0 && t.at[(t.end-1)%crumbs].Sub(robot.Point).Len() < crumbM {
		return
	}
	t.at[t.end%crumbs] = robot.Point
	t.end++
}

// following is how somebody is led.
type following struct {
	door   int
	crumb  int // the next to walk to
	straS  float64
	forS   float64 // how long she still looks elsewhere
	quitAt float64
}

// Lead tells somebody who asked that the robot will lead her now. It reports
// whether she is still there.
func (c *Crowd) Lead(id int) bool {
	p := c.Find(id)
	if p == nil || p.Doing != Standing || len(p.tasks) == 0 || p.tasks[0].verb != ask {
		return false
	}
	p.Doing = Following
	p.follow = following{door: p.tasks[0].door, crumb: max(0, c.trail.end-1), straS: -1, quitAt: -1}
	p.sinceS, p.stuckS = 0, 0
	switch r := c.random.Float64(); {
	case r < quitsPart:
		p.follow.quitAt = 5 + 15*c.random.Float64()
	case r < quitsPart+straysPart:
		p.follow.straS = 3 + 12*c.random.Float64()
	}
	return true
}

// Called is the robot's word to somebody whom it leads: most who look
// elsewhere hear it.
func (c *Crowd) Called(id int) {
	const heeds = 0.7
	if p := c.Find(id); p != nil && p.Doing == Following && c.random.Float64() < heeds {
		p.follow.forS = min(p.follow.forS, 1)
	}
}

// Follows reports whether somebody still follows the robot.
func (c *Crowd) Follows(id int) bool {
	p := c.Find(id)
	return p != nil && p.Doing == Following
}

// Released tells somebody that the robot leads her no more, by its own word.
// It reports whether she stands at the door she wanted to.
func (c *Crowd) Released(id int) bool {
	p := c.Find(id)
	if p == nil || p.Doing != Following {
		return false
	}
	const there = 3.0 // the robot itself stands 1.2 m before the door
	ok := p.Sub(c.plan.Doors[p.follow.door].Opening).Len() < there
	c.done(p)
	return ok
}

// followOn decides for somebody who is led.
func (c *Crowd) followOn(p *Person, dt float64) {
	f := &p.follow
	f.forS = max(0, f.forS-dt)
	switch {
	case f.straS >= 0 && p.sinceS > f.straS:
		f.straS, f.forS = -1, 4+12*c.random.Float64()
	case f.quitAt >= 0 && p.sinceS > f.quitAt:
		p.tasks = []task{{}, {verb: leave, to: c.somewhereAt(c.plan.Entrance)}}
		c.done(p)
		return
	}
	const tooLong = 240
	if p.sinceS > tooLong {
		c.done(p) // finds her own way
		return
	}
	// The crumbs that she has reached, or can see beyond: nobody goes back to
	// where the robot was at first.
	f.crumb = max(f.crumb, c.trail.end-crumbs)
	for f.crumb < c.trail.end-1 && c.trail.at[f.crumb%crumbs].Sub(p.Point).Len() < 0.7 {
		f.crumb++
	}
	const apart = 3 // crumbs
	for seen := c.trail.end - 1; seen > f.crumb; seen -= apart {
		if c.plan.Solid().Free(p.Point, c.trail.at[seen%crumbs], p.RadiusM) {
			f.crumb = seen
		}
	}
}

// behindRobot is where somebody who is led wants to.
func (c *Crowd) behindRobot(p *Person, robot Robot) world.Point {
	f := &p.follow
	if f.forS > 0 {
		return world.Point{}
	}
	gap := robot.Sub(p.Point).Len() - robot.RadiusM - p.RadiusM
	if gap < behindM {
		return world.Point{}
	}
	to := robot.Point
	if f.crumb < c.trail.end {
		to = c.trail.at[f.crumb%crumbs]
	}
	if robot.Sub(p.Point).Len() < 2 && c.plan.Solid().Free(p.Point, robot.Point, p.RadiusM) {
		to = robot.Point
	}
	pace := min(p.wantMps, 0.4+0.5*(gap-behindM))
	if gap > 2 {
		pace = p.wantMps * 1.1
	}
	if !c.plan.Solid().Free(p.Point, to, 0.8*p.RadiusM) {
		return c.along(p, to).Unit().Scale(pace) // round the corner
	}
	return to.Sub(p.Point).Unit().Scale(pace)
}
