package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
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
	ready  *readied  // nil where the driver keeps what it has prepared
	conn   *sql.Conn // that the transaction is on; nil in one that only reads
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

// readied are statements that are kept prepared, for those that run all the
// time. A statement cannot be prepared for good while a transaction has the
// only connection, so one that is missed is prepared before the next.
type readied struct {
	mu     sync.Mutex
	have   map[string]*sql.Stmt
	wanted []string
}

// exec runs a statement that will come again.
func (t tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if t.ready == nil {
		return t.ExecContext(ctx, query, args...)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// The driver would watch ctx in a goroutine for each statement. They are
	// short, and the transaction ends with ctx all the same.
	ctx = context.WithoutCancel(ctx)
	if stmt := t.ready.find(query); stmt != nil {
		return t.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	}
	return t.ExecContext(ctx, query, args...)
}

func (r *readied) find(query string) *sql.Stmt {
	r.mu.Lock()
	defer r.mu.Unlock()
	stmt, known := r.have[query]
	if !known {
		if r.have == nil {
			r.have = make(map[string]*sql.Stmt)
		}
		r.have[query] = nil
		r.wanted = append(r.wanted, query)
	}
	return stmt
}

// prepare prepares what was missed.
func (r *readied) prepare(ctx context.Context, db *sql.DB) error {
	r.mu.Lock()
	wanted := r.wanted
	r.wanted = nil
	r.mu.Unlock()
	for _, query := range wanted {
		stmt, err := db.PrepareContext(ctx, query)
		r.mu.Lock()
		if err != nil {
			delete(r.have, query)
		} else {
			r.have[query] = stmt
		}
		r.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *readied) close() error {
	var errs []error
	for _, stmt := range r.have {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	return errors.Join(errs...)
}

// change runs f in one transaction.
func (s *Store) change(ctx context.Context, f func(tx) error) error {
	if s.ready != nil {
		if err := s.ready.prepare(ctx, s.write.DB); err != nil {
			return err
		}
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx{t, s.engine, s.ready, conn}); err != nil {
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
