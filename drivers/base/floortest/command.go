package floortest

import (
	"tiepdan/drivers/base/floortest/pilot"
	"tiepdan/drivers/base/floortest/world"
)

// Bumpers, as bits of Sensed.Bumpers.
const (
	BumperFront uint8 = 1 << iota
	BumperBack
)

// Sensed is what the base tells the agent. None of it is the truth.
type Sensed struct {
	Pose      world.Pose
	SigmaM    float64
	Localised bool
	// Resets counts how often the localiser began again.
	Resets   int
	Mps, Rps float64
	// SectorsM are the distances around, the first ahead, counter-clockwise.
	SectorsM [pilot.Sectors]float32
	Bumpers  uint8
	EStop    bool
	EStops   uint64
	// BatteryPct is by the charge counted, Volts without load.
	BatteryPct float64
	Volts      float64
	Charging   bool
	Docked     bool
	Mode       pilot.Mode
	// Order is how the last goal or docking stands.
	Order pilot.Result
	Fault string
}

// Sensed returns what the base knows now.
func (s *Sim) Sensed() Sensed {
	at, sigma := s.where.Guess()
	return Sensed{
		Pose: at, SigmaM: sigma, Localised: s.where.Good(), Resets: s.where.Resets(),
		Mps: s.mps, Rps: s.rps, SectorsM: pilot.Around(s.scan), Bumpers: s.bumpers,
		EStop: s.eStop, EStops: s.eStops,
		BatteryPct: 100 * s.battery.part(), Volts: s.battery.volts(),
		Charging: s.current, Docked: s.docked,
		Mode: s.pilot.Mode(), Order: s.pilot.Result(), Fault: s.fault,
	}
}

// Beat is the agent's heartbeat. Without one the base stops after 0.5 s.
func (s *Sim) Beat() { s.heardS = 0 }

// Goto begins to drive to a pose. How it ends stands in Sensed.Order under the
// number returned; one to which the map shows no way has ended at once.
func (s *Sim) Goto(to world.Pose, maxMps float64) uint64 {
	at, _ := s.where.Guess()
	return s.pilot.Goto(at.Point, to, maxMps)
}

// Dock begins to dock; one try.
func (s *Sim) Dock() uint64 { return s.pilot.Dock() }

// Hold stops the base where it is.
func (s *Sim) Hold() { s.pilot.Hold() }

// Velocity moves the base for a quarter of a second.
func (s *Sim) Velocity(mps, rps float64) { s.pilot.Velocity(mps, rps) }

// SpeedCap limits the speed until the next goal.
func (s *Sim) SpeedCap(mps float64) { s.pilot.SpeedCap(mps) }

// KeepOut replaces the areas that the base keeps out of.
func (s *Sim) KeepOut(areas []world.Polygon) { s.pilot.KeepOut(areas) }

// Relocalise has the base look for itself around a pose.
func (s *Sim) Relocalise(near world.Pose, sigmaM float64) { s.where.Relocalise(near, sigmaM) }

// PressEStop cuts the motors and latches; ReleaseEStop turns the button back.
func (s *Sim) PressEStop() {
	if !s.eStop {
		s.eStops++
	}
	s.eStop = true
}

// ReleaseEStop turns the button back.
func (s *Sim) ReleaseEStop() { s.eStop = false }

// SetFault makes the base report a fault and stop, or none when text is empty.
func (s *Sim) SetFault(text string) { s.fault = text }

// SetReady says whether the robot's screen asks what it can do for people.
func (s *Sim) SetReady(ready bool) { s.ready = ready }

// AskWay is the robot asking people to let it pass.
func (s *Sim) AskWay() { s.crowd.AskWay(s.body.Pose.Point) }
