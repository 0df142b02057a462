package agent

import (
	"context"
	"fmt"
	"time"
)

// Epoch names this outbox: sequence numbers mean something only within it.
func (s *Store) Epoch() string { return s.epoch }

// Wake is signalled when an event was added.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// Pending returns events after a sequence number in order, delivered or not:
// the ward decides where to begin.
func (s *Store) Pending(ctx context.Context, after uint64, limit int) ([]Record, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT seq, id, at, kind, body, clock FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?`, int64(after), limit) // #nosec G115 -- SQLite's row ids are below 2^63
	if err != nil {
		return nil, fmt.Errorf("cannot read the outbox: %w", err)
	}
	defer func() { _ = rows.Close() }()
	out := make([]Record, 0, min(limit, 256)) // what is asked for is small
	for rows.Next() {
		var r Record
		var at int64
		if err := rows.Scan(&r.Seq, &r.ID, &at, &r.Kind, (*[]byte)(&r.Body), &r.Clock); err != nil {
			return nil, fmt.Errorf("cannot read an event of the outbox: %w", err)
		}
		r.At = time.Unix(0, at).UTC()
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("cannot read the outbox: %w", err)
	}
	return out, nil
}

// Deliver marks what the ward has a receipt for, and nothing else: a ward that
// lost data takes its receipts back. It looks only at rows that change: each
// marking of a long outbox would take as long as sending.
func (s *Store) Deliver(ctx context.Context, upto uint64) error {
	to := int64(upto) // #nosec G115 -- as above
	if err := s.deliver(ctx, to); err != nil {
		return fmt.Errorf("cannot mark events up to %d as delivered: %w", upto, err)
	}
	s.delivered = to
	return nil
}

func (s *Store) deliver(ctx context.Context, to int64) error {
	if s.delivered < 0 || to < s.delivered {
		// Not known since the start, or back.
		if _, err := s.write.ExecContext(ctx, `UPDATE outbox SET delivered = 0 WHERE seq > ? AND delivered = 1`, to); err != nil {
			return err
		}
	}
	_, err := s.write.ExecContext(ctx, markDelivered, to)
	return err
}

// markDelivered goes by its index, because SQLite would walk over all that was
// delivered before.
const markDelivered = `UPDATE outbox INDEXED BY outbox_open SET delivered = 1 WHERE delivered = 0 AND seq <= ?`

// Undelivered counts the events that no receipt covers.
func (s *Store) Undelivered(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE delivered = 0`).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count the outbox: %w", err)
	}
	return n, nil
}

// prune forgets delivered events and journal rows that are older than keep.
// Rows that a restart still needs stay.
func (s *Store) prune(ctx context.Context, now time.Time) error {
	before := now.Add(-keep).UnixNano()
	if _, err := s.write.ExecContext(ctx, `DELETE FROM outbox WHERE delivered = 1 AND at < ?`, before); err != nil {
		return fmt.Errorf("cannot prune the outbox: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `DELETE FROM journal WHERE at < ? AND seq <= (SELECT seq FROM snapshot)`, before); err != nil {
		return fmt.Errorf("cannot prune the journal: %w", err)
	}
	return nil
}
