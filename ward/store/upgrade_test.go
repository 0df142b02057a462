package store_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

func alter(t *testing.T, file, statements string) {
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

// TestOlderFile: files of older programs get the tables they lack, filled from
// what is there.
func TestOlderFile(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"version1", "version4"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("testdata", version+".sql"))
			if err != nil {
				t.Fatal(err)
			}
			p := newSQLite(t)
			alter(t, p.options.File, string(text))
			s := p.open(t)
			wantOld(t, s)
			if got := commit(t, s, event(7, schema.Help{})); got != 7 {
				t.Errorf("got receipt up to %d, want 7", got)
			}
			if day, err := s.Today(t.Context(), noon); err != nil || day.Help.Called != 1 || len(day.Ratings) != 2 || day.Closed != 1 {
				t.Errorf("got %+v, %v, want both old ratings, the old visit and the new call", day, err)
			}
		})
	}
}

func wantOld(t *testing.T, s *store.Store) {
	t.Helper()
	got, err := s.CountRatings(t.Context(), store.Filter{}, store.ByHour|store.ByRobot|store.ByDoor)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.RatingCount{
		{Key: store.Key{Hour: 12, Commune: "00070", Robot: "kb-01", Door: 3}, Count: store.Count{Source: "ticket", Face: "satisfied", N: 1}},
		{Key: store.Key{Hour: 14, Commune: "00070", Robot: "kb-01"}, Count: store.Count{Source: "panel", Face: "neutral", Burst: true, N: 1}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got counts %+v, want %+v", got, want)
	}
	gaps, err := s.Gaps(t.Context())
	wantGap := store.Gap{
		Commune: "00070", Robot: "kb-01", Epoch: "e1", From: 3, To: 5, Lost: true,
		After: noon.Add(2 * time.Hour), Before: noon.Add(30 * time.Minute),
	}
	if err != nil || len(gaps) != 1 || !gaps[0].After.Equal(wantGap.After) || !gaps[0].Before.Equal(wantGap.Before) ||
		gaps[0].From != 3 || gaps[0].To != 5 || !gaps[0].Lost {
		t.Errorf("got gaps %+v, %v, want %+v", gaps, err, wantGap)
	}
}

// TestNewerFile: what a newer program wrote is left alone.
func TestNewerFile(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	p.open(t)
	alter(t, p.options.File, `PRAGMA user_version = 99`)
	if _, err := store.Open(t.Context(), p.options); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("got %v, want that it was written by a newer program", err)
	}
}

// TestYearBeyondJSON: a time that an older program took does not break what
// programs read.
func TestYearBeyondJSON(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s := p.open(t)
	commit(t, s, rating(1), rating(3))
	alter(t, p.options.File, `UPDATE events SET ts = '9999-12-31T23:59:59-12:00', day = '10000-01-01' WHERE seq = 1`)
	gaps, err := s.Gaps(t.Context())
	if err != nil || len(gaps) != 1 || !gaps[0].After.Equal(noon) {
		t.Fatalf("got %+v, %v, want one gap after the event's arrival", gaps, err)
	}
	if _, err := json.Marshal(gaps[0].After); err != nil {
		t.Error(err)
	}
}
