package agent

import "context"

// Put puts events into the outbox.
func (s *Store) Put(ctx context.Context, events ...Record) error {
	return s.commit(ctx, nil, events, nil)
}

// Delivered lists the events that are marked.
func (s *Store) Delivered(ctx context.Context) (string, error) {
	var list string
	err := s.read.QueryRowContext(ctx, `SELECT coalesce(group_concat(seq ORDER BY seq), '') FROM outbox WHERE delivered = 1`).Scan(&list)
	return list, err
}

// Age makes the file one of a program that knew no index.
func (s *Store) Age(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `DROP INDEX outbox_open`)
	return err
}

// Plan tells how SQLite would go about a marking.
func (s *Store) Plan(ctx context.Context, upto uint64) (string, error) {
	var id, parent, unused int
	var detail string
	err := s.read.QueryRowContext(ctx, "EXPLAIN QUERY PLAN "+markDelivered, int64(upto)).Scan(&id, &parent, &unused, &detail)
	return detail, err
}
