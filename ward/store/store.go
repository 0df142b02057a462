package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Options configures a Store. One of File and Postgres is set.
type Options struct {
	File     string         // of SQLite; made when it is missing, with mode 0600
	Postgres string         // postgres://user:password@host/database, see the server's manual
	Location *time.Location // whose midnight ends a day
}

// Store is an open database. Commit is for one goroutine at a time, all else
// is for any number.
type Store struct {
	write    pool
	read     pool
	shards   pool // of a server, for commitShards alone
	engine   engine
	ready    *readied
	location *time.Location
	// visible is held while shards become visible one after another, and by
	// those who go on from the last row that they have seen.
	visible sync.RWMutex
}

const (
	readers = 4
	// writers of a server: the receiver's, and those of pages.
	writers = 4
)

// Open opens the database, and makes its tables when they are missing.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := connect(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", o.name(), err)
	}
	if err := s.prepare(ctx, len(versions())); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open database %s: %w", o.name(), err), s.Close())
	}
	s.sweep(ctx)
	return s, nil
}

// name is for messages: without the password.
func (o Options) name() string {
	if o.Postgres == "" {
		return o.File
	}
	c, err := pgx.ParseConfig(o.Postgres)
	if err != nil {
		return "of the server"
	}
	return fmt.Sprintf("%s on %s:%d", c.Database, c.Host, c.Port)
}

// connect opens the database as it is.
func connect(ctx context.Context, o Options) (*Store, error) {
	if o.Location == nil {
		return nil, errors.New("no time zone")
	}
	if o.Postgres != "" {
		return connectPostgres(ctx, o)
	}
	return connectSQLite(o)
}

func connectSQLite(o Options) (*Store, error) {
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
	write, err := sql.Open("sqlite", source(path, "immediate"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1) // one writer
	read, err := sql.Open("sqlite", source(path, "deferred"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	return &Store{
		write: pool{write, sqlite{}}, read: pool{read, sqlite{}}, engine: sqlite{}, ready: &readied{}, location: o.Location,
	}, nil
}

func source(path, lock string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)",         // what is erased for good is not left in the file
		"foreign_keys(OFF)",         // rows are written together with the event that they point to: a look for each is dear
		"cache_size(-32768)",        // KiB: the roll-ups of a busy day stay in memory
		"wal_autocheckpoint(16384)", // pages: fewer and longer syncs of the file itself
	}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func connectPostgres(ctx context.Context, o Options) (*Store, error) {
	config, err := pgx.ParseConfig(o.Postgres)
	if err != nil {
		return nil, errors.New("want postgres://user:password@host/database") // err may hold the password
	}
	// A receipt promises that the row survives a power cut, whatever the
	// server's own default is.
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["application_name"] = "wardd"
	write, read := stdlib.OpenDB(*config), stdlib.OpenDB(*config)
	write.SetMaxOpenConns(writers)
	read.SetMaxOpenConns(readers)
	beside := stdlib.OpenDB(*config)
	beside.SetMaxOpenConns(shards)
	beside.SetMaxIdleConns(shards)
	s := &Store{
		write: pool{write, postgres{}}, read: pool{read, postgres{}}, shards: pool{beside, postgres{}}, engine: postgres{}, location: o.Location,
	}
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare takes the steps of versions up to target that the database has not
// taken, and refuses one of a newer program.
func (s *Store) prepare(ctx context.Context, target int) error {
	return s.change(ctx, func(t tx) error {
		if err := s.engine.aloneUpgrading(ctx, t); err != nil {
			return err
		}
		have, err := s.engine.version(ctx, t)
		if err != nil {
			return err
		}
		if have > target {
			return fmt.Errorf("its tables have version %d, want %d: it was written by a newer program", have, target)
		}
		if have == target {
			return nil
		}
		return s.upgrade(ctx, t, have, target)
	})
}

func (s *Store) upgrade(ctx context.Context, t tx, have, target int) error {
	for i, v := range versions()[have:target] {
		if v.tables == "" {
			// it only fills
		} else if _, err := t.ExecContext(ctx, s.engine.words(v.tables)); err != nil {
			return fmt.Errorf("cannot make the tables of version %d: %w", have+i+1, err)
		}
		if v.fill == nil {
			continue
		}
		if err := v.fill(ctx, s, t); err != nil {
			return fmt.Errorf("cannot fill the tables of version %d: %w", have+i+1, err)
		}
	}
	return s.engine.setVersion(ctx, t, target)
}

// Day is the ward's calendar day at a moment, as 2006-01-02.
func (s *Store) Day(at time.Time) string { return at.In(s.location).Format(time.DateOnly) }

// Close closes the database.
func (s *Store) Close() error {
	var err error
	if s.ready != nil {
		err = s.ready.close()
	}
	if s.shards.DB != nil {
		err = errors.Join(err, s.shards.Close())
	}
	return errors.Join(err, s.read.Close(), s.write.Close())
}
