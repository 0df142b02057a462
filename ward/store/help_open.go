package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tiepdan/report/schema"
)

// HelpCall is a visitor's call for a person that has no end yet.
type HelpCall struct {
	Commune, Robot string
	Called         time.Time // as the robot's event says, to the millisecond
	At             time.Time // as far as the robot's clock can be trusted
	Asked          schema.Help
	Raise          int64 // event by which the robot says that nobody answers; 0 for none
}

// OpenHelps gives the last call of each robot that came since a moment and has no
// end, the oldest first.
func (s *Store) OpenHelps(ctx context.Context, since time.Time) ([]HelpCall, error) {
	var all []HelpCall
	last := make(map[[2]string]int)
	err := s.each(ctx, func(rows *sql.Rows) error {
		var c HelpCall
		var ts, clock string
		var received int64
		var payload []byte
		if err := rows.Scan(&c.Commune, &c.Robot, &ts, &clock, &received, &payload, &c.Raise); err != nil {
			return err
		}
		if e, err := schema.DecodeEvent(schema.KindHelp, payload); err == nil { // else what was asked is not known
			c.Asked, _ = e.Body.(schema.Help)
		}
		called, err := time.Parse(time.RFC3339Nano, ts)
		if err != nil {
			return fmt.Errorf("a call's time: %w", err)
		}
		c.Called, c.At = called, s.moment(ts, clock, received)
		if c.At.Before(since) { // it came late
			return nil
		}
		robot := [2]string{c.Commune, c.Robot}
		if i, has := last[robot]; has {
			all[i] = c
			return nil
		}
		last[robot] = len(all)
		all = append(all, c)
		return nil
	}, `SELECT e.commune, e.robot, e.ts, e.clock, e.received_ms, e.payload, coalesce((
			SELECT max(r.n) FROM events r WHERE r.commune = e.commune AND r.robot = e.robot AND r.epoch = e.epoch AND r.seq > e.seq AND r.kind = ?
		), 0) FROM helps h JOIN events e ON e.n = h.n
		WHERE h.day >= ? AND e.received_ms >= ? AND NOT EXISTS (
			SELECT 1 FROM help_ends d JOIN events x ON x.n = d.n
			WHERE d.day >= ? AND x.commune = e.commune AND x.robot = e.robot
			AND (x.epoch = e.epoch AND x.seq > e.seq OR x.epoch <> e.epoch AND d.n > h.n)
		) ORDER BY h.n`, string(schema.KindHelpRaise), s.Day(since), ms(since), s.Day(since))
	if err != nil {
		return nil, fmt.Errorf("cannot list calls for a person: %w", err)
	}
	return all, nil
}
