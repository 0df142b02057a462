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

// ready takes in how many sentences are made ahead. Only the end is news: the
// sentences come one by one, so a process says several times that it begins.
func (l *link) ready(ctx context.Context, ev wire.Event) {
	l.ahead = ev.Ready < ev.All && ev.Reason == ""
	far := []slog.Attr{slog.Int("ready", ev.Ready), slog.Int("all", ev.All)}
	switch {
	case ev.Reason != "":
		l.c.log.LogAttrs(ctx, slog.LevelWarn, "sentences cannot be made ahead", append(far, slog.String("reason", ev.Reason))...)
	case l.ahead:
		l.c.log.LogAttrs(ctx, slog.LevelDebug, "making sentences ahead", far...)
	case ev.Ready != l.made:
		l.made = ev.Ready
		l.c.log.LogAttrs(ctx, slog.LevelInfo, "sentences made ahead", far...)
	}
}
