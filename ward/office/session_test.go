package office_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tiepdan/ward/office"
)

// disk keeps sessions, and can be full.
type disk struct {
	office.SessionStore

	full     bool
	sessions map[string]office.Session
	record   []office.Entry
	tries    int
}

func (d *disk) BeginSession(_ context.Context, s office.Session, _ office.Limits, e office.Entry) error {
	d.tries++
	if d.full {
		return errors.New("disk full")
	}
	d.sessions[s.Key] = s
	d.record = append(d.record, e)
	return nil
}

func (d *disk) Session(_ context.Context, key string) (office.Session, bool, error) {
	s, found := d.sessions[key]
	return s, found, nil
}

func (d *disk) TouchSession(context.Context, string, time.Time) error {
	d.tries++
	if d.full {
		return errors.New("disk full")
	}
	return nil
}

func (d *disk) EndSessions(context.Context, string, string, office.Entry) error {
	clear(d.sessions)
	return nil
}

// TestSessionWithoutRoom: a session that cannot be written holds in memory, is
// written with its record once there is room, and can be ended before.
func TestSessionWithoutRoom(t *testing.T) {
	t.Parallel()
	d := &disk{full: true, sessions: make(map[string]office.Session)}
	warned := 0
	s := &office.Sessions{Store: d, Warn: func(context.Context, error) { warned++ }}
	by, at := office.Actor{User: office.User{ID: "u1", Name: "lan"}}, time.Unix(1e9, 0)
	uses := func(name string, want bool) {
		t.Helper()
		if _, holds, err := s.Use(t.Context(), name, at); err != nil || holds != want {
			t.Fatalf("got %v (%v), want %v", holds, err, want)
		}
	}
	first, err := s.Begin(t.Context(), by, "", at)
	if err != nil {
		t.Fatal(err)
	}
	begun := at
	for range 100 {
		uses(first, true)
	}
	if d.tries != 1 || warned != 1 || s.Unwritten() == "" {
		t.Errorf("got %d tries, %d warnings, %q; want one of each", d.tries, warned, s.Unwritten())
	}
	d.full, at = false, at.Add(2*time.Minute)
	uses(first, true)
	if len(d.sessions) != 1 || len(d.record) != 1 || !d.record[0].At.Equal(begun) || s.Unwritten() != "" {
		t.Errorf("got %v with the record %v and %q, want it written as of when it began", d.sessions, d.record, s.Unwritten())
	}
	d.full = true
	second, err := s.Begin(t.Context(), by, "", at)
	if err != nil {
		t.Fatal(err)
	}
	uses(second, true)
	if err := s.EndAll(t.Context(), by, "u1", "", at); err != nil {
		t.Fatal(err)
	}
	uses(first, false)
	uses(second, false)
	third, err := s.Begin(t.Context(), by, "", at)
	if err != nil {
		t.Fatal(err)
	}
	at = at.Add(office.SessionIdle + time.Minute)
	uses(third, false)
}
