package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tiepdan/ward/office"
)

const tokenColumns = `id, token, title, commune, made_by, made_ms, revoked_ms, used_ms` //nolint:gosec // names of columns

func (s *Store) scanToken(rows *sql.Rows) (t office.Token, err error) {
	var made, revoked, used int64
	err = rows.Scan(&t.ID, &t.Key, &t.Title, &t.Commune, &t.MadeBy, &made, &revoked, &used)
	t.Made, t.Revoked, t.Used = s.instant(made), s.instant(revoked), s.instant(used)
	return t, err
}

// AddToken keeps a token.
func (s *Store) AddToken(ctx context.Context, t office.Token, e office.Entry) error {
	err := s.recorded(ctx, e, func(in tx) error {
		_, err := in.ExecContext(ctx, `INSERT INTO office_tokens (`+tokenColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			t.ID, t.Key, t.Title, t.Commune, t.MadeBy, ms(t.Made), ms(t.Revoked), ms(t.Used))
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep a token: %w", err)
	}
	return nil
}

// Tokens gives all tokens, the newest first.
func (s *Store) Tokens(ctx context.Context) ([]office.Token, error) {
	var all []office.Token
	err := s.each(ctx, func(rows *sql.Rows) error {
		t, err := s.scanToken(rows)
		all = append(all, t)
		return err
	}, `SELECT `+tokenColumns+` FROM office_tokens ORDER BY made_ms DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("cannot list tokens: %w", err)
	}
	return all, nil
}

// Token finds a token.
func (s *Store) Token(ctx context.Context, key string) (t office.Token, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		t, err = s.scanToken(rows)
		return err
	}, `SELECT `+tokenColumns+` FROM office_tokens WHERE token = ?`, key)
	if err != nil {
		return office.Token{}, false, fmt.Errorf("cannot find a token: %w", err)
	}
	return t, found, nil
}

// TouchToken keeps when a token was last used.
func (s *Store) TouchToken(ctx context.Context, id string, at time.Time) error {
	if err := s.touch(ctx, `UPDATE office_tokens SET used_ms = ? WHERE id = ?`, ms(at), id); err != nil {
		return fmt.Errorf("cannot keep the use of a token: %w", err)
	}
	return nil
}

// RevokeToken ends a token.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time, e office.Entry) error {
	return s.recorded(ctx, e, func(t tx) error {
		done, err := t.ExecContext(ctx, `UPDATE office_tokens SET revoked_ms = ? WHERE id = ? AND revoked_ms = 0`, ms(at), id)
		return one(done, err, office.ErrNone)
	})
}
