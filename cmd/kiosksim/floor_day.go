package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"tiepdan/drivers/base/floortest"
	"tiepdan/drivers/base/floortest/pilot"
	"tiepdan/drivers/base/floortest/world"
	"tiepdan/nav"
)

const (
	// homePlace is where the robot waits for people.
	homePlace = "welcome"
	// floorLook is how often the navigator looks, as often as the base tells.
	floorLook = 100 * time.Millisecond
	// opensAt is when a simulated day begins.
	opensAt = 8
)

// floorOptions say what day it is.
type floorOptions struct {
	plan   string
	seed   uint64
	hours  float64
	people int
}

// floorDay joins the floor and the navigator: the simulated base is driven by
// the same machine that drives a real one, without a wire between.
type floorDay struct {
	sim     *floortest.Sim
	nav     *nav.Machine
	now     time.Time
	end     time.Time
	ended   []nav.End
	motion  uint64 // the navigator's number of what the base does; 0: nothing
	order   uint64 // the base's
	health  nav.Health
	errands *errands
	roomM   float64         // the floor's diagonal
	watch   func(*floorDay) // after each step; may be nil
}

// newFloorDay prepares a day.
func newFloorDay(o floorOptions) (*floorDay, error) {
	plan, err := world.Named(o.plan)
	if err != nil {
		return nil, err
	}
	length := time.Duration(o.hours * float64(time.Hour))
	sim, err := floortest.New(floortest.Options{Plan: plan, Seed: o.seed, People: o.people, Day: length})
	if err != nil {
		return nil, err
	}
	floor, err := mapOf(plan)
	if err != nil {
		return nil, err
	}
	machine, err := nav.NewMachine(nav.MachineOptions{Site: siteOf(plan), Map: floor, Tray: true})
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the day: %w", err)
	}
	now := time.Date(2026, time.March, 2, opensAt, 0, 0, 0, time.UTC)
	d := &floorDay{sim: sim, nav: machine, now: now, end: now.Add(length), roomM: math.Hypot(plan.WidthM, plan.HeightM)}
	d.errands = newErrands(d, o.seed)
	return d, nil
}

// run plays the day, or until ctx ends.
func (d *floorDay) run(ctx context.Context) error {
	for steps := 0; d.now.Before(d.end); steps++ {
		if steps%1000 == 0 && ctx.Err() != nil {
			return errors.New("the day was broken off")
		}
		d.step()
	}
	return nil
}

func (d *floorDay) step() {
	d.now = d.now.Add(floorLook)
	d.sim.Beat()
	d.sim.Step(floorLook)
	if o := d.sim.Sensed().Order; d.motion != 0 && o.Number == d.order && o.Ended {
		d.ended = append(d.ended, nav.End{Number: d.motion, Err: o.Err})
		d.motion = 0
	}
	out := d.nav.Step(d.now, nav.Inputs{Base: d.state(), Tray: d.errands.tray.state, Ended: d.ended})
	d.ended = nil
	d.obey(out)
	d.errands.step(out)
	if d.watch != nil {
		d.watch(d)
	}
}

// state is what the base tells, as a wire would bring it.
func (d *floorDay) state() nav.BaseState {
	s := d.sim.Sensed()
	b := nav.BaseState{
		Link: true, HeardAt: d.now, EStop: s.EStop, EStops: s.EStops, Mode: uint32(s.Mode),
		Localised: s.Localised, Pose: navPose(s.Pose), PoseAt: d.now, PoseSigmaM: s.SigmaM,
		SpeedMps: math.Abs(s.Mps), SectorsM: s.SectorsM, SectorsAt: d.now, Bumpers: s.Bumpers,
		Docked: s.Docked, BatteryPct: int(math.Round(s.BatteryPct)), Charging: s.Charging,
	}
	if s.Fault != "" {
		b.Faults = []string{s.Fault}
	}
	return b
}

// obey carries out what the navigator wants of the base.
func (d *floorDay) obey(out nav.Outputs) {
	if m := out.Motion; m != nil {
		d.motion = m.Number
		switch m.Kind {
		case nav.MotionGoto:
			d.order = d.sim.Goto(floorPose(m.To), m.MaxSpeedMps)
		case nav.MotionDock:
			d.order = d.sim.Dock()
			d.errands.tally.dockTries++
		case nav.MotionHold, nav.MotionJog: // nobody drives by hand in a played day
			d.sim.Hold()
		}
	}
	if out.SpeedCap > 0 {
		d.sim.SpeedCap(out.SpeedCap)
	}
	if f := out.Relocalise; f != nil {
		d.sim.Relocalise(floorPose(f.Near), f.SigmaM)
		d.ended = append(d.ended, nav.End{Number: f.Number})
		d.errands.tally.relocalised++
	}
	if f := out.Fence; f != nil {
		var areas []world.Polygon
		for _, a := range f.KeepOut {
			areas = append(areas, floorArea(a))
		}
		d.sim.KeepOut(areas)
		d.ended = append(d.ended, nav.End{Number: f.Number})
	}
	if out.Health != nil {
		d.health = *out.Health
	}
	idle := d.health.State == nav.StateIdle && d.health.Place == homePlace
	d.sim.SetReady(idle && d.sim.Sensed().Mode == pilot.ModeHold)
}
