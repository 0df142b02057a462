package base

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

const (
	// dockWithin bounds a Dock whose context has no deadline.
	dockWithin = 2 * time.Minute
	// chargeWithin is how long current may take to show once the base says
	// that it is done: BATTERY_STATUS comes once a second.
	chargeWithin = 2500 * time.Millisecond
)

// ErrNotCharging says that the base ended its docking without current.
var ErrNotCharging = errors.New("the base does not charge")

// Dock has the base drive onto its charger and returns nil once it charges,
// at once if it does already. An error means that this try failed. When ctx
// ends Dock returns but the base may drive on: call Hold.
func (l *Link) Dock(ctx context.Context) error {
	ctx, _, end := l.motion.begin(ctx)
	defer end()
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, dockWithin)
		defer cancel()
	}
	if err := l.dock(ctx); err != nil {
		return fmt.Errorf("cannot dock: %w", err)
	}
	return nil
}

// docking is one try.
type docking struct {
	cmd     common.MessageCommandLong
	sent    int       // without an answer
	running bool      // the base answered
	final   bool      // it will answer no more
	seen    bool      // it was in the docking mode
	leftAt  time.Time // when it left that
}

func (l *Link) dock(ctx context.Context) error {
	d := docking{cmd: modeCommand(ModeDock)}
	answers, done, err := l.acks.expect(ctx, d.cmd.Command)
	if err != nil {
		return err
	}
	defer done()
	quiet := time.NewTimer(0) // the first sending
	defer quiet.Stop()
	for {
		changed := l.Changed()
		if over, err := d.look(l.State(), time.Now()); over {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed: // ten times a second at least
		case <-quiet.C:
			next, err := d.ask(l)
			if err != nil {
				return err
			}
			quiet.Reset(next)
		case ack := <-answers:
			if d.late(ack) {
				continue
			}
			if err := d.answer(ack.Result); err != nil {
				return err
			}
			quiet.Reset(progressWithin)
		}
	}
}

// late tells an answer to something else: what is cancelled before this try
// began is the one before it.
func (d *docking) late(ack *common.MessageCommandAck) bool {
	return late(ack, &d.cmd) || !d.running && ack.Result == common.MAV_RESULT_CANCELLED
}

// look reports whether the try is over, and how it ended. A base that says
// "accepted" and stays in the mode may mean that it begins: ArduPilot does.
func (d *docking) look(s State, now time.Time) (over bool, err error) {
	if err := s.movable(); err != nil {
		return true, err
	}
	if s.Charging {
		return true, nil
	}
	d.seen = d.seen || d.running && s.Mode == ModeDock
	if !d.seen || s.Mode == ModeDock {
		return d.final && s.Docked && s.BatteryPct == 100, nil // a full battery takes no current
	}
	if d.leftAt.IsZero() {
		d.leftAt = now
	}
	return now.Sub(d.leftAt) >= chargeWithin, doneWithout(s)
}

// doneWithout is what a docking that ended without current is worth: a full
// battery takes none.
func doneWithout(s State) error {
	if s.Docked {
		return nil
	}
	return ErrNotCharging
}

// ask sends the command, unless there is nothing more to be said about it,
// and says when to ask again.
func (d *docking) ask(l *Link) (time.Duration, error) {
	if d.final {
		return progressWithin, nil
	}
	if d.sent == ackTries {
		return 0, ErrNoAck
	}
	d.sent++
	sending := d.cmd // the writer has this one now
	// A send that fails counts as one lost on the wire.
	_ = l.send(&sending)
	d.cmd.Confirmation++
	return ackWithin, nil
}

func (d *docking) answer(r common.MAV_RESULT) error {
	if r != common.MAV_RESULT_IN_PROGRESS && r != common.MAV_RESULT_ACCEPTED {
		return &RejectedError{Result: r}
	}
	d.running, d.sent = true, 0
	d.final = r == common.MAV_RESULT_ACCEPTED
	return nil
}
