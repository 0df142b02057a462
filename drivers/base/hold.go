package base

import (
	"context"
	"fmt"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// Hold stops the base where it is. It ends a running Goto, and repeats itself
// until the base acknowledges or ctx ends (after 2 s when ctx has no
// deadline). Use context.WithoutCancel where motion must stop because a
// context ended.
func (l *Link) Hold(ctx context.Context) error {
	ctx, _, end := l.motion.begin(ctx)
	defer end()
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, holdWithin)
		defer cancel()
	}
	if err := l.command(ctx, modeCommand(ModeHold), holdEvery, 0); err != nil {
		return fmt.Errorf("cannot hold the base: %w", err)
	}
	return nil
}

// modeCommand asks for a mode.
func modeCommand(mode uint32) common.MessageCommandLong {
	return common.MessageCommandLong{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Command:         common.MAV_CMD_DO_SET_MODE,
		Param1:          float32(common.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED),
		Param2:          float32(mode),
	}
}

// Pause stops the base on its way. Unlike a Hold it does not end a running
// Goto here: what becomes of that is the base's to say.
func (l *Link) Pause(ctx context.Context) error {
	err := l.command(ctx, common.MessageCommandLong{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Command:         common.MAV_CMD_DO_PAUSE_CONTINUE, // 0 pauses
	}, ackWithin, ackTries)
	if err != nil {
		return fmt.Errorf("cannot pause the base: %w", err)
	}
	return nil
}

// SetSpeedCap limits how fast the base drives to its goal, also while a Goto
// runs, and returns nil once the base confirms.
func (l *Link) SetSpeedCap(ctx context.Context, mps float64) error {
	if err := l.movable(); err != nil {
		return fmt.Errorf("cannot cap the speed at %.2f m/s: %w", mps, err)
	}
	return l.capSpeed(ctx, mps)
}

// capSpeed limits how fast the base drives to its goals.
func (l *Link) capSpeed(ctx context.Context, maxSpeedMps float64) error {
	err := l.command(ctx, common.MessageCommandLong{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Command:         common.MAV_CMD_DO_CHANGE_SPEED,
		Param1:          1, // ground speed
		Param2:          float32(maxSpeedMps),
		Param3:          -1, // leave the throttle
	}, ackWithin, ackTries)
	if err != nil {
		return fmt.Errorf("cannot cap the speed at %.2f m/s: %w", maxSpeedMps, err)
	}
	return nil
}
