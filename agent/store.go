package agent

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"
)

// ErrInUse means that another process works with the same state directory.
var ErrInUse = errors.New("another kioskd works with this state directory")

// errDiverged means that the file holds a row that this process did not write
// or believed unwritten; only a restart can tell what is true.
var errDiverged = errors.New("the journal holds a row that was believed unwritten")

// format is the version of the file's tables.
const format = "1"

// keep is how long journal rows and delivered events stay: a ward that
// restored a backup can ask for them again.
const keep = 90 * 24 * time.Hour

// schema has the table outbox with the column delivered of earlier programs. It
// is not written any more: meta tells how far the ward has given receipts,
// because marking each row cost as much as sending it.
const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS journal (
	seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS outbox (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
	kind TEXT NOT NULL, body TEXT NOT NULL, clock TEXT NOT NULL, delivered INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, model TEXT NOT NULL) STRICT;`

// Store is the agent's one SQLite file: journal, outbox and snapshot. One
// connection writes, with WAL and synchronous FULL (NORMAL lost acknowledged
// rows in every power cut tried).
type Store struct {
	write *sql.DB
	read  *sql.DB
	lock  *os.File
	epoch string
	last  int64 // seq of the newest journal row
	wake  chan struct{}
}

// Row is one journaled message. Digest is of the model after it.
type Row struct {
	Seq    int64
	At     time.Time // UTC
	Kind   string
	Body   []byte
	Digest string
}

// Record is one event in the outbox.
type Record struct {
	Seq  uint64
	ID   string // UUIDv7
	At   time.Time
	Kind string
	Body json.RawMessage
	// Clock is the quality of At, "ntp" or "unset".
	Clock string
}

// OpenStore opens or makes DIR/kiosk.db and locks the directory for this process.
func OpenStore(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the state directory: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock, wake: make(chan struct{}, 1)}
	path := filepath.Join(dir, "kiosk.db")
	if s.write, err = open(path, "rwc"); err == nil {
		s.write.SetMaxOpenConns(1)
		err = s.prepare(ctx)
	}
	if err == nil {
		s.read, err = open(path, "ro")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open the journal %s: %w; free the disk if it is full, or move the file away to begin anew, which loses today's line", path, err), s.Close())
	}
	return s, nil
}

func lockDir(dir string) (*os.File, error) {
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|unix.O_CLOEXEC, 0o600) // #nosec G304 -- the operator's directory
	if err != nil {
		return nil, fmt.Errorf("cannot lock the state directory: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil { // #nosec G115 -- a descriptor
		return nil, errors.Join(fmt.Errorf("cannot lock %s: %w", path, ErrInUse), f.Close())
	}
	return f, nil
}

func open(path, mode string) (*sql.DB, error) {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
	}}
	if mode == "ro" {
		q["_pragma"] = []string{"busy_timeout(5000)"}
	}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
}

// prepare makes the tables and draws the epoch with a new file: sequence
// numbers start again in it, so the ward must be able to tell the two apart.
func (s *Store) prepare(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, schema); err != nil {
		return err
	}
	for key, value := range map[string]string{"format": format, "epoch": uuid.NewString()[:8]} {
		if _, err := s.write.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING`, key, value); err != nil {
			return err
		}
	}
	var have string
	if err := s.write.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'format'`).Scan(&have); err != nil {
		return err
	}
	if have != format {
		return fmt.Errorf("the file has format %s, this program writes %s: use the program that wrote it, or move the file away", have, format)
	}
	if err := s.write.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'epoch'`).Scan(&s.epoch); err != nil {
		return err
	}
	if err := s.prepareOutbox(ctx); err != nil {
		return err
	}
	return s.write.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&s.last)
}

// Close closes the file and gives the directory free.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

// commit writes rows and events in one transaction and returns once they are
// on the disk. Rows get their Seq here.
func (s *Store) commit(ctx context.Context, rows []Row, events []Record, snapshot []byte) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot begin a commit: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	seq, err := insertRows(ctx, tx, s.last, rows)
	if err != nil {
		return err
	}
	for _, e := range events {
		if _, err := tx.ExecContext(ctx, `INSERT INTO outbox (id, at, kind, body, clock) VALUES (?, ?, ?, ?, ?)`,
			e.ID, e.At.UnixNano(), e.Kind, string(e.Body), e.Clock); err != nil {
			return fmt.Errorf("cannot put a %s event into the outbox: %w", e.Kind, err)
		}
	}
	if snapshot != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO snapshot VALUES (1, ?, ?)
			ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, model = excluded.model`, seq, string(snapshot)); err != nil {
			return fmt.Errorf("cannot write a snapshot: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("cannot commit: %w", err)
	}
	s.last = seq
	if len(events) > 0 {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

func insertRows(ctx context.Context, tx *sql.Tx, last int64, rows []Row) (int64, error) {
	var have int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&have); err != nil {
		return 0, fmt.Errorf("cannot read the journal's end: %w", err)
	}
	if have != last {
		return 0, fmt.Errorf("cannot append to the journal at %d, it ends at %d: %w", last, have, errDiverged)
	}
	for _, r := range rows {
		last++
		if _, err := tx.ExecContext(ctx, `INSERT INTO journal VALUES (?, ?, ?, ?, ?)`,
			last, r.At.UnixNano(), r.Kind, string(r.Body), r.Digest); err != nil {
			return 0, fmt.Errorf("cannot journal a %s: %w", r.Kind, err)
		}
	}
	return last, nil
}
