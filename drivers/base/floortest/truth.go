package floortest

import (
	"tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/pilot"
	"tiepdan/drivers/base/floortest/world"
)

// Truth is what really is. It is for whoever measures or draws.
type Truth struct {
	Pose     world.Pose
	Mps, Rps float64
	Docked   bool
	// BatteryDead is true from when the battery was empty.
	BatteryDead bool
	AtS         float64
}

// Truth returns what really is now.
func (s *Sim) Truth() Truth {
	return Truth{
		Pose: s.body.Pose, Mps: s.body.Mps, Rps: s.body.Rps, Docked: s.docked,
		BatteryDead: s.battery.dead, AtS: s.clock,
	}
}

// Judge returns what was counted so far.
func (s *Sim) Judge() *Judge { return &s.judge }

// Crowd returns the people.
func (s *Sim) Crowd() *crowd.Crowd { return s.crowd }

// Plan returns the floor.
func (s *Sim) Plan() *world.Plan { return s.plan }

// Way is what the base plans to drive, for pictures.
func (s *Sim) Way() []world.Point {
	if s.pilot.Mode() != pilot.ModeGuided && s.pilot.Mode() != pilot.ModeDock {
		return nil
	}
	at, _ := s.where.Guess()
	return s.pilot.Way(at.Point)
}

// Carry puts the base somewhere else, as somebody who lifts it would: neither
// wheels nor localiser learn of it.
func (s *Sim) Carry(to world.Pose) { s.body.Pose = to }

// Shove pushes the base over the floor, past everything that it decides.
func (s *Sim) Shove(to world.Pose, mps float64) { s.body.Pose, s.body.Mps = to, mps }

// SetBattery sets the charge in percent.
func (s *Sim) SetBattery(pct float64) { s.battery.wh = capacityWh * pct / 100 }
