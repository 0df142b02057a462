package panel

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Bounds of the wait between two attempts to open the device. The upper one
// is how long a visitor may wait for a panel that was plugged in again.
const (
	firstRetry = 200 * time.Millisecond
	lastRetry  = 3 * time.Second
)

// link keeps a device open: it tells the handler and the log about changes,
// once each, and spaces out attempts.
type link struct {
	onLink func(up bool)
	logger *slog.Logger

	known, up bool
	lastErr   string
	wait      time.Duration
}

// keep runs session, which opens the device and returns why it ended, until
// ctx ends. session calls l.set(ctx, true) once the device proves alive.
func (l *link) keep(ctx context.Context, session func(context.Context) error) {
	for ctx.Err() == nil {
		err := session(ctx)
		if ctx.Err() != nil {
			break
		}
		// The same reason is logged once, not on every attempt.
		if err != nil && (l.up || err.Error() != l.lastErr) {
			l.lastErr = err.Error()
			l.logger.LogAttrs(ctx, slog.LevelWarn, "panel is away", slog.Any("error", err))
		}
		l.set(ctx, false)
		l.pause(ctx)
	}
	if l.up {
		l.set(ctx, false)
	}
}

func (l *link) set(ctx context.Context, up bool) {
	if up {
		l.wait, l.lastErr = 0, ""
	}
	if l.known && l.up == up {
		return
	}
	l.known, l.up = true, up
	if up {
		l.logger.LogAttrs(ctx, slog.LevelInfo, "panel is ready")
	}
	if l.onLink != nil {
		l.onLink(up)
	}
}

// pause waits for the next attempt: doubling, capped, and spread by a quarter
// so that several devices behind one hub are not opened in step.
func (l *link) pause(ctx context.Context) {
	l.wait = min(max(2*l.wait, firstRetry), lastRetry)
	t := time.NewTimer(l.wait - rand.N(l.wait/4)) //nolint:gosec // spreads attempts, keeps no secret
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
