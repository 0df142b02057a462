package pilot

import (
	"math"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// stageM is how far before the charger docking begins.
	stageM = 0.75
	// faceM is from the middle of a docked base to the charger's face.
	faceM = 0.29
	// stripsM is between the strips, give or take stripsErrM.
	stripsM, stripsErrM = 0.4, 0.07
	// backMps is the speed in reverse, and touchMps for the last way.
	backMps, touchMps = 0.10, 0.04
	// offM and offRad are how far off the axis the base may come near.
	offM, offRad = 0.028, 0.07
	// Times to wait for the strips, for a free way, for current.
	seekS, clearS, currentS = 4, 25, 3
)

// docking is how far the base has come with it.
type docking struct {
	staged, reversing, touched bool
	failed                     error
	seekS, clearS, currentS    float64
	// The charger's face as last seen: how far its middle is behind, and the
	// base's offset and turn from its axis.
	far, off, turn float64
}

// staging is where docking begins.
func (p *Pilot) staging() world.Pose {
	return world.Pose{Point: p.dock.To(world.Point{X: stageM}), Heading: p.dock.Heading}
}

// dockStep drives to the staging place, looks for the strips, and backs up.
func (p *Pilot) dockStep(dt float64, in Input) (mps, rps float64) {
	d := &p.docking
	if in.Current {
		p.end(nil)
		return 0, 0
	}
	if d.failed != nil {
		return p.retreat(in)
	}
	if !d.staged {
		return p.stage(dt, in)
	}
	if !d.touched {
		if !d.look(in.Scan) {
			d.seekS += dt
			if d.seekS > seekS {
				d.failed = ErrNoCharger
			}
			return 0, 0
		}
		d.seekS = 0
	}
	if p.somebodyBehind() {
		d.clearS += dt
		if d.clearS > clearS {
			d.failed = ErrNoWay
		}
		return 0, 0
	}
	return p.backUp(dt, in)
}

// stage drives to where docking begins.
func (p *Pilot) stage(dt float64, in Input) (mps, rps float64) {
	d := &p.docking
	mps, rps = p.guide(dt, in)
	if p.mode != ModeHold {
		return mps, rps
	}
	// The way there has ended; docking goes on if it was reached.
	if p.result.Err != nil {
		return 0, 0
	}
	p.result.Ended, p.mode, d.staged = false, ModeDock, true
	return 0, 0
}

// backUp follows the charger's axis in reverse.
func (p *Pilot) backUp(dt float64, in Input) (mps, rps float64) {
	d := &p.docking
	d.reversing = true
	if !d.touched && (d.far <= faceM+0.008 || in.Bumpers&2 != 0) {
		d.touched = true
	}
	if d.touched {
		d.currentS += dt
		if d.currentS > currentS {
			d.failed = ErrNoContact
		}
		return 0, 0
	}
	const near = faceM + 0.12
	if d.far < near && (math.Abs(d.off) > offM || math.Abs(d.turn) > offRad) {
		d.failed = ErrNoContact
		return 0, 0
	}
	mps = -backMps
	if d.far < near {
		mps = -touchMps
	}
	const steep, lean = 5, 0.35
	want := max(-lean, min(lean, steep*d.off))
	if math.Abs(want-d.turn) > lean {
		mps = 0
	}
	return mps, 2 * (want - d.turn)
}

// retreat drives out again after a try that failed, and ends it.
func (p *Pilot) retreat(in Input) (mps, rps float64) {
	d := &p.docking
	d.reversing = false
	if p.dock.Own(in.Pose.Point).X < stageM-0.1 && d.seekS < 100 {
		d.seekS += 0.1
		const out, patience = 0.15, 15
		if d.seekS < patience {
			return out, 0
		}
	}
	p.end(d.failed)
	return 0, 0
}

// look finds the two strips among the bright beams behind the base.
func (d *docking) look(s *lidar.Scan) bool {
	var sides [2]world.Point
	var n [2]float64
	// From 90° to 270°: the first cluster is on the left.
	var last world.Point
	side := 0
	for i := lidar.Beams / 4; i < lidar.Beams*3/4; i++ {
		if !s.Bright[i] {
			continue
		}
		at := s.Point(i)
		if n[side] > 0 && at.Sub(last).Len() > stripsM/2 {
			side++
			if side > 1 {
				return false
			}
		}
		sides[side], last = sides[side].Add(at), at
		n[side]++
	}
	if n[0] == 0 || n[1] == 0 {
		return false
	}
	left, right := sides[0].Scale(1/n[0]), sides[1].Scale(1/n[1])
	across := left.Sub(right)
	if math.Abs(across.Len()-stripsM) > stripsErrM {
		return false
	}
	// The axis points out of the charger, to the base's front when docked.
	mid, axis := left.Add(right).Scale(0.5), world.Point{X: across.Y, Y: -across.X}.Unit()
	base := mid.Scale(-1) // from the charger's middle to the base
	d.far = base.Dot(axis)
	d.off = base.Dot(world.Point{X: -axis.Y, Y: axis.X})
	d.turn = -math.Atan2(axis.Y, axis.X)
	return true
}

// somebodyBehind reports whether anything that is not the charger is in the
// way back.
func (p *Pilot) somebodyBehind() bool {
	for _, q := range p.people.points {
		if q.stray && reach(q.Point, world.Point{X: -1}, chassis.RadiusM+strayM) < 0.5 {
			return true
		}
	}
	return false
}
