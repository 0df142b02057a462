package store

import (
	"context"
	"sync/atomic"
)

// NamelessKept is the statement that counts messages without a number.
const NamelessKept = namelessKept

// counting is an engine that counts the statements which are made for it.
type counting struct {
	engine

	n *atomic.Int64
}

func (c counting) statement(query string) string {
	c.n.Add(1)
	return c.engine.statement(query)
}

// CountStatements counts those of the writer from now on, but not those that
// are kept prepared.
func (s *Store) CountStatements() *atomic.Int64 {
	c := counting{s.engine, new(atomic.Int64)}
	s.engine = c
	return c.n
}

// Writing holds the connection that writes until the function is called.
func (s *Store) Writing(ctx context.Context) (done func(), err error) {
	s.write.SetMaxOpenConns(1)
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return func() { _ = t.Rollback() }, nil
}

// Refusals are the numbers that a robot's row of one day has.
type Refusals struct{ Kept, Unkept, Epochs, Unstored int64 }

// Refusals reads that row.
func (s *Store) Refusals(ctx context.Context, robot, day string) (r Refusals, err error) {
	return r, s.read.QueryRowContext(ctx, `SELECT kept, unkept, epochs, unstored FROM refusals WHERE robot = ? AND day = ?`,
		robot, day).Scan(&r.Kept, &r.Unkept, &r.Epochs, &r.Unstored)
}

// KeptAsideBefore lets a robot have had messages kept aside on all days.
func (s *Store) KeptAsideBefore(ctx context.Context, robot string, n int) error {
	_, err := s.write.ExecContext(ctx, s.engine.statement(`UPDATE refusals SET kept = ? WHERE robot = ?`), n, robot)
	return err
}
