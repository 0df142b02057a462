package crowd

import (
	"math"

	"tiepdan/drivers/base/floortest/world"
)

// The forces, as accelerations.
const (
	relaxS = 0.5 // to reach the wanted velocity

	personPush, personFadeM = 2.2, 0.25
	wallPush, wallFadeM     = 2.5, 0.09
	robotPush, robotFadeM   = 3.0, 0.35
	// passPush turns walkers aside from a robot in their way.
	passPush = 1.6
	// behindPart is how much somebody behind one's back pushes.
	behindPart = 0.35
	// noticeM is how near the robot must come to a distracted person.
	noticeM = 0.7
	mostMps = 1.8
	// standsAgainst is the push from which somebody who stands takes a step.
	standsAgainst = 1.3
)

// walk moves somebody by one step.
func (c *Crowd) walk(p *Person, dt float64, robot Robot) {
	want := c.around(p, c.wanted(p, robot), robot)
	if p.recoilS > 0 {
		want = p.Sub(robot.Point).Unit().Scale(0.5 * p.wantMps)
	}
	force := want.Sub(p.Vel).Scale(1 / relaxS)
	for _, o := range c.people {
		if o != p && o.Here() {
			force = force.Add(push(p, o.Point, o.RadiusM, personPush, personFadeM))
		}
	}
	force = force.Add(c.fromWalls(p)).Add(fromRobot(p, want, robot))
	stands := want.Len() == 0 && p.Vel.Len() < 0.08
	if stands && force.Len() < standsAgainst { // a mere nearness does not move her
		p.Vel = world.Point{}
		if p.Doing == Standing && robot.Sub(p.Point).Len() < 3 {
			p.face(robot.Point, dt)
		}
		return
	}
	p.Vel = p.Vel.Add(force.Scale(dt))
	if v, most := p.Vel.Len(), min(mostMps, 1.4*p.wantMps); v > most {
		p.Vel = p.Vel.Scale(most / v)
	}
	before := p.Point
	p.Point = c.keepOff(p, p.Add(p.Vel.Scale(dt)))
	p.note(p.Sub(before).Len(), want.Len(), dt)
}

// note keeps count of the way, and of standing still against one's will.
func (p *Person) note(went, want, dt float64) {
	p.strideM += went
	p.stuckS = max(0, p.stuckS-dt)
	if want > 0.1 && went < 0.1*dt {
		p.stuckS += 2 * dt
	}
	if p.Vel.Len() > 0.15 {
		p.face(p.Add(p.Vel), dt*2)
	}
}

// wanted is the velocity somebody would have with nobody around.
func (c *Crowd) wanted(p *Person, robot Robot) world.Point {
	if p.moveAway > 0 && p.Doing != Following {
		off := p.Sub(robot.Point)
		ahead := world.Towards(robot.Heading, 1)
		aside := world.Point{X: -ahead.Y, Y: ahead.X}
		if off.Dot(aside) < 0 {
			aside = aside.Scale(-1)
		}
		if off.Len() < 1.6 {
			return aside.Add(off.Unit().Scale(0.4)).Unit().Scale(0.7 * p.wantMps)
		}
	}
	switch p.Doing {
	case Following:
		return c.behindRobot(p, robot)
	case Walking:
	default:
		return world.Point{}
	}
	t := p.tasks[0]
	if t.verb == visit {
		return c.straight(p, t.to)
	}
	return c.along(p, t.to)
}

// around turns somebody aside whose way the robot stands in: to the nearer side
// that has room, or back a little where neither has.
func (c *Crowd) around(p *Person, want world.Point, robot Robot) world.Point {
	const aheadM, roomM, backPart = 1.4, 0.1, 0.4
	d, dir := robot.Sub(p.Point), want.Unit()
	reach := robot.RadiusM + p.RadiusM + roomM
	far := d.Len()
	left := world.Point{X: -dir.Y, Y: dir.X}
	off := d.Dot(left) // where the robot is
	inWay := d.Dot(dir) > 0 && far < reach+aheadM && math.Abs(off) < reach
	if !inWay || p.Doing == Following || p.visits() || !p.notices(far-reach+roomM, 1) {
		return want
	}
	side := left.Scale(math.Copysign(1, -off))
	if p.stuckS > 2 {
		side = left.Scale(p.side)
	}
	for _, s := range []world.Point{side, side.Scale(-1)} {
		pass := robot.Add(s.Scale(reach + roomM/2))
		if c.plan.Solid().At(pass) > 0.9*p.RadiusM && c.plan.Solid().Free(p.Point, pass, 0.3*p.RadiusM) {
			return pass.Sub(p.Point).Unit().Scale(want.Len())
		}
	}
	return dir.Scale(-backPart * want.Len())
}

