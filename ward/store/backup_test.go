package store_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// filled is a ward with something in every table of events.
func filled(t *testing.T, s *store.Store) {
	t.Helper()
	visit := schema.Visit{Service: "land", Door: 2, Priority: true, Outcome: "closed", WaitS: new(1200), ServeS: new(60)}
	commit(t, s, rating(1), event(2, visit), refused(3, "\xff\x00 is no text"), event(4, schema.Help{}),
		event(5, helpEnd("helped", 3, new(20))), event(6, schema.Reasons{Face: "neutral", Service: "land", Door: 2, Reasons: []string{"place"}}),
		event(7, schema.Fault{Part: "printer", Detail: "nắp \"mở\""}), rating(10), hello(1))
	ticket := store.Ticket{Key: [32]byte{1, 2}, Commune: "00070", Robot: "kb-01", Number: "A012", Ends: noon.Add(time.Hour)}
	if err := s.KeepTickets(t.Context(), []store.Ticket{ticket}, noon); err != nil {
		t.Fatal(err)
	}
}

// picture is all that the store says of what filled put in.
func picture(t *testing.T, s *store.Store) []any {
	t.Helper()
	var all []any
	add := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	add(s.Today(t.Context(), noon))
	add(s.Latest(t.Context(), 10))
	add(s.Streams(t.Context()))
	add(s.Asides(t.Context(), 10))
	add(s.Faults(t.Context(), 10))
	add(s.Gaps(t.Context()))
	add(s.CountVisits(t.Context(), store.Filter{}, store.ByHour))
	add(s.Times(t.Context(), store.Filter{}, store.ByDoor))
	add(s.RatingsByWait(t.Context(), store.Filter{}, store.ByDay))
	add(s.Verify(t.Context()))
	return all
}

func backup(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	sum, err := s.Backup(t.Context(), &out, noon, nil)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := store.CheckBackup(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if sum.Rows == 0 || checked.Rows != sum.Rows || checked.SHA256 != sum.SHA256 || !checked.Made.Equal(noon) || checked.Tables != sum.Tables {
		t.Errorf("got a backup of %+v that reads as %+v", sum, checked)
	}
	return out.Bytes()
}

// TestBackupMoves: what either database gave can be restored to either.
func TestBackupMoves(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"sqlite", "postgres"} {
		for _, to := range []string{"sqlite", "postgres"} {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				places := map[string]func(*testing.T) place{"sqlite": newSQLite, "postgres": newPostgres}
				s := places[from](t).open(t)
				filled(t, s)
				want, data := picture(t, s), backup(t, s)
				p := places[to](t)
				done, err := store.Restore(t.Context(), store.Restoring{Options: p.options, Now: noon}, bytes.NewReader(data))
				if err != nil || done.Aside != "" {
					t.Fatalf("got %+v, %v, want no error and nothing put aside", done, err)
				}
				restored := p.open(t)
				if got := picture(t, restored); !reflect.DeepEqual(got, want) {
					t.Errorf("got after the restore\n%+v, want\n%+v", got, want)
				}
				// The streams go on where the backup was, and so do the numbers of rows.
				if got := commit(t, restored, rating(8), rating(9), refused(11, "new")); got != 11 {
					t.Errorf("got receipt up to %d, want 11", got)
				}
				if v, err := restored.Verify(t.Context()); err != nil || !v.Whole() {
					t.Errorf("got %+v, %v, want all whole", v, err)
				}
			})
		}
	}
}

func TestRestoreReplaces(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, rating(1))
		data := backup(t, s)
		commit(t, s, rating(2))
		o := store.Restoring{Options: p.options, Now: noon}
		if _, err := store.Restore(t.Context(), o, bytes.NewReader(data)); !errors.Is(err, store.ErrExists) {
			t.Errorf("got %v, want %v", err, store.ErrExists)
		}
		o.Replace = true
		done, err := store.Restore(t.Context(), o, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if n := countToday(t, p.open(t)); n != 1 {
			t.Errorf("got %d ratings, want that of the backup", n)
		}
		if p.options.File == "" {
			address, err := url.Parse(p.options.Postgres)
			if err != nil {
				t.Fatal(err)
			}
			q := address.Query()
			q.Set("search_path", done.Aside)
			address.RawQuery = q.Encode()
			p.options.Postgres = address.String()
		} else {
			p.options.File = done.Aside
		}
		if n := countToday(t, p.open(t)); n != 2 {
			t.Errorf("got %d ratings in what was put aside, want 2", n)
		}
	})
}

// TestRestoreOlder: a backup of older tables gets the newer ones.
func TestRestoreOlder(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("testdata", "version4.sql"))
		if err != nil {
			t.Fatal(err)
		}
		old := newSQLite(t)
		alter(t, old.options.File, string(text))
		s, err := store.Inspect(t.Context(), old.options)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Verify(t.Context()); err == nil {
			t.Error("got no error for tables of version 4, want one")
		}
		if _, err := store.Restore(t.Context(), store.Restoring{Options: p.options, Now: noon}, bytes.NewReader(backup(t, s))); err != nil {
			t.Fatal(err)
		}
		wantOld(t, p.open(t))
	})
}

func TestInspectErrors(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	if _, err := store.Inspect(t.Context(), p.options); err == nil {
		t.Error("got no error for a file that is not there, want one")
	}
	if _, err := os.Stat(p.options.File); err == nil {
		t.Error("got a new file, want none")
	}
	if err := os.WriteFile(p.options.File, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Inspect(t.Context(), p.options); err == nil || !strings.Contains(err.Error(), "no tables") {
		t.Errorf("got %v for an empty file, want that there are no tables", err)
	}
}

func TestDamagedBackup(t *testing.T) {
	t.Parallel()
	s := newSQLite(t).open(t)
	filled(t, s)
	good := backup(t, s)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "cut": good[:len(good)/2], "one byte short": good[:len(good)-1],
		"one bit": flipped, "more": append(bytes.Clone(good), good...),
	} {
		if _, err := store.CheckBackup(bytes.NewReader(data)); err == nil {
			t.Errorf("%s: got no error, want one", name)
		}
		p := newSQLite(t)
		if _, err := store.Restore(t.Context(), store.Restoring{Options: p.options, Now: noon}, bytes.NewReader(data)); err == nil {
			t.Errorf("%s: got it restored, want an error", name)
		}
		if found, err := filepath.Glob(p.options.File + "*"); err != nil || len(found) > 0 {
			t.Errorf("%s: got files %v, %v after a failure, want none", name, found, err)
		}
	}
}

func FuzzBackup(f *testing.F) {
	f.Add([]byte("{\"format\":\"tiepdan-ward\",\"v\":1,\"version\":1,\"tables\":[{\"name\":\"a\",\"columns\":[{\"name\":\"b\",\"kind\":\"bytes\"}]}]}\n{\"table\":\"a\"}\n[\"AA==\"]\n[null]\n{\"end\":true}\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := store.CheckBackup(packed(t, data)); err != nil {
			return
		}
		if _, err := store.CheckBackup(packed(t, data)); err != nil {
			t.Errorf("got %v the second time, want none", err)
		}
	})
}

func packed(t *testing.T, data []byte) io.Reader {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}
