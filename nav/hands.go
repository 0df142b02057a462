package nav

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// hands have the base do what the machine wants, one thing of each sort at a
// time: a newer one ends the one before it. They belong to Run's goroutine.
type hands struct {
	nav     *Navigator
	moving  task
	number  uint64     // of the motion that runs
	twists  chan Twist // of a jog that runs; nil without
	capping task
	fencing task
	fixing  task
}

// task is something that runs until it is done or replaced.
type task struct {
	cancel context.CancelFunc // nil before the first
	done   chan struct{}
}

// begin replaces what runs.
func (t *task) begin(ctx context.Context, do func(context.Context)) {
	t.end()
	ctx, t.cancel = context.WithCancel(ctx)
	t.done = make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		do(ctx)
	}(t.done)
}

// end stops what runs and waits for it.
func (t *task) end() {
	if t.cancel != nil {
		t.cancel()
		<-t.done
	}
}

// do begins what a step wants done.
func (h *hands) do(ctx context.Context, out Outputs) {
	n := h.nav
	if m := out.Motion; m != nil {
		h.capping.end()
		h.number, h.twists = m.Number, nil
		if m.Kind == MotionJog {
			h.twists = make(chan Twist, 1)
		}
		twists := h.twists
		h.moving.begin(ctx, func(ctx context.Context) { n.move(ctx, *m, twists) })
	}
	if t := out.Twist; t != nil && h.twists != nil {
		select { // the newest alone counts
		case <-h.twists:
		default:
		}
		h.twists <- *t
	}
	if v, number := out.SpeedCap, h.number; v > 0 {
		h.capping.begin(ctx, func(ctx context.Context) { n.capSpeed(ctx, v, number) })
	}
	if f := out.Fence; f != nil {
		h.fencing.begin(ctx, func(ctx context.Context) { n.end(f.Number, n.base.Upload(ctx, f.KeepOut)) })
	}
	if f := out.Relocalise; f != nil {
		h.fixing.begin(ctx, func(ctx context.Context) { n.end(f.Number, n.base.Relocalise(ctx, f.Near, f.SigmaM)) })
	}
}

// stop ends motion for good: the base must not drive on when nobody watches.
func (h *hands) stop(ctx context.Context) {
	h.fencing.end()
	h.fixing.end()
	h.capping.end()
	h.moving.end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastHold)
	defer cancel()
	if err := h.nav.base.Hold(ctx); err != nil {
		h.nav.logger.LogAttrs(ctx, slog.LevelError, "base not held at the end", slog.String("error", err.Error()))
	}
}

// move carries out one motion and tells how it ended.
func (n *Navigator) move(ctx context.Context, m Motion, twists <-chan Twist) {
	if m.Kind == MotionHold {
		n.hold(ctx)
		return
	}
	// The last look before anything goes out.
	err := lastLook(n.base.State(), n.tray.State(), m.Kind == MotionJog)
	switch {
	case err != nil:
	case m.Kind == MotionJog:
		err = n.base.Drive(ctx, twists)
	case m.Kind == MotionDock:
		err = n.base.Dock(ctx)
	default:
		err = n.base.Goto(ctx, m.To, m.MaxSpeedMps)
	}
	n.end(m.Number, err)
}

// lastLook is why a motion must not go out, if something changed since the
// step that wanted it.
func lastLook(s BaseState, t TrayState, byHand bool) error {
	if !s.Link || s.EStop || s.Starting || len(s.Faults) > 0 || s.Bumpers != 0 || t.Hand ||
		!byHand && (!s.Localised || !(s.PoseSigmaM <= sigmaLimitM)) {
		return fmt.Errorf("cannot drive any more: %w", ErrNotSafe)
	}
	return nil
}

// hold asks until the base confirms.
func (n *Navigator) hold(ctx context.Context) {
	for ctx.Err() == nil {
		attempt, cancel := context.WithTimeout(ctx, holdWithin)
		err := n.base.Hold(attempt)
		cancel()
		if err == nil {
			return
		}
		pause(ctx, lookEvery)
	}
}

// capSpeed tells a motion's highest speed. A base that does not take it must
// not drive on: its motion ends.
func (n *Navigator) capSpeed(ctx context.Context, mps float64, motion uint64) {
	attempt, cancel := context.WithTimeout(ctx, capWithin)
	defer cancel()
	err := n.base.SetSpeedCap(attempt, mps)
	for err != nil && attempt.Err() == nil {
		pause(attempt, lookEvery)
		err = n.base.SetSpeedCap(attempt, mps)
	}
	if err != nil && ctx.Err() == nil {
		n.end(motion, fmt.Errorf("the base does not take the speed %.2f m/s: %w", mps, err))
	}
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
	}
}
