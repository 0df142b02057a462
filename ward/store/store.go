package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Options configures a Store.
type Options struct {
	File     string         // made when it is missing, with mode 0600
	Location *time.Location // whose midnight ends a day
}

// Store is an open database. Commit is for one goroutine at a time, the
// queries are for any number.
type Store struct {
	write    *sql.DB
	read     *sql.DB
	location *time.Location
}

// Open opens the database, and makes it when it is missing.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", o.File, err)
	}
	return s, nil
}

func open(ctx context.Context, o Options) (*Store, error) {
	if o.Location == nil {
		return nil, errors.New("no time zone")
	}
	file, err := os.OpenFile(o.File, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(o.File)
	if err != nil {
		return nil, err
	}
	s := &Store{location: o.Location}
	if s.write, err = sql.Open("sqlite", source(path, "immediate")); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1) // one writer
	if s.read, err = sql.Open("sqlite", source(path, "deferred")); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.read.SetMaxOpenConns(4)
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func source(path, lock string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
	}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// prepare makes the tables that the file does not have yet, and refuses a file
// of a newer program.
func (s *Store) prepare(ctx context.Context) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		var have int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
			return err
		}
		all := versions()
		if have > len(all) {
			return fmt.Errorf("its tables have version %d, want %d: it was written by a newer program", have, len(all))
		}
		for i, tables := range all[have:] {
			if _, err := tx.ExecContext(ctx, tables+fmt.Sprintf("PRAGMA user_version = %d", have+i+1)); err != nil {
				return err
			}
		}
		return nil
	})
}

// change runs f in one transaction.
func (s *Store) change(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Day is the ward's calendar day at a moment, as 2006-01-02.
func (s *Store) Day(at time.Time) string { return at.In(s.location).Format(time.DateOnly) }

// Close closes the database.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }
