package store

import (
	"context"
	"database/sql"
	"fmt"

	"tiepdan/ward/office"
)

const caseColumns = `id, number, token, commune, opened_ms, topic, service, lang, words, erased, status, owner, due_ms, answer, answered_ms, answered_by`

func (s *Store) scanCase(rows *sql.Rows) (c office.Case, err error) {
	var opened, due, answered int64
	err = rows.Scan(&c.ID, &c.Number, &c.Key, &c.Commune, &opened, &c.Topic, &c.Service, &c.Lang, &c.Text, &c.Erased, &c.Status,
		&c.Owner, &due, &c.Answer, &answered, &c.AnsweredBy)
	c.Opened, c.Due, c.Answered = s.instant(opened), s.instant(due), s.instant(answered)
	return c, err
}

// AddCase keeps a new case.
func (s *Store) AddCase(ctx context.Context, c office.Case, e office.Entry) (number int, err error) {
	err = s.recorded(ctx, e, func(t tx) error {
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		return t.QueryRowContext(ctx, `INSERT INTO office_cases (`+caseColumns+`, day, answered_day)
			VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM office_cases), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') RETURNING number`,
			c.ID, c.Key, c.Commune, ms(c.Opened), c.Topic, c.Service, c.Lang, c.Text, c.Erased, string(c.Status),
			c.Owner, ms(c.Due), c.Answer, ms(c.Answered), c.AnsweredBy, s.Day(c.Opened)).Scan(&number)
	})
	if err != nil {
		return 0, fmt.Errorf("cannot keep a case: %w", err)
	}
	return number, nil
}

// Case finds a case with its notes.
func (s *Store) Case(ctx context.Context, id string) (office.Case, bool, error) {
	return s.oneCase(ctx, `SELECT `+caseColumns+` FROM office_cases WHERE id = ?`, id)
}

// CaseByKey finds the case of a citizen's token.
func (s *Store) CaseByKey(ctx context.Context, key string) (office.Case, bool, error) {
	return s.oneCase(ctx, `SELECT `+caseColumns+` FROM office_cases WHERE token = ?`, key)
}

func (s *Store) oneCase(ctx context.Context, query, arg string) (c office.Case, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		c, err = s.scanCase(rows)
		return err
	}, query, arg)
	if err == nil && found {
		c.Notes, err = s.notes(ctx, c.ID)
	}
	if err != nil {
		return office.Case{}, false, fmt.Errorf("cannot find a case: %w", err)
	}
	return c, found, nil
}

// Cases gives the cases that are not answered, or all, the newest first.
func (s *Store) Cases(ctx context.Context, open bool, limit int) ([]office.Case, error) {
	return s.CasesIn(ctx, "", open, limit)
}

// CasesIn is Cases of one commune and of none, of all with "".
func (s *Store) CasesIn(ctx context.Context, commune string, open bool, limit int) ([]office.Case, error) {
	return s.listCases(ctx, `WHERE (? = 0 OR status <> 'answered') AND (? = '' OR commune IN (?, ''))
		ORDER BY opened_ms DESC, number DESC LIMIT ?`, open, commune, commune, limit)
}

// CasesOf gives the cases that came on the days from one to another, in order.
func (s *Store) CasesOf(ctx context.Context, from, to string) ([]office.Case, error) {
	return s.listCases(ctx, `WHERE day >= ? AND day <= ? ORDER BY opened_ms, number`, from, to)
}

func (s *Store) listCases(ctx context.Context, where string, args ...any) ([]office.Case, error) {
	var all []office.Case
	err := s.each(ctx, func(rows *sql.Rows) error {
		c, err := s.scanCase(rows)
		all = append(all, c)
		return err
	}, `SELECT `+caseColumns+` FROM office_cases `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot list cases: %w", err)
	}
	return all, nil
}

// ChangeCase changes a case.
func (s *Store) ChangeCase(ctx context.Context, id string, f func(*office.Case) error, e office.Entry) error {
	var c office.Case
	err := s.recorded(ctx, e, func(t tx) error {
		found := false
		err := within(ctx, t, func(rows *sql.Rows) (err error) {
			found = true
			c, err = s.scanCase(rows)
			return err
		}, `SELECT `+caseColumns+` FROM office_cases WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if !found {
			return office.ErrNone
		}
		if err := f(&c); err != nil {
			return err
		}
		answered := ""
		if !c.Answered.IsZero() {
			answered = s.Day(c.Answered)
		}
		_, err = t.ExecContext(ctx, `UPDATE office_cases SET words = ?, erased = ?, status = ?, owner = ?, due_ms = ?,
			answer = ?, answered_ms = ?, answered_day = ?, answered_by = ? WHERE id = ?`,
			c.Text, c.Erased, string(c.Status), c.Owner, ms(c.Due), c.Answer, ms(c.Answered), answered, c.AnsweredBy, id)
		if err != nil {
			return err
		}
		return addNotes(ctx, t, id, c.Notes)
	})
	if err == nil && c.Erased {
		s.forget(ctx)
	}
	return err
}

// CaseDay counts the cases of one day.
type CaseDay struct {
	Day      string
	N        int
	Answered int // by now
	SameDay  int // answered on the day that they came
}

// CaseDays counts the cases of the days from one to another, of a commune or of
// all with "".
func (s *Store) CaseDays(ctx context.Context, from, to, commune string) ([]CaseDay, error) {
	var all []CaseDay
	err := s.each(ctx, func(rows *sql.Rows) error {
		var d CaseDay
		err := rows.Scan(&d.Day, &d.N, &d.Answered, &d.SameDay)
		all = append(all, d)
		return err
	}, `SELECT day, count(*), count(*) FILTER (WHERE status = 'answered'), count(*) FILTER (WHERE answered_day = day)
		FROM office_cases WHERE day >= ? AND day <= ? AND (? = '' OR commune = ?) GROUP BY day ORDER BY day`, from, to, commune, commune)
	if err != nil {
		return nil, fmt.Errorf("cannot count cases: %w", err)
	}
	return all, nil
}
