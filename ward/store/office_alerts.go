package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"time"

	"tiepdan/ward/office"
)

// FirstPress is the number of arrival before that of the first rating of a
// moment's day.
func (s *Store) FirstPress(ctx context.Context, since time.Time) (after int64, err error) {
	first := int64(0)
	err = s.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&first) },
		`SELECT n FROM ratings WHERE day >= ? ORDER BY day, n LIMIT 1`, s.Day(since))
	if err != nil {
		return 0, fmt.Errorf("cannot look for low ratings: %w", err)
	}
	return max(0, first-1), nil
}

// Presses looks at the next ratings that came after one. Their time is the
// robot's if its clock was synchronised.
func (s *Store) Presses(ctx context.Context, after int64, limit int) (all []office.Press, last int64, err error) {
	s.visible.RLock()
	defer s.visible.RUnlock()
	last = after
	err = s.each(ctx, func(rows *sql.Rows) error {
		var p office.Press
		var ts, clock string
		var received int64
		var burst, noVisit bool
		if err := rows.Scan(&last, &ts, &clock, &received, &p.Commune, &p.Robot, &p.Door, &p.Face, &burst, &noVisit); err != nil {
			return err
		}
		if !burst && !noVisit {
			p.At = s.moment(ts, clock, received)
			all = append(all, p)
		}
		return nil
	}, `SELECT r.n, e.ts, e.clock, e.received_ms, e.commune, e.robot, r.door, r.face, r.burst, r.no_visit
		FROM ratings r JOIN events e ON e.n = r.n WHERE r.n > ? ORDER BY r.n LIMIT ?`, after, limit)
	if err != nil {
		return nil, after, fmt.Errorf("cannot look for low ratings: %w", err)
	}
	return all, last, nil
}

const alertColumns = `id, number, scope, commune, door, robot, bad, ratings, from_ms, opened_ms, owner, due_ms, acked_ms, acked_by, closed_ms, event, code, topic, late_ms`

func (s *Store) scanAlert(rows *sql.Rows) (a office.Alert, err error) {
	var from, opened, due, acked, closed, late int64
	err = rows.Scan(&a.ID, &a.Number, &a.Scope, &a.Commune, &a.Door, &a.Robot, &a.Bad, &a.N, &from, &opened, &a.Owner, &due, &acked, &a.AckedBy, &closed,
		&a.Event, &a.Procedure, &a.Topic, &late)
	a.From, a.Opened, a.Due, a.Acked, a.Closed = s.instant(from), s.instant(opened), s.instant(due), s.instant(acked), s.instant(closed)
	a.Escalated = s.instant(late)
	return a, err
}

// ClosedSince gives for each place when its last alert was closed.
func (s *Store) ClosedSince(ctx context.Context, since time.Time) (map[string]time.Time, error) {
	all := make(map[string]time.Time)
	err := s.each(ctx, func(rows *sql.Rows) error {
		var scope string
		var at int64
		err := rows.Scan(&scope, &at)
		all[scope] = s.instant(at)
		return err
	}, `SELECT scope, max(closed_ms) FROM office_alerts WHERE closed_ms >= ? AND closed_ms > 0 GROUP BY scope`, ms(since))
	if err != nil {
		return nil, fmt.Errorf("cannot list closed alerts: %w", err)
	}
	return all, nil
}

