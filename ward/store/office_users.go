package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tiepdan/ward/office"
)

const userColumns = `id, name, title, role, commune, doors, services, hash, must_change, disabled, created_ms`

func (s *Store) scanUser(rows *sql.Rows) (office.User, error) {
	var u office.User
	var doors, services, hash string
	var created int64
	err := rows.Scan(&u.ID, &u.Name, &u.Title, &u.Role, &u.Commune, &doors, &services, &hash, &u.MustChange, &u.Disabled, &created)
	u.Doors, u.Services, u.Hash, u.Created = splitDoors(doors), splitWords(services), []byte(hash), s.instant(created)
	return u, err
}

// Users gives everybody who may log in or might once, by name.
func (s *Store) Users(ctx context.Context) ([]office.User, error) {
	var all []office.User
	err := s.each(ctx, func(rows *sql.Rows) error {
		u, err := s.scanUser(rows)
		all = append(all, u)
		return err
	}, `SELECT `+userColumns+` FROM office_users ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("cannot list users: %w", err)
	}
	return all, nil
}

// User finds a user.
func (s *Store) User(ctx context.Context, id string) (u office.User, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		u, err = s.scanUser(rows)
		return err
	}, `SELECT `+userColumns+` FROM office_users WHERE id = ?`, id)
	if err != nil {
		return office.User{}, false, fmt.Errorf("cannot find a user: %w", err)
	}
	return u, found, nil
}

// AddUser keeps a new user.
func (s *Store) AddUser(ctx context.Context, u office.User, e office.Entry) error {
	return s.recorded(ctx, e, func(t tx) error {
		done, err := t.ExecContext(ctx, `INSERT INTO office_users (`+userColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (name) DO NOTHING`,
			u.ID, u.Name, u.Title, string(u.Role), u.Commune, joinDoors(u.Doors), strings.Join(u.Services, ","), string(u.Hash),
			u.MustChange, u.Disabled, ms(u.Created))
		return one(done, err, office.ErrTaken)
	})
}

// one says otherwise when a statement changed nothing.
func one(done sql.Result, err, otherwise error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return otherwise
}

// ChangeUser changes a user. Who may no longer come in, or no longer leads all
// communes, loses her tokens too.
func (s *Store) ChangeUser(ctx context.Context, id string, f func(*office.User, []office.User) error, e office.Entry) error {
	return s.recorded(ctx, e, func(t tx) error {
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		var all []office.User
		err := within(ctx, t, func(rows *sql.Rows) error {
			u, err := s.scanUser(rows)
			all = append(all, u)
			return err
		}, `SELECT `+userColumns+` FROM office_users ORDER BY name`)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(u office.User) bool { return u.ID == id })
		if i < 0 {
			return office.ErrNone
		}
		u := all[i]
		if err := f(&u, all); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE office_users SET title = ?, role = ?, commune = ?, doors = ?, services = ?, hash = ?,
			must_change = ?, disabled = ? WHERE id = ?`,
			u.Title, string(u.Role), u.Commune, joinDoors(u.Doors), strings.Join(u.Services, ","), string(u.Hash),
			u.MustChange, u.Disabled, id)
		if err != nil {
			return err
		}
		if !u.Heads() || u.Disabled { // only those may have tokens
			_, err = t.ExecContext(ctx, `UPDATE office_tokens SET revoked_ms = ? WHERE made_by = ? AND revoked_ms = 0`, ms(e.At), u.Name)
		}
		if err == nil && u.Disabled {
			_, err = t.ExecContext(ctx, `DELETE FROM office_sessions WHERE user_id = ?`, id)
		}
		return err
	})
}

// within gives each row of a query inside a transaction.
func within(ctx context.Context, t tx, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return walk(rows, f)
}

// BeginSession keeps a log-in and forgets those that are over.
func (s *Store) BeginSession(ctx context.Context, x office.Session, old office.Limits, e office.Entry) error {
	err := s.recorded(ctx, e, func(t tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM office_sessions WHERE begun_ms < ? OR used_ms < ?`, ms(old.Begun), ms(old.Used))
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `INSERT INTO office_sessions (id, user_id, begun_ms, used_ms, address, agent) VALUES (?, ?, ?, ?, ?, ?)`,
			x.Key, x.User, ms(x.Begun), ms(x.Used), x.From, x.Agent)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot begin a session: %w", err)
	}
	return nil
}

const sessionColumns = `id, user_id, begun_ms, used_ms, address, agent`

func (s *Store) scanSession(rows *sql.Rows) (x office.Session, err error) {
	var begun, used int64
	err = rows.Scan(&x.Key, &x.User, &begun, &used, &x.From, &x.Agent)
	x.Begun, x.Used = s.instant(begun), s.instant(used)
	return x, err
}

// Session finds a session.
func (s *Store) Session(ctx context.Context, key string) (x office.Session, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		x, err = s.scanSession(rows)
		return err
	}, `SELECT `+sessionColumns+` FROM office_sessions WHERE id = ?`, key)
	if err != nil {
		return office.Session{}, false, fmt.Errorf("cannot find a session: %w", err)
	}
	return x, found, nil
}

// TouchSession keeps when a session was last used.
func (s *Store) TouchSession(ctx context.Context, key string, at time.Time) error {
	if err := s.touch(ctx, `UPDATE office_sessions SET used_ms = ? WHERE id = ?`, ms(at), key); err != nil {
		return fmt.Errorf("cannot keep the use of a session: %w", err)
	}
	return nil
}

// EndSession ends one session of a user.
func (s *Store) EndSession(ctx context.Context, user, key string, e office.Entry) error {
	return s.endSessions(ctx, e, `DELETE FROM office_sessions WHERE user_id = ? AND id = ?`, user, key)
}

// EndSessions ends the sessions of a user but one.
func (s *Store) EndSessions(ctx context.Context, user, kept string, e office.Entry) error {
	return s.endSessions(ctx, e, `DELETE FROM office_sessions WHERE user_id = ? AND id <> ?`, user, kept)
}

func (s *Store) endSessions(ctx context.Context, e office.Entry, query string, args ...any) error {
	err := s.recorded(ctx, e, func(t tx) error {
		_, err := t.ExecContext(ctx, query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot end a session: %w", err)
	}
	return nil
}

// Sessions gives the sessions of a user, the one used last first.
func (s *Store) Sessions(ctx context.Context, user string) ([]office.Session, error) {
	var all []office.Session
	err := s.each(ctx, func(rows *sql.Rows) error {
		x, err := s.scanSession(rows)
		all = append(all, x)
		return err
	}, `SELECT `+sessionColumns+` FROM office_sessions WHERE user_id = ? ORDER BY used_ms DESC, id`, user)
	if err != nil {
		return nil, fmt.Errorf("cannot list sessions: %w", err)
	}
	return all, nil
}
