package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const motionTables = `
CREATE TABLE floors ( -- the last plan of each robot's floor
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	received_ms {whole} NOT NULL,
	plan        {bytes} NOT NULL, -- as the contract has it
	PRIMARY KEY (commune, robot)
){keyed};
CREATE TABLE needs ( -- what robots need somebody for now
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	need     TEXT NOT NULL,
	detail   TEXT NOT NULL,
	since_ms {whole} NOT NULL,
	taken_ms {whole} NOT NULL, -- 0 while nobody has said that she goes
	taken_by TEXT NOT NULL,
	PRIMARY KEY (commune, robot, need)
){keyed};
`

// Floor is the last plan of a robot's floor, as its message had it.
type Floor struct {
	Commune, Robot string
	At             time.Time // when it came
	Plan           []byte
}

// Need is what a robot needs somebody for.
type Need struct {
	Commune, Robot string
	Need, Detail   string
	Since          time.Time
	Taken          time.Time // zero while nobody has said that she goes
	By             string    // who did
}

// KeepFloor keeps a plan in place of the one before.
func (s *Store) KeepFloor(ctx context.Context, f Floor) error {
	err := s.change(ctx, func(t tx) error {
		_, err := t.ExecContext(ctx, `INSERT INTO floors VALUES (?, ?, ?, ?)
			ON CONFLICT (commune, robot) DO UPDATE SET received_ms = excluded.received_ms, plan = excluded.plan`,
			f.Commune, f.Robot, ms(f.At), f.Plan)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep the plan of a floor: %w", err)
	}
	return nil
}

// Floors gives all plans.
func (s *Store) Floors(ctx context.Context) ([]Floor, error) {
	var all []Floor
	err := s.each(ctx, func(rows *sql.Rows) error {
		var f Floor
		var at int64
		err := rows.Scan(&f.Commune, &f.Robot, &at, &f.Plan)
		f.At = time.UnixMilli(at)
		all = append(all, f)
		return err
	}, "SELECT commune, robot, received_ms, plan FROM floors ORDER BY commune, robot")
	if err != nil {
		return nil, fmt.Errorf("cannot list plans of floors: %w", err)
	}
	return all, nil
}

// KeepNeeds keeps needs in place of all before.
func (s *Store) KeepNeeds(ctx context.Context, needs []Need) error {
	err := s.change(ctx, func(t tx) error {
		if _, err := t.ExecContext(ctx, "DELETE FROM needs"); err != nil {
			return err
		}
		for _, n := range needs {
			taken := int64(0)
			if !n.Taken.IsZero() {
				taken = ms(n.Taken)
			}
			if _, err := t.ExecContext(ctx, "INSERT INTO needs VALUES (?, ?, ?, ?, ?, ?, ?)",
				n.Commune, n.Robot, n.Need, n.Detail, ms(n.Since), taken, n.By); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot keep %d needs of robots: %w", len(needs), err)
	}
	return nil
}

// Needs gives all needs.
func (s *Store) Needs(ctx context.Context) ([]Need, error) {
	var all []Need
	err := s.each(ctx, func(rows *sql.Rows) error {
		var n Need
		var since, taken int64
		err := rows.Scan(&n.Commune, &n.Robot, &n.Need, &n.Detail, &since, &taken, &n.By)
		n.Since = time.UnixMilli(since)
		if taken > 0 {
			n.Taken = time.UnixMilli(taken)
		}
		all = append(all, n)
		return err
	}, "SELECT commune, robot, need, detail, since_ms, taken_ms, taken_by FROM needs ORDER BY since_ms, commune, robot, need")
	if err != nil {
		return nil, fmt.Errorf("cannot list needs of robots: %w", err)
	}
	return all, nil
}
