package speech

import (
	"context"
	"log/slog"

	"tiepdan/speech/wire"
)

// MaxFixed bounds the fixed sentences, so that telling a process of them fits
// into its pipe.
const MaxFixed = 400

// prepare tells a new process what to make ahead. What its predecessor made is
// on disk and found there.
func (l *link) prepare() error {
	for _, s := range l.c.opts.Fixed {
		text := Normalise(s.Text, s.Lang, l.c.opts.ReadNumber)
		if text == "" || len(text) > wire.MaxText {
			continue // it is said as any other, or refused there
		}
		if err := l.child.send.Encode(wire.Request{Op: wire.OpPrepare, Lang: s.Lang, Text: text}); err != nil {
			return err
		}
	}
	return nil
}

// ready takes in how many sentences are made ahead.
func (l *link) ready(ctx context.Context, ev wire.Event) {
	l.ahead = ev.Ready < ev.All && ev.Reason == ""
	level := slog.LevelInfo
	if ev.Reason != "" {
		level = slog.LevelWarn
	}
	if l.ahead && ev.Ready > 0 {
		level = slog.LevelDebug // the beginning and the end are enough for the technician's page
	}
	l.c.log.LogAttrs(ctx, level, "sentences made ahead", slog.Int("ready", ev.Ready), slog.Int("all", ev.All), slog.String("reason", ev.Reason))
}