// along walks down the way to a place.
func (c *Crowd) along(p *Person, to world.Point) world.Point {
	f := c.wayTo(p, to)
	if f == nil {
		return world.Point{}
	}
	at := to
	for _, cells := range []int{9, 5, 2} {
		next, ok := f.Down(p.Point, cells)
		if !ok {
			break
		}
		at = next
		if c.plan.Solid().Free(p.Point, at, 0.8*p.RadiusM) {
			break
		}
	}
	if to.Sub(p.Point).Len() < 0.8 && c.plan.Solid().Free(p.Point, to, 0.5*p.RadiusM) {
		at = to
	}
	pace := p.wantMps * min(1, 0.3+to.Sub(p.Point).Len())
	return at.Sub(p.Point).Unit().Scale(pace)
}

// straight walks at a point, and stops where the robot is.
func (c *Crowd) straight(p *Person, to world.Point) world.Point {
	d := to.Sub(p.Point)
	if !c.plan.Solid().Free(p.Point, p.Add(d.Unit().Scale(min(d.Len(), 1))), 0.5*p.RadiusM) {
		return c.along(p, to)
	}
	return d.Unit().Scale(p.wantMps)
}

// push is how somebody moves one away, more from the front.
func push(p *Person, from world.Point, radiusM, strength, fadeM float64) world.Point {
	d := p.Sub(from)
	far := d.Len()
	gap := far - p.RadiusM - radiusM
	if gap > 1.5 || far < 1e-6 {
		return world.Point{}
	}
	n := d.Scale(1 / far)
	ahead := -n.Dot(world.Towards(p.Heading, 1)) // 1: straight before her
	see := behindPart + (1-behindPart)*(1+ahead)/2
	return n.Scale(min(8, strength*math.Exp(-gap/fadeM)) * see)
}

func (c *Crowd) fromWalls(p *Person) world.Point {
	d := c.plan.Solid().At(p.Point)
	gap := d - p.RadiusM
	if gap > 0.5 {
		return world.Point{}
	}
	return c.plan.Solid().Away(p.Point).Scale(min(8, wallPush*math.Exp(-gap/wallFadeM)))
}

// notices reports whether somebody is aware of a robot so near, and so far
// before her (1: straight ahead).
func (p *Person) notices(gapM, before float64) bool {
	const ahead = 0.3
	return !p.blind && (!p.distracted || gapM <= noticeM && before >= ahead)
}

// visits reports whether somebody is on her way to the robot.
func (p *Person) visits() bool {
	return p.Doing == Walking && len(p.tasks) > 0 && p.tasks[0].verb == visit
}

// fromRobot is how somebody avoids the robot: not at all while she has not
// noticed it.
func fromRobot(p *Person, want world.Point, robot Robot) world.Point {
	d := robot.Sub(p.Point)
	gap := d.Len() - p.RadiusM - robot.RadiusM
	if gap > 2 {
		return world.Point{}
	}
	before := d.Unit().Dot(world.Towards(p.Heading, 1))
	const seeM = 0.35 // she wants to see it
	if !p.notices(gap, before) || p.visits() && gap > seeM {
		return world.Point{}
	}
	force := push(p, robot.Point, robot.RadiusM, robotPush, robotFadeM)
	if want.Len() > 0.1 && before > 0.3 {
		dir := d.Unit()
		aside := world.Point{X: -dir.Y, Y: dir.X}
		lean := want.Unit().Dot(aside)
		if math.Abs(lean) < 0.15 {
			lean = p.side
		}
		force = force.Add(aside.Scale(math.Copysign(passPush*math.Exp(-gap/1.0), lean)))
	}
	return force
}

// keepOff is where somebody who wants to a point gets: not into what is solid.
func (c *Crowd) keepOff(p *Person, to world.Point) world.Point {
	solid := c.plan.Solid()
	soft := 0.85 * p.RadiusM
	for range 3 {
		d := solid.At(to)
		if d >= soft {
			break
		}
		to = to.Add(solid.Away(to).Unit().Scale(soft - d))
	}
	to.X = max(0.05, min(c.plan.WidthM-0.05, to.X))
	to.Y = max(0.05, min(c.plan.HeightM-0.05, to.Y))
	if solid.At(to) < 0.3*p.RadiusM && solid.At(to) < solid.At(p.Point) {
		p.Vel = world.Point{}
		return p.Point
	}
	return to
}
