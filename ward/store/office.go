package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tiepdan/ward/office"
)

// ms keeps an instant, 0 for none.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what ms kept.
func (s *Store) instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(s.location)
}

// recorded runs a change and its line of the record in one transaction.
func (s *Store) recorded(ctx context.Context, e office.Entry, f func(tx) error) error {
	return s.change(ctx, func(t tx) error {
		if err := f(t); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO office_record (id, at_ms, name, did, about, address) VALUES (?, ?, ?, ?, ?, ?)`,
			rand.Text(), ms(e.At), e.User, e.Did, e.About, e.From)
		return err
	})
}

// Note keeps a line of the record that nothing else goes with.
func (s *Store) Note(ctx context.Context, e office.Entry) error {
	if err := s.recorded(ctx, e, func(tx) error { return nil }); err != nil {
		return fmt.Errorf("cannot keep what was done: %w", err)
	}
	return nil
}

// Record gives the last lines of the record, the newest first.
func (s *Store) Record(ctx context.Context, limit int) ([]office.Entry, error) {
	var all []office.Entry
	err := s.each(ctx, func(rows *sql.Rows) error {
		var e office.Entry
		var at int64
		err := rows.Scan(&at, &e.User, &e.Did, &e.About, &e.From)
		e.At = s.instant(at)
		all = append(all, e)
		return err
	}, `SELECT at_ms, name, did, about, address FROM office_record ORDER BY at_ms DESC, id LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list what was done: %w", err)
	}
	return all, nil
}

// Option gives a setting that the ward made on the page.
func (s *Store) Option(ctx context.Context, name string) (value string, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&value)
	}, `SELECT value FROM office_options WHERE name = ?`, name)
	if err != nil {
		return "", false, fmt.Errorf("cannot read the setting %s: %w", name, err)
	}
	return value, found, nil
}

// SetOption keeps a setting.
func (s *Store) SetOption(ctx context.Context, name, value string, e office.Entry) error {
	err := s.recorded(ctx, e, func(t tx) error {
		_, err := t.ExecContext(ctx, `INSERT INTO office_options (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep the setting %s: %w", name, err)
	}
	return nil
}

func joinDoors(doors []int) string {
	texts := make([]string, 0, len(doors))
	for _, d := range doors {
		texts = append(texts, strconv.Itoa(d))
	}
	return strings.Join(texts, ",")
}

func splitDoors(text string) []int {
	var doors []int
	for part := range strings.SplitSeq(text, ",") {
		if d, err := strconv.Atoi(part); err == nil {
			doors = append(doors, d)
		}
	}
	return doors
}

func splitWords(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
