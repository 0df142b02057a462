package base

import (
	"context"
	"fmt"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// progressWithin is how long a base on its way may say nothing about its goal
// before the goal is sent again: that finds out whether the final answer was
// lost.
const progressWithin = time.Second

// leftAfter is how long a base may be out of the guided mode in the middle of a
// goal before that counts as given up: long enough to ask for a final answer
// that was lost.
const leftAfter = 2 * time.Second

// Goto drives the base to a pose and returns nil when the base says that it
// has arrived. maxSpeedMps caps the speed on the way. It fails at once with
// ErrLinkLost or ErrEStop when the base cannot move, now or on the way, with
// ErrModeLeft when the base does something else meanwhile, and with
// ErrSuperseded when a newer Goto or a Hold takes over. When ctx ends
// Goto returns but the base drives on: call Hold. From the dock the base
// undocks first.
func (l *Link) Goto(ctx context.Context, to Pose, maxSpeedMps float64) error {
	ctx, number, end := l.motion.begin(ctx)
	defer end()
	err := l.movable()
	if err == nil {
		err = l.capSpeed(ctx, maxSpeedMps)
	}
	if err == nil && l.setpoints {
		err = l.followPoint(ctx, to)
	} else if err == nil {
		err = l.follow(ctx, goalOf(to, number))
	}
	if err != nil {
		return fmt.Errorf("cannot go to (%.2f, %.2f): %w", to.XM, to.YM, err)
	}
	return nil
}

// movable says why no goal may be sent.
func (l *Link) movable() error { return l.State().movable() }

func (s State) movable() error {
	switch {
	case !s.Link:
		return ErrLinkLost
	case s.EStop:
		return ErrEStop
	}
	return nil
}

// follow sends a goal and waits for its end.
func (l *Link) follow(ctx context.Context, goal *common.MessageCommandInt) error {
	answers, done, err := l.acks.expect(ctx, goal.Command)
	if err != nil {
		return err
	}
	defer done()
	quiet := time.NewTimer(0) // the first sending
	defer quiet.Stop()
	var answered bool
	var left leaving
	for sent := 0; ; {
		changed := l.Changed()
		s := l.State()
		if err := s.movable(); err != nil {
			return err
		}
		if left.look(s.Mode, answered, time.Now()) {
			return ErrModeLeft
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		case <-quiet.C:
			if sent == ackTries {
				return ErrNoAck
			}
			sent++
			// A send that fails counts as one lost on the wire.
			_ = l.send(goal)
			quiet.Reset(ackWithin)
		case ack := <-answers:
			if !answersGoal(ack, goal, answered) {
				continue
			}
			if ack.Result != common.MAV_RESULT_IN_PROGRESS {
				return outcome(ack.Result)
			}
			answered, sent = true, 0
			quiet.Reset(progressWithin)
		}
	}
}

// leaving notices a base that does something else in the middle of a goal, and
// does not say so. One that does not tell its modes is believed.
type leaving struct {
	guided bool
	since  time.Time // out of the mode; zero: it is in it
}

// look reports whether the goal counts as given up.
func (g *leaving) look(mode uint32, answered bool, now time.Time) bool {
	switch {
	case mode == ModeGuided:
		g.guided, g.since = g.guided || answered, time.Time{}
	case g.guided && g.since.IsZero():
		g.since = now
	}
	return !g.since.IsZero() && now.Sub(g.since) >= leftAfter
}

// outcome turns a final result into an error, or nil.
func outcome(r common.MAV_RESULT) error {
	if r == common.MAV_RESULT_ACCEPTED {
		return nil
	}
	return &RejectedError{Result: r}
}

// answersGoal tells an answer to this goal from a late one to the goal before
// it. A base that does not repeat the goal's number is believed, except when
// it cancels a goal that it has not yet begun: that is the older one.
func answersGoal(ack *common.MessageCommandAck, goal *common.MessageCommandInt, answered bool) bool {
	if ack.ResultParam2 != 0 {
		return ack.ResultParam2 == int32(goal.Param2)
	}
	return answered || ack.Result != common.MAV_RESULT_CANCELLED
}
