package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
)

// Restored says what a restore has done.
type Restored struct {
	Aside string // where the database that was there is kept; "" when there was none

	// A backup knows nothing of what was taken from people and programs after
	// it was made. Known says that the database that was there could be asked:
	// accounts in both have the password and the rights that they had there,
	// and what was revoked or erased there stays so. Else all tokens are ended.
	Known    bool
	Unasked  error // why it could not be asked, if there was one
	Accounts int   // that only the backup had: with the password and the rights of then
	Tokens   int   // ended
	Sessions int   // log-ins ended: all
}

// access is who may do what, as the database that is replaced knows it.
type access struct {
	columns []string         // of users, that decide it
	users   map[string][]any // their values by the user's id
	tokens  map[string]int64 // when each was revoked, 0 for never
	erased  []string         // cases
}

// readAccess is nil without error when the database knows no users.
func readAccess(ctx context.Context, t tx) (*access, error) {
	tables, err := layout(ctx, t)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(tables, func(x table) bool { return x.Name == "office_users" })
	if i < 0 {
		return nil, nil //nolint:nilnil // see above
	}
	a := &access{users: make(map[string][]any), tokens: make(map[string]int64)}
	of := table{Name: "office_users"}
	for _, c := range tables[i].Columns { // one of an older program has less
		if slices.Contains([]string{"role", "commune", "doors", "services", "hash", "must_change", "disabled"}, c.Name) {
			of.Columns, a.columns = append(of.Columns, c), append(a.columns, c.Name)
		}
	}
	if err := a.readUsers(ctx, t, of); err != nil {
		return nil, err
	}
	err = within(ctx, t, func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		a.tokens[id] = at
		return err
	}, "SELECT id, revoked_ms FROM office_tokens")
	if err != nil {
		return nil, err
	}
	err = within(ctx, t, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		a.erased = append(a.erased, id)
		return err
	}, "SELECT id FROM office_cases WHERE erased = 1")
	return a, err
}

func (a *access) readUsers(ctx context.Context, t tx, of table) error {
	return within(ctx, t, func(rows *sql.Rows) error {
		var id string
		values, into := cells(of)
		if err := rows.Scan(append([]any{&id}, into...)...); err != nil {
			return err
		}
		for i := range values { // what cells gives is a pointer to a pointer
			switch v := values[i].(type) {
			case **int64:
				values[i] = *v
			case **string:
				values[i] = *v
			}
		}
		a.users[id] = values
		return nil
	}, strings.Join([]string{"SELECT id,", strings.Join(a.columns, ", "), "FROM", of.Name}, " "))
}

// askSQLite reads the file that is replaced.
func askSQLite(ctx context.Context, o Options) (*access, error) {
	s, err := connectSQLite(o)
	if err != nil {
		return nil, err
	}
	var a *access
	err = s.look(ctx, func(t tx) (err error) {
		a, err = readAccess(ctx, t)
		return err
	})
	return a, errors.Join(err, s.Close())
}

// settle ends what must not come back with a backup, and notes that it was
// restored. a is nil when there is nobody to ask.
func (r *Restored) settle(ctx context.Context, t tx, a *access, made, now time.Time) error {
	n, err := changed(t.ExecContext(ctx, "DELETE FROM office_sessions"))
	if err != nil {
		return err
	}
	r.Sessions, r.Known = n, a != nil
	if a == nil {
		a = &access{}
	}
	if err := r.endTokens(ctx, t, a, now); err != nil {
		return err
	}
	if err := r.giveRights(ctx, t, a); err != nil {
		return err
	}
	for _, id := range a.erased {
		if _, err := t.ExecContext(ctx, "UPDATE office_cases SET words = '', erased = 1 WHERE id = ?", id); err != nil {
			return err
		}
	}
	_, err = t.ExecContext(ctx, `INSERT INTO office_record (id, at_ms, name, did, about, address) VALUES (?, ?, ?, ?, ?, ?)`,
		rand.Text(), ms(now), "wardd", "restore", made.Format(time.RFC3339), "")
	return err
}

// endTokens ends those that were revoked, and those that nobody knows of.
func (r *Restored) endTokens(ctx context.Context, t tx, a *access, now time.Time) error {
	var hold []string
	err := within(ctx, t, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		hold = append(hold, id)
		return err
	}, "SELECT id FROM office_tokens WHERE revoked_ms = 0")
	if err != nil {
		return err
	}
	for _, id := range hold {
		at, known := a.tokens[id]
		if !known {
			at = ms(now)
		}
		if at == 0 {
			continue
		}
		if _, err := t.ExecContext(ctx, "UPDATE office_tokens SET revoked_ms = ? WHERE id = ?", at, id); err != nil {
			return err
		}
		r.Tokens++
	}
	return nil
}

func (r *Restored) giveRights(ctx context.Context, t tx, a *access) error {
	var all int
	if err := t.QueryRowContext(ctx, "SELECT count(*) FROM office_users").Scan(&all); err != nil {
		return err
	}
	r.Accounts = all
	set := strings.Join(a.columns, " = ?, ") + " = ?"
	for id, values := range a.users {
		n, err := changed(t.ExecContext(ctx, strings.Join([]string{"UPDATE office_users SET", set, "WHERE id = ?"}, " "), append(values, id)...))
		if err != nil {
			return err
		}
		r.Accounts -= n
	}
	return nil
}

func changed(done sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}
