package panel

import (
	"context"
	"log/slog"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// lights are the buttons' LEDs: the pressed one is lit once its press is stored,
// all of them after a call for help. One goroutine uses them.
type lights struct {
	lamps  [Buttons]Light
	logger *slog.Logger
	timer  *time.Timer
	failed bool // told once; a panel without lights still rates
}

func newLights(ctx context.Context, lamps [Buttons]Light, logger *slog.Logger) *lights {
	l := &lights{lamps: lamps, logger: logger, timer: time.NewTimer(litFor)}
	l.timer.Stop()
	l.off(ctx)
	return l
}

// stored lights one button, or all, for litFor.
func (l *lights) stored(ctx context.Context, button int, all bool) {
	for i := range l.lamps {
		l.set(ctx, i, all || i == button-1)
	}
	l.timer.Reset(litFor)
}

// over says when the lights have been lit for long enough.
func (l *lights) over() <-chan time.Time { return l.timer.C }

func (l *lights) off(ctx context.Context) {
	for i := range l.lamps {
		l.set(ctx, i, false)
	}
}

func (l *lights) set(ctx context.Context, i int, lit bool) {
	if l.lamps[i] == nil {
		return
	}
	if err := l.lamps[i].Out(gpio.Level(lit)); err != nil && !l.failed {
		l.failed = true
		l.logger.LogAttrs(ctx, slog.LevelWarn, "cannot light a button", slog.Int("button", i+1), slog.Any("error", err))
	}
}
