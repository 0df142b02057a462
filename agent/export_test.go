package agent

import (
	"context"
	"fmt"
)

// LimitPages makes the file as full as a full disk: SQLite answers the same
// error (SQLITE_FULL). Zero lifts the limit.
func (s *Store) LimitPages(ctx context.Context, extra int) error {
	var n int
	if err := s.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&n); err != nil {
		return err
	}
	if extra == 0 {
		n = 1 << 30
	}
	_, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", n+extra))
	return err
}

// Intrude writes a row behind the store's back.
func (s *Store) Intrude(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO journal VALUES (?, 0, 'Tick', '{}', '')`, s.last+1)
	return err
}
