package nav_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"tiepdan/nav"
)

// tick is the step of a stage.
const tick = 100 * time.Millisecond

// stage is a machine with a robot that drives in straight lines, in made-up time.
type stage struct {
	*nav.Machine
	tb   testing.TB
	now  time.Time
	base nav.BaseState
	tray nav.TrayState

	motion nav.Motion // what the robot does
	twist  nav.Twist  // of a jog
	mps    float64
	ends   []nav.End

	updates []nav.Update
	says    []nav.SayCode
	goals   []nav.Motion // goto and dock, in order
	holds   int
	fixes   []nav.Fix
	health  nav.Health

	// What may be wrong with it.
	frozen     bool // does not get on
	lies       bool // says that it arrived, and has not
	mute       bool // no sign of life, no poses
	still      bool // no poses
	dockFails  int  // so many times
	fenceFails bool
	astrayMps  float64                // drives by itself, whatever it is told
	jumpMps    float64                // is said in place of its speed on the way; 0: nothing else is
	follower   func(s *stage) float64 // metres behind the robot; +Inf is nobody
	battery    float64                // percent an hour in motion, and back when charging
	charge     float64
	onStep     func(s *stage, out nav.Outputs)
}

// stageSite has places that are some metres from each other.
func stageSite() nav.Site {
	at := func(x, y, heading float64) nav.Place {
		return nav.Place{Pose: nav.Pose{XM: x, YM: y, HeadingRad: heading}}
	}
	seat := at(15, 15, math.Pi/2)
	seat.Person = true
	return nav.Site{
		Places: map[string]nav.Place{
			"home": at(2, 2, 0), "a": at(12, 2, 0), "b": at(12, 10, 0), "far": at(25, 2, 0),
			"dock": at(2, 10, 0), "seat": seat,
		},
		Dock: "dock", Entrance: "home",
		Schedule: nav.Schedule{Lunch: []nav.Span{{From: 12 * time.Hour, To: 13 * time.Hour}}, Quiet: []nav.Span{{From: 17 * time.Hour, To: 8 * time.Hour}}},
	}
}

// square is an area around a point.
func square(x, y, half float64) nav.Polygon {
	return nav.Polygon{{XM: x - half, YM: y - half}, {XM: x + half, YM: y - half}, {XM: x + half, YM: y + half}, {XM: x - half, YM: y + half}}
}

func newStage(tb testing.TB, site nav.Site) *stage {
	tb.Helper()
	m, err := nav.NewMachine(nav.MachineOptions{Site: site, Map: emptyMap(), Tray: true})
	if err != nil {
		tb.Fatalf("NewMachine: %v", err)
	}
	s := &stage{
		Machine: m, tb: tb, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), charge: 80,
		tray: nav.TrayState{Present: true, Stock: 80},
		base: nav.BaseState{
			Link: true, Localised: true, PoseSigmaM: 0.02, BatteryPct: 80, Pose: nav.Pose{XM: 2, YM: 2},
		},
	}
	for i := range s.base.SectorsM {
		s.base.SectorsM[i] = float32(math.Inf(1))
	}
	s.run(2 * tick)
	if s.holds != 1 {
		tb.Errorf("got %d holds at the beginning, want 1: an earlier program may have left a goal", s.holds)
	}
	s.holds = 0
	return s
}

// emptyMap is 30 m by 20 m without anything; maps never change.
var emptyMap = sync.OnceValue(func() *nav.Map {
	pgm := append([]byte("P5 600 400 255\n"), bytes.Repeat([]byte{254}, 600*400)...)
	m, err := nav.DecodeMap(nav.MapInfo{Image: "empty", ResolutionM: 0.05, OccupiedThresh: 0.65, FreeThresh: 0.196}, pgm)
	if err != nil {
		panic(err)
	}
	return m
})

// run lets time pass.
func (s *stage) run(d time.Duration) {
	for range d / tick {
		s.step()
	}
}

// until runs until something is so, at most for a time.
func (s *stage) until(d time.Duration, so func() bool) bool {
	for range d / tick {
		if so() {
			return true
		}
		s.step()
	}
	return so()
}

func (s *stage) step() {
	s.now = s.now.Add(tick)
	s.drive()
	if !s.mute {
		s.base.HeardAt = s.now
		if !s.still {
			s.base.PoseAt, s.base.SectorsAt = s.now, s.now
		}
	}
	if s.follower != nil {
		s.base.SectorsM[nav.Sectors/2] = float32(s.follower(s))
	}
	ends := s.ends
	s.ends = nil
	out := s.Step(s.now, nav.Inputs{Base: s.base, Tray: s.tray, Ended: ends})
	s.obey(out)
	if s.onStep != nil {
		s.onStep(s, out)
	}
}

