package pilot

import (
	"math"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/flow"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// cruiseMps is the speed on the way to the charger.
	cruiseMps = 0.4
	// aheadM is how far ahead directions are looked along.
	aheadM = 2.2
	// sideM is kept free beside the body on the way.
	sideM = 0.05
	// turnGain turns a heading error into a turning speed.
	turnGain = 2.2
	// spotRad is the error from which the base turns on the spot.
	spotRad = 0.7
	// lookS is how far ahead in time people's ways are followed.
	lookS = 3.0
	// passMps is for passing somebody who stands, when the gap is below nearM.
	passMps, nearM = 0.25, 0.6
	// crawlMps is all that may lead towards anybody below crawlM.
	crawlMps, crawlM = 0.03, 0.24
	// closeM to somebody who comes closer the base stands still.
	closeM = 0.30
	// brakeMps2 is how the base plans to brake; it can brake harder.
	brakeMps2 = 0.5
	// reactS passes before it brakes.
	reactS = 0.15
	// wallM and personM are left when it has stopped before something.
	wallM, personM = 0.06, 0.30
	// comingS is how long somebody who comes closer is expected to go on.
	comingS = 0.9
)

// avoider keeps the last direction, so that the base does not dither.
type avoider struct{ last float64 }

// turnFor is a turning speed that stops at the wanted heading.
func turnFor(off float64) float64 {
	const gentle = 1.0
	return math.Copysign(min(gentle, max(0.08, turnGain*math.Abs(off))), off)
}

// steer chooses direction and speed on the way to a goal.
func (p *Pilot) steer(in Input, maxMps float64, goal world.Point) (mps, rps float64) {
	target := p.target(in.Pose.Point, goal)
	own := in.Pose.Own(target)
	want := math.Atan2(own.Y, own.X)
	left := p.way.Metres(in.Pose.Point)
	if d := goal.Sub(in.Pose.Point).Len(); d < 1 {
		left = d
	}
	dir, free := p.direction(in, want, maxMps)
	p.avoid.last = dir
	if free < wallM {
		return 0, turnFor(want) * 0.5
	}
	mps = min(maxMps, math.Sqrt(2*brakeMps2*max(0, free-wallM)), max(0.05, math.Sqrt(2*0.3*left)))
	if math.Abs(dir) > spotRad {
		return 0, turnFor(dir)
	}
	mps *= math.Cos(dir)
	return p.yield(in, dir, mps), max(-chassis.TopRps, min(chassis.TopRps, turnGain*dir))
}

// yield slows down, or waits, where somebody would come too near.
func (p *Pilot) yield(in Input, dir, mps float64) float64 {
	for _, part := range []float64{1, 0.65, 0.4} {
		vel := world.Towards(in.Pose.Heading+dir, mps*part)
		if spare, _ := p.people.closest(in.Pose.Point, vel, lookS); spare > 0 {
			return mps * part
		}
	}
	// Too near already, or soon: creep if that does not bring people nearer.
	const creep, soonS, tolM = 0.15, 1.5, 0.02
	now, _ := p.people.closest(in.Pose.Point, world.Point{}, lookS)
	spare, _ := p.people.closest(in.Pose.Point, world.Towards(in.Pose.Heading+dir, creep), soonS)
	if spare >= min(now, 0)-tolM {
		return min(mps, creep)
	}
	return 0
}

// target is a point on the way that can be driven to straight.
func (p *Pilot) target(from, goal world.Point) world.Point {
	if goal.Sub(from).Len() < 0.7 && p.mapped.Free(from, goal, chassis.RadiusM) {
		return goal
	}
	var at world.Point
	for _, cells := range []int{14, 9, 6, 4, 2} {
		next, ok := p.way.Down(from, cells)
		if !ok {
			return goal
		}
		at = next
		if p.mapped.Free(from, at, chassis.RadiusM+clearM/2) {
			break
		}
	}
	if goal.Sub(at).Len() < flow.CellM {
		return goal
	}
	return at
}

