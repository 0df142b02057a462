package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"tiepdan/ward/store"
	"tiepdan/ward/store/pgtest"
)

// server is started by the first test that asks, for all.
var server struct {
	sync.Mutex

	*pgtest.Server
}

// running stops the server before goroutines are counted.
type running struct{ *testing.M }

func (r running) Run() int {
	code := r.M.Run()
	if server.Server != nil {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(running{m}) }

// place is where a database is.
type place struct{ options store.Options }

func (p place) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// both runs a test with a new database of each kind.
func both(t *testing.T, test func(t *testing.T, p place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newPostgres(t))
	})
}

func newSQLite(t *testing.T) place {
	t.Helper()
	return place{store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: hanoi}}
}

func newPostgres(t *testing.T) place {
	t.Helper()
	if testing.Short() {
		t.Skip("a PostgreSQL server takes seconds to start, and -short is given")
	}
	server.Lock()
	defer server.Unlock()
	if server.Server == nil {
		started, err := pgtest.Start(context.WithoutCancel(t.Context()), "fsync=off")
		if err != nil {
			t.Fatal(err)
		}
		server.Server = started
	}
	address, err := server.Fresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return place{store.Options{Postgres: address, Location: hanoi}}
}
