package report

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
)

const (
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
	bundling bundling
	ahead    []Record // read from the outbox, after aheadOf
	aheadOf  uint64

	deliveredAt time.Time // when the outbox was told last

	again      *time.Timer // when listenAgain has passed
	statusDue  *time.Timer
	statusOpen bool // the rate allows a status now
	said       schema.Status
	saidAt     time.Time

	line     lineSaying
	floor    string               // hash of the plan said on this connection
	settings kiosk.SettingsAnswer // said on this connection
	updated  schema.Updated       // as settings
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
	if err := errors.Join(s.greet(ctx), s.reported(), s.updates()); err != nil {
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
		return s.late(ctx)
	case <-s.again.C:
		s.client.listen(ctx, s.link)
		return nil
	case <-s.statusDue.C:
		s.statusOpen = true
		return errors.Join(s.status(ctx), s.tellFloor(ctx))
	case <-s.line.due.C:
		s.line.open = true
		return s.tellLine(ctx)
	case <-s.client.nudge:
		return errors.Join(s.status(ctx), s.tellLine(ctx), s.tellFloor(ctx), s.reported(), s.updates())
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
	news := r != nil && (!s.answered || s.probing || r.Upto != s.acked)
	if !news {
		return s.fill(ctx) // which may have left off for it
	}
	if err := s.known(ctx, r.Upto); err != nil {
		return err
	}
	s.bundling.receipted(r.Upto)
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

// late is for a receipt that is overdue. It may have come while what was sent
// went over a slow line.
func (s *session) late(ctx context.Context) error {
	before := s.acked
	if err := s.receipt(ctx); err != nil || s.acked != before {
		return err
	}
	return s.goBack(ctx)
}

// goBack returns to the last receipt when the next one is overdue.
func (s *session) goBack(ctx context.Context) error {
	if s.answered && s.sent == s.acked {
		return nil
	}
	if s.answered || s.probing {
		s.client.link(ctx, false, "the ward does not answer")
	}
	s.bundling.failed(s.acked, s.sent)
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
	now := o.Status()
	s.statusDue.Reset(pace(o.StatusEvery, now))
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
