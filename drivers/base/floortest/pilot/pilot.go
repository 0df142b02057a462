// Package pilot is what the simulated base does by itself: it plans a way over
// its map, keeps clear of what its lidar sees, brakes for people, docks, and
// stops when the agent is silent. It knows the map, the scan, the wheels and
// the localiser's guess, and nothing else; no truth reaches it.
package pilot

import (
	"errors"
	"math"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/flow"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

// Mode is what the base is about.
type Mode int

// The modes.
const (
	ModeHold Mode = iota
	ModeGuided
	ModeVelocity
	ModeDock
)

// Why a goal or a docking ended without success.
var (
	ErrReplaced  = errors.New("another order came")
	ErrStopped   = errors.New("stopped")
	ErrNoWay     = errors.New("no way leads there")
	ErrNotSure   = errors.New("the position is not known well enough")
	ErrNoCharger = errors.New("the charger was not found")
	ErrNoContact = errors.New("no current flows")
)

const (
	// arriveM and arriveRad are how exactly a goal is reached.
	arriveM, arriveRad = 0.08, 0.08
	// sigmaMostM is the uncertainty from which the base itself does not drive.
	sigmaMostM = 0.4
	// replanS is how often the way is planned anew.
	replanS = 1.0
	// velocityLifeS is how long a velocity holds.
	velocityLifeS = 0.25
)

// Input is what the base's sensors say at a scan.
type Input struct {
	Scan      *lidar.Scan
	Pose      world.Pose
	SigmaM    float64
	Localised bool
	// Mps and Rps are by the wheels.
	Mps, Rps float64
	// Bumpers are pressed; motion that way ends.
	Bumpers uint8
	// Stopped is the e-stop, a silent agent or an empty battery.
	Stopped bool
	// Current is true while the charger's contacts carry current.
	Current bool
}

// Result is how the last order ended.
type Result struct {
	Number uint64
	Ended  bool
	Err    error
}

// Pilot drives.
type Pilot struct {
	mapped  *world.Field
	dock    world.Pose
	keepOut []world.Polygon
	costs   costs
	way     flow.Field
	people  tracker
	avoid   avoider

	mode     Mode
	goal     world.Pose
	shifted  world.Point // where the goal really can be reached
	maxMps   float64
	capMps   float64
	result   Result
	planned  bool
	planAge  float64
	velocity [2]float64
	velAge   float64
	leaving  bool // drives off the charger first
	docking  docking
	blocked  float64 // seconds without a way
}

// New prepares a pilot that knows a map and where the charger is on it.
func New(widthM, heightM float64, mapped *world.Field, dock world.Pose) *Pilot {
	p := &Pilot{mapped: mapped, dock: dock, capMps: chassis.TopMps, result: Result{Ended: true}}
	p.costs.lay(widthM, heightM, mapped)
	return p
}

// KeepOut closes areas, instead of those before.
func (p *Pilot) KeepOut(areas []world.Polygon) {
	p.keepOut = areas
	p.costs.close(areas)
	p.planned = false
}

// Closed reports whether a point lies in an area that is kept out of.
func (p *Pilot) Closed(at world.Point) bool {
	for _, a := range p.keepOut {
		if a.Contains(at) {
			return true
		}
	}
	return false
}

// Goto begins to drive from about a place to a pose and returns the order's
// number. Where the map shows no way, the order has ended at once.
func (p *Pilot) Goto(from world.Point, to world.Pose, maxMps float64) uint64 {
	p.order(ModeGuided)
	if !p.way.Fill(&p.costs.open, to.Point) || math.IsInf(p.way.Metres(from), 1) {
		p.planned = false
		p.end(ErrNoWay)
		return p.result.Number
	}
	p.goal, p.maxMps, p.planned, p.blocked = to, maxMps, false, 0
	p.capMps = chassis.TopMps
	return p.result.Number
}

// Dock begins to dock and returns the order's number.
func (p *Pilot) Dock() uint64 {
	p.order(ModeDock)
	p.docking = docking{}
	p.goal, p.maxMps, p.planned, p.blocked = p.staging(), cruiseMps, false, 0
	return p.result.Number
}

// Hold stops where the base is.
func (p *Pilot) Hold() {
	p.end(ErrStopped)
	p.mode = ModeHold
}

// Velocity moves for a quarter of a second.
func (p *Pilot) Velocity(mps, rps float64) {
	if p.mode != ModeVelocity {
		p.end(ErrReplaced)
	}
	p.mode, p.velocity, p.velAge = ModeVelocity, [2]float64{mps, rps}, 0
}

// SpeedCap limits the speed until the next goal.
func (p *Pilot) SpeedCap(mps float64) { p.capMps = mps }

// Mode is what it is about.
func (p *Pilot) Mode() Mode { return p.mode }

// Result is how the last order stands.
func (p *Pilot) Result() Result { return p.result }

// Way is what is planned, corner by corner, for pictures.
func (p *Pilot) Way(from world.Point) []world.Point {
	if !p.planned {
		return nil
	}
	way := []world.Point{from}
	for range 400 {
		next, ok := p.way.Down(way[len(way)-1], 3)
		if !ok || next == way[len(way)-1] {
			break
		}
		way = append(way, next)
	}
	return way
}

func (p *Pilot) order(m Mode) {
	p.end(ErrReplaced)
	p.mode = m
	p.result = Result{Number: p.result.Number + 1}
}

func (p *Pilot) end(err error) {
	if !p.result.Ended {
		p.result.Ended, p.result.Err = true, err
	}
	if p.mode != ModeVelocity {
		p.mode = ModeHold
	}
}

// Step decides the speeds for the time until the next scan, dt seconds.
func (p *Pilot) Step(dt float64, in Input) (mps, rps float64) {
	p.people.see(dt, in, p.mapped)
	p.costs.see(dt, in, p.mapped, &p.people)
	if in.Current && p.mode != ModeDock {
		p.leaving = true
	}
	if in.Stopped {
		p.Hold()
		return 0, 0
	}
	switch p.mode {
	case ModeGuided:
		mps, rps = p.guide(dt, in)
	case ModeDock:
		mps, rps = p.dockStep(dt, in)
	case ModeVelocity:
		p.velAge += dt
		if p.velAge > velocityLifeS {
			p.mode = ModeHold
			return 0, 0
		}
		mps, rps = p.velocity[0], p.velocity[1]
	default:
		return 0, 0
	}
	if p.mode != ModeDock || !p.docking.reversing {
		mps = p.guard(in, min(mps, p.capMps))
	}
	return mps, rps
}

// guide drives towards the goal.
func (p *Pilot) guide(dt float64, in Input) (mps, rps float64) {
	if !in.Localised || !(in.SigmaM <= sigmaMostM) {
		p.end(ErrNotSure)
		return 0, 0
	}
	if p.leaving {
		return p.leave(in)
	}
	near := in.Pose.Sub(p.goal.Point).Len()
	if arrived, rps := p.settle(in, near); arrived {
		return 0, rps
	}
	if !p.plan(dt, in) {
		p.blocked += dt
		const patience = 30
		if p.blocked > patience {
			p.end(ErrNoWay)
		}
		return 0, 0
	}
	p.blocked = 0
	return p.steer(in, min(p.maxMps, p.capMps), p.shifted)
}

// settle turns to the wanted heading at the goal, and ends the order there.
func (p *Pilot) settle(in Input, near float64) (arrived bool, rps float64) {
	at := near < arriveM || p.planned && p.shifted != p.goal.Point && in.Pose.Sub(p.shifted).Len() < arriveM
	if !at && !(near < 2*arriveM && math.Abs(in.Mps) < 0.02 && p.mode == ModeGuided && p.turning(in)) {
		return false, 0
	}
	off := world.Wrap(p.goal.Heading - in.Pose.Heading)
	if math.Abs(off) < arriveRad && math.Abs(in.Mps) < 0.03 {
		p.end(nil)
		return true, 0
	}
	return true, turnFor(off)
}

// turning reports whether the base turns on the spot: it is then not to set
// off again because its guess moved by a little.
func (p *Pilot) turning(in Input) bool { return math.Abs(in.Rps) > 0.05 }

// leave drives straight off the charger.
func (p *Pilot) leave(in Input) (mps, rps float64) {
	const enough, slow = 0.6, 0.2
	own := p.dock.Own(in.Pose.Point)
	if own.X > enough || math.Abs(own.Y) > enough || math.Abs(world.Wrap(in.Pose.Heading-p.dock.Heading)) > 0.6 {
		p.leaving = false
		return 0, 0
	}
	return slow, 0
}

// plan fills the way towards the goal, when it is time to.
func (p *Pilot) plan(dt float64, in Input) bool {
	p.planAge += dt
	if p.planned && p.planAge < replanS {
		return true
	}
	p.planAge = 0
	p.shifted = p.goal.Point
	grid := p.costs.grid(in.Pose.Point)
	for _, at := range p.costs.nearby(p.goal.Point) {
		if p.way.Fill(grid, at) && !math.IsInf(p.way.Metres(in.Pose.Point), 1) {
			p.shifted, p.planned = at, true
			return true
		}
	}
	// Somebody is in every way: go as near as the map allows; she may go.
	p.planned = p.way.Fill(&p.costs.open, p.goal.Point) && !math.IsInf(p.way.Metres(in.Pose.Point), 1)
	return p.planned
}
