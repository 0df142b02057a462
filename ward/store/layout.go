package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// table is a table as it stands in a database or a backup.
type table struct {
	Name    string        `json:"name"`
	Columns []tableColumn `json:"columns"`
}

type tableColumn struct {
	Name string    `json:"name"`
	Kind valueKind `json:"kind"`
}

// valueKind is what a column of a backup holds, or NULL.
type valueKind string

const (
	valueWhole valueKind = "whole"
	valueText  valueKind = "text"
	valueBytes valueKind = "bytes" // base64 in a backup
	valueReal  valueKind = "real"
)

// kindOf names the databases' own types.
func kindOf(declared string) (valueKind, error) {
	switch declared {
	case "INTEGER", "BIGINT", "bigint", "integer":
		return valueWhole, nil
	case "TEXT", "text":
		return valueText, nil
	case "BLOB", "bytea":
		return valueBytes, nil
	case "REAL", "double precision":
		return valueReal, nil
	}
	return "", fmt.Errorf("a backup cannot hold the type %q", declared)
}

// sheetKind is the same for a sheet.
func (k valueKind) sheetKind() kind {
	switch k {
	case valueWhole:
		return wholeNull
	case valueBytes:
		return raw
	case valueReal:
		return realNull
	default:
		return textNull
	}
}

// layout lists our tables in the order in which they were made.
func layout(ctx context.Context, t tx) ([]table, error) {
	rows, err := t.QueryContext(ctx, t.engine.layout())
	if err != nil {
		return nil, err
	}
	var all []table
	err = walk(rows, func(rows *sql.Rows) error {
		var name, declared string
		var c tableColumn
		if err := rows.Scan(&name, &c.Name, &declared); err != nil {
			return err
		}
		var err error
		if c.Kind, err = kindOf(declared); err != nil {
			return fmt.Errorf("%s.%s: %w", name, c.Name, err)
		}
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, table{Name: name})
		}
		last := &all[len(all)-1]
		last.Columns = append(last.Columns, c)
		return nil
	})
	return all, err
}

// Inspect opens a database as it is: it makes and changes nothing, and may be
// used beside the program that writes.
func Inspect(ctx context.Context, o Options) (*Store, error) {
	s, err := inspect(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", o.name(), err)
	}
	return s, nil
}

func inspect(ctx context.Context, o Options) (*Store, error) {
	if o.Postgres == "" {
		if _, err := os.Stat(o.File); err != nil {
			return nil, err
		}
	}
	s, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	have, err := s.version(ctx)
	switch {
	case err != nil:
	case have == 0:
		err = errors.New("there are no tables of wardd in it")
	case have > len(versions()):
		err = fmt.Errorf("its tables have version %d, this program knows %d", have, len(versions()))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// version is how many steps the database has taken.
func (s *Store) version(ctx context.Context) (have int, err error) {
	err = s.look(ctx, func(t tx) error {
		have, err = s.engine.version(ctx, t)
		return err
	})
	return have, err
}

// look runs f on one state of the database, whatever is written meanwhile.
func (s *Store) look(ctx context.Context, f func(tx) error) error {
	t, err := s.read.BeginTx(ctx, s.engine.snapshot())
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }() // nothing was changed
	return f(tx{Tx: t, engine: s.engine})
}
