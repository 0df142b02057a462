package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tiepdan/report/schema"
)

// Aside is a message that could not be read.
type Aside struct {
	N                      int64
	Commune, Robot, Reason string
	Channel                schema.Channel
	Epoch                  string // "" when it does not say which event it is
	Seq                    uint64
	Received               time.Time
	Payload                []byte
}

// Asides gives the messages kept aside last, newest first.
func (s *Store) Asides(ctx context.Context, limit int) ([]Aside, error) {
	var all []Aside
	err := s.each(ctx, func(rows *sql.Rows) error {
		var a Aside
		var epoch sql.NullString
		var seq sql.NullInt64
		var received int64
		err := rows.Scan(&a.N, &a.Commune, &a.Robot, &a.Channel, &epoch, &seq, &a.Reason, &received, &a.Payload)
		a.Epoch, a.Seq, a.Received = epoch.String, uint64(seq.Int64), time.UnixMilli(received).In(s.location)
		all = append(all, a)
		return err
	}, `SELECT n, commune, robot, channel, epoch, seq, reason, received_ms, payload FROM quarantine ORDER BY n DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list messages kept aside: %w", err)
	}
	return all, nil
}

// Fault is a part of a robot that failed or works again.
type Fault struct {
	N              int64
	Commune, Robot string
	At             time.Time // as of Rating
	schema.Fault
}

// Faults gives what failed or works again, newest first.
func (s *Store) Faults(ctx context.Context, limit int) ([]Fault, error) {
	var all []Fault
	err := s.each(ctx, func(rows *sql.Rows) error {
		var f Fault
		var ts, clock string
		var received int64
		var payload []byte
		if err := rows.Scan(&f.N, &f.Commune, &f.Robot, &ts, &clock, &received, &payload); err != nil {
			return err
		}
		f.At = s.moment(ts, clock, received)
		err := json.Unmarshal(payload, &f.Fault) // checked when it came
		all = append(all, f)
		return err
	}, `SELECT n, commune, robot, ts, clock, received_ms, payload FROM events WHERE kind = 'fault' ORDER BY n DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list faults: %w", err)
	}
	return all, nil
}

// EachRating gives the ratings of days, from and to counted, in order of day
// and arrival.
func (s *Store) EachRating(ctx context.Context, from, to string, f func(Rating) error) error {
	err := s.each(ctx, func(rows *sql.Rows) error {
		r, err := s.scanRating(rows)
		if err != nil {
			return err
		}
		return f(r)
	}, ratingColumns+` WHERE r.day BETWEEN ? AND ? ORDER BY r.day, r.n`, from, to)
	if err != nil {
		return fmt.Errorf("cannot list ratings from %s to %s: %w", from, to, err)
	}
	return nil
}

// Since gives the ratings that came after rating n, in order of arrival.
func (s *Store) Since(ctx context.Context, n int64, limit int) ([]Rating, error) {
	s.visible.RLock()
	defer s.visible.RUnlock()
	var all []Rating
	err := s.each(ctx, func(rows *sql.Rows) error {
		r, err := s.scanRating(rows)
		all = append(all, r)
		return err
	}, ratingColumns+` WHERE r.n > ? ORDER BY r.n LIMIT ?`, n, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list ratings after %d: %w", n, err)
	}
	return all, nil
}

// Visit is one visit as it is exported.
type Visit struct {
	N              int64
	Day            string
	At             time.Time // of its end, as of Rating
	Commune, Robot string
	Service        string
	Door           int
	Priority       bool
	Outcome        string         // closed, no-show
	Wait, Serve    *time.Duration // nil when they are not known
}

// EachVisit gives the visits of days, from and to counted, in order of day and
// arrival.
func (s *Store) EachVisit(ctx context.Context, from, to string, f func(Visit) error) error {
	err := s.each(ctx, func(rows *sql.Rows) error {
		var v Visit
		var ts, clock string
		var received int64
		var wait, serve sql.NullInt64
		err := rows.Scan(&v.N, &v.Day, &v.Commune, &v.Robot, &ts, &clock, &received, &v.Service, &v.Door, &v.Priority, &v.Outcome, &wait, &serve)
		if err != nil {
			return err
		}
		v.At, v.Wait, v.Serve = s.moment(ts, clock, received), lasting(wait), lasting(serve)
		return f(v)
	}, `SELECT v.n, v.day, e.commune, e.robot, e.ts, e.clock, e.received_ms, v.service, v.door, v.priority, v.outcome, v.wait_s, v.serve_s
		FROM visits v JOIN events e ON e.n = v.n WHERE v.day BETWEEN ? AND ? ORDER BY v.day, v.n`, from, to)
	if err != nil {
		return fmt.Errorf("cannot list visits from %s to %s: %w", from, to, err)
	}
	return nil
}

func lasting(s sql.NullInt64) *time.Duration {
	if !s.Valid {
		return nil
	}
	return new(time.Duration(s.Int64) * time.Second)
}

const ratingColumns = `SELECT r.n, r.day, e.commune, e.robot, e.ts, e.clock, e.received_ms,
	r.face, r.source, r.service, r.door, r.lang, r.wait_s, r.serve_s, r.burst, r.no_visit
	FROM ratings r JOIN events e ON e.n = r.n`

func (s *Store) scanRating(rows *sql.Rows) (Rating, error) {
	var r Rating
	var ts, clock string
	var received int64
	var wait, serve sql.NullInt64
	err := rows.Scan(&r.N, &r.Day, &r.Commune, &r.Robot, &ts, &clock, &received,
		&r.Face, &r.Source, &r.Service, &r.Door, &r.Lang, &wait, &serve, &r.Burst, &r.NoVisit)
	r.At, r.Wait, r.Serve = s.moment(ts, clock, received), lasting(wait), lasting(serve)
	return r, err
}
