package store_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// staffed has accounts, tokens, log-ins and a case.
func staffed(t *testing.T, s *store.Store) {
	t.Helper()
	e := office.Entry{At: noon}
	for _, id := range []string{"LEADER", "DEMOTED", "GONE"} {
		must(t, s.AddUser(t.Context(), office.User{ID: id, Name: id, Role: office.Leader, Hash: []byte("old " + id), Created: noon}, e))
		must(t, s.BeginSession(t.Context(), office.Session{Key: id, User: id, Begun: noon, Used: noon}, office.Limits{}, e))
	}
	for _, id := range []string{"HOLDS", "REVOKED"} {
		must(t, s.AddToken(t.Context(), office.Token{ID: id, Key: id, Title: id, Made: noon}, e))
	}
	_, err := s.AddCase(t.Context(), office.Case{ID: "C", Key: "C", Opened: noon, Topic: "wait", Text: "Nguyễn Văn An"}, e)
	must(t, err)
}

// taken takes rights away, after the backup.
func taken(t *testing.T, s *store.Store) {
	t.Helper()
	later := noon.Add(time.Hour)
	e := office.Entry{At: later}
	must(t, s.ChangeUser(t.Context(), "LEADER", func(u *office.User, _ []office.User) error { u.Hash = []byte("new"); return nil }, e))
	must(t, s.ChangeUser(t.Context(), "DEMOTED", func(u *office.User, _ []office.User) error { u.Role, u.Doors = office.Officer, []int{3}; return nil }, e))
	must(t, s.ChangeUser(t.Context(), "GONE", func(u *office.User, _ []office.User) error { u.Disabled = true; return nil }, e))
	must(t, s.RevokeToken(t.Context(), "REVOKED", later, e))
	must(t, s.ChangeCase(t.Context(), "C", func(c *office.Case) error { c.Text, c.Erased = "", true; return nil }, e))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func restored(t *testing.T, p place, replace bool, data []byte) (store.Restored, *store.Store) {
	t.Helper()
	done, err := store.Restore(t.Context(), store.Restoring{Options: p.options, Replace: replace, Now: noon.Add(2 * time.Hour)}, bytes.NewReader(data))
	must(t, err)
	return done, p.open(t)
}

// held gives what must hold of access whatever was restored.
func held(t *testing.T, s *store.Store) (users map[string]office.User, tokens map[string]bool) {
	t.Helper()
	users, tokens = make(map[string]office.User), make(map[string]bool)
	all, err := s.Users(t.Context())
	must(t, err)
	for _, u := range all {
		users[u.ID] = u
		if sessions, err := s.Sessions(t.Context(), u.ID); err != nil || len(sessions) > 0 {
			t.Errorf("got %+v, %v, want no log-in of %s", sessions, err, u.Name)
		}
	}
	list, err := s.Tokens(t.Context())
	must(t, err)
	for _, token := range list {
		tokens[token.ID] = token.Revoked.IsZero()
	}
	record, err := s.Record(t.Context(), 1)
	if err != nil || len(record) != 1 || record[0].Did != "restore" {
		t.Errorf("got %+v, %v in the record, want that it was restored", record, err)
	}
	return users, tokens
}

// TestRestoreBringsNoAccessBack: what was taken from people and programs after
// the backup was made stays taken.
func TestRestoreBringsNoAccessBack(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		staffed(t, s)
		data := backup(t, s)
		taken(t, s)
		done, s := restored(t, p, true, data)
		if !done.Known || done.Unasked != nil || done.Sessions != 3 || done.Tokens != 1 || done.Accounts != 0 {
			t.Errorf("got %+v, want 3 log-ins and 1 token ended, by what was known", done)
		}
		users, tokens := held(t, s)
		if u := users["LEADER"]; string(u.Hash) != "new" || u.Disabled || u.Role != office.Leader {
			t.Errorf("got %+v, want the new password", u)
		}
		if u := users["DEMOTED"]; u.Role != office.Officer || len(u.Doors) != 1 {
			t.Errorf("got %+v, want an officer of door 3", u)
		}
		if u := users["GONE"]; !u.Disabled {
			t.Errorf("got %+v, want the account ended", u)
		}
		if !tokens["HOLDS"] || tokens["REVOKED"] {
			t.Errorf("got tokens %v, want only that which holds", tokens)
		}
		if c, found, err := s.Case(t.Context(), "C"); err != nil || !found || !c.Erased || c.Text != "" {
			t.Errorf("got %+v, %v, want the case erased as before", c, err)
		}
	})
}

// TestRestoreKnowsNobody: with nobody to ask no token comes back.
func TestRestoreKnowsNobody(t *testing.T) {
	t.Parallel()
	old := newSQLite(t).open(t)
	staffed(t, old)
	data := backup(t, old)
	wantEnded := func(t *testing.T, done store.Restored, s *store.Store) {
		t.Helper()
		users, tokens := held(t, s)
		if done.Sessions != 3 || done.Tokens != 2 || done.Accounts != 3 || tokens["HOLDS"] || tokens["REVOKED"] || len(users) != 3 {
			t.Errorf("got %+v, tokens %v, want all log-ins and tokens ended", done, tokens)
		}
	}
	both(t, func(t *testing.T, p place) {
		t.Helper()
		done, s := restored(t, p, false, data)
		wantEnded(t, done, s)
		if done.Known {
			t.Errorf("got %+v, want nobody asked", done)
		}
	})
	t.Run("damaged", func(t *testing.T) {
		t.Parallel()
		p := newSQLite(t)
		must(t, os.WriteFile(p.options.File, bytes.Repeat([]byte("no database "), 1000), 0o600))
		done, s := restored(t, p, true, data)
		wantEnded(t, done, s)
		if done.Known || done.Unasked == nil {
			t.Errorf("got %+v, want that the file could not be asked", done)
		}
	})
	t.Run("another ward's", func(t *testing.T) {
		t.Parallel()
		p := newSQLite(t)
		other := p.open(t)
		must(t, other.AddUser(t.Context(), office.User{ID: "OTHER", Name: "OTHER", Role: office.Leader}, office.Entry{At: noon}))
		done, s := restored(t, p, true, data)
		wantEnded(t, done, s)
	})
}
