package basetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"tiepdan/drivers/base"
)

const (
	// tick is the step of the model. Messages go out at multiples of it.
	tick = 25 * time.Millisecond
	// agentSilence is how long the base drives on without the agent's
	// heartbeat.
	agentSilence = 500 * time.Millisecond
)

// Options configures a Base.
type Options struct {
	// Plan is the floor; nil means ServicePoint.
	Plan *FloorPlan
	// Start is where the base stands; nil means the plan's dock.
	Start *Pose
	// SpeedUp makes motion and battery run faster than the wire's clock; 0
	// means 1.
	SpeedUp float64
	// BatteryPct is the charge at the start; 0 means 90.
	BatteryPct float64
	// Seed makes the noise repeatable.
	Seed uint64
	// Truth gets one JSON object a line, five a second, of where the base
	// really is; nil for none.
	Truth io.Writer
}

// Base is the emulated base. Run moves it, Serve connects it; the other
// methods are the hands of whoever tests.
type Base struct {
	plan    *FloorPlan
	codec   *base.Codec
	speedUp float64
	truth   io.Writer
	born    time.Time

	mu        sync.Mutex
	drive     drive
	localiser localiser
	battery   battery
	goal      goal
	mode      uint32
	eStop     bool
	eStopAt   time.Time
	fault     string
	beatAt    time.Time // the agent's last heartbeat
	wire      *wire     // nil while unplugged
	ticks     uint64
	rejected  []string
	files     fileService
}

// New puts a base on the floor.
func New(o Options) (*Base, error) {
	if o.Plan == nil {
		o.Plan = ServicePoint()
	}
	if o.Start == nil {
		dock, ok := o.Plan.Places["dock"]
		if !ok {
			return nil, errors.New("cannot place the base: no start and no dock on the plan")
		}
		o.Start = &dock
	}
	if !o.Plan.Fits(o.Start.X, o.Start.Y) {
		return nil, fmt.Errorf("cannot place the base at (%.2f, %.2f): something stands there", o.Start.X, o.Start.Y)
	}
	if o.SpeedUp == 0 {
		o.SpeedUp = 1
	}
	if o.SpeedUp < 0 || math.IsNaN(o.SpeedUp) {
		return nil, fmt.Errorf("cannot speed the base up by %v: want a number above 0", o.SpeedUp)
	}
	if o.BatteryPct == 0 {
		o.BatteryPct = 90
	}
	codec, err := base.NewCodec()
	if err != nil {
		return nil, fmt.Errorf("cannot make the base speak: %w", err)
	}
	b := &Base{
		codec: codec,
		plan:  o.Plan, speedUp: o.SpeedUp, truth: o.Truth, born: time.Now(),
		drive:     drive{plan: o.Plan, at: *o.Start, limit: maxSpeedMps},
		localiser: localiser{good: true, random: rand.New(rand.NewPCG(o.Seed, 7))}, //nolint:gosec // noise, not a secret
		battery:   battery{pct: o.BatteryPct},
		mode:      modeHold,
	}
	return b, nil
}

// Run moves the base until ctx ends.
func (b *Base) Run(ctx context.Context) error {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			if err := b.step(); err != nil {
				return err
			}
		}
	}
}

// step advances the model by one tick and sends what is due.
func (b *Base) step() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ticks++
	deaf := time.Since(b.beatAt) > agentSilence
	if deaf && b.drive.active {
		b.end(resultFailed)
	}
	// One step of the model is never longer than a tick, so that a sped-up
	// base still stops where it should.
	left := time.Duration(float64(tick) * b.speedUp)
	for left > 0 {
		dt := min(left, tick)
		left -= dt
		if b.drive.step(dt, b.eStop || deaf) {
			b.end(resultAccepted)
		}
		b.localiser.step(dt)
		b.battery.step(dt, b.drive.speed != 0, b.docked())
	}
	b.report()
	return b.writeTruth()
}

// docked reports whether the base stands at the charger.
func (b *Base) docked() bool {
	dock, ok := b.plan.Places["dock"]
	return ok && !b.drive.active && math.Hypot(dock.X-b.drive.at.X, dock.Y-b.drive.at.Y) < 0.2
}

func (b *Base) writeTruth() error {
	if b.truth == nil || b.ticks%8 != 0 {
		return nil
	}
	at := b.drive.at
	_, err := fmt.Fprintf(b.truth, `{"t_ms":%d,"x_m":%.3f,"y_m":%.3f,"heading_rad":%.3f,"speed_mps":%.3f}`+"\n",
		time.Since(b.born).Milliseconds(), at.X, at.Y, at.Heading, b.drive.speed)
	if err != nil {
		return fmt.Errorf("cannot write where the base is: %w", err)
	}
	return nil
}

// PressEStop cuts the motors and latches.
func (b *Base) PressEStop() { b.setEStop(true) }

// ReleaseEStop turns the button back.
func (b *Base) ReleaseEStop() { b.setEStop(false) }

func (b *Base) setEStop(pressed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.eStop, b.eStopAt = pressed, time.Now()
	b.sendButton()
	b.sendHeartbeat()
	if pressed {
		b.mode = modeHold
		b.end(resultFailed)
	}
}

// SetLocalised takes the base's knowledge of its position away, or gives it
// back. The base drives on without it: to stop is the agent's duty here.
func (b *Base) SetLocalised(good bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.localiser.set(good)
}

// SetBattery sets the charge in percent.
func (b *Base) SetBattery(pct float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.battery.pct = max(0, min(100, pct))
}

// SetBlocked puts somebody in front of the base who does not move.
func (b *Base) SetBlocked(blocked bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drive.blocked = blocked
}

// SetFault makes the base report a fault, or none when text is empty.
func (b *Base) SetFault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault = text
	if text != "" {
		b.sendFault()
		b.end(resultFailed)
	}
}

// Truth is where the base really is, and its speed in m/s.
func (b *Base) Truth() (at Pose, speedMps float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.drive.at, b.drive.speed
}

// Bumps counts how often the body touched something.
func (b *Base) Bumps() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.drive.bumps
}

// Rejected lists what came over the wire that the base does not know.
func (b *Base) Rejected() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rejected)
}

// Plan is the floor the base drives on.
func (b *Base) Plan() *FloorPlan { return b.plan }
