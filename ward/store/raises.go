package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
)

// raiseTables keep which calls for a person nobody answered in time, and what
// alerts have of such a call.
const raiseTables = `
CREATE TABLE help_raises ( -- robots said that nobody answers
	n           {whole} PRIMARY KEY{of_events},
	day         TEXT NOT NULL,
	received_ms {whole} NOT NULL
){strict};
CREATE INDEX help_raises_day ON help_raises (day);
CREATE INDEX help_raises_received ON help_raises (received_ms);
ALTER TABLE office_alerts ADD COLUMN event {whole} NOT NULL DEFAULT 0; -- of help_raises; 0 for low ratings
ALTER TABLE office_alerts ADD COLUMN code TEXT NOT NULL DEFAULT ''; -- of the procedure that is asked about
ALTER TABLE office_alerts ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE office_alerts ADD COLUMN late_ms {whole} NOT NULL DEFAULT 0; -- when its deadline was found passed
CREATE UNIQUE INDEX office_alerts_event ON office_alerts (event) WHERE event > 0;
`

func fillRaises(ctx context.Context, _ *Store, t tx) error {
	_, err := t.ExecContext(ctx, `INSERT INTO help_raises (n, day, received_ms)
		SELECT n, day, received_ms FROM events WHERE kind = ?`, string(schema.KindHelpRaise))
	return err
}

// Unanswered gives the calls that nobody answered and no alert is about yet, of
// those that came since a moment.
func (s *Store) Unanswered(ctx context.Context, since time.Time, limit int) ([]office.Unanswered, error) {
	var all []office.Unanswered
	err := s.each(ctx, func(rows *sql.Rows) error {
		var u office.Unanswered
		var ts, clock string
		var received int64
		var payload []byte
		if err := rows.Scan(&u.Event, &u.Commune, &u.Robot, &ts, &clock, &received, &payload); err != nil {
			return err
		}
		u.Called = s.moment(ts, clock, received)
		if e, err := schema.DecodeEvent(schema.KindHelpRaise, payload); err == nil { // else what was asked is not known
			if body, is := e.Body.(schema.HelpRaise); is {
				u.Procedure, u.Topic = body.Procedure, body.Topic
				u.Called = u.Called.Add(-time.Duration(*body.WaitedS) * time.Second)
			}
		}
		all = append(all, u)
		return nil
	}, `SELECT r.n, e.commune, e.robot, e.ts, e.clock, e.received_ms, e.payload FROM help_raises r JOIN events e ON e.n = r.n
		WHERE r.received_ms >= ? AND NOT EXISTS (SELECT 1 FROM office_alerts a WHERE a.event = r.n AND a.event > 0)
		ORDER BY r.n LIMIT ?`, ms(since), limit)
	if err != nil {
		return nil, fmt.Errorf("cannot look for calls that nobody answered: %w", err)
	}
	return all, nil
}

// OverdueAlerts gives the open alerts whose deadline has passed since it was
// looked last.
func (s *Store) OverdueAlerts(ctx context.Context, now time.Time, limit int) (ids []string, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM office_alerts WHERE closed_ms = 0 AND late_ms = 0 AND due_ms < ? ORDER BY due_ms, number LIMIT ?`, ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("cannot look for overdue alerts: %w", err)
	}
	return ids, nil
}
