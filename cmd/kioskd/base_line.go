package main

import (
	"log/slog"
	"path/filepath"

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
