package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// ErrExists says that a restore would replace a database.
var ErrExists = errors.New("there is a database already")

// Restoring says where a backup goes.
type Restoring struct {
	Options

	Replace  bool      // put a database that is there aside, and take its place
	Now      time.Time // names what is put aside
	Progress Progress  // may be nil
}

// Restore makes a database of a backup, which CheckBackup should have read
// before. It is all there or not at all. A database that stood in its place is
// kept aside; nothing else may use it meanwhile.
func Restore(ctx context.Context, o Restoring, backup io.Reader) (Restored, error) {
	b, err := newBackupReader(backup)
	var done Restored
	switch {
	case err != nil:
	case o.Postgres != "":
		done, err = restorePostgres(ctx, o, b)
	default:
		done, err = restoreSQLite(ctx, o, b)
	}
	if err != nil {
		return Restored{}, fmt.Errorf("cannot restore to %s: %w", o.name(), err)
	}
	return done, nil
}

// restoreSQLite writes a new file and then puts it in place.
func restoreSQLite(ctx context.Context, o Restoring, b *backupReader) (done Restored, err error) {
	_, err = os.Stat(o.File)
	exists := !errors.Is(err, os.ErrNotExist)
	if exists && !o.Replace {
		return done, ErrExists
	}
	var known *access
	if exists {
		if known, done.Unasked = askSQLite(ctx, o.Options); done.Unasked != nil {
			known = nil
		}
	}
	fresh := o.File + ".restoring"
	if err := removeFile(fresh); err != nil {
		return done, err
	}
	if err := errors.Join(done.fillSQLite(ctx, o, b, known, fresh), giveToOwner(fresh)); err != nil {
		return done, errors.Join(err, removeFile(fresh))
	}
	if exists {
		done.Aside = o.File + ".before-" + o.Now.Format("20060102-150405")
		if err := putAside(o.File, done.Aside); err != nil {
			return done, err
		}
	}
	if err := os.Rename(fresh, o.File); err != nil {
		return done, err
	}
	return done, syncFolder(filepath.Dir(o.File))
}

func (r *Restored) fillSQLite(ctx context.Context, o Restoring, b *backupReader, known *access, file string) error {
	o.File = file
	s, err := connect(ctx, o.Options)
	if err != nil {
		return err
	}
	if err = s.prepare(ctx, b.head.Version); err == nil {
		// In parts, so that statements are prepared once: nobody sees the file.
		err = s.load(ctx, b, o.Progress, s.change)
	}
	if err == nil {
		err = s.prepare(ctx, len(versions()))
	}
	if err == nil {
		err = s.change(ctx, func(t tx) error { return r.settle(ctx, t, known, b.head.Made, o.Now) })
	}
	if err == nil {
		err = s.markSwept(ctx) // the file is new
	}
	return errors.Join(err, s.Close())
}

// giveToOwner gives a file that root made to whom its folder belongs: wardd,
// which runs as that user, must be able to open it.
func giveToOwner(file string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	folder, err := os.Stat(filepath.Dir(file))
	if err != nil {
		return err
	}
	owner, ok := folder.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(file, int(owner.Uid), int(owner.Gid))
}

// parts are what SQLite keeps beside a database.
func parts() []string { return []string{"", "-wal", "-shm"} }

func removeFile(file string) error {
	var errs []error
	for _, part := range parts() {
		if err := os.Remove(file + part); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func putAside(file, aside string) error {
	if _, err := os.Stat(aside); err == nil {
		return fmt.Errorf("%s is there already", aside)
	}
	// The log first: a database without its log is older, one with another's
	// is broken.
	for _, part := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(file+part, aside+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncFolder(folder string) error {
	f, err := os.Open(folder) //nolint:gosec // of the configuration
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// restorePostgres makes the tables anew in one transaction. Those that stand
// there are moved to a schema of their own.
func restorePostgres(ctx context.Context, o Restoring, b *backupReader) (done Restored, err error) {
	s, err := connect(ctx, o.Options)
	if err != nil {
		return done, err
	}
	err = s.change(ctx, func(t tx) error {
		if err := s.engine.aloneUpgrading(ctx, t); err != nil {
			return err
		}
		known, err := done.makeWay(ctx, t, o)
		if err != nil {
			return err
		}
		if err := s.upgrade(ctx, t, 0, b.head.Version); err != nil {
			return err
		}
		within := func(_ context.Context, f func(tx) error) error { return f(t) }
		if err := s.load(ctx, b, o.Progress, within); err != nil {
			return err
		}
		if err := s.engine.loaded(ctx, t); err != nil {
			return err
		}
		if err := s.upgrade(ctx, t, b.head.Version, len(versions())); err != nil {
			return err
		}
		return done.settle(ctx, t, known, b.head.Made, o.Now)
	})
	return done, errors.Join(err, s.Close())
}

// makeWay reads what is known of access, and moves the tables that are there.
func (r *Restored) makeWay(ctx context.Context, t tx, o Restoring) (*access, error) {
	have, err := t.engine.version(ctx, t)
	if err != nil || have == 0 {
		return nil, err
	}
	if !o.Replace {
		return nil, ErrExists
	}
	known, err := readAccess(ctx, t)
	if err != nil {
		return nil, err
	}
	r.Aside = "ward_before_" + o.Now.Format("20060102_150405")
	return known, moveTables(ctx, t, r.Aside)
}

func moveTables(ctx context.Context, t tx, schema string) error {
	tables, err := layout(ctx, t)
	if err != nil {
		return err
	}
	names := []string{"ward_version"}
	for _, t := range tables {
		names = append(names, t.Name)
	}
	if _, err := t.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := t.ExecContext(ctx, strings.Join([]string{"ALTER TABLE", name, "SET SCHEMA", schema}, " ")); err != nil {
			return err
		}
	}
	return nil
}

// load puts the rows of a backup into empty tables, each part with change.
func (s *Store) load(ctx context.Context, b *backupReader, progress Progress, change func(context.Context, func(tx) error) error) error {
	var known []table
	err := change(ctx, func(t tx) (err error) {
		known, err = layout(ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	const part = 5000
	for ended := false; !ended; {
		err := change(ctx, func(t tx) error {
			var rows *sheet
			for range part {
				table, values, err := b.next()
				if ended = errors.Is(err, io.EOF); ended {
					break
				}
				if err != nil {
					return err
				}
				if rows == nil || rows.table != table.Name {
					if rows, err = nextSheet(ctx, t, rows, *table, known); err != nil {
						return err
					}
				}
				rows.add(values...)
			}
			return flush(ctx, t, rows)
		})
		if err != nil {
			return err
		}
		if progress != nil {
			progress(b.rows, b.head.Rows)
		}
	}
	return nil
}

// nextSheet writes the rows of one table and begins those of the next. The
// table must be one of ours: a backup's names go into no statement.
func nextSheet(ctx context.Context, t tx, done *sheet, next table, known []table) (*sheet, error) {
	if err := flush(ctx, t, done); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(known, func(k table) bool { return k.Name == next.Name && slices.Equal(k.Columns, next.Columns) })
	if i < 0 {
		return nil, fmt.Errorf("its table %.40q is not as this program knows it", next.Name)
	}
	rows := &sheet{table: known[i].Name}
	for _, c := range known[i].Columns {
		rows.columns = append(rows.columns, column{c.Name, c.Kind.sheetKind()})
	}
	return rows, nil
}

func flush(ctx context.Context, t tx, rows *sheet) error {
	if rows == nil || len(rows.values) == 0 {
		return nil
	}
	_, err := rows.insert(ctx, t)
	rows.values = rows.values[:0]
	return err
}
