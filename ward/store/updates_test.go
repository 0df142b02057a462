package store_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

func wish(robot string, place int, at time.Time) updates.Wish {
	return updates.Wish{
		To: schema.Topic{Commune: "c", Robot: robot}, Round: "R", Place: place, Staged: true, Version: "v2", URL: "https://ward/updates/v2/manifest.json",
		SHA256: strings.Repeat("a", 64), NotBefore: at.Add(time.Hour), Window: updates.Window{From: 1080, To: 360}, By: "tek", Given: at, State: updates.Given, Turn: 1,
	}
}

func TestUpdates(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s, at := p.open(t), noon.Truncate(time.Millisecond)
		want := func(s *store.Store, all ...updates.Wish) {
			t.Helper()
			got, err := s.Updates(t.Context())
			if err != nil || len(got) != len(all) {
				t.Fatalf("got %+v, %v, want %d", got, err, len(all))
			}
			for i := range got {
				for _, m := range []*time.Time{&got[i].NotBefore, &got[i].Given, &got[i].ToldAt, &got[i].Since} {
					*m = m.UTC()
				}
				for _, m := range []*time.Time{&all[i].NotBefore, &all[i].Given, &all[i].ToldAt, &all[i].Since} {
					*m = m.UTC()
				}
				if !reflect.DeepEqual(got[i], all[i]) {
					t.Errorf("got %+v, want %+v", got[i], all[i])
				}
			}
		}
		a, b := wish("a", 0, at), wish("b", 1, at)
		e := office.Entry{At: at, User: "tek", Did: "update-give"}
		if err := s.GiveUpdates(t.Context(), []updates.Wish{a, b}, e); err != nil {
			t.Fatal(err)
		}
		want(s, a, b)
		a.State, a.Rev, a.Said, a.ToldAt, a.Since = updates.Told, 7, "v2", at.Add(time.Minute), at.Add(2*time.Minute)
		a.Answer = schema.Updated{V: 1, Rev: 7, Status: schema.UpdateFailed, Error: schema.UpdateInstall, Percent: 40}
		b.State, b.Because = updates.Stopped, "a failed"
		a.Alerted = 7
		if err := s.MoveUpdates(t.Context(), []updates.Wish{a, b}); err != nil {
			t.Fatal(err)
		}
		if err := s.MoveUpdates(t.Context(), []updates.Wish{b}); !errors.Is(err, updates.ErrChanged) {
			t.Errorf("got %v for an old turn, want %v", err, updates.ErrChanged)
		}
		a.Turn, b.Turn = 2, 2
		want(s, a, b)
		again := wish("a", 0, at.Add(time.Hour))
		again.Round = "S"
		if err := s.GiveUpdates(t.Context(), []updates.Wish{again}, e); err != nil {
			t.Fatal(err)
		}
		again.Rev, again.ToldAt, again.Answer, again.Since, again.Alerted, again.Turn = 7, a.ToldAt, a.Answer, a.Since, 7, 3
		want(s, b, again)
		of := []schema.Topic{{Commune: "c", Robot: "a"}, {Commune: "c", Robot: "b"}, {Commune: "c", Robot: "x"}}
		if n, err := s.WithdrawUpdates(t.Context(), of, office.Entry{At: at, Did: "update-withdraw"}); err != nil || n != 1 {
			t.Errorf("got %d, %v, want what is open taken back", n, err)
		}
		again.State, again.Turn = updates.Withdrawn, 4
		want(s, b, again)

		// A backup has it, whichever database it goes to.
		data := backup(t, s)
		for name, to := range map[string]place{"sqlite": newSQLite(t), "postgres": newPostgres(t)} {
			if _, err := store.Restore(t.Context(), store.Restoring{Options: to.options, Now: noon}, bytes.NewReader(data)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want(to.open(t), b, again)
		}
	})
}

// TestUpdatesUpgrade: a database from before there were updates gets the table, and
// keeps what it has.
func TestUpdatesUpgrade(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s, err := store.Open(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, rating(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, p.options.File, `DROP TABLE office_updates; PRAGMA user_version = 19`)
	s = p.open(t)
	if n := countToday(t, s); n != 1 {
		t.Errorf("got %d ratings, want the one from before", n)
	}
	if err := s.GiveUpdates(t.Context(), []updates.Wish{wish("a", 0, noon)}, office.Entry{At: noon, Did: "update-give"}); err != nil {
		t.Fatal(err)
	}
	if all, err := s.Updates(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("got %v, %v, want what was given", all, err)
	}
}
