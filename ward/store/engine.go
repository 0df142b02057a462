package store

import (
	"context"
	"strconv"
	"strings"
)

// engine is what differs between the databases. Statements are written once,
// in what both understand, with ? for values.
type engine interface {
	// words puts the database's own words into a text of tables.
	words(tables string) string
	// statement is a statement as the driver wants it.
	statement(query string) string
	// list is rows from to below to of a sheet as a list of values, to stand
	// after INSERT INTO or in WITH … AS.
	list(s *sheet, from, to int) (text string, args []any)
	// most is how many rows of so many columns a list can have.
	most(columns int) int
	// version and setVersion count the steps of versions that were taken.
	version(ctx context.Context, t tx) (int, error)
	setVersion(ctx context.Context, t tx, n int) error
	// alone makes the transaction wait for others that change the same.
	alone(ctx context.Context, t tx) error
}

// sqlite is the engine of a file of our own.
type sqlite struct{}

func (sqlite) words(tables string) string {
	return strings.NewReplacer(
		"{serial}", "INTEGER PRIMARY KEY", "{whole}", "INTEGER", "{bytes}", "BLOB",
		"{of_events}", " REFERENCES events (n)", "{strict}", " STRICT", "{keyed}", " STRICT, WITHOUT ROWID",
	).Replace(tables)
}

func (sqlite) statement(query string) string { return query }

func (sqlite) list(s *sheet, from, to int) (string, []any) {
	n := len(s.columns)
	row := "(" + strings.Repeat("?, ", n-1) + "?)"
	return "VALUES " + strings.Repeat(row+", ", to-from-1) + row, s.values[from*n : to*n]
}

// most is not the most that SQLite takes: binding costs the driver the square of
// the number of values.
func (sqlite) most(columns int) int { return 96 / columns }

func (sqlite) version(ctx context.Context, t tx) (n int, err error) {
	return n, t.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n)
}

func (sqlite) setVersion(ctx context.Context, t tx, n int) error {
	_, err := t.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(n))
	return err
}

// alone has nothing to do: there is one connection that writes.
func (sqlite) alone(context.Context, tx) error { return nil }
