package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"

	"tiepdan/report/schema"
)

const (
	// window is how many events may be on the way without a receipt, each in a
	// message of its own: more than 1000 messages are what Mosquitto's defaults
	// throw away.
	window = 512
	// bundleWindow is the same for events in bundles, which are far fewer messages:
	// the ward commits up to 4000 events while it reads as many.
	bundleWindow = 16384
	// readAhead is how many events of a backlog are read from the outbox at once.
	readAhead = 512
	// bundleLeast is how many events must wait to be sent before they go in
	// bundles. What happens now goes alone, for whoever listens to its topic.
	bundleLeast = 8
	// bundleMost and bundleBytes bound one bundle: it must pass a slow line
	// within writeWait, and larger ones save next to nothing.
	bundleMost  = 64
	bundleBytes = 24 << 10
)

// bundling is what is known of bundles on one connection.
type bundling struct {
	first  uint64 // of the oldest bundle that is on the way; 0 when there is none
	proven bool   // the ward has read one
	alone  uint64 // events below go one by one
}

// sent notes a bundle that begins with an event.
func (b *bundling) sent(first uint64) {
	if b.first == 0 {
		b.first = first
	}
}

// receipted notes a receipt. One that covers more of a bundle than the event
// by which a silent ward is probed says that bundles are read.
func (b *bundling) receipted(upto uint64) {
	if b.first == 0 {
		return
	}
	if upto > b.first {
		b.proven = true
		if b.alone == math.MaxUint64 {
			b.alone = 0
		}
	}
	b.first = 0
}

// failed notes that no receipt came for what was sent beyond acked. If there
// was a bundle among it, the ward may be unable to read it: the same events go
// one by one then, and all on this connection when it never read any.
func (b *bundling) failed(acked, sent uint64) {
	switch {
	case b.first <= acked:
	case b.proven:
		b.alone = sent + 1
	default:
		b.alone = math.MaxUint64
	}
}

// fill sends what the window allows. It leaves off when a receipt has come,
// which fills again.
func (s *session) fill(ctx context.Context) error {
	if !s.answered && !s.probing {
		return nil
	}
	idle := s.sent == s.acked
	for more := true; more; {
		var err error
		if more, err = s.sendSome(ctx); err != nil {
			return err
		}
		more = more && len(s.link.news) == 0 && ctx.Err() == nil
	}
	if idle && s.sent > s.acked {
		s.overdue.Reset(s.patience)
	}
	return nil
}

// sendSome sends what comes next, if there is anything and the window allows it.
func (s *session) sendSome(ctx context.Context) (more bool, err error) {
	room := s.room()
	if room == 0 {
		return false, nil
	}
	records, err := s.upcoming(ctx, room)
	if err != nil || len(records) == 0 {
		return false, err
	}
	if more, err = s.skip(records[0].Seq); err != nil || !more {
		return false, err
	}
	return s.send(ctx, records)
}

// upcoming gives the next events, at most limit of them. Those of a backlog are
// read ahead; they do not change.
func (s *session) upcoming(ctx context.Context, limit int) ([]Record, error) {
	if s.sent < s.aheadOf {
		s.ahead = nil // gone back
	}
	s.aheadOf = s.sent
	for len(s.ahead) > 0 && s.ahead[0].Seq <= s.sent {
		s.ahead = s.ahead[1:]
	}
	if len(s.ahead) > 0 {
		return s.ahead[:min(limit, len(s.ahead))], nil
	}
	if limit == 1 {
		return s.pending(ctx, s.sent, 1)
	}
	var err error
	s.ahead, err = s.pending(ctx, s.sent, readAhead)
	return s.ahead[:min(limit, len(s.ahead))], err
}

// room is how many events may be looked at next.
func (s *session) room() int {
	onWay := s.sent - s.acked
	switch {
	case s.probing:
		return 1 - int(min(onWay, 1)) // #nosec G115 -- at most 1
	case s.sent+1 < s.bundling.alone:
		return min(window-int(min(onWay, window)), bundleMost) // #nosec G115 -- at most window
	case onWay < bundleWindow:
		return bundleMost
	}
	return 0
}

// skip goes over events that are no longer kept. The ward is told before it
// sees the hole, and only when nothing is on the way: more is false until then.
func (s *session) skip(next uint64) (more bool, err error) {
	switch {
	case next == s.sent+1:
		return true, nil
	case s.sent != s.acked:
		return false, nil
	}
	s.acked, s.sent = next-1, next-1
	return true, s.client.sayInfo(s.link, next)
}

// send sends the next event of the records, or the next ones that can go in
// the same way. more is false when the window is too full for them.
func (s *session) send(ctx context.Context, records []Record) (more bool, err error) {
	n := together(records)
	if n >= bundleLeast && s.sent+1 >= s.bundling.alone && !s.probing {
		return true, s.sendBundle(ctx, records[:n])
	}
	for _, r := range records[:max(n, 1)] {
		if s.sent-s.acked >= window {
			return false, nil
		}
		if err := s.sendAlone(ctx, r); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (s *session) sendAlone(ctx context.Context, r Record) error {
	data, err := s.join(ctx, r)
	if err != nil {
		return err
	}
	if err := s.link.publish(s.client.topic.On(channelOf(r)).String(), 1, false, data); err != nil {
		return err
	}
	s.sent = r.Seq
	return nil
}

// together counts the records from the first on that follow one another and can
// be in one bundle.
func together(records []Record) int {
	kinds := schema.KindsBundled()
	for i, r := range records {
		if r.Seq != records[0].Seq+uint64(i) || !slices.Contains(kinds, schema.Kind(r.Kind)) { // #nosec G115 -- an index
			return i
		}
	}
	return len(records)
}

// sendBundle sends as many records as one bundle holds.
func (s *session) sendBundle(ctx context.Context, records []Record) error {
	var b schema.Bundle
	for _, r := range records {
		data, err := s.join(ctx, r)
		if err != nil {
			return err
		}
		if !b.Add(schema.Kind(r.Kind), data, bundleBytes) {
			break
		}
	}
	if b.Len() == 0 {
		return s.sendAlone(ctx, records[0]) // too long for a bundle
	}
	if err := s.link.publish(s.client.topic.On(schema.ChannelBundle).String(), 1, false, b.Message()); err != nil {
		return err
	}
	s.bundling.sent(s.sent + 1)
	s.sent += uint64(b.Len()) // #nosec G115 -- a count
	return nil
}

func (s *session) join(ctx context.Context, r Record) ([]byte, error) {
	h := schema.Header{
		V: schema.Version, ID: r.ID, Epoch: s.outbox.Epoch(), Seq: r.Seq, TS: r.At, Clock: r.Clock,
	}
	if h.Clock == "" {
		h.Clock = schema.ClockUnset
	}
	var data []byte
	err := errors.New("the body is not JSON") // it would spoil a whole bundle
	if json.Valid(r.Body) {
		data, err = schema.Join(h, r.Body)
	}
	if err == nil && len(data) > schema.MaxBytes {
		err = fmt.Errorf("it has %d bytes, want at most %d", len(data), schema.MaxBytes)
	}
	if err == nil {
		return data, nil
	}
	// A body that is broken in the outbox must not hold up all that follow.
	// The ward refuses the bare header, keeps it aside and shows it.
	s.client.options.Logger.LogAttrs(ctx, slog.LevelError, "event is broken in the outbox",
		slog.Uint64("seq", r.Seq), slog.Any("error", err))
	data, err = schema.Join(h, json.RawMessage("{}"))
	if err != nil {
		return nil, fmt.Errorf("event %d: %w", r.Seq, err)
	}
	return data, nil
}
