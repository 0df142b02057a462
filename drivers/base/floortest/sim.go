package floortest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/locate"
	"tiepdan/drivers/base/floortest/pilot"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// tick is the step of bodies and people, scanTicks ticks one turn of the
	// lidar, after which the base decides.
	tick      = 25 * time.Millisecond
	scanTicks = 4
	// silenceS after the agent's last word the base stops.
	silenceS = 0.5
	// The contacts meet when the base stands so exactly, and carry current
	// then in so many cases: they are spring-loaded, and dirty at times.
	contactAheadM, contactSideM, contactRad = 0.03, 0.03, 0.08
	contactPart                             = 0.97
)

// Options say what floor it is.
type Options struct {
	Plan *world.Plan
	// Seed: the same is the same day.
	Seed uint64
	// People come within Day.
	People int
	Day    time.Duration
	// Start is a place's name; "" is the dock.
	Start string
	// BatteryPct at the start; 0 means 90.
	BatteryPct float64
}

// Sim is a floor with everything on it.
type Sim struct {
	plan  *world.Plan
	crowd *crowd.Crowd
	body  *chassis.Body
	lidar *lidar.Lidar
	where *locate.Localiser
	pilot *pilot.Pilot

	random   *rand.Rand
	battery  battery
	judge    Judge
	clock    float64
	left     time.Duration // of time given that is less than a tick
	ticks    uint64
	heardS   float64 // since the agent's last word
	eStop    bool
	eStops   uint64
	wheels   chassis.Moved // since the last scan
	mps, rps float64       // by the wheels
	want     [2]float64    // what the pilot wants
	bumpers  uint8
	scan     *lidar.Scan
	docked   bool
	current  bool
	ready    bool
	fault    string
}

// New builds a floor.
func New(o Options) (*Sim, error) {
	if o.Plan == nil {
		return nil, errors.New("cannot build a floor without a plan")
	}
	if o.Day <= 0 {
		o.Day = 8 * time.Hour
	}
	if o.Start == "" {
		o.Start = "dock"
	}
	if o.BatteryPct == 0 {
		o.BatteryPct = 90
	}
	start, ok := o.Plan.Places[o.Start]
	if !ok {
		return nil, fmt.Errorf("cannot start at %q: no such place on the plan", o.Start)
	}
	stream := uint64(0)
	draw := func() *rand.Rand {
		stream++
		return rand.New(rand.NewPCG(o.Seed, stream)) //nolint:gosec // noise, not a secret
	}
	people, err := crowd.New(o.Plan, o.People, o.Day.Seconds(), draw())
	if err != nil {
		return nil, fmt.Errorf("cannot build a floor: %w", err)
	}
	s := &Sim{
		plan: o.Plan, crowd: people, random: draw(),
		body:    chassis.New(o.Plan.Solid(), start, draw()),
		lidar:   lidar.New(o.Plan, draw()),
		where:   locate.New(o.Plan.Mapped(), start, draw()),
		pilot:   pilot.New(o.Plan.WidthM, o.Plan.HeightM, o.Plan.Mapped(), o.Plan.Dock()),
		battery: newBattery(o.BatteryPct),
		judge:   newJudge(),
	}
	s.scan = s.lidar.Scan(s.body.Pose, nil)
	return s, nil
}

// Step lets time pass. Ticks are whole; what is left of one comes later.
func (s *Sim) Step(dt time.Duration) {
	for s.left += dt; s.left >= tick; s.left -= tick {
		s.step(tick.Seconds())
	}
}

func (s *Sim) step(dt float64) {
	s.clock += dt
	s.ticks++
	s.heardS += dt
	if s.ticks%scanTicks == 0 {
		s.sense()
		s.decide()
	}
	s.body.Step(dt, s.want[0], s.want[1], s.cut())
	moved := s.body.Odometer()
	s.where.Move(moved, dt)
	s.wheels.AheadM += moved.AheadM
	s.wheels.TurnRad += moved.TurnRad
	s.crowd.Step(dt, crowd.Robot{
		Pose: s.body.Pose, Vel: s.body.Velocity(), RadiusM: chassis.RadiusM, Ready: s.ready,
	})
	s.judge.look(dt, s.clock, s)
	s.touch()
	s.charge()
	s.battery.step(dt, s.body.Mps, s.current)
}

// cut reports whether the motors are without power.
func (s *Sim) cut() bool { return s.eStop || s.battery.dead }

// sense turns the lidar once and lets the localiser see.
func (s *Sim) sense() {
	const period = float64(scanTicks) * float64(tick) / float64(time.Second)
	s.mps, s.rps = s.wheels.AheadM/period, s.wheels.TurnRad/period
	s.wheels = chassis.Moved{}
	s.scan = s.lidar.Scan(s.body.Pose, s.crowd.Discs())
	s.where.See(s.scan)
}

// decide lets the base act on what it sensed.
func (s *Sim) decide() {
	at, sigma := s.where.Guess()
	const period = float64(scanTicks) * float64(tick) / float64(time.Second)
	s.want[0], s.want[1] = s.pilot.Step(period, pilot.Input{
		Scan: s.scan, Pose: at, SigmaM: sigma, Localised: s.where.Good(),
		Mps: s.mps, Rps: s.rps, Bumpers: s.bumpers,
		Stopped: s.cut() || s.heardS > silenceS || s.fault != "",
		Current: s.current,
	})
}

// touch lets bodies that overlap part, and presses the bumpers.
func (s *Sim) touch() {
	s.bumpers = 0
	press := func(at world.Point) {
		if s.body.Pose.Own(at).X >= 0 {
			s.bumpers |= BumperFront
		} else {
			s.bumpers |= BumperBack
		}
	}
	for _, p := range s.crowd.People() {
		if !p.Here() || p.Doing == crowd.Sitting {
			continue
		}
		d := p.Sub(s.body.Pose.Point)
		deep := chassis.RadiusM + p.RadiusM - d.Len()
		if deep <= 0 {
			continue
		}
		press(p.Point)
		p.Touched()
		n := d.Unit()
		if s.plan.Solid().At(p.Add(n.Scale(deep))) > 0.05 {
			p.Point = p.Add(n.Scale(deep))
		}
		if in := p.Vel.Dot(n); in < 0 {
			p.Vel = p.Vel.Sub(n.Scale(in))
		}
	}
	if s.body.Touching {
		press(s.body.Pose.Sub(s.plan.Solid().Away(s.body.Pose.Point)))
	}
}

// charge lets the contacts meet.
func (s *Sim) charge() {
	dock := s.plan.Dock()
	own := dock.Own(s.body.Pose.Point)
	meet := math.Abs(own.X) < contactAheadM && math.Abs(own.Y) < contactSideM &&
		math.Abs(world.Wrap(s.body.Pose.Heading-dock.Heading)) < contactRad
	if meet && !s.docked {
		s.current = s.random.Float64() < contactPart
	}
	s.docked = meet
	s.current = s.current && meet
}
