package agent

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"
)

// Inspection is what a look at the store's file finds.
type Inspection struct {
	Damage  []string // what quick_check says; nothing when the file is whole
	Rows    int64    // of the journal
	Waiting int      // events that no receipt covers
	Oldest  time.Time
}

// maxDamage is how much of a broken file is told.
const maxDamage = 10

// Inspect looks at a store's file, which a running kioskd may still write. A
// file that is not there is [os.ErrNotExist].
func Inspect(ctx context.Context, path string) (Inspection, error) {
	if _, err := os.Stat(path); err != nil {
		return Inspection{}, fmt.Errorf("cannot inspect the journal: %w", err)
	}
	db, err := open(path, "ro")
	if err != nil {
		return Inspection{}, fmt.Errorf("cannot open %s: %w", path, err)
	}
	defer func() { _ = db.Close() }()
	var found Inspection
	if found.Damage, err = quickCheck(ctx, db); err != nil || len(found.Damage) > 0 {
		return found, err
	}
	var oldest sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM journal), count(*), min(at) FROM outbox WHERE seq > `+delivered).
		Scan(&found.Rows, &found.Waiting, &oldest)
	if err != nil {
		return found, fmt.Errorf("cannot read %s: %w", path, err)
	}
	if oldest.Valid {
		found.Oldest = time.Unix(0, oldest.Int64).UTC()
	}
	return found, nil
}

// quickCheck lists what is wrong with a file's pages and tables
// (https://sqlite.org/pragma.html#pragma_quick_check).
func quickCheck(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf(`PRAGMA quick_check(%d)`, maxDamage))
	if err != nil {
		return nil, fmt.Errorf("cannot check the journal: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("cannot check the journal: %w", err)
		}
		if line != "ok" {
			out = append(out, line)
		}
	}
	return out, rows.Err()
}
