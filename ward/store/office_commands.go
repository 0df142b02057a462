package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

const commandColumns = `id, commune, robot, verb, body, issued_ms, expires_ms, state, reason, at_ms, name`

// AddCommand keeps a command that is about to be sent, and forgets those that
// were issued before a moment.
func (s *Store) AddCommand(ctx context.Context, c command.Command, forget time.Time) error {
	body, err := json.Marshal(c.Order)
	if err == nil {
		err = s.change(ctx, func(t tx) error {
			if err := forgetCommands(ctx, t, forget); err != nil {
				return err
			}
			_, err := t.ExecContext(ctx, `INSERT INTO office_commands (`+commandColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				c.ID, c.To.Commune, c.To.Robot, string(c.Order.Verb()), string(body), ms(c.Issued), ms(c.Expires),
				string(c.State), string(c.Reason), ms(c.At), c.By)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("cannot keep a command: %w", err)
	}
	return nil
}

// ForgetCommands forgets the commands that were issued before a moment.
func (s *Store) ForgetCommands(ctx context.Context, before time.Time) error {
	if err := s.change(ctx, func(t tx) error { return forgetCommands(ctx, t, before) }); err != nil {
		return fmt.Errorf("cannot forget commands: %w", err)
	}
	return nil
}

func forgetCommands(ctx context.Context, t tx, before time.Time) error {
	_, err := t.ExecContext(ctx, `DELETE FROM office_commands WHERE issued_ms < ?`, ms(before))
	return err
}

// MoveCommand keeps how far a command has come.
func (s *Store) MoveCommand(ctx context.Context, c command.Command) error {
	err := s.change(ctx, func(t tx) error {
		_, err := t.ExecContext(ctx, `UPDATE office_commands SET state = ?, reason = ?, at_ms = ? WHERE id = ?`,
			string(c.State), string(c.Reason), ms(c.At), c.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep the state of a command: %w", err)
	}
	return nil
}

// Commands gives the last commands, the oldest first.
func (s *Store) Commands(ctx context.Context, limit int) ([]command.Command, error) {
	var all []command.Command
	err := s.each(ctx, func(rows *sql.Rows) error {
		var c command.Command
		var verb, body string
		var issued, expires, at int64
		err := rows.Scan(&c.ID, &c.To.Commune, &c.To.Robot, &verb, &body, &issued, &expires, &c.State, &c.Reason, &at, &c.By)
		if err != nil {
			return err
		}
		if c.Order, err = orderOf(schema.Verb(verb), body); err != nil {
			return fmt.Errorf("command %s: %w", c.ID, err)
		}
		c.Issued, c.Expires, c.At = s.instant(issued), s.instant(expires), s.instant(at)
		all = append(all, c)
		return nil
	}, `SELECT `+commandColumns+` FROM (
		SELECT `+commandColumns+` FROM office_commands ORDER BY issued_ms DESC, id DESC LIMIT ?
	) AS latest ORDER BY issued_ms, id`, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list commands: %w", err)
	}
	return all, nil
}

func orderOf(verb schema.Verb, body string) (schema.Order, error) { //nolint:ireturn // one of the five, as its verb says
	switch verb {
	case schema.VerbAnnounce:
		return orderAs[schema.Announce](body)
	case schema.VerbWithdraw:
		return orderAs[schema.Withdraw](body)
	case schema.VerbGoto:
		return orderAs[schema.Goto](body)
	case schema.VerbReport:
		return orderAs[schema.Report](body)
	case schema.VerbReply:
		return orderAs[schema.Reply](body)
	}
	return nil, fmt.Errorf("there is no command %q", verb)
}

func orderAs[O schema.Order](body string) (O, error) {
	var o O
	err := json.Unmarshal([]byte(body), &o)
	return o, err
}

// Results gives what robots have said of commands since a moment, in the order
// in which it came.
func (s *Store) Results(ctx context.Context, since time.Time) ([]command.Answered, error) {
	var all []command.Answered
	err := s.each(ctx, func(rows *sql.Rows) error {
		var a command.Answered
		var received int64
		var payload []byte
		if err := rows.Scan(&a.From.Commune, &a.From.Robot, &received, &payload); err != nil {
			return err
		}
		e, err := schema.DecodeEvent(schema.KindResult, payload) // checked when it came
		if r, isResult := e.Body.(schema.Result); err == nil && isResult {
			a.Result, a.At = r, s.instant(received)
			all = append(all, a)
		}
		return nil
	}, `SELECT commune, robot, received_ms, payload FROM events WHERE kind = 'result' AND received_ms >= ? ORDER BY n`, ms(since))
	if err != nil {
		return nil, fmt.Errorf("cannot list results: %w", err)
	}
	return all, nil
}

// Desired gives what each robot's settings shall be.
func (s *Store) Desired(ctx context.Context) ([]command.Desired, error) {
	var all []command.Desired
	err := s.each(ctx, func(rows *sql.Rows) error {
		var d command.Desired
		var rev, at, answered int64
		var body string
		a := &d.Answer
		if err := rows.Scan(&d.To.Commune, &d.To.Robot, &rev, &body, &at, &d.By, &a.State, &a.Error, &a.Field, &answered); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &d.Settings); err != nil {
			return fmt.Errorf("settings of %s/%s: %w", d.To.Commune, d.To.Robot, err)
		}
		d.Settings.Rev, d.At, d.Answered = rev, s.instant(at), s.instant(answered)
		if a.State != "" {
			a.V, a.Rev = schema.Version, rev
		}
		all = append(all, d)
		return nil
	}, `SELECT commune, robot, rev, body, at_ms, name, state, error, field, answered_ms FROM office_desired ORDER BY commune, robot`)
	if err != nil {
		return nil, fmt.Errorf("cannot list settings of robots: %w", err)
	}
	return all, nil
}

// Desire keeps what a robot's settings shall be, in place of the revision
// below, which is 0 for none.
func (s *Store) Desire(ctx context.Context, d command.Desired, below int64) error {
	body, err := json.Marshal(d.Settings)
	if err == nil {
		err = s.change(ctx, func(t tx) error {
			done, err := t.ExecContext(ctx, `INSERT INTO office_desired (commune, robot, rev, body, at_ms, name, state, error, field, answered_ms)
				VALUES (?, ?, ?, ?, ?, ?, '', '', '', 0)
				ON CONFLICT (commune, robot) DO UPDATE SET rev = excluded.rev, body = excluded.body, at_ms = excluded.at_ms,
				name = excluded.name, state = '', error = '', field = '', answered_ms = 0 WHERE office_desired.rev = ?`,
				d.To.Commune, d.To.Robot, d.Settings.Rev, string(body), ms(d.At), d.By, below)
			return one(done, err, command.ErrChanged)
		})
	}
	if err != nil {
		return fmt.Errorf("cannot keep settings of a robot: %w", err)
	}
	return nil
}

// AnswerDesired keeps what a robot says to the revision that it shall have.
func (s *Store) AnswerDesired(ctx context.Context, d command.Desired) error {
	err := s.change(ctx, func(t tx) error {
		_, err := t.ExecContext(ctx, `UPDATE office_desired SET state = ?, error = ?, field = ?, answered_ms = ?
			WHERE commune = ? AND robot = ? AND rev = ?`,
			string(d.Answer.State), string(d.Answer.Error), d.Answer.Field, ms(d.Answered), d.To.Commune, d.To.Robot, d.Settings.Rev)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep what a robot says to its settings: %w", err)
	}
	return nil
}