// RaiseAlert keeps a new alert, or the greater figures of the open one.
func (s *Store) RaiseAlert(ctx context.Context, a office.Alert, e office.Entry) (raised bool, err error) {
	// Looked at first: an open alert is looked at every few seconds, and an
	// unchanged one needs no transaction.
	var bad int
	var found bool
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&bad)
	}, `SELECT bad FROM office_alerts WHERE scope = ? AND closed_ms = 0`, a.Scope)
	if err != nil || found && bad >= a.Bad {
		return false, err
	}
	if found {
		return false, s.change(ctx, func(t tx) error {
			_, err := t.ExecContext(ctx, `UPDATE office_alerts SET bad = ?, ratings = ? WHERE scope = ? AND closed_ms = 0`, a.Bad, a.N, a.Scope)
			return err
		})
	}
	err = s.recorded(ctx, e, func(t tx) error {
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO office_alerts (`+alertColumns+`)
			VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM office_alerts), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, ?, ?, ?, 0)`,
			a.ID, a.Scope, a.Commune, a.Door, a.Robot, a.Bad, a.N, ms(a.From), ms(a.Opened), a.Owner, ms(a.Due), a.Event, a.Procedure, a.Topic)
		return err
	})
	return err == nil, err
}

// Alert finds an alert with its notes.
func (s *Store) Alert(ctx context.Context, id string) (a office.Alert, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		a, err = s.scanAlert(rows)
		return err
	}, `SELECT `+alertColumns+` FROM office_alerts WHERE id = ?`, id)
	if err == nil && found {
		a.Notes, err = s.notes(ctx, id)
	}
	if err != nil {
		return office.Alert{}, false, fmt.Errorf("cannot find an alert: %w", err)
	}
	return a, found, nil
}

func (s *Store) notes(ctx context.Context, about string) ([]office.Note, error) {
	var all []office.Note
	err := s.each(ctx, func(rows *sql.Rows) error {
		var n office.Note
		var at int64
		err := rows.Scan(&at, &n.User, &n.Text)
		n.At = s.instant(at)
		all = append(all, n)
		return err
	}, `SELECT at_ms, name, words FROM office_notes WHERE about = ? ORDER BY at_ms, id`, about)
	return all, err
}

// Alerts gives the open alerts, or all, the newest first.
func (s *Store) Alerts(ctx context.Context, open bool, limit int) ([]office.Alert, error) {
	return s.AlertsIn(ctx, "", open, limit)
}

// AlertsIn is Alerts of one commune, of all with "".
func (s *Store) AlertsIn(ctx context.Context, commune string, open bool, limit int) ([]office.Alert, error) {
	var all []office.Alert
	err := s.each(ctx, func(rows *sql.Rows) error {
		a, err := s.scanAlert(rows)
		all = append(all, a)
		return err
	}, `SELECT `+alertColumns+` FROM office_alerts WHERE (? = 0 OR closed_ms = 0) AND (? = '' OR commune = ?)
		ORDER BY opened_ms DESC, number DESC LIMIT ?`, open, commune, commune, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list alerts: %w", err)
	}
	return all, nil
}

// ChangeAlert changes an alert.
func (s *Store) ChangeAlert(ctx context.Context, id string, f func(*office.Alert) error, e office.Entry) error {
	return s.recorded(ctx, e, func(t tx) error {
		var a office.Alert
		found := false
		err := within(ctx, t, func(rows *sql.Rows) (err error) {
			found = true
			a, err = s.scanAlert(rows)
			return err
		}, `SELECT `+alertColumns+` FROM office_alerts WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if !found {
			return office.ErrNone
		}
		if err := f(&a); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE office_alerts SET owner = ?, due_ms = ?, acked_ms = ?, acked_by = ?, closed_ms = ?, late_ms = ? WHERE id = ?`,
			a.Owner, ms(a.Due), ms(a.Acked), a.AckedBy, ms(a.Closed), ms(a.Escalated), id)
		if err != nil {
			return err
		}
		return addNotes(ctx, t, id, a.Notes)
	})
}

// addNotes keeps the notes that a change added: none are read with what is changed.
func addNotes(ctx context.Context, t tx, about string, notes []office.Note) error {
	for _, n := range notes {
		_, err := t.ExecContext(ctx, `INSERT INTO office_notes (id, about, at_ms, name, words) VALUES (?, ?, ?, ?, ?)`,
			rand.Text(), about, ms(n.At), n.User, n.Text)
		if err != nil {
			return err
		}
	}
	return nil
}
