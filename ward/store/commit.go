package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"tiepdan/report/schema"
)

// Item is one message of a robot. One of Event, Refused and Hello is set.
type Item struct {
	Topic   schema.Topic
	At      time.Time // when the ward received it
	Payload []byte
	Event   *schema.Event
	Refused *Refused
	Hello   *Hello
}

// Refused says why a message cannot be read, and which event it would have
// been, if that can be told.
type Refused struct {
	Reason string
	Epoch  string
	Seq    uint64 // 0 when it cannot be told
}

// Hello is a robot's word on its outbox.
type Hello struct {
	Epoch string
	First uint64 // oldest event that it still has; 0 when it has none
}

// Receipt may be sent to a robot: the ward has everything of the epoch up to
// and with Upto.
type Receipt struct {
	Topic schema.Topic // its Channel is schema.ChannelAck
	Epoch string
	Upto  uint64
}

// stream names one outbox of one robot.
type stream struct{ commune, robot, epoch string }

func (i Item) stream(epoch string) stream { return stream{i.Topic.Commune, i.Topic.Robot, epoch} }

// progress is what one commit learns of one stream.
type progress struct {
	floor uint64 // nothing below is to be expected any more
	top   uint64
	at    time.Time
}

// batch is one commit under way.
type batch struct {
	tx      *sql.Tx
	store   *Store
	touched map[stream]*progress
	order   []stream
	place   *sql.Stmt // inserts into events
}

