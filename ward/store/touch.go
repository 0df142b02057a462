package store

import (
	"context"
	"time"
)

// touchWait is how long who reads waits for others to write.
const touchWait = 100 * time.Millisecond

// touch writes that something was used. While something else is written it
// leaves that for the next use: nobody is kept from reading by it.
func (s *Store) touch(ctx context.Context, query string, args ...any) error {
	soon, cancel := context.WithTimeout(ctx, touchWait)
	defer cancel()
	conn, err := s.write.Conn(soon)
	switch {
	case err == nil:
	case soon.Err() != nil && ctx.Err() == nil:
		return nil
	default:
		return err
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	_, err = conn.ExecContext(ctx, s.engine.statement(query), args...)
	return err
}
