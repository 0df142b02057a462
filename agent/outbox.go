package agent

import (
	"context"
	"fmt"
	"strconv"
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

// prepareOutbox notes how far a file of an earlier program was delivered.
func (s *Store) prepareOutbox(ctx context.Context) error {
	var n int
	if err := s.write.QueryRowContext(ctx, `SELECT count(*) FROM meta WHERE key = 'delivered'`).Scan(&n); err != nil || n == 1 {
		return err
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO meta SELECT 'delivered', coalesce(max(seq), 0) FROM outbox WHERE delivered = 1`)
	return err
}

// delivered is how far the outbox has been delivered.
const delivered = `(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'delivered')`

// Deliver notes that the ward has a receipt for what is up to and with upto, and
// for nothing else: a ward that lost data takes its receipts back.
func (s *Store) Deliver(ctx context.Context, upto uint64) error {
	if _, err := s.write.ExecContext(ctx, `UPDATE meta SET value = ? WHERE key = 'delivered'`, strconv.FormatUint(upto, 10)); err != nil {
		return fmt.Errorf("cannot note that events up to %d are delivered: %w", upto, err)
	}
	return nil
}

// Undelivered counts the events that no receipt covers.
func (s *Store) Undelivered(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE seq > `+delivered).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count the outbox: %w", err)
	}
	return n, nil
}

// prune forgets delivered events and journal rows that are older than keep.
// Rows that a restart still needs stay.
func (s *Store) prune(ctx context.Context, now time.Time) error {
	before := now.Add(-keep).UnixNano()
	if _, err := s.write.ExecContext(ctx, `DELETE FROM outbox WHERE seq <= `+delivered+` AND at < ?`, before); err != nil {
		return fmt.Errorf("cannot prune the outbox: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `DELETE FROM journal WHERE at < ? AND seq <= (SELECT seq FROM snapshot)`, before); err != nil {
		return fmt.Errorf("cannot prune the journal: %w", err)
	}
	return nil
}
