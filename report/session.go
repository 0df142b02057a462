package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
)

const (
	// window is how many events may be on the way without a receipt.
	window = 512
	// receiptWait is how long a receipt may be missing before the session
	// goes back to the last one. It doubles up to receiptWaitMost while the
	// ward is silent.
	receiptWait     = 5 * time.Second
	receiptWaitMost = time.Minute
	// listenAgain is when the ward's commands and settings are asked for once
	// more: a broker can lose a retained message to who subscribes in the moment
	// in which it is stored.
	listenAgain = 5 * time.Second
	// deliverEvery is how often the outbox is told while events are on the way.
	deliverEvery = time.Second
	// statusBeats is how many StatusEvery an unchanged status stays unsaid.
	statusBeats = 6
)

// errOlder says that the ward has events of this epoch that the outbox does
// not know: new events would take numbers that are in use.
var errOlder = errors.New("the outbox is older than what the ward has received from it; it needs a new epoch")

// session is the talk with the ward on one connection.
type session struct {
	client *Client
	link   *link
	outbox Outbox

	acked    uint64 // the ward has everything up to here
	sent     uint64 // sent on this connection up to here; never below acked
	answered bool   // a receipt for our epoch came on this connection
	probing  bool   // the ward is silent: one event at a time
	patience time.Duration
	overdue  *time.Timer

	deliveredAt time.Time // when the outbox was told last

	again      *time.Timer // when listenAgain has passed
	statusDue  *time.Timer
	statusOpen bool // the rate allows a status now
	said       schema.Status
	saidAt     time.Time

	line     lineSaying
	settings kiosk.SettingsAnswer // said on this connection
}

// run talks until the connection or ctx ends.
func (s *session) run(ctx context.Context) error {
	s.overdue = time.NewTimer(s.patience)
	defer s.overdue.Stop()
	s.again = time.NewTimer(listenAgain)
	defer s.again.Stop()
	s.statusDue = time.NewTimer(0)
	defer s.statusDue.Stop()
	s.line.due = time.NewTimer(0)
	defer s.line.due.Stop()
	if err := errors.Join(s.greet(ctx), s.reported()); err != nil {
		return err
	}
	s.client.link(ctx, true, "connected to "+s.link.broker())
	return s.talk(ctx)
}

// talk takes what happens one after another.
func (s *session) talk(ctx context.Context) error {
	for {
		if err := s.next(ctx); ctx.Err() != nil {
			return nil //nolint:nilerr // what failed with the end of ctx is no failure
		} else if err != nil {
			return err
		}
	}
}

// next takes what happens next.
func (s *session) next(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.link.lost:
		return fmt.Errorf("connection lost: %w", err)
	case <-s.link.news:
		return s.receipt(ctx)
	case in := <-s.link.orders:
		return s.obey(ctx, in)
	case <-s.outbox.Wake():
		return s.fill(ctx)
	case <-s.overdue.C:
		return s.goBack(ctx)
	case <-s.again.C:
		s.client.listen(ctx, s.link)
		return nil
	case <-s.statusDue.C:
		s.statusOpen = true
		return s.status(ctx)
	case <-s.line.due.C:
		s.line.open = true
		return s.tellLine(ctx)
	case <-s.client.nudge:
		return errors.Join(s.status(ctx), s.tellLine(ctx), s.reported())
	}
}

// greet says who is there. Events wait for the ward's receipt, or for its absence.
func (s *session) greet(ctx context.Context) error {
	if err := s.client.sayState(s.link, schema.LinkOnline); err != nil {
		return err
	}
	oldest, err := s.pending(ctx, 0, 1)
	if err != nil {
		return err
	}
	var first uint64
	if len(oldest) > 0 {
		first = oldest[0].Seq
	}
	return s.client.sayInfo(s.link, first)
}

// receipt follows the ward's word.
func (s *session) receipt(ctx context.Context) error {
	r := s.link.takeReceipt()
	if r == nil {
		return nil
	}
	news := !s.answered || s.probing || r.Upto != s.acked
	if !news {
		return nil
	}
	if err := s.known(ctx, r.Upto); err != nil {
		return err
	}
	if s.probing || r.Upto < s.acked {
		s.sent = r.Upto // what was on the way may not have come, or is gone
	}
	s.answered, s.probing, s.patience = true, false, receiptWait
	s.acked, s.sent = r.Upto, max(s.sent, r.Upto)
	s.overdue.Reset(s.patience)
	s.client.link(ctx, true, "the ward answers")
	if err := s.fill(ctx); err != nil {
		return err
	}
	s.deliver(ctx)
	return nil
}

