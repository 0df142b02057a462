package basetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"time"

	"tiepdan/drivers/base"
)

// tick is the step of the model. Messages go out at multiples of it.
const tick = 25 * time.Millisecond

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
	// Body drives instead of the emulator's own on Plan, when it is not nil:
	// then Plan, Start, BatteryPct, Seed and Truth mean nothing, and of the
	// methods that change or tell the truth only the e-stop's and SetFault do
	// anything.
	Body Body
	// Key signs every frame and refuses the agent's without its signature.
	Key *base.Key
	// Bytewise sends integer parameters as their bytes.
	Bytewise bool
}

// Base is the emulated base. Run moves it, Serve connects it; the other
// methods are the hands of whoever tests.
type Base struct {
	plan    *FloorPlan
	codec   *base.Codec
	signer  *base.Signer // nil without a key
	speedUp float64
	truth   io.Writer
	born    time.Time

	mu       sync.Mutex
	body     Body
	own      *ownBody // body, unless Options.Body is
	goal     goal
	dock     goal // its number is that of the body's order
	point    Pose // of the last position setpoint
	capMps   float64
	fence    fence
	settings settings
	eStopAt  time.Time
	wire     *wire // nil while unplugged
	mute     bool
	moves    int
	ticks    uint64
	rejected []string
	files    fileService
}

// New puts a base on the floor.
func New(o Options) (*Base, error) {
	if o.SpeedUp == 0 {
		o.SpeedUp = 1
	}
	if o.SpeedUp < 0 || math.IsNaN(o.SpeedUp) {
		return nil, fmt.Errorf("cannot speed the base up by %v: want a number above 0", o.SpeedUp)
	}
	codec, err := base.NewCodec()
	if err != nil {
		return nil, fmt.Errorf("cannot make the base speak: %w", err)
	}
	b := &Base{codec: codec, speedUp: o.SpeedUp, born: time.Now(), body: o.Body, capMps: maxSpeedMps, settings: newSettings(o.Bytewise)}
	if o.Key != nil {
		b.signer = base.NewSigner(*o.Key, 0, nil)
	}
	if b.body == nil {
		if err := b.stand(o); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// stand puts the emulator's own body on its floor.
func (b *Base) stand(o Options) error {
	if o.Plan == nil {
		o.Plan = ServicePoint()
	}
	if o.Start == nil {
		dock, ok := o.Plan.Places["dock"]
		if !ok {
			return errors.New("cannot place the base: no start and no dock on the plan")
		}
		o.Start = &dock
	}
	if !o.Plan.Fits(o.Start.X, o.Start.Y) {
		return fmt.Errorf("cannot place the base at (%.2f, %.2f): something stands there", o.Start.X, o.Start.Y)
	}
	if o.BatteryPct == 0 {
		o.BatteryPct = 90
	}
	b.own = newOwnBody(o.Plan, *o.Start, o.BatteryPct, o.SpeedUp, o.Seed)
	b.body, b.plan, b.truth = b.own, o.Plan, o.Truth
	return nil
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
	b.body.Step(time.Duration(float64(tick) * b.speedUp))
	b.follow()
	b.fence.step(b)
	b.report()
	return b.writeTruth()
}

func (b *Base) writeTruth() error {
	if b.truth == nil || b.ticks%8 != 0 {
		return nil
	}
	at, speed := b.own.drive.at, b.own.drive.speed
	_, err := fmt.Fprintf(b.truth, `{"t_ms":%d,"x_m":%.3f,"y_m":%.3f,"heading_rad":%.3f,"speed_mps":%.3f}`+"\n",
		time.Since(b.born).Milliseconds(), at.X, at.Y, at.Heading, speed)
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
	b.eStopAt = time.Now()
	if pressed {
		b.body.PressEStop()
	} else {
		b.body.ReleaseEStop()
	}
	b.sendButton()
	b.sendHeartbeat()
	if pressed {
		b.end(resultFailed)
	}
}

// SetLocalised takes the base's knowledge of its position away, or gives it
// back. The base drives on without it: to stop is the agent's duty here.
func (b *Base) SetLocalised(good bool) {
	b.change(func(o *ownBody) { o.localiser.set(good) })
}

// SetBattery sets the charge in percent.
func (b *Base) SetBattery(pct float64) {
	b.change(func(o *ownBody) { o.battery.pct = max(0, min(100, pct)) })
}

// SetBlocked puts somebody in front of the base who does not move.
func (b *Base) SetBlocked(blocked bool) {
	b.change(func(o *ownBody) { o.drive.blocked = blocked })
}

// SetBumpers presses bumpers, a bit for each of six.
func (b *Base) SetBumpers(pressed uint8) {
	b.change(func(o *ownBody) { o.bumpers = pressed })
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sendButton()
}

// SetContacts cleans the charger's contacts, or makes them so dirty that
// they do not carry current.
func (b *Base) SetContacts(good bool) {
	b.change(func(o *ownBody) { o.noContact = !good })
}

// change does something to the emulator's own body.
func (b *Base) change(do func(*ownBody)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.own != nil {
		do(b.own)
	}
}

// SetFault makes the base report a fault, or none when text is empty.
func (b *Base) SetFault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.body.SetFault(text)
	if text != "" {
		b.sendFault()
		b.end(resultFailed)
	}
}

// Truth is where the base really is, and its speed in m/s.
func (b *Base) Truth() (at Pose, speedMps float64) {
	b.change(func(o *ownBody) { at, speedMps = o.drive.at, o.drive.speed })
	return at, speedMps
}

// Bumps counts how often the body touched something.
func (b *Base) Bumps() (n int) {
	b.change(func(o *ownBody) { n = o.drive.bumps })
	return n
}

// Rejected lists what came over the wire that the base does not know.
func (b *Base) Rejected() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rejected)
}

// Stats counts what came over the wire since it was last plugged in.
func (b *Base) Stats() base.ReadStats {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wire == nil {
		return base.ReadStats{}
	}
	return b.wire.reader.Stats()
}

// Plan is the floor that the emulator's own body drives on, or nil.
func (b *Base) Plan() *FloorPlan { return b.plan }
