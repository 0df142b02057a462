package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"

	"tiepdan/report/schema"
)

const (
	// shards is how many transactions a server commits side by side.
	shards = 2
	// leastApart is how many items are worth it.
	leastApart = 512
)

// errTogether says that items must be committed in one transaction.
var errTogether = errors.New("shards would meet in one row")

// shard is the part of a commit that is about some robots.
type shard struct {
	*batch

	conn     *sql.Conn
	receipts []Receipt
}

// split parts the items so that no robot is in two parts: those of small commits,
// and of a database with one writer, stay together. How long visits take is
// counted without the robot, so with visits no commune is in two parts either.
func (s *Store) split(items []Item) [][]Item {
	if s.shards.DB == nil || len(items) < leastApart {
		return nil
	}
	type owner struct{ commune, robot string }
	visits := false
	for i := range items {
		visits = visits || items[i].Event != nil && items[i].Event.Body.Kind() == schema.KindVisit
	}
	part := make(map[owner]int)
	var parts [shards][]Item
	for i := range parts {
		parts[i] = make([]Item, 0, len(items)*2/shards)
	}
	for i := range items {
		of := owner{commune: items[i].Topic.Commune}
		if !visits {
			of.robot = items[i].Topic.Robot
		}
		to, known := part[of]
		if !known {
			for i := range parts {
				if len(parts[i]) < len(parts[to]) {
					to = i
				}
			}
			part[of] = to
		}
		parts[to] = append(parts[to], items[i])
	}
	return slices.DeleteFunc(parts[:], func(part []Item) bool { return len(part) == 0 })
}

// commitShards commits each part in a transaction of its own, side by side,
// because a server uses one processor for each connection. No row is written by
// two of them. All are written before the first is committed: if writing one fails
// none is. If a connection is lost in the middle of the commits others may be
// committed all the same. Nothing is receipted then, and with the next try those
// robots' events are copies of what is there.
func (s *Store) commitShards(ctx context.Context, parts [][]Item, trusting bool) (receipts []Receipt, err error) {
	all := make([]*shard, len(parts))
	err = together(len(parts), func(i int) (err error) {
		all[i] = &shard{}
		all[i].batch, err = s.newBatch(parts[i], trusting)
		return err
	})
	if err != nil {
		return nil, err
	}
	// This transaction writes nothing: it holds the lock for the others.
	err = s.change(ctx, func(t tx) error {
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		if err := s.lookApart(ctx, t, all); err != nil {
			return err
		}
		err := s.writeApart(ctx, all)
		for _, part := range all {
			receipts = append(receipts, part.receipts...)
		}
		return err
	})
	return receipts, err
}

// lookApart does for shards what batch.look does, and gives each its rows. It
// closes no day: that is for one transaction, and so is what comes for a closed one.
func (s *Store) lookApart(ctx context.Context, t tx, all []*shard) error {
	last, err := lastEvent(ctx, t)
	if err != nil {
		return err
	}
	upto, err := closed(ctx, t)
	if err != nil {
		return err
	}
	for _, part := range all {
		part.tx = t
		if err := part.sift(ctx); err != nil {
			return err
		}
		if len(part.entries) == 0 {
			continue
		}
		due, err := dayBefore(s.Day(part.latest))
		if err != nil {
			return err
		}
		late := func(e entry) bool { return e.day <= upto }
		if due > upto || slices.ContainsFunc(part.entries, late) {
			return errTogether
		}
		part.last, part.closed = last, upto
		last += int64(len(part.entries))
	}
	return nil
}

// writeApart writes all shards, and then commits them.
func (s *Store) writeApart(ctx context.Context, all []*shard) error {
	defer func() {
		for _, part := range all {
			part.end()
		}
	}()
	err := together(len(all), func(i int) error { return all[i].begin(ctx, s) })
	if err != nil {
		return err
	}
	s.visible.Lock()
	defer s.visible.Unlock()
	return together(len(all), func(i int) error { return all[i].tx.Commit() })
}

// begin writes a shard into a transaction that stays open.
func (p *shard) begin(ctx context.Context, s *Store) (err error) {
	p.tx = tx{}
	if p.conn, err = s.shards.Conn(ctx); err != nil {
		return err
	}
	t, err := p.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	p.tx = tx{t, s.engine, nil, p.conn}
	p.receipts, err = p.write(ctx)
	return err
}

// end takes back what is not committed, and gives the connection back.
func (p *shard) end() {
	if p.conn == nil {
		return
	}
	if p.tx.Tx != nil {
		_ = p.tx.Rollback() // it is committed, or its connection may be gone
	}
	_ = p.conn.Close() // it goes back to the pool
}

// together does n things side by side.
func together(n int, do func(i int) error) error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = do(i) })
	}
	group.Wait()
	return errors.Join(errs...)
}
