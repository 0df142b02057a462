package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Gap is events of one outbox that the ward does not have.
type Gap struct {
	Commune, Robot, Epoch string
	From, To              uint64 // sequence numbers, both missing
	// Lost says that the robot no longer had them when they were asked for;
	// else they can still come.
	Lost bool
	// GivenUp is why somebody gave them up, "" if nobody did.
	GivenUp string
	// After and Before are when the events around the gap were made, as far as
	// the ward can tell: what is missing belongs between them. Zero when there
	// is none.
	After, Before time.Time
}

// Touches says whether something of the gap may belong between two moments, and
// is waited for.
func (g Gap) Touches(from, to time.Time) bool {
	return g.GivenUp == "" && (g.Before.IsZero() || g.Before.After(from)) && (g.After.IsZero() || g.After.Before(to))
}

// maxGaps bounds a list that is for people.
const maxGaps = 500

// Gaps lists what is missing, by robot and outbox, in order.
func (s *Store) Gaps(ctx context.Context) ([]Gap, error) {
	var all, behind []Gap
	err := s.each(ctx, func(rows *sql.Rows) error {
		var g Gap
		err := rows.Scan(&g.Commune, &g.Robot, &g.Epoch, &g.From)
		behind = append(behind, g)
		return err
	}, `SELECT commune, robot, epoch, upto FROM streams WHERE top > upto`)
	take := func(rows *sql.Rows) error {
		var g Gap
		err := rows.Scan(&g.Commune, &g.Robot, &g.Epoch, &g.From, &g.To, &g.Lost)
		all = append(all, g)
		return err
	}
	if err == nil {
		err = s.each(ctx, take, `SELECT commune, robot, epoch, low, high, 1 FROM holes ORDER BY 1, 2, 3, 4 LIMIT ?`, maxGaps)
	}
	for _, b := range behind { // one by one: they are few, and quick only so
		if err == nil {
			err = s.each(ctx, take, `SELECT commune, robot, epoch, before + 1, seq - 1, 0 FROM (
				SELECT commune, robot, epoch, seq, lag(seq, 1, CAST(? AS BIGINT)) OVER (ORDER BY seq) AS before
				FROM events WHERE commune = ? AND robot = ? AND epoch = ? AND seq > ?
			) AS stored WHERE seq > before + 1 ORDER BY seq LIMIT ?`, b.From, b.Commune, b.Robot, b.Epoch, b.From, maxGaps)
		}
	}
	slices.SortFunc(all, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.Robot, b.Robot), cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.From, b.From))
	})
	all = all[:min(len(all), maxGaps)]
	for i := range all {
		g := &all[i]
		if err == nil {
			g.After, err = s.instantOf(ctx, *g, g.From-1)
		}
		if err == nil {
			g.Before, err = s.instantOf(ctx, *g, g.To+1)
		}
	}
	if err == nil {
		all, err = s.splitGaps(ctx, all)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot list what is missing: %w", err)
	}
	return all, nil
}

// splitGaps sets what is given up apart.
func (s *Store) splitGaps(ctx context.Context, all []Gap) ([]Gap, error) {
	up, err := allGiven(ctx, s.read)
	if err != nil || len(up) == 0 {
		return all, err
	}
	var parts []Gap
	for _, g := range all {
		for _, p := range apart(hole{g.From, g.To}, up[stream{g.Commune, g.Robot, g.Epoch}]) {
			g.From, g.To, g.GivenUp = p.low, p.high, p.because
			parts = append(parts, g)
		}
	}
	return parts, nil
}

func (s *Store) instantOf(ctx context.Context, g Gap, seq uint64) (time.Time, error) {
	var ts, clock string
	var received int64
	err := s.read.QueryRowContext(ctx, `SELECT ts, clock, received_ms FROM events
		WHERE commune = ? AND robot = ? AND epoch = ? AND seq = ?`, g.Commune, g.Robot, g.Epoch, seq).Scan(&ts, &clock, &received)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	}
	return s.moment(ts, clock, received), nil
}
