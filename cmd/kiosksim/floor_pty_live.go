package main

import (
	"context"
	"time"

	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/base/floortest"
)

// bumperFor is how long the firmware tells of a bumper that was pressed for a
// moment: its level goes over the line five times a second.
const bumperFor = 300 * time.Millisecond

// liveFloor is the floor behind a wire, with people who come when they are told
// to. The emulated base owns it: whoever wants something of it asks between two
// steps.
type liveFloor struct {
	floorBody
	company *guests
	asked   chan func()

	bumpers uint8
	pressed time.Duration // for which the bumpers are still told
}

func newLiveFloor(sim *floortest.Sim) *liveFloor {
	return &liveFloor{floorBody: floorBody{sim}, company: &guests{}, asked: make(chan func())}
}

// between does something to the floor before its next step.
func (f *liveFloor) between(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	select {
	case f.asked <- func() { done <- do() }:
		return <-done
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Step lets time pass.
func (f *liveFloor) Step(dt time.Duration) {
	select {
	case do := <-f.asked:
		do()
	default:
	}
	f.company.step(f.Sim, dt)
	f.floorBody.Step(dt)
	f.pressed = max(0, f.pressed-dt)
	if now := f.Sim.Sensed().Bumpers; now != 0 {
		f.bumpers, f.pressed = now, bumperFor
	}
}

// Sensed is what the base knows.
func (f *liveFloor) Sensed() basetest.Sensed {
	s := f.floorBody.Sensed()
	if f.pressed > 0 {
		s.Bumpers |= f.bumpers
	}
	return s
}
