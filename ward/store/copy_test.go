package store_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestMarksBehind: marks that are below what is stored, as after somebody's
// hand in the database, do not keep the ward from going on.
func TestMarksBehind(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		commit(t, s, rating(1), rating(2), rating(3))
		const behind = "UPDATE streams SET upto = 1, top = 1"
		if p.options.File != "" {
			alter(t, p.options.File, behind)
		} else {
			c, err := pgx.Connect(t.Context(), p.options.Postgres)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close(t.Context())
			if _, err := c.Exec(t.Context(), behind); err != nil {
				t.Fatal(err)
			}
		}
		if got := commit(t, s, rating(2), rating(4)); got < 2 {
			t.Errorf("got receipt up to %d, want it to go on", got)
		}
		if got := commit(t, s, rating(3), rating(5)); got != 5 {
			t.Errorf("got receipt up to %d, want 5", got)
		}
		if v, err := s.Verify(t.Context()); err != nil || !v.Whole() || v.Streams[0].Stored != 5 {
			t.Errorf("got %+v, %v, want five events", v, err)
		}
	})
}
