package main

import (
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/base/floortest"
	"tiepdan/drivers/base/floortest/pilot"
	"tiepdan/drivers/base/floortest/world"
)

// floorBody lets the simulated floor stand behind the emulated wire. What it
// does not change, the simulation does by itself.
type floorBody struct{ *floortest.Sim }

// Sensed is what the simulated base knows, in the wire's words.
func (b floorBody) Sensed() basetest.Sensed {
	s := b.Sim.Sensed()
	mode := base.ModeHold
	switch s.Mode {
	case pilot.ModeGuided, pilot.ModeVelocity:
		mode = base.ModeGuided
	case pilot.ModeDock:
		mode = base.ModeDock
	case pilot.ModeHold:
	}
	return basetest.Sensed{
		Pose:   basetest.Pose{X: s.Pose.X, Y: s.Pose.Y, Heading: s.Pose.Heading},
		SigmaM: s.SigmaM, Localised: s.Localised, Resets: s.Resets, Mps: s.Mps, Rps: s.Rps,
		SectorsM: s.SectorsM, Bumpers: s.Bumpers, EStop: s.EStop,
		BatteryPct: s.BatteryPct, Volts: s.Volts, Charging: s.Charging, Docked: s.Docked, Mode: mode,
		Order: basetest.Order{Number: s.Order.Number, Ended: s.Order.Ended, Err: s.Order.Err}, Fault: s.Fault,
	}
}

// Goto begins to drive to a pose.
func (b floorBody) Goto(to basetest.Pose, maxMps float64) uint64 {
	return b.Sim.Goto(world.At(to.X, to.Y, to.Heading), maxMps)
}

// Relocalise has the base look for itself around a pose.
func (b floorBody) Relocalise(near basetest.Pose, sigmaM float64) {
	b.Sim.Relocalise(world.At(near.X, near.Y, near.Heading), sigmaM)
}

// KeepOut replaces the areas that the base keeps out of.
func (b floorBody) KeepOut(areas []base.Polygon) {
	var closed []world.Polygon
	for _, a := range areas {
		var g world.Polygon
		for _, p := range a {
			g = append(g, world.Point{X: p.XM, Y: p.YM})
		}
		closed = append(closed, g)
	}
	b.Sim.KeepOut(closed)
}

// newFloorBody builds a floor for a wire, on which people come and go for as
// long as a day may be.
func newFloorBody(o floorOptions) (*floortest.Sim, error) {
	plan, err := world.Named(o.plan)
	if err != nil {
		return nil, err
	}
	return floortest.New(floortest.Options{
		Plan: plan, Seed: o.seed, People: o.people, Day: time.Duration(o.hours * float64(time.Hour)),
	})
}