// drive moves the robot by a tick.
func (s *stage) drive() {
	s.base.SpeedMps = 0
	s.base.Charging = s.base.Docked
	if s.battery > 0 {
		if s.charge -= s.battery * tick.Hours(); s.base.Charging {
			s.charge += 3 * s.battery * tick.Hours()
		}
		s.charge = min(s.charge, 100)
		s.base.BatteryPct = int(s.charge)
	}
	if s.astrayMps > 0 && !s.moving() && !s.base.EStop && !s.mute {
		s.base.SpeedMps = s.astrayMps
		s.base.Pose.YM += s.astrayMps * tick.Seconds()
		return
	}
	switch {
	case s.base.EStop || s.mute:
	case s.motion.Kind == nav.MotionDock:
		s.docks()
	case s.motion.Kind == nav.MotionJog:
		s.base.Docked = false
		s.base.SpeedMps = math.Abs(s.twist.Mps)
		s.base.Pose.HeadingRad += s.twist.Rps * tick.Seconds()
		s.base.Pose.XM += s.twist.Mps * tick.Seconds() * math.Cos(s.base.Pose.HeadingRad)
		s.base.Pose.YM += s.twist.Mps * tick.Seconds() * math.Sin(s.base.Pose.HeadingRad)
	case s.motion.Kind == nav.MotionGoto && !s.frozen:
		s.base.Docked = false
		left := math.Hypot(s.motion.To.XM-s.base.Pose.XM, s.motion.To.YM-s.base.Pose.YM)
		way := s.mps * tick.Seconds()
		if left <= way || s.lies {
			if !s.lies {
				s.base.Pose = s.motion.To
			}
			s.end(nil)
			return
		}
		if s.base.SpeedMps = s.mps; s.jumpMps > 0 {
			s.base.SpeedMps = s.jumpMps
		}
		s.base.Pose.XM += way / left * (s.motion.To.XM - s.base.Pose.XM)
		s.base.Pose.YM += way / left * (s.motion.To.YM - s.base.Pose.YM)
	}
}

func (s *stage) docks() {
	if s.dockFails > 0 {
		s.dockFails--
		s.end(errTest)
		return
	}
	s.base.Docked = true
	s.end(nil)
}

func (s *stage) end(err error) {
	s.ends = append(s.ends, nav.End{Number: s.motion.Number, Err: err})
	s.motion = nav.Motion{Kind: nav.MotionHold}
}

// obey takes what the machine wants.
func (s *stage) obey(out nav.Outputs) {
	if m := out.Motion; m != nil {
		s.motion, s.mps = *m, m.MaxSpeedMps
		if m.Kind == nav.MotionHold {
			s.holds++
		} else {
			s.goals = append(s.goals, *m)
		}
	}
	if out.SpeedCap > 0 {
		s.mps = out.SpeedCap
	}
	if out.Twist != nil {
		if s.motion.Kind != nav.MotionJog {
			s.tb.Errorf("a twist %+v while the base does something else: %+v", *out.Twist, s.motion)
		}
		s.twist = *out.Twist
	}
	if f := out.Fence; f != nil {
		e := nav.End{Number: f.Number}
		if s.fenceFails {
			e.Err = errors.New("no memory")
		}
		s.ends = append(s.ends, e)
	}
	if f := out.Relocalise; f != nil {
		s.fixes = append(s.fixes, *f)
		s.ends = append(s.ends, nav.End{Number: f.Number})
	}
	s.updates = append(s.updates, out.Updates...)
	for _, say := range out.Says {
		s.says = append(s.says, say.Code)
	}
	if out.Health != nil {
		s.health = *out.Health
	}
}

// moving reports whether the robot has something to drive to.
func (s *stage) moving() bool { return s.motion.Kind != nav.MotionHold && s.motion.Number != 0 }

func (s *stage) begin(m nav.Mission) {
	s.tb.Helper()
	if err := s.Start(m); err != nil {
		s.tb.Fatalf("Start: %v", err)
	}
}

// under begins a mission and lets the robot drive for two seconds.
func (s *stage) under(m nav.Mission) {
	s.tb.Helper()
	s.begin(m)
	s.run(2 * time.Second)
	if !s.moving() {
		s.tb.Fatalf("the robot does not drive: %+v", s.health)
	}
}

func (s *stage) said(c nav.SayCode) bool { return slices.Contains(s.says, c) }

// last is the last word of a mission.
func (s *stage) last(id string) nav.Update {
	for _, u := range slices.Backward(s.updates) {
		if u.Mission == id {
			return u
		}
	}
	return nav.Update{}
}

func (s *stage) was(id string, phase nav.Phase) bool {
	return slices.ContainsFunc(s.updates, func(u nav.Update) bool { return u.Mission == id && u.Phase == phase })
}

// press and release are the button.
func (s *stage) press()   { s.base.EStop = true; s.base.EStops++ }
func (s *stage) release() { s.base.EStop = false }

func (s *stage) resume() error { return s.Resume(s.now, s.base, s.tray) }
