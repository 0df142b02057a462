package store_test

import (
	"database/sql"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

func helpEnd(outcome string, door int, answer *int) schema.HelpEnd {
	return schema.HelpEnd{Outcome: outcome, Door: door, AnswerS: answer, TookS: new(300)}
}

func TestReasonsAndHelp(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	reasons := func(r ...string) schema.Reasons {
		return schema.Reasons{Face: "neutral", Service: "land", Door: 2, Reasons: r}
	}
	bodies := []schema.Body{
		reasons("place", "long-wait"), reasons("long-wait"),
		schema.Help{},
		schema.Help{},
		schema.Help{},
		schema.Help{},
		schema.Help{},
		schema.Help{},
		helpEnd("helped", 3, new(20)), helpEnd("nobody", 3, new(90)), helpEnd("helped", 1, new(31)), helpEnd("dropped", 1, new(40)),
		helpEnd("nobody", 0, nil), helpEnd("dropped", 0, nil),
	}
	for i, body := range bodies {
		commit(t, s, event(uint64(i)+1, body))
		commit(t, s, event(uint64(i)+1, body)) // a copy counts once
	}
	day, err := s.Today(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if want := []store.Reason{{Reason: "long-wait", N: 2}, {Reason: "place", N: 1}}; !reflect.DeepEqual(day.Reasons, want) || day.Reasoned != 2 {
		t.Errorf("got reasons %+v of %d ratings, want %+v of 2", day.Reasons, day.Reasoned, want)
	}
	want := store.Help{Called: 6, Answered: 4, Nobody: 1, Dropped: 1, Median: 35500 * time.Millisecond}
	if day.Help != want {
		t.Errorf("got help %+v, want %+v", day.Help, want)
	}
	other, err := s.Today(t.Context(), noon.AddDate(0, 0, 1))
	if err != nil || other.Help != (store.Help{}) || other.Reasons != nil {
		t.Errorf("got %+v, %v for the next day, want nothing", other, err)
	}
}

// TestOlderFile: a file of the first program gets the tables it lacks, and one
// of a newer program is left alone.
func TestOlderFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ward.db")
	s, err := store.Open(t.Context(), store.Options{File: file, Location: hanoi})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, rating(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter := func(statements string) {
		t.Helper()
		db, err := sql.Open("sqlite", "file:"+file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	alter(`DROP TABLE reasons; DROP TABLE helps; DROP TABLE help_ends; DROP TABLE tickets; ALTER TABLE ratings DROP COLUMN no_visit; PRAGMA user_version = 1`)
	s = open(t, file)
	if got := commit(t, s, event(2, schema.Help{})); got != 2 {
		t.Errorf("got receipt up to %d, want 2", got)
	}
	if day, err := s.Today(t.Context(), noon); err != nil || day.Help.Called != 1 || len(day.Ratings) != 1 {
		t.Errorf("got %+v, %v, want the old rating and the new call", day, err)
	}
	alter(`PRAGMA user_version = 99`)
	if _, err := store.Open(t.Context(), store.Options{File: file, Location: hanoi}); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("got %v, want that it was written by a newer program", err)
	}
}
