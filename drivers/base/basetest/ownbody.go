package basetest

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"tiepdan/drivers/base"
)

var (
	errOrderGivenUp = errors.New("given up")
	errNoContact    = errors.New("the charger's contacts do not meet")
)

const (
	// agentSilence is how long the body drives on without the agent's
	// heartbeat, velocityLife without a new velocity. Both count wire time.
	agentSilence = 500 * time.Millisecond
	velocityLife = 250 * time.Millisecond
	// sectorReachM is how far the body sees, sectorStepM how finely.
	sectorReachM = 6.0
	sectorStepM  = 0.05
	// blockedM is how far before the body somebody stands who blocks it.
	blockedM = 0.5
	// relocateM is how wrong a hint may be for the body to find itself.
	relocateM = 1.0
)

// ownBody is the emulator's own Body: a differential drive on a floor plan.
type ownBody struct {
	plan      *FloorPlan
	drive     drive
	localiser localiser
	battery   battery
	// speedUp makes the body's time run faster than the wire's.
	speedUp float64

	silence    time.Duration // of the body's time since the last heartbeat
	order      Order
	docking    bool
	mode       uint32
	eStop      bool
	fault      string
	bumpers    uint8
	noContact  bool
	sectors    [base.Sectors]float32
	sectorsFor Pose
	sectorsAge int
}

func newOwnBody(plan *FloorPlan, start Pose, pct, speedUp float64, seed uint64) *ownBody {
	o := &ownBody{
		plan:      plan,
		drive:     drive{plan: plan, at: start, limit: maxSpeedMps},
		localiser: localiser{good: true, random: rand.New(rand.NewPCG(seed, 7))}, //nolint:gosec // noise, not a secret
		battery:   battery{pct: pct},
		speedUp:   speedUp,
		silence:   math.MaxInt64 / 2, // nobody has spoken yet
		order:     Order{Ended: true},
		mode:      base.ModeHold,
	}
	o.look()
	return o
}

// wireTime turns a span of the wire's time into the body's.
func (o *ownBody) wireTime(d time.Duration) time.Duration {
	return time.Duration(float64(d) * o.speedUp)
}

// Step moves on. One step of the model is never longer than a tick, so that
// a sped-up body still stops where it should.
func (o *ownBody) Step(dt time.Duration) {
	for left := dt; left > 0; left -= tick {
		o.step(min(left, tick))
	}
	if o.sectorsAge++; o.sectorsAge >= 4 && o.sectorsFor != o.drive.at {
		o.look()
	}
}

func (o *ownBody) step(dt time.Duration) {
	o.silence += dt
	deaf := o.silence > o.wireTime(agentSilence)
	if deaf {
		o.giveUp()
	}
	if o.drive.step(dt, o.eStop || deaf) {
		o.arrive()
	}
	o.localiser.step(dt)
	o.battery.step(dt, o.drive.speed != 0, o.docked())
}

func (o *ownBody) arrive() {
	o.order.Ended = true
	if o.docking && !o.docked() {
		o.order.Err, o.mode = errNoContact, base.ModeHold
	}
	o.docking = false
}

// giveUp stops whatever the body was at.
func (o *ownBody) giveUp() {
	o.drive.halt()
	o.docking = false
	if !o.order.Ended {
		o.order.Ended, o.order.Err = true, errOrderGivenUp
		o.mode = base.ModeHold
	}
}

// docked reports whether the body stands at the charger.
func (o *ownBody) docked() bool {
	dock, ok := o.plan.Places["dock"]
	return ok && !o.noContact && !o.drive.active && math.Hypot(dock.X-o.drive.at.X, dock.Y-o.drive.at.Y) < 0.2
}

// Beat is the agent's heartbeat.
func (o *ownBody) Beat() { o.silence = 0 }

