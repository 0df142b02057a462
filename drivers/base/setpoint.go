package base

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// What SET_POSITION_TARGET_LOCAL_NED means, by what it tells to ignore.
const (
	// MaskVelocity leaves the speeds forward and to the right, and the turn.
	MaskVelocity common.POSITION_TARGET_TYPEMASK = 1511
	// MaskPosition leaves the position.
	MaskPosition common.POSITION_TARGET_TYPEMASK = 3580
)

const (
	velocityEvery = 100 * time.Millisecond
	// velocityLife is how long one velocity holds: after it the link sends
	// zero by itself.
	velocityLife = 250 * time.Millisecond
	// stopFrames is how many zeros end a drive by hand, for one that is lost.
	stopFrames = 3
	// pointEvery is how often a goal without answers is repeated.
	pointEvery = time.Second
	// pointM and pointFor: so near for so long is arrived.
	pointM   = 0.15
	pointFor = 400 * time.Millisecond
	// beginWithin is how long the base may take from the order to its mode.
	beginWithin = 2 * time.Second
)

// ErrModeLeft says that the base gave a goal up: it drives by other orders.
var ErrModeLeft = errors.New("the base left the guided mode")

// Twist is a velocity: forward, and the turn counter-clockwise.
type Twist struct{ Mps, Rps float64 }

// moves tells a twist from a stop, which is what a number that cannot be sent
// counts as.
func (t Twist) moves() bool { return t != Twist{} && finite(t.Mps) && finite(t.Rps) }

// Drive moves the base by hand: every twist taken from the channel holds for
// 250 ms, and the base is told to stand when no newer one comes, when the
// channel closes and when ctx ends. It returns nil when the channel closes.
// Like a Goto it ends with ErrLinkLost, ErrEStop or ErrSuperseded.
func (l *Link) Drive(ctx context.Context, twists <-chan Twist) error {
	ctx, _, end := l.motion.begin(ctx)
	defer end()
	if err := l.drive(ctx, twists); err != nil {
		return fmt.Errorf("cannot drive by hand: %w", err)
	}
	return nil
}

func (l *Link) drive(ctx context.Context, twists <-chan Twist) error {
	pace := time.NewTicker(velocityEvery)
	defer pace.Stop()
	dead := time.NewTimer(velocityLife)
	defer dead.Stop()
	var now Twist
	for {
		changed := l.Changed()
		if err := l.movable(); err != nil {
			return err // the base stops by itself; no motion frame after this
		}
		select {
		case <-ctx.Done():
			l.stand(ctx)
			return context.Cause(ctx)
		case <-changed:
			continue
		case next, open := <-twists:
			if !open {
				l.stand(ctx)
				return nil
			}
			pressing := now.moves() && next.moves()
			now = next
			dead.Reset(velocityLife)
			if pressing {
				continue // the pace sends it
			}
		case <-dead.C:
			now = Twist{}
		case <-pace.C:
		}
		// A send that fails counts as one lost on the wire.
		_ = l.send(velocity(now))
	}
}

// stand tells the base to stand, a few times.
func (l *Link) stand(ctx context.Context) {
	for range stopFrames {
		if l.movable() != nil {
			return
		}
		_ = l.send(velocity(Twist{})) // as above
		pause(context.WithoutCancel(ctx), velocityEvery/stopFrames)
	}
}

func velocity(t Twist) *common.MessageSetPositionTargetLocalNed {
	if !t.moves() {
		t = Twist{}
	}
	return &common.MessageSetPositionTargetLocalNed{
		TargetSystem: baseSystem, TargetComponent: baseComponent,
		CoordinateFrame: common.MAV_FRAME_BODY_NED, TypeMask: MaskVelocity,
		Vx: float32(t.Mps), YawRate: float32(-t.Rps),
	}
}

// followPoint sends a goal as ArduPilot takes it and judges by the poses
// whether the base arrived.
func (l *Link) followPoint(ctx context.Context, to Pose) error {
	if !to.finite() {
		return errNoNumber
	}
	if err := l.command(ctx, modeCommand(ModeGuided), ackWithin, ackTries); err != nil {
		return err
	}
	north, east, _ := toNED(to)
	point := &common.MessageSetPositionTargetLocalNed{
		TargetSystem: baseSystem, TargetComponent: baseComponent,
		CoordinateFrame: common.MAV_FRAME_LOCAL_NED, TypeMask: MaskPosition,
		X: float32(north), Y: float32(east),
	}
	again := time.NewTimer(0) // the first sending
	defer again.Stop()
	j := arrival{to: to, begun: time.Now()}
	for {
		changed := l.Changed()
		if err := l.movable(); err != nil {
			return err
		}
		arrived, err := j.look(l.State(), time.Now())
		if arrived || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		case <-again.C:
			_ = l.send(point) // repeated anyway
			again.Reset(pointEvery)
		}
	}
}

// arrival judges a goal to which the base gives no answer.
type arrival struct {
	to     Pose
	begun  time.Time
	guided bool
	since  time.Time // of standing at the goal
}

func (j *arrival) look(s State, now time.Time) (bool, error) {
	if s.Mode == ModeGuided {
		j.guided = true
	} else if j.guided || now.Sub(j.begun) > beginWithin {
		return false, ErrModeLeft
	}
	if s.Moving || !s.Localised || !j.guided || math.Hypot(s.Pose.XM-j.to.XM, s.Pose.YM-j.to.YM) > pointM {
		j.since = time.Time{}
		return false, nil
	}
	if j.since.IsZero() {
		j.since = now
	}
	return now.Sub(j.since) >= pointFor, nil
}
