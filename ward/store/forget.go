package store

import (
	"context"
	"database/sql"
	"strconv"
)

// swept marks a file of SQLite in which nothing is left of what was deleted
// before it was told to overwrite that (secure_delete).
const swept = 0x77617264

// sweep writes the file anew, once, if an older program has deleted from it.
// It needs as much room as the file has; without it, it is tried again when the
// file is next opened, and Verified.Unswept says so.
func (s *Store) sweep(ctx context.Context) {
	if _, is := s.engine.(sqlite); !is {
		return
	}
	if is, err := s.isSwept(ctx, s.read); err != nil || is {
		return
	}
	if _, err := s.write.ExecContext(ctx, "VACUUM"); err != nil {
		return
	}
	if s.markSwept(ctx) == nil {
		s.forget(ctx)
	}
}

func (s *Store) markSwept(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, "PRAGMA application_id = "+strconv.Itoa(swept))
	return err
}

func (s *Store) isSwept(ctx context.Context, in rower) (bool, error) {
	if _, is := s.engine.(sqlite); !is {
		return true, nil
	}
	var id int
	err := in.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	return id == swept, err
}

// rower is a pool or a transaction.
type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// forget empties SQLite's log, which still has what was erased. While somebody
// reads it cannot: then the next to erase does it, or the last to close.
func (s *Store) forget(ctx context.Context) {
	if _, is := s.engine.(sqlite); is {
		_, _ = s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // see above
	}
}