// Commit stores the items in one transaction, and gives one receipt for each
// outbox that they speak of, in the order in which they first did. When it
// fails nothing was stored, and the same items can be committed again.
func (s *Store) Commit(ctx context.Context, items []Item) ([]Receipt, error) {
	var receipts []Receipt
	err := s.change(ctx, func(tx *sql.Tx) error {
		b := &batch{tx: tx, store: s, touched: make(map[stream]*progress)}
		insert, err := tx.PrepareContext(ctx, `INSERT INTO events
			(commune, robot, epoch, seq, id, kind, ts, clock, received_ms, day, payload)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (commune, robot, epoch, seq) DO NOTHING`)
		if err != nil {
			return err
		}
		defer insert.Close()
		b.place = insert
		for _, item := range items {
			if err := b.add(ctx, item); err != nil {
				return err
			}
		}
		receipts, err = b.finish(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot commit %d messages: %w", len(items), err)
	}
	return receipts, nil
}

func (b *batch) add(ctx context.Context, item Item) error {
	switch {
	case item.Event != nil:
		return b.event(ctx, item)
	case item.Hello != nil:
		p := b.touch(item.stream(item.Hello.Epoch), item.At)
		p.floor = max(p.floor, item.Hello.First)
		return nil
	case item.Refused != nil:
		return b.refused(ctx, item)
	}
	return errors.New("an item with nothing in it")
}

func (b *batch) touch(s stream, at time.Time) *progress {
	p := b.touched[s]
	if p == nil {
		p = &progress{}
		b.touched[s] = p
		b.order = append(b.order, s)
	}
	p.at = at
	return p
}

// row is one row of events.
type row struct {
	stream
	seq      uint64
	id, kind string
	ts       string
	clock    schema.Clock
	day      string
}

func (b *batch) event(ctx context.Context, item Item) error {
	e := item.Event
	r := row{
		stream: item.stream(e.Epoch), seq: e.Seq, id: e.ID, kind: string(e.Body.Kind()),
		ts: e.TS.Format(time.RFC3339Nano), clock: e.Clock, day: b.store.Day(item.At),
	}
	if e.Clock == schema.ClockNTP {
		r.day = b.store.Day(e.TS)
	}
	n, err := b.insert(ctx, r, item)
	if err != nil || n == 0 {
		return err
	}
	return b.detail(ctx, n, r.day, e.Body)
}

// insert gives the number of the new row, 0 when the place was taken.
func (b *batch) insert(ctx context.Context, r row, item Item) (int64, error) {
	p := b.touch(r.stream, item.At)
	p.top = max(p.top, r.seq)
	done, err := b.place.ExecContext(ctx, r.commune, r.robot, r.epoch, r.seq, r.id, r.kind,
		r.ts, r.clock, item.At.UnixMilli(), r.day, item.Payload)
	if err != nil {
		return 0, err
	}
	if count, err := done.RowsAffected(); err != nil {
		return 0, err
	} else if count == 1 {
		return done.LastInsertId()
	}
	// A copy is what resending is made of. Another event in the same place
	// means that the robot's outbox went back in time: keep it, and show it.
	var id string
	err = b.tx.QueryRowContext(ctx, `SELECT id FROM events WHERE commune = ? AND robot = ? AND epoch = ? AND seq = ?`,
		r.commune, r.robot, r.epoch, r.seq).Scan(&id)
	if err != nil || id == r.id {
		return 0, err
	}
	return 0, b.quarantine(ctx, item, Refused{
		Reason: "number is taken by event " + id, Epoch: r.epoch, Seq: r.seq,
	})
}

func (b *batch) refused(ctx context.Context, item Item) error {
	r := *item.Refused
	if r.Seq > 0 {
		at := item.At.In(b.store.location)
		_, err := b.insert(ctx, row{
			stream: item.stream(r.Epoch), seq: r.Seq, id: hash(item.Payload), kind: "refused",
			ts: at.Format(time.RFC3339Nano), clock: schema.ClockUnset, day: b.store.Day(at),
		}, item)
		if err != nil {
			return err
		}
	}
	return b.quarantine(ctx, item, r)
}

// maxNameless bounds, for each robot, the messages kept aside that say of no
// event which one they are: those can repeat for ever with small changes.
const maxNameless = 200

func (b *batch) quarantine(ctx context.Context, item Item, r Refused) error {
	epoch := sql.NullString{String: r.Epoch, Valid: r.Seq > 0}
	seq := sql.Null[uint64]{V: r.Seq, Valid: r.Seq > 0}
	_, err := b.tx.ExecContext(ctx, `INSERT INTO quarantine
		(commune, robot, channel, epoch, seq, reason, received_ms, hash, payload)
		SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?
		WHERE ? OR (SELECT count(*) FROM quarantine WHERE commune = ? AND robot = ? AND seq IS NULL) < ?
		ON CONFLICT DO NOTHING`,
		item.Topic.Commune, item.Topic.Robot, item.Topic.Channel, epoch, seq, r.Reason,
		item.At.UnixMilli(), hash(item.Payload), item.Payload,
		r.Seq > 0, item.Topic.Commune, item.Topic.Robot, maxNameless)
	return err
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// finish moves each stream that was touched as far as it is whole.
func (b *batch) finish(ctx context.Context) ([]Receipt, error) {
	receipts := make([]Receipt, 0, len(b.order))
	for _, s := range b.order {
		upto, err := b.advance(ctx, s, *b.touched[s])
		if err != nil {
			return nil, err
		}
		receipts = append(receipts, Receipt{
			Topic: schema.Topic{Commune: s.commune, Robot: s.robot, Channel: schema.ChannelAck},
			Epoch: s.epoch, Upto: upto,
		})
	}
	return receipts, nil
}

func (b *batch) advance(ctx context.Context, s stream, p progress) (uint64, error) {
	var upto, top, lost uint64
	err := b.tx.QueryRowContext(ctx, `SELECT upto, top, lost FROM streams WHERE commune = ? AND robot = ? AND epoch = ?`,
		s.commune, s.robot, s.epoch).Scan(&upto, &top, &lost)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	upto, missing, err := b.whole(ctx, s, upto, p.floor)
	if err != nil {
		return 0, err
	}
	_, err = b.tx.ExecContext(ctx, `INSERT OR REPLACE INTO streams VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.commune, s.robot, s.epoch, upto, max(top, p.top, upto), lost+missing, p.at.UnixMilli())
	return upto, err
}

// whole walks from upto over what is stored until a number is missing. Numbers
// below floor that are missing will not come any more; they are counted.
func (b *batch) whole(ctx context.Context, s stream, upto, floor uint64) (reached, missing uint64, err error) {
	rows, err := b.tx.QueryContext(ctx, `SELECT seq FROM events
		WHERE commune = ? AND robot = ? AND epoch = ? AND seq > ? ORDER BY seq`, s.commune, s.robot, s.epoch, upto)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq uint64
		if err := rows.Scan(&seq); err != nil {
			return 0, 0, err
		}
		if seq != upto+1 {
			if seq > floor {
				break
			}
			missing += seq - upto - 1
		}
		upto = seq
	}
	if floor > upto+1 {
		missing += floor - 1 - upto
		upto = floor - 1
		// The break above was at a number that may now be the next one.
		if err := rows.Close(); err != nil {
			return 0, 0, err
		}
		reached, more, err := b.whole(ctx, s, upto, 0)
		return reached, missing + more, err
	}
	return upto, missing, rows.Err()
}
