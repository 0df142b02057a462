package base

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// CommandRelocalise is the COMMAND_INT by which the agent tells the base where
// to look for itself: a pose as a goal has it, its deviation in metres in
// param1.
const CommandRelocalise = common.MAV_CMD_WAYPOINT_USER_2

var errNoNumber = errors.New("not a number that can be sent")

// Relocalise has the base look for itself around a pose. It returns nil once
// the base has taken that up; State tells what comes of it.
func (l *Link) Relocalise(ctx context.Context, near Pose, sigmaM float64) error {
	if err := l.relocalise(ctx, near, sigmaM); err != nil {
		return fmt.Errorf("cannot have the base look for itself: %w", err)
	}
	return nil
}

func (l *Link) relocalise(ctx context.Context, near Pose, sigmaM float64) error {
	if !near.finite() || !finite(sigmaM) {
		return errNoNumber
	}
	if !l.State().Link {
		return ErrLinkLost
	}
	cmd := poseCommand(CommandRelocalise, near)
	cmd.Param1 = float32(sigmaM)
	answers, done, err := l.acks.expect(ctx, cmd.Command)
	if err != nil {
		return err
	}
	defer done()
	again := time.NewTimer(0) // the first sending
	defer again.Stop()
	for sent := 0; ; {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-again.C:
			if sent == ackTries {
				return ErrNoAck
			}
			sent++
			// A send that fails counts as one lost on the wire. The message
			// is not changed any more, so it may be queued twice.
			_ = l.send(cmd)
			again.Reset(ackWithin)
		case ack := <-answers:
			if ack.Result != common.MAV_RESULT_IN_PROGRESS {
				return outcome(ack.Result)
			}
			again.Reset(progressWithin)
		}
	}
}
