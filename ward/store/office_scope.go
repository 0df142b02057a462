package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Communes gives the communes whose robots have reported, in order.
func (s *Store) Communes(ctx context.Context) ([]string, error) {
	var all []string
	err := s.each(ctx, func(rows *sql.Rows) error {
		var commune string
		err := rows.Scan(&commune)
		all = append(all, commune)
		return err
	}, `SELECT DISTINCT commune FROM streams ORDER BY commune`)
	if err != nil {
		return nil, fmt.Errorf("cannot list communes: %w", err)
	}
	return all, nil
}

// TodayIn is Today of one commune.
func (s *Store) TodayIn(ctx context.Context, at time.Time, commune string) (Day, error) {
	d := Day{Day: s.Day(at)}
	f := Filter{From: d.Day, To: d.Day, Commune: commune}
	counts, err := s.CountRatings(ctx, f, 0)
	if err != nil {
		return Day{}, err
	}
	for _, c := range counts {
		d.Ratings = append(d.Ratings, c.Count)
	}
	visits, err := s.CountVisits(ctx, f, 0)
	if err != nil {
		return Day{}, err
	}
	for _, v := range visits {
		if v.Outcome == "closed" {
			d.Closed += v.N
		} else {
			d.NoShow += v.N
		}
	}
	if d.Reasons, d.Reasoned, err = s.reasonsIn(ctx, d.Day, commune); err != nil {
		return Day{}, fmt.Errorf("cannot count reasons of %s: %w", d.Day, err)
	}
	if d.Help, err = s.helpIn(ctx, d.Day, d.Day, commune); err != nil {
		return Day{}, fmt.Errorf("cannot count calls for help of %s: %w", d.Day, err)
	}
	return d, nil
}

func (s *Store) reasonsIn(ctx context.Context, day, commune string) (all []Reason, ratings int, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		var r Reason
		err := rows.Scan(&r.Reason, &r.N)
		all = append(all, r)
		return err
	}, `SELECT r.reason, count(*) FROM reasons r JOIN events e ON e.n = r.n WHERE r.day = ? AND e.commune = ?
		GROUP BY r.reason ORDER BY count(*) DESC, r.reason`, day, commune)
	if err != nil {
		return nil, 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(DISTINCT r.n) FROM reasons r JOIN events e ON e.n = r.n
		WHERE r.day = ? AND e.commune = ?`, day, commune).Scan(&ratings)
	return all, ratings, err
}

// LatestIn is Latest of one commune.
func (s *Store) LatestIn(ctx context.Context, commune string, limit int) ([]Rating, error) {
	var all []Rating
	err := s.each(ctx, func(rows *sql.Rows) error {
		r, err := s.scanRating(rows)
		all = append(all, r)
		return err
	}, ratingColumns+` WHERE e.commune = ? ORDER BY r.n DESC LIMIT ?`, commune, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list ratings: %w", err)
	}
	return all, nil
}

// QuarantinedIn is Quarantined of one commune.
func (s *Store) QuarantinedIn(ctx context.Context, commune string) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM quarantine WHERE commune = ?`, commune).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count messages kept aside: %w", err)
	}
	return n, nil
}
