package store_test

import (
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// TestCommunesComeLater: alerts and cases from before there were communes belong
// to the only one; with several, to none.
func TestCommunesComeLater(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		communes []string
		want     string
	}{{"one", []string{"00070"}, "00070"}, {"two", []string{"00070", "00071"}, ""}, {"none", nil, ""}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newSQLite(t)
			s, err := store.Open(t.Context(), p.options)
			if err != nil {
				t.Fatal(err)
			}
			for _, commune := range tt.communes {
				item := rating(1)
				item.Topic.Commune = commune
				commit(t, s, item)
			}
			a := office.Alert{ID: "A", Scope: "door:3", Door: 3, Bad: 3, N: 3, From: noon, Opened: noon, Due: noon}
			if _, err := s.RaiseAlert(t.Context(), a, office.Entry{At: noon}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.AddCase(t.Context(), office.Case{ID: "C", Opened: noon, Topic: "wait"}, office.Entry{At: noon}); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			alter(t, p.options.File, dropSpans+`
				DROP TABLE IF EXISTS given_up; DROP INDEX events_results; DROP TABLE office_desired; DROP TABLE office_commands;
				ALTER TABLE office_users DROP COLUMN commune; ALTER TABLE office_alerts DROP COLUMN commune;
				ALTER TABLE office_cases DROP COLUMN commune; ALTER TABLE office_tokens DROP COLUMN commune;
				PRAGMA user_version = 8`)
			s = p.open(t)
			got, found, err := s.Alert(t.Context(), "A")
			if err != nil || !found || got.Commune != tt.want || got.Scope != tt.want+"/door:3" {
				t.Errorf("got %+v, %v, want the alert of %q", got, err, tt.want)
			}
			c, found, err := s.Case(t.Context(), "C")
			if err != nil || !found || c.Commune != tt.want {
				t.Errorf("got %+v, %v, want the case of %q", c, err, tt.want)
			}
			if _, err := s.Communes(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.ForgetCommands(t.Context(), time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
}
