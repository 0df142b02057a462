package main

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/cmd/internal/checkup"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/ui"
)

// newBaseLine prepares the line to the base.
func newBaseLine(c *config.Config, logger *slog.Logger) (*base.Link, error) {
	o, err := checkup.BaseOptions(c, logger)
	if err != nil {
		return nil, err
	}
	return base.New(o)
}

// signLook is how often the line is looked at for a base that does not sign.
const signLook = 3 * time.Second

// signWatch warns of a base that speaks but does not sign, although the agent
// wants it to: nothing that it says counts, and the base looks away.
func signWatch(line func() base.LineStats, every time.Duration, logger *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		look := time.NewTicker(every)
		defer look.Stop()
		was, warned := line(), false
		for {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-look.C:
			}
			now := line()
			switch {
			case now.Frames != was.Frames: // signed ones, the others are not taken
				warned = false
			case now.Unsigned != was.Unsigned && !warned:
				warned = true
				logger.WarnContext(ctx, "the base does not sign: what it says is not taken until it has the same key", slog.Uint64("unsigned", now.Unsigned))
			}
			was = now
		}
	}
}

// baseLine tells the technician's page how the line has been; all zero while
// there is none.
func (p *plugs) baseLine() ui.BaseLine {
	if p.wire == nil {
		return ui.BaseLine{}
	}
	s := p.wire.Line()
	return ui.BaseLine{
		Frames: s.Frames, Noise: s.SkippedBytes, Bad: s.BadFrames, Unknown: s.UnknownIDs,
		Signed: s.Signed, Unsigned: s.Unsigned, Forged: s.Forged, Replayed: s.Replayed, KeyOffers: s.KeyOffers,
		Opened: s.Opened, Lost: s.Lost, Trouble: s.Trouble, TroubleAt: s.TroubleAt,
	}
}