// Sensed is what the body knows.
func (o *ownBody) Sensed() Sensed {
	at, sigma := o.localiser.pose(o.drive.at)
	s := Sensed{
		Pose: at, SigmaM: sigma, Localised: o.localiser.good, Resets: o.localiser.resets,
		Mps: o.drive.speed * o.speedUp, Rps: o.drive.turn * o.speedUp,
		SectorsM: o.sectors, Bumpers: o.bumpers, EStop: o.eStop,
		BatteryPct: o.battery.pct, Volts: o.battery.volts(), Charging: o.battery.charging, Docked: o.docked(),
		Mode: o.mode, Order: o.order, Fault: o.fault,
	}
	if o.drive.blocked {
		for _, i := range []int{base.Sectors - 1, 0, 1} {
			s.SectorsM[i] = min(s.SectorsM[i], blockedM)
		}
	}
	return s
}

// Goto begins to drive.
func (o *ownBody) Goto(to Pose, maxMps float64) uint64 {
	o.giveUp()
	o.order = Order{Number: o.order.Number + 1}
	if err := o.drive.follow(to); err != nil {
		o.order.Ended, o.order.Err = true, err
		return o.order.Number
	}
	o.drive.limit, o.mode = maxMps, base.ModeGuided
	return o.order.Number
}

// Dock drives to the dock.
func (o *ownBody) Dock() uint64 {
	dock, ok := o.plan.Places["dock"]
	if !ok {
		o.giveUp()
		o.order = Order{Number: o.order.Number + 1, Ended: true, Err: errNoPath}
		return o.order.Number
	}
	n := o.Goto(dock, dockSpeedMps)
	if !o.order.Ended {
		o.docking, o.mode = true, base.ModeDock
	}
	return n
}

// Hold stops.
func (o *ownBody) Hold() {
	o.giveUp()
	o.mode = base.ModeHold
}

// Velocity moves by hand.
func (o *ownBody) Velocity(mps, rps float64) {
	o.giveUp()
	o.mode = base.ModeGuided
	o.drive.push(mps, rps, o.wireTime(velocityLife))
}

// SpeedCap limits the order that runs.
func (o *ownBody) SpeedCap(mps float64) { o.drive.limit = mps }

// KeepOut plans around areas from the next order on.
func (o *ownBody) KeepOut(areas []base.Polygon) { o.drive.plan = o.plan.without(areas) }

// Relocalise finds the body when the hint is good enough.
func (o *ownBody) Relocalise(near Pose, sigmaM float64) {
	off := math.Hypot(near.X-o.drive.at.X, near.Y-o.drive.at.Y)
	o.localiser.set(false)
	o.localiser.set(off < relocateM+3*sigmaM)
}

// PressEStop cuts the motors.
func (o *ownBody) PressEStop() {
	o.eStop = true
	o.Hold()
}

// ReleaseEStop turns the button back.
func (o *ownBody) ReleaseEStop() { o.eStop = false }

// SetFault breaks or mends the body.
func (o *ownBody) SetFault(text string) {
	o.fault = text
	if text != "" {
		o.Hold()
	}
}

// look casts a ray into the middle of each sector.
func (o *ownBody) look() {
	o.sectorsFor, o.sectorsAge = o.drive.at, 0
	for i := range o.sectors {
		dy, dx := math.Sincos(o.drive.at.Heading + float64(i)*2*math.Pi/base.Sectors)
		o.sectors[i] = float32(math.Inf(1))
		for r := sectorStepM; r < sectorReachM; r += sectorStepM {
			if o.plan.Solid(o.drive.at.X+r*dx, o.drive.at.Y+r*dy) {
				o.sectors[i] = float32(r)
				break
			}
		}
	}
}

// without is the plan with areas that no path leads through.
func (p *FloorPlan) without(areas []base.Polygon) *FloorPlan {
	q := *p
	q.near = slices.Clone(p.near)
	for i := range q.near {
		x, y := p.centre(i)
		q.near[i] = q.near[i] || slices.ContainsFunc(areas, func(a base.Polygon) bool { return inside(a, x, y) })
	}
	return &q
}

// inside counts how often a ray to the east crosses the polygon's edge.
func inside(area base.Polygon, x, y float64) bool {
	in := false
	for i, a := range area {
		b := area[(i+1)%len(area)]
		if (a.YM > y) != (b.YM > y) && x < a.XM+(b.XM-a.XM)*(y-a.YM)/(b.YM-a.YM) {
			in = !in
		}
	}
	return in
}
