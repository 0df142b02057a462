package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/ui"
)

// baseStamps is the file in the state directory by which times of signatures
// never go back.
const baseStamps = "base.stamp"

// newBaseLine prepares the line to the base.
func newBaseLine(c *config.Config, logger *slog.Logger) (*base.Link, error) {
	o, err := baseOptions(c, logger)
	if err != nil {
		return nil, err
	}
	return base.New(o)
}

// baseOptions is the line to the base as the configuration has it. A key that
// cannot be read is an error: without it the line would be unsigned.
func baseOptions(c *config.Config, logger *slog.Logger) (base.Options, error) {
	b := c.Base
	o := base.Options{
		Path: b.Device, Baud: b.Baud, Setpoints: b.Setpoints, Tee: b.Tee,
		LinkID: uint8(min(max(b.SigningLinkID, 0), 255)), Logger: logger,
	}
	if b.SigningKeyFile == "" {
		return o, nil
	}
	key, err := base.ReadKey(b.SigningKeyFile)
	if err != nil {
		return base.Options{}, err
	}
	o.Key, o.StampFile = &key, filepath.Join(c.Unit.StateDir, baseStamps)
	return o, nil
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
