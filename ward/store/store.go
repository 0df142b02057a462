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

// version is what PRAGMA user_version says of tables.
const version = 1

const tables = `
CREATE TABLE events (
	n           INTEGER PRIMARY KEY, -- order of arrival
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	epoch       TEXT NOT NULL,
	seq         INTEGER NOT NULL,
	id          TEXT NOT NULL,
	kind        TEXT NOT NULL, -- rating, call, visit, fault, or refused
	ts          TEXT NOT NULL, -- the robot's time, with its zone
	clock       TEXT NOT NULL, -- how far ts can be trusted
	received_ms INTEGER NOT NULL, -- the ward's time, Unix milliseconds
	day         TEXT NOT NULL, -- the ward's calendar day, 2006-01-02
	payload     BLOB NOT NULL,
	UNIQUE (commune, robot, epoch, seq)
) STRICT;
CREATE TABLE ratings (
	n       INTEGER PRIMARY KEY REFERENCES events (n),
	day     TEXT NOT NULL,
	face    TEXT NOT NULL,
	source  TEXT NOT NULL,
	service TEXT NOT NULL,
	door    INTEGER NOT NULL,
	lang    TEXT NOT NULL,
	wait_s  INTEGER,
	serve_s INTEGER,
	burst   INTEGER NOT NULL
) STRICT;
CREATE INDEX ratings_day ON ratings (day, source, face, burst);
CREATE TABLE visits (
	n        INTEGER PRIMARY KEY REFERENCES events (n),
	day      TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	outcome  TEXT NOT NULL,
	wait_s   INTEGER,
	serve_s  INTEGER
) STRICT;
CREATE INDEX visits_day ON visits (day, outcome);
CREATE TABLE streams (
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	upto    INTEGER NOT NULL, -- nothing is missing up to here
	top     INTEGER NOT NULL, -- highest number seen
	lost    INTEGER NOT NULL, -- numbers that the robot no longer had when they were asked for
	seen_ms INTEGER NOT NULL, -- last word of the robot on this epoch
	PRIMARY KEY (commune, robot, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
	n           INTEGER PRIMARY KEY,
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	channel     TEXT NOT NULL,
	epoch       TEXT, -- NULL when the message does not say which event it is
	seq         INTEGER,
	reason      TEXT NOT NULL,
	received_ms INTEGER NOT NULL,
	hash        TEXT NOT NULL,
	payload     BLOB NOT NULL,
	UNIQUE (commune, robot, channel, hash)
) STRICT;
`

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

// prepare makes the tables in a new file, and refuses a file of a newer program.
func (s *Store) prepare(ctx context.Context) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		var have int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
			return err
		}
		switch have {
		case version:
			return nil
		case 0:
			_, err := tx.ExecContext(ctx, tables+fmt.Sprintf("PRAGMA user_version = %d", version))
			return err
		}
		return fmt.Errorf("its tables have version %d, want %d: it was written by a newer program", have, version)
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
