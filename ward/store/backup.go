package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"
)

// A backup is compressed lines of JSON, the same for both databases:
//
//	{"format":"tiepdan-ward","v":1,"version":6,"made":"…","rows":…,"tables":[…]}
//	{"table":"events"}
//	[1,"00070","kb-01",…]
//	…
//	{"end":true,"rows":…,"sha256":"…"}
//
// The sum is of all bytes before the last line, before compression.
const (
	backupFormat  = "tiepdan-ward"
	backupVersion = 1
)

// backupHead is the first line.
type backupHead struct {
	Format  string    `json:"format"`
	V       int       `json:"v"`
	Version int       `json:"version"` // of the tables
	Made    time.Time `json:"made"`
	Rows    int64     `json:"rows"`
	Tables  []table   `json:"tables"`
}

// backupMark begins a table, or ends the file.
type backupMark struct {
	Table  string `json:"table,omitempty"`
	End    bool   `json:"end,omitempty"`
	Rows   int64  `json:"rows,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

// Summary is what a backup holds.
type Summary struct {
	Made   time.Time
	Tables int
	Rows   int64
	SHA256 string // of what the backup says
}

// Progress is told how far something is, in rows. It must be quick.
type Progress func(done, total int64)

// Backup writes everything as it is at one moment, while others go on writing
// to the database.
func (s *Store) Backup(ctx context.Context, w io.Writer, made time.Time, progress Progress) (Summary, error) {
	var sum Summary
	err := s.look(ctx, func(t tx) error {
		version, err := s.engine.version(ctx, t)
		if err != nil {
			return err
		}
		b := backup{head: backupHead{Format: backupFormat, V: backupVersion, Version: version, Made: made.Truncate(time.Second)}, progress: progress}
		sum, err = b.write(ctx, t, w)
		return err
	})
	if err != nil {
		return Summary{}, fmt.Errorf("cannot back up: %w", err)
	}
	return sum, nil
}

// backup is one that is being written.
type backup struct {
	head     backupHead
	progress Progress
	rows     int64
	out      *bufio.Writer
	sum      hash.Hash
	lines    *json.Encoder
}

func (b *backup) write(ctx context.Context, t tx, w io.Writer) (Summary, error) {
	var err error
	if b.head.Tables, err = layout(ctx, t); err != nil {
		return Summary{}, err
	}
	for _, table := range b.head.Tables {
		var n int64
		if err := t.QueryRowContext(ctx, "SELECT count(*) FROM "+table.Name).Scan(&n); err != nil {
			return Summary{}, err
		}
		b.head.Rows += n
	}
	packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return Summary{}, err
	}
	b.sum = sha256.New()
	b.out = bufio.NewWriterSize(io.MultiWriter(packed, b.sum), 1<<16)
	b.lines = json.NewEncoder(b.out)
	b.lines.SetEscapeHTML(false)
	if err := b.lines.Encode(b.head); err != nil {
		return Summary{}, err
	}
	for _, table := range b.head.Tables {
		if err := b.table(ctx, t, table); err != nil {
			return Summary{}, fmt.Errorf("table %s: %w", table.Name, err)
		}
	}
	if err := b.out.Flush(); err != nil {
		return Summary{}, err
	}
	sum := hex.EncodeToString(b.sum.Sum(nil))
	if err := json.NewEncoder(packed).Encode(backupMark{End: true, Rows: b.rows, SHA256: sum}); err != nil {
		return Summary{}, err
	}
	return Summary{Made: b.head.Made, Tables: len(b.head.Tables), Rows: b.rows, SHA256: sum}, packed.Close()
}

func (b *backup) table(ctx context.Context, t tx, of table) error {
	if err := b.lines.Encode(backupMark{Table: of.Name}); err != nil {
		return err
	}
	names := make([]string, len(of.Columns))
	for i, c := range of.Columns {
		names[i] = c.Name
	}
	rows, err := t.QueryContext(ctx, strings.Join([]string{"SELECT", strings.Join(names, ", "), "FROM", of.Name}, " "))
	if err != nil {
		return err
	}
	values, into := cells(of)
	return walk(rows, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if b.rows++; b.progress != nil && b.rows%1000 == 0 {
			b.progress(b.rows, b.head.Rows)
		}
		return b.lines.Encode(values)
	})
}

// cells are places for one row, which are NULL, or what their columns hold.
func cells(of table) (values, into []any) {
	for _, c := range of.Columns {
		var cell any
		switch c.Kind {
		case valueWhole:
			cell = new(*int64)
		case valueReal:
			cell = new(*float64)
		case valueBytes:
			cell = new([]byte)
		default:
			cell = new(*string)
		}
		values, into = append(values, cell), append(into, cell)
	}
	return values, into
}
