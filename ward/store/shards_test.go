package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// fleetItems are events of 500 robots; each third is a visit when visits are
// wanted.
func fleetItems(from, to int, visits bool) []store.Item {
	var items []store.Item
	for i := from; i < to; i++ {
		item := fleetRating(i)
		if visits && i%3 == 0 {
			item.Event.Body = schema.Visit{Service: "land", Door: 1 + i%4, Outcome: "closed", WaitS: new(i % 900), ServeS: new(i % 600)}
		}
		items = append(items, item)
	}
	return items
}

// wantFleet wants that a commit receipted all that the fleet sent, and that it is
// stored once.
func wantFleet(t *testing.T, s *store.Store, receipts []store.Receipt, each uint64) {
	t.Helper()
	seen := make(map[schema.Topic]bool)
	for _, r := range receipts {
		seen[r.Topic] = true
		if r.Upto != each {
			t.Errorf("got receipt %+v, want up to %d", r, each)
		}
	}
	if len(receipts) != 500 || len(seen) != 500 {
		t.Errorf("got %d receipts for %d robots, want one for each of 500", len(receipts), len(seen))
	}
	v, err := s.Verify(t.Context())
	if err != nil || !v.Whole() || len(v.Streams) != 500 {
		t.Fatalf("got %d streams, %q, %v, want 500 whole ones", len(v.Streams), v.Problems, err)
	}
	for _, stream := range v.Streams {
		if stream.Stored != each {
			t.Errorf("got %d of %s, want %d", stream.Stored, stream.Robot, each)
		}
	}
}

// TestShards: commits that are large enough to be parted store and count what small
// ones would.
func TestShards(t *testing.T) {
	t.Parallel()
	later := func(items []store.Item, days int) []store.Item {
		for i := range items {
			items[i].At = items[i].At.AddDate(0, 0, days)
		}
		return items
	}
	tests := []struct {
		name  string
		visit bool
		then  func() []store.Item // after 2000 events
		each  uint64
	}{
		{"ratings", false, func() []store.Item { return fleetItems(2000, 4000, false) }, 8},
		{"visits", true, func() []store.Item { return fleetItems(2000, 4000, true) }, 8},
		{"copies", true, func() []store.Item { return fleetItems(1000, 4000, true) }, 8},
		{"all of them copies", true, func() []store.Item { return fleetItems(0, 2000, true) }, 4},
		{"late for a day that is then closed", true, func() []store.Item { return later(fleetItems(2000, 4000, true), 1) }, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, p place) {
				t.Helper()
				s := p.open(t)
				for _, to := range []int{1, 2000} { // the first closes the days before
					if _, err := s.Commit(t.Context(), fleetItems(0, to, tt.visit)); err != nil {
						t.Fatal(err)
					}
				}
				receipts, err := s.Commit(t.Context(), tt.then())
				if err != nil {
					t.Fatal(err)
				}
				if again, err := s.Commit(t.Context(), tt.then()); err != nil || len(again) != len(receipts) {
					t.Errorf("got %d receipts, %v the second time, want %d", len(again), err, len(receipts))
				}
				wantFleet(t, s, receipts, tt.each)
			})
		})
	}
}

// TestShardLost: when the connection of one shard is lost nothing is receipted,
// and the next try stores what is missing, once.
func TestShardLost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, trigger string
		some          bool // is stored of the first try
	}{
		{"before the commits", "CREATE TRIGGER kill AFTER INSERT ON streams FOR EACH STATEMENT EXECUTE FUNCTION kill()", false},
		{"in the commit", `CREATE CONSTRAINT TRIGGER kill AFTER INSERT OR UPDATE ON streams
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kill()`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPostgres(t)
			s := p.open(t)
			if _, err := s.Commit(t.Context(), fleetItems(0, 500, true)[:1]); err != nil { // closes the days before
				t.Fatal(err)
			}
			// A sequence counts on in transactions that are taken back: one dies.
			execute(t, p, "CREATE SEQUENCE kills", `CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF nextval('kills') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$`, tt.trigger)
			items := fleetItems(0, 2000, true)
			if receipts, err := s.Commit(t.Context(), items); err == nil || receipts != nil {
				t.Fatalf("got %d receipts, %v with a lost connection, want an error", len(receipts), err)
			}
			if n := stored(t, s); n == 2000 || n > 1 != tt.some {
				t.Errorf("got %d events of the first try, want some but not all: %t", n-1, tt.some)
			}
			receipts, err := s.Commit(t.Context(), items)
			if err != nil {
				t.Fatal(err)
			}
			wantFleet(t, s, receipts, 4)
		})
	}
}

func stored(t *testing.T, s *store.Store) (n uint64) {
	t.Helper()
	v, err := s.Verify(t.Context())
	if err != nil || !v.Whole() {
		t.Fatalf("got %q, %v, want all whole", v.Problems, err)
	}
	for _, stream := range v.Streams {
		n += stream.Stored
	}
	return n
}

// TestShardsInOrder: who goes on from the last rating that he has seen misses none,
// whichever shard is committed first.
func TestShardsInOrder(t *testing.T) {
	t.Parallel()
	s := newPostgres(t).open(t)
	const total, step = 20_000, 1000
	failed := make(chan error, 1)
	go func() {
		defer close(failed)
		for i := 0; i < total; i += step {
			if _, err := s.Commit(t.Context(), fleetItems(i, i+step, false)); err != nil {
				failed <- err
				return
			}
		}
	}()
	seen, last := 0, int64(0)
	for deadline := time.Now().Add(time.Minute); seen < total && time.Now().Before(deadline); {
		news, err := s.Since(t.Context(), last, total)
		if err != nil {
			t.Fatal(err)
		}
		if seen += len(news); len(news) > 0 {
			last = news[len(news)-1].N
		}
	}
	if err := <-failed; err != nil || seen != total {
		t.Errorf("got %d ratings in order, %v, want %d", seen, err, total)
	}
}

func execute(t *testing.T, p place, statements ...string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), p.options.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	for _, statement := range statements {
		if _, err := c.Exec(t.Context(), statement); err != nil {
			t.Fatal(fmt.Errorf("cannot run %q: %w", statement, err))
		}
	}
}
