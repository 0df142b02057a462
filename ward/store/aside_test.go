package store_test

import (
	"database/sql"
	"strings"
	"testing"

	"tiepdan/ward/store"
)

// nameless are messages of a robot that do not say which events they are.
func nameless(n int) []store.Item {
	items := make([]store.Item, n)
	for i := range items {
		items[i] = refused(0, strings.Repeat("x", i+1))
		items[i].Refused.Epoch = ""
	}
	return items
}

// TestNamelessCostNothing: when a robot has its share of messages without a
// number, another thousand of them are not looked at one by one.
func TestNamelessCostNothing(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		all := nameless(1500)
		if _, err := s.Commit(t.Context(), all[:300]); err != nil {
			t.Fatal(err)
		}
		statements := s.CountStatements()
		if _, err := s.Commit(t.Context(), all[300:]); err != nil {
			t.Fatal(err)
		}
		if n := statements.Load(); n == 0 || n > 20 {
			t.Errorf("got %d statements for messages that are not kept, want a few", n)
		}
		if got, err := s.Quarantined(t.Context()); err != nil || got != 200 {
			t.Errorf("got %d, %v kept aside, want 200", got, err)
		}
	})
}

// TestNamelessByIndex: they are counted from their own index, also in a file of
// an older program.
func TestNamelessByIndex(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	p.open(t)
	db, err := sql.Open("sqlite", "file:"+p.options.File)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id, parent, unused int
	var plan string
	err = db.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+store.NamelessKept, "00070", "kb-01").Scan(&id, &parent, &unused, &plan)
	if err != nil || !strings.Contains(plan, "COVERING INDEX quarantine_nameless") {
		t.Errorf("got plan %q, %v, want that it reads the index alone", plan, err)
	}
}

// TestUseDoesNotWait: who reads is not kept waiting by who writes.
func TestUseDoesNotWait(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		done, err := s.Writing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// This would wait for the end of the other for ever.
		if err := s.TouchSession(t.Context(), "a", noon); err != nil {
			t.Errorf("got %v, want that the use of a session is left for later", err)
		}
		if err := s.TouchToken(t.Context(), "a", noon); err != nil {
			t.Errorf("got %v, want that the use of a token is left for later", err)
		}
		done()
		if err := s.TouchToken(t.Context(), "a", noon); err != nil {
			t.Error(err)
		}
	})
}
