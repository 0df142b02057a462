package agent

import (
	"context"
	"time"
)

// Put puts events into the outbox.
func (s *Store) Put(ctx context.Context, events ...Record) error {
	return s.commit(ctx, nil, events, nil)
}

// Prune forgets what is older than 90 days.
func (s *Store) Prune(ctx context.Context, now time.Time) error { return s.prune(ctx, now) }

// Age makes the file one of an earlier program, which marked each event.
func (s *Store) Age(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `UPDATE outbox SET delivered = seq <= `+delivered)
	if err == nil {
		_, err = s.write.ExecContext(ctx, `DELETE FROM meta WHERE key = 'delivered'`)
	}
	return err
}
