package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Ticket is what is remembered of a ticket when its robot no longer speaks of it.
type Ticket struct {
	Key            [sha256.Size]byte // of its token
	Commune, Robot string
	Number         string
	Ends           time.Time // when it lapses
	Outcome        string    // "" while it lives
}

// KeepTickets remembers tickets, or what became of them, and forgets those
// that lapsed before old.
func (s *Store) KeepTickets(ctx context.Context, tickets []Ticket, old time.Time) error {
	err := s.change(ctx, func(t tx) error {
		keep, err := t.PrepareContext(ctx, `INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET commune = excluded.commune, robot = excluded.robot, number = excluded.number,
			ends_ms = excluded.ends_ms, outcome = excluded.outcome`)
		if err != nil {
			return err
		}
		defer keep.Close()
		for _, k := range tickets {
			if _, err := keep.ExecContext(ctx, k.Key[:], k.Commune, k.Robot, k.Number, k.Ends.UnixMilli(), k.Outcome); err != nil {
				return err
			}
		}
		_, err = t.ExecContext(ctx, "DELETE FROM tickets WHERE ends_ms < ?", old.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep %d tickets: %w", len(tickets), err)
	}
	return nil
}

// Ticket finds a ticket that was kept.
func (s *Store) Ticket(ctx context.Context, key [sha256.Size]byte) (t Ticket, found bool, err error) {
	var ends int64
	t.Key = key
	err = s.read.QueryRowContext(ctx, "SELECT commune, robot, number, ends_ms, outcome FROM tickets WHERE key = ?", key[:]).
		Scan(&t.Commune, &t.Robot, &t.Number, &ends, &t.Outcome)
	if errors.Is(err, sql.ErrNoRows) {
		return Ticket{}, false, nil
	}
	if err != nil {
		return Ticket{}, false, fmt.Errorf("cannot look for a ticket: %w", err)
	}
	t.Ends = time.UnixMilli(ends)
	return t, true, nil
}
