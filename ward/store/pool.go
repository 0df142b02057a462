package store

import (
	"context"
	"database/sql"
)

// pool is connections to the database. Its statements are in the words that
// engine explains.
type pool struct {
	*sql.DB

	engine engine
}

// QueryContext is that of sql.DB.
func (p pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.DB.QueryContext(ctx, p.engine.statement(query), flags(args)...)
}

// QueryRowContext is that of sql.DB.
func (p pool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.DB.QueryRowContext(ctx, p.engine.statement(query), flags(args)...)
}

// tx is a transaction in the same words.
type tx struct {
	*sql.Tx

	engine engine
}

// ExecContext is that of sql.Tx.
func (t tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.Tx.ExecContext(ctx, t.engine.statement(query), flags(args)...)
}

// QueryContext is that of sql.Tx.
func (t tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.Tx.QueryContext(ctx, t.engine.statement(query), flags(args)...)
}

// QueryRowContext is that of sql.Tx.
func (t tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.Tx.QueryRowContext(ctx, t.engine.statement(query), flags(args)...)
}

// PrepareContext is that of sql.Tx; flags must be given as 0 and 1.
func (t tx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return t.Tx.PrepareContext(ctx, t.engine.statement(query))
}

// flags makes 0 and 1 of truth values: that is how both databases keep them.
func flags(args []any) []any {
	for i, a := range args {
		if b, ok := a.(bool); ok {
			args[i] = flag(b)
		}
	}
	return args
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// change runs f in one transaction.
func (s *Store) change(ctx context.Context, f func(tx) error) error {
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx{t, s.engine}); err != nil {
		_ = t.Rollback() // the connection may be gone; err says why
		return err
	}
	return t.Commit()
}

// each runs f for each row of an answer.
func (s *Store) each(ctx context.Context, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return walk(rows, f)
}

func walk(rows *sql.Rows, f func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