// direction is the best of the ways ahead: near the wanted one, long, and away
// from where people will be.
func (p *Pilot) direction(in Input, want, maxMps float64) (dir, free float64) {
	const step, each = 7.5 * math.Pi / 180, 12
	best := math.Inf(1)
	for i := -each; i <= each; i++ {
		d := world.Wrap(want + float64(i)*step)
		far := p.free(in, d)
		short := max(0, 1.4-far) / 1.4
		cost := math.Abs(float64(i))*step + 2.2*short*short + 0.25*math.Abs(world.Wrap(d-p.avoid.last))
		if far < wallM {
			cost += 5
		}
		vel := world.Towards(in.Pose.Heading+d, min(maxMps, math.Sqrt(2*brakeMps2*far)))
		if spare, at := p.people.closest(in.Pose.Point, vel, lookS); spare < 0 {
			cost += 3 * min(0.5, -spare) * (1 - at/(2*lookS))
		}
		if cost < best {
			best, dir, free = cost, d, far
		}
	}
	return dir, free
}

// free is how far the base could go in a direction of its own frame.
func (p *Pilot) free(in Input, dir float64) float64 {
	u := world.Towards(dir, 1)
	far := aheadM
	for _, q := range p.people.points {
		wide := chassis.RadiusM + sideM
		if q.stray {
			wide = chassis.RadiusM + strayM
		}
		far = min(far, reach(q.Point, u, wide))
	}
	// The map knows what the lidar does not see: glass, and closed areas.
	cell, ok := p.costs.open.Cell(in.Pose.Point)
	if !ok || p.costs.open.Dear[cell] == 0 {
		return far
	}
	floor := world.Towards(in.Pose.Heading+dir, 1)
	for at := flow.CellM; at < far; at += flow.CellM {
		cell, ok := p.costs.open.Cell(in.Pose.Add(floor.Scale(at)))
		if !ok || p.costs.open.Dear[cell] == 0 {
			return max(0, at-flow.CellM)
		}
	}
	return far
}

// reach is how far a disc of a radius goes in a direction before it meets a
// point; +Inf when it passes it.
func reach(q, dir world.Point, radius float64) float64 {
	along := q.Dot(dir)
	side := math.Abs(q.X*dir.Y - q.Y*dir.X)
	if side >= radius || along <= 0 {
		return math.Inf(1)
	}
	return max(0, along-math.Sqrt(radius*radius-side*side))
}

// guard has the last word on the speed: the base can stop before whatever is
// in its way, and before people who come closer.
func (p *Pilot) guard(in Input, mps float64) float64 {
	if mps == 0 {
		return 0
	}
	dir := world.Point{X: 1}
	if mps < 0 {
		dir.X = -1
	}
	most := math.Abs(mps)
	if in.Bumpers != 0 && (mps > 0) == (in.Bumpers&1 != 0) {
		return 0
	}
	for _, q := range p.people.points {
		wide, rest := chassis.RadiusM+0.02, wallM
		if q.stray {
			wide, rest = chassis.RadiusM+0.9*strayM, personM-0.1
		}
		if far := reach(q.Point, dir, wide); far < aheadM {
			most = min(most, stopWithin(far-rest))
		}
	}
	for i := range p.people.tracks {
		most = min(most, p.people.tracks[i].most(in, dir))
	}
	return dir.X * most
}

// most is the speed in a direction of the base's frame that somebody leaves.
func (k *track) most(in Input, dir world.Point) float64 {
	own := in.Pose.Own(k.at)
	towards := own.Unit().Dot(dir)
	coming := -k.vel.Dot(k.at.Sub(in.Pose.Point).Unit())
	gap := own.Len() - chassis.RadiusM - bodyM
	limit := math.Inf(1)
	if gap < crawlM && towards > 0 {
		limit = crawlMps / towards
	}
	const away = -0.4
	switch {
	case k.stands():
		if gap < nearM && towards > 0.1 {
			return min(limit, passMps)
		}
		return limit
	case coming > 0 && gap < closeM && towards > away:
		return 0
	case towards < 0.1:
		return limit
	}
	// Only the part of the motion that leads to her counts.
	return min(limit, stopWithin(gap-personM-max(0, coming)*comingS)/towards)
}

// stopWithin is the speed from which the base stops within a way, its time to
// react included.
func stopWithin(far float64) float64 {
	if far <= 0 {
		return 0
	}
	const b = brakeMps2 * reactS
	return math.Sqrt(b*b+2*brakeMps2*far) - b
}
