package nav

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// mover has the base do one thing at a time: a new motion ends the one before
// it. It belongs to Run's goroutine.
type mover struct {
	nav    *Navigator
	cancel context.CancelFunc // nil before the first motion
	done   chan struct{}
}

// begin replaces the present motion.
func (v *mover) begin(ctx context.Context, m motion) {
	v.end()
	ctx, v.cancel = context.WithCancel(ctx)
	v.done = make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		if m.goal == 0 {
			v.nav.hold(ctx)
			return
		}
		v.nav.drive(ctx, m)
	}(v.done)
}

func (v *mover) end() {
	if v.cancel != nil {
		v.cancel()
		<-v.done
	}
}

// stop ends motion for good: the base must not drive on when nobody watches.
func (v *mover) stop(ctx context.Context) {
	if v.cancel == nil {
		return
	}
	v.end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdWithin)
	defer cancel()
	if err := v.nav.base.Hold(ctx); err != nil {
		v.nav.logger.LogAttrs(ctx, slog.LevelError, "base not held at the end", slog.String("error", err.Error()))
	}
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
		pause := time.NewTimer(lookEvery)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}

// drive sends a goal and tells how it ended.
func (n *Navigator) drive(ctx context.Context, m motion) {
	var err error
	// The last look before anything goes out.
	if why := n.base.State().hindrance(); why != "" {
		err = fmt.Errorf("cannot drive in state %s: %w", why, ErrNotSafe)
	} else {
		err = n.base.Goto(ctx, m.to, m.maxMps)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = append(n.ended, goalEnd{goal: m.goal, err: err})
	n.poke()
}