// deliver marks what the ward has: at once when nothing is on the way, else
// now and then. With a long backlog each marking costs as much as sending, and
// a mark that is missing is made by the first receipt of the next connection.
func (s *session) deliver(ctx context.Context) {
	if s.acked != s.sent && time.Since(s.deliveredAt) < deliverEvery {
		return
	}
	s.deliveredAt = time.Now()
	if err := s.outbox.Deliver(ctx, s.acked); err != nil {
		// The ward has them all the same, and says so again on the next connection.
		s.client.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot mark events as delivered",
			slog.Uint64("upto", s.acked), slog.Any("error", err))
	}
}

// known checks that a receipt speaks of events that this outbox has had.
func (s *session) known(ctx context.Context, upto uint64) error {
	if upto <= s.sent {
		return nil
	}
	there, err := s.pending(ctx, upto-1, 1)
	if err != nil || len(there) > 0 {
		return err
	}
	// The event itself may have been dropped for its age, but then so were all before it.
	oldest, err := s.pending(ctx, 0, 1)
	if err != nil || len(oldest) == 0 {
		return err
	}
	return errOlder
}

// fill sends what the window allows.
func (s *session) fill(ctx context.Context) error {
	if !s.answered && !s.probing {
		return nil
	}
	idle := s.sent == s.acked
	limit := uint64(window)
	if s.probing {
		limit = 1
	}
	for s.sent-s.acked < limit {
		records, err := s.pending(ctx, s.sent, int(limit-(s.sent-s.acked)))
		if err != nil {
			return err
		}
		if len(records) == 0 {
			break
		}
		if more, err := s.skip(records[0].Seq); err != nil || !more {
			return err
		}
		if err := s.send(ctx, records); err != nil {
			return err
		}
	}
	if idle && s.sent > s.acked {
		s.overdue.Reset(s.patience)
	}
	return nil
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

func (s *session) send(ctx context.Context, records []Record) error {
	for _, r := range records {
		if r.Seq != s.sent+1 {
			return nil // a hole: fill sees it next
		}
		data, err := s.join(ctx, r)
		if err != nil {
			return err
		}
		topic := s.client.topic.On(channelOf(r)).String()
		if err := s.link.publish(topic, 1, false, data); err != nil {
			return err
		}
		s.sent = r.Seq
	}
	return nil
}

func (s *session) join(ctx context.Context, r Record) ([]byte, error) {
	h := schema.Header{
		V: schema.Version, ID: r.ID, Epoch: s.outbox.Epoch(), Seq: r.Seq, TS: r.At, Clock: r.Clock,
	}
	if h.Clock == "" {
		h.Clock = schema.ClockUnset
	}
	data, err := schema.Join(h, r.Body)
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

// goBack returns to the last receipt when the next one is overdue.
func (s *session) goBack(ctx context.Context) error {
	if s.answered && s.sent == s.acked {
		return nil
	}
	if s.answered || s.probing {
		s.client.link(ctx, false, "the ward does not answer")
	}
	s.sent, s.probing = s.acked, true
	s.overdue.Reset(s.patience)
	s.patience = min(2*s.patience, receiptWaitMost)
	if !s.answered {
		// The greeting may not have come: a broker can lose even a retained
		// message when the ward subscribes in the same moment.
		if err := s.greet(ctx); err != nil {
			return err
		}
	}
	return s.fill(ctx)
}

func (s *session) pending(ctx context.Context, after uint64, limit int) ([]Record, error) {
	records, err := s.outbox.Pending(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot read outbox after %d: %w", after, err)
	}
	return records, nil
}

// status sends the status if it is news and the rate allows it.
func (s *session) status(ctx context.Context) error {
	o := s.client.options
	if o.Status == nil || !s.statusOpen {
		return nil
	}
	s.statusDue.Reset(o.StatusEvery)
	now := o.Status()
	now.V, now.Boot = schema.Version, o.Boot
	now.Outbox = schema.OutboxStatus{Epoch: s.outbox.Epoch(), Sent: s.sent, Delivered: s.acked}
	if reflect.DeepEqual(now, s.said) && time.Since(s.saidAt) < statusBeats*o.StatusEvery {
		return nil
	}
	said := now
	now.TS, now.Clock = time.Now(), Clock()
	data, err := schema.Encode(now)
	if err != nil {
		o.Logger.LogAttrs(ctx, slog.LevelError, "cannot send status", slog.Any("error", err))
		return nil
	}
	if err := s.link.publish(s.client.topic.On(schema.ChannelStatus).String(), 0, true, data); err != nil {
		return err
	}
	s.said, s.saidAt, s.statusOpen = said, time.Now(), false
	return nil
}
