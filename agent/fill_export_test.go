package agent

import (
	"context"
	"time"

	"tiepdan/kiosk"
)

// RowOf is a row as the loop writes it.
func RowOf(at time.Time, msg kiosk.Msg, next kiosk.Model) (Row, error) {
	r, _, err := rowOf(at, msg, next)
	return r, err
}

// Append writes rows in one transaction.
func (s *Store) Append(ctx context.Context, rows []Row) error { return s.commit(ctx, rows, nil, nil) }

// Fill writes rows, repeats them until there are as many as wanted, and puts
// a snapshot behind them.
func (s *Store) Fill(ctx context.Context, rows []Row, m kiosk.Model, wanted int64) error {
	if err := s.Append(ctx, rows); err != nil {
		return err
	}
	for s.last < wanted {
		if _, err := s.write.ExecContext(ctx, `INSERT INTO journal SELECT seq + ?, at, kind, body, digest FROM journal`, s.last); err != nil {
			return err
		}
		s.last *= 2
	}
	_, body, err := digest(m)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO snapshot VALUES (1, ?, ?)`, s.last, string(body))
	return err
}
