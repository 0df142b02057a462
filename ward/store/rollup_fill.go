package store

import (
	"context"
	"database/sql"
	"time"

	"tiepdan/report/schema"
)

// fillRollups counts what was there before the roll-ups were.
func fillRollups(ctx context.Context, s *Store, t tx) error {
	var sums tally
	err := s.page(ctx, t, &sums, storedRating, `SELECT r.n, e.commune, e.robot, e.ts, e.clock, e.received_ms, r.day,
		r.service, r.door, r.wait_s, r.face, r.source, r.burst, r.no_visit
		FROM ratings r JOIN events e ON e.n = r.n WHERE r.n > ? ORDER BY r.n LIMIT ?`)
	if err != nil {
		return err
	}
	err = s.page(ctx, t, &sums, storedVisit, `SELECT v.n, e.commune, e.robot, e.ts, e.clock, e.received_ms, v.day,
		v.service, v.door, v.wait_s, v.serve_s, v.priority, v.outcome
		FROM visits v JOIN events e ON e.n = v.n WHERE v.n > ? ORDER BY v.n LIMIT ?`)
	if err != nil {
		return err
	}
	if err := sums.write(ctx, t); err != nil {
		return err
	}
	return fillHoles(ctx, t)
}

// page reads rows in parts, because one connection cannot read and write at
// the same time everywhere.
func (s *Store) page(ctx context.Context, t tx, sums *tally, read func(scan func(...any) error) (schema.Body, error), query string) error {
	const step = 10_000
	for last, more := int64(0), true; more; {
		rows, err := t.QueryContext(ctx, query, last, step)
		if err != nil {
			return err
		}
		more = false
		err = walk(rows, func(rows *sql.Rows) error {
			var e entry
			var clock string
			var received int64
			body, err := read(func(more ...any) error {
				return rows.Scan(append([]any{&e.n, &e.commune, &e.robot, &e.ts, &clock, &received, &e.day}, more...)...)
			})
			e.body, e.hour = body, s.moment(e.ts, clock, received).Hour()
			sums.add(&e)
			last, more = e.n, true
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func storedRating(scan func(...any) error) (schema.Body, error) {
	var r schema.Rating
	err := scan(&r.Service, &r.Door, &r.WaitS, &r.Face, &r.Source, &r.Burst, &r.NoVisit)
	return r, err
}

func storedVisit(scan func(...any) error) (schema.Body, error) {
	var v schema.Visit
	err := scan(&v.Service, &v.Door, &v.WaitS, &v.ServeS, &v.Priority, &v.Outcome)
	return v, err
}

// moment is when an event was made, in the ward's zone: the robot's time if its
// clock was synchronised, else when it was received. Older programs took times
// that no JSON can say here.
func (s *Store) moment(ts, clock string, receivedMS int64) time.Time {
	const beyond = 9999 // year
	if clock == string(schema.ClockNTP) {
		if at, err := time.Parse(time.RFC3339Nano, ts); err == nil && at.Year() > 0 && at.Year() < beyond {
			return at.In(s.location)
		}
	}
	return time.UnixMilli(receivedMS).In(s.location)
}

// fillHoles finds the numbers that were given up before they were noted.
func fillHoles(ctx context.Context, t tx) error {
	rows, err := t.QueryContext(ctx, "SELECT commune, robot, epoch, upto FROM streams WHERE lost > 0")
	if err != nil {
		return err
	}
	upto := make(map[stream]uint64)
	err = walk(rows, func(rows *sql.Rows) error {
		var s stream
		var u uint64
		err := rows.Scan(&s.commune, &s.robot, &s.epoch, &u)
		upto[s] = u
		return err
	})
	for s, u := range upto {
		if err == nil {
			_, err = recount(ctx, t, s, u)
		}
	}
	return err
}
