package store

import (
	"context"
	"database/sql"
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
	// into begins a statement that inserts a list.
	into() string
	// copy writes rows that no row can stand in the way of, if the database has
	// a quicker way for them.
	copy(ctx context.Context, t tx, s *sheet) (done bool, err error)
	// copies says whether it ever has, and taken of an error that a row stood in
	// the way all the same.
	copies() bool
	taken(err error) bool
	// version and setVersion count the steps of versions that were taken.
	// version changes nothing.
	version(ctx context.Context, t tx) (int, error)
	setVersion(ctx context.Context, t tx, n int) error
	// aloneUpgrading and alone make the transaction wait for others that change
	// the tables, or the events.
	aloneUpgrading(ctx context.Context, t tx) error
	alone(ctx context.Context, t tx) error
	// snapshot are the options of a transaction that sees one state.
	snapshot() *sql.TxOptions
	// layout asks for table, column and type of what is ours.
	layout() string
	// loaded tells the database that rows came with numbers of their own.
	loaded(ctx context.Context, t tx) error
}

// sqlite is the engine of a file of our own.
type sqlite struct{}

func (sqlite) words(tables string) string {
	return strings.NewReplacer(
		"{serial}", "INTEGER PRIMARY KEY", "{whole}", "INTEGER", "{bytes}", "BLOB",
		"{of_events}", " REFERENCES events (n)", "{strict}", " STRICT", "{keyed}", " STRICT, WITHOUT ROWID",
		"{counted}", " STRICT, WITHOUT ROWID",
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

func (sqlite) copy(context.Context, tx, *sheet) (bool, error) { return false, nil }

// into lets an error end the transaction, which it does anyway: to be able to
// take back but one statement, SQLite would copy each page that it changes.
func (sqlite) into() string { return "INSERT OR ROLLBACK INTO" }

func (sqlite) copies() bool     { return false }
func (sqlite) taken(error) bool { return false }

func (sqlite) version(ctx context.Context, t tx) (n int, err error) {
	return n, t.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n)
}

func (sqlite) setVersion(ctx context.Context, t tx, n int) error {
	_, err := t.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(n))
	return err
}

// There is one connection that writes.
func (sqlite) aloneUpgrading(context.Context, tx) error { return nil }
func (sqlite) alone(context.Context, tx) error          { return nil }

// snapshot is what every transaction of SQLite is.
func (sqlite) snapshot() *sql.TxOptions { return nil }

func (sqlite) layout() string {
	return `SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.rowid, c.cid`
}

// loaded has nothing to do: the next number is one above the highest.
func (sqlite) loaded(context.Context, tx) error { return nil }
