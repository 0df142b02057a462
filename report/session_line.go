package report

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"tiepdan/report/schema"
)

// lineBeats is how many LineEvery an unchanged line stays unsaid.
const lineBeats = 15

// lineSaying is what a session has said of the line.
type lineSaying struct {
	due  *time.Timer
	open bool // the rate allows a line now
	said schema.Line
	at   time.Time
}

// tellLine sends the line if it is news and the rate allows it. Somebody who is
// called does not wait for the rate.
func (s *session) tellLine(ctx context.Context) error {
	o := s.client.options
	if o.Line == nil {
		return nil
	}
	now := o.Line()
	now.V, now.Boot = schema.Version, o.Boot
	first := s.line.at.IsZero()
	if !s.line.open && (first || sameCalls(now, s.line.said)) {
		return nil
	}
	s.line.due.Reset(o.LineEvery)
	if !first && reflect.DeepEqual(now, s.line.said) && time.Since(s.line.at) < lineBeats*o.LineEvery {
		return nil
	}
	said := now
	now.TS, now.Clock = time.Now(), Clock()
	data, err := encodeLine(now)
	if err != nil {
		o.Logger.LogAttrs(ctx, slog.LevelError, "cannot send line", slog.Any("error", err))
		return nil
	}
	if err := s.link.publish(s.client.topic.On(schema.ChannelLine).String(), 0, true, data); err != nil {
		return err
	}
	s.line.said, s.line.at, s.line.open = said, time.Now(), false
	return nil
}
