package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/updates"
)

// updatesTable is the software that robots shall have, see package updates.
const updatesTable = `
CREATE TABLE office_updates (
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	round    TEXT NOT NULL, -- what was given at once
	place    {whole} NOT NULL, -- in the round
	staged   {whole} NOT NULL,
	version  TEXT NOT NULL,
	url      TEXT NOT NULL, -- of the manifest
	hash     TEXT NOT NULL, -- its SHA-256
	after_ms {whole} NOT NULL, -- not before
	hours    TEXT NOT NULL, -- 18:00-06:00, '' for always
	name     TEXT NOT NULL, -- who gave it
	given_ms {whole} NOT NULL,
	state    TEXT NOT NULL,
	because  TEXT NOT NULL,
	rev      {whole} NOT NULL, -- that the robot was told last, 0 for none
	said     TEXT NOT NULL, -- the version with it
	told_ms  {whole} NOT NULL,
	status   TEXT NOT NULL, -- the robot's answer to it, '' for none yet
	percent  {whole} NOT NULL,
	error    TEXT NOT NULL,
	since_ms {whole} NOT NULL, -- when the status was learnt
	alerted  {whole} NOT NULL, -- the revision that an alert is about
	turn     {whole} NOT NULL, -- counts changes
	PRIMARY KEY (commune, robot)
){keyed};
`

const updateColumns = `commune, robot, round, place, staged, version, url, hash, after_ms, hours, name, given_ms, state, because, rev, said, told_ms,
	status, percent, error, since_ms, alerted, turn`

// Updates gives what robots shall have, by round and place.
func (s *Store) Updates(ctx context.Context) ([]updates.Wish, error) {
	var all []updates.Wish
	err := s.each(ctx, func(rows *sql.Rows) error {
		w, err := s.scanUpdate(rows)
		all = append(all, w)
		return err
	}, `SELECT `+updateColumns+` FROM office_updates ORDER BY given_ms, round, place`)
	if err != nil {
		return nil, fmt.Errorf("cannot list updates: %w", err)
	}
	return all, nil
}

func (s *Store) scanUpdate(rows *sql.Rows) (w updates.Wish, err error) {
	var after, given, told, since int64
	var hours string
	a := &w.Answer
	err = rows.Scan(&w.To.Commune, &w.To.Robot, &w.Round, &w.Place, &w.Staged, &w.Version, &w.URL, &w.SHA256, &after, &hours, &w.By, &given,
		&w.State, &w.Because, &w.Rev, &w.Said, &told, &a.Status, &a.Percent, &a.Error, &since, &w.Alerted, &w.Turn)
	if err != nil {
		return w, err
	}
	if a.Status != "" {
		a.V, a.Rev = schema.Version, w.Rev
	}
	w.NotBefore, w.Given, w.ToldAt, w.Since = s.instant(after), s.instant(given), s.instant(told), s.instant(since)
	w.Window, err = updates.ParseWindow(hours)
	return w, err
}

// GiveUpdates keeps what robots shall have in place of what they should before. Their
// revision and their answer stay; a version that they were told counts no more, so
// that the same one is told again.
func (s *Store) GiveUpdates(ctx context.Context, all []updates.Wish, e office.Entry) error {
	err := s.recorded(ctx, e, func(t tx) error {
		for _, w := range all {
			_, err := t.ExecContext(ctx, `INSERT INTO office_updates (`+updateColumns+`)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '', 0, '', 0, '', 0, 0, 1)
				ON CONFLICT (commune, robot) DO UPDATE SET round = excluded.round, place = excluded.place, staged = excluded.staged,
				version = excluded.version, url = excluded.url, hash = excluded.hash, after_ms = excluded.after_ms, hours = excluded.hours,
				name = excluded.name, given_ms = excluded.given_ms, state = excluded.state, because = '', said = '', turn = office_updates.turn + 1`,
				w.To.Commune, w.To.Robot, w.Round, w.Place, w.Staged, w.Version, w.URL, w.SHA256, ms(w.NotBefore), w.Window.String(), w.By, ms(w.Given), string(w.State))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot keep updates: %w", err)
	}
	return nil
}

// MoveUpdates keeps what became of updates, unless somebody was quicker.
func (s *Store) MoveUpdates(ctx context.Context, all []updates.Wish) error {
	err := s.change(ctx, func(t tx) error {
		for _, w := range all {
			done, err := t.ExecContext(ctx, `UPDATE office_updates SET state = ?, because = ?, rev = ?, said = ?, told_ms = ?, status = ?, percent = ?,
				error = ?, since_ms = ?, alerted = ?, turn = turn + 1 WHERE commune = ? AND robot = ? AND turn = ?`,
				string(w.State), w.Because, w.Rev, w.Said, ms(w.ToldAt), string(w.Answer.Status), w.Answer.Percent,
				string(w.Answer.Error), ms(w.Since), w.Alerted, w.To.Commune, w.To.Robot, w.Turn)
			if err := one(done, err, updates.ErrChanged); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot keep what became of updates: %w", err)
	}
	return nil
}

// WithdrawUpdates takes back what is open of some robots.
func (s *Store) WithdrawUpdates(ctx context.Context, of []schema.Topic, e office.Entry) (n int, err error) {
	all, err := s.Updates(ctx)
	if err != nil {
		return 0, err
	}
	err = s.recorded(ctx, e, func(t tx) error {
		n = 0
		for _, w := range all {
			if !w.Open() || !slices.Contains(of, w.To) {
				continue
			}
			done, err := t.ExecContext(ctx, `UPDATE office_updates SET state = ?, turn = turn + 1 WHERE commune = ? AND robot = ? AND turn = ?`,
				string(updates.Withdrawn), w.To.Commune, w.To.Robot, w.Turn)
			if err := one(done, err, updates.ErrChanged); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("cannot withdraw updates: %w", err)
	}
	return n, nil
}
