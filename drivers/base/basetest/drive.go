package basetest

import (
	"math"
	"time"
)

// The body and its limits, as a base of 40 kg would have them.
const (
	bodyRadiusM   = 0.28
	clearanceM    = 0.1
	maxSpeedMps   = 0.8
	dockSpeedMps  = 0.3
	accelMps2     = 0.5
	stopMps2      = 2.0 // motors cut, brakes closed
	turnRps       = 1.2
	turnAccelRps2 = 2.0
	arriveM       = 0.05
	arriveRad     = 0.05
	// cornerM is how near the base passes a corner of its path.
	cornerM = 0.1
	// turnFirstRad is the heading error from which the base turns in place.
	turnFirstRad = 0.35
)

// drive is the kinematic model: pose, speeds, and what it is asked to do.
type drive struct {
	plan  *FloorPlan
	at    Pose
	speed float64 // m/s forward
	turn  float64 // rad/s counter-clockwise

	limit   float64 // m/s, the agent's cap
	path    []point // corners still ahead; the last is the goal
	heading float64 // wanted at the goal
	active  bool
	// By hand: wanted speeds, and how long they still hold.
	handMps, handRps float64
	handLeft         time.Duration
	blocked          bool // somebody stands in front
	bumps            int  // times the body touched something
}

// follow begins to drive to a goal.
func (d *drive) follow(to Pose) error {
	path, err := d.plan.path(point{d.at.X, d.at.Y}, point{to.X, to.Y})
	if err != nil {
		return err
	}
	d.path, d.heading, d.active = path, to.Heading, true
	return nil
}

// halt gives up the goal; the base rolls out within its limits.
func (d *drive) halt() { d.path, d.active, d.handLeft = nil, false, 0 }

// push drives by hand for a while.
func (d *drive) push(mps, rps float64, life time.Duration) {
	d.handMps = max(-maxSpeedMps, min(maxSpeedMps, mps))
	d.handRps = max(-turnRps, min(turnRps, rps))
	d.handLeft = life
}

// step moves on by dt. It reports whether the goal was reached in it. A hard
// stop is the e-stop's.
func (d *drive) step(dt time.Duration, hard bool) (arrived bool) {
	s := dt.Seconds()
	wantSpeed, wantTurn := 0.0, 0.0
	switch {
	case hard || d.blocked:
	case d.active:
		wantSpeed, wantTurn, arrived = d.steer()
	case d.handLeft > 0:
		wantSpeed, wantTurn = d.handMps, d.handRps
		d.handLeft -= dt
	}
	accel := accelMps2
	if hard {
		accel, d.turn = stopMps2, 0
	}
	d.speed = approach(d.speed, wantSpeed, accel*s)
	d.turn = approach(d.turn, wantTurn, turnAccelRps2*s)
	d.at.Heading = wrap(d.at.Heading + d.turn*s)
	x := d.at.X + d.speed*s*math.Cos(d.at.Heading)
	y := d.at.Y + d.speed*s*math.Sin(d.at.Heading)
	if d.plan.Fits(x, y) || !d.plan.Fits(d.at.X, d.at.Y) {
		d.at.X, d.at.Y = x, y
	} else if d.speed != 0 {
		d.speed = 0
		d.bumps++
	}
	if arrived {
		d.halt()
		d.speed, d.turn = 0, 0
	}
	return arrived
}

// steer chooses the speeds wanted now.
func (d *drive) steer() (speed, turn float64, arrived bool) {
	for len(d.path) > 1 && d.far(d.path[0]) < cornerM {
		d.path = d.path[1:]
	}
	last := len(d.path) == 1
	target := d.path[0]
	far := d.far(target)
	if last && far < arriveM {
		off := wrap(d.heading - d.at.Heading)
		if math.Abs(off) < arriveRad && d.speed < 0.02 {
			return 0, 0, true
		}
		return 0, turnFor(off), false
	}
	off := wrap(math.Atan2(target.y-d.at.Y, target.x-d.at.X) - d.at.Heading)
	if math.Abs(off) > turnFirstRad {
		return 0, turnFor(off), false
	}
	// Slow enough to stop at the next corner: there the base may have to turn.
	brake := math.Sqrt(2 * accelMps2 * 0.8 * max(far-arriveM/2, 0))
	return min(d.limit, maxSpeedMps, max(brake, 0.05)) * math.Cos(off), turnFor(off), false
}

func (d *drive) far(p point) float64 { return math.Hypot(p.x-d.at.X, p.y-d.at.Y) }

// turnFor is a turning speed that stops at the wanted heading.
func turnFor(off float64) float64 {
	return math.Copysign(min(turnRps, math.Sqrt(2*turnAccelRps2*0.5*math.Abs(off))), off)
}

// approach moves a value towards another by at most by.
func approach(from, to, by float64) float64 {
	return from + max(-by, min(by, to-from))
}

func wrap(rad float64) float64 { return math.Remainder(rad, 2*math.Pi) }
