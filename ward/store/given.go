package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tiepdan/ward/office"
)

// givenTable holds numbers that are missing, and that somebody has given up. It
// is for people: it changes no mark, so that a robot is receipted nothing that
// is not there, and what comes after all is counted as ever.
const givenTable = `
CREATE TABLE given_up (
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	low     {whole} NOT NULL,
	high    {whole} NOT NULL,
	because TEXT NOT NULL,
	at_ms   {whole} NOT NULL,
	PRIMARY KEY (commune, robot, epoch, low)
){keyed};
`

// GivenUp names numbers of one outbox.
type GivenUp struct {
	Commune, Robot, Epoch string
	From, To              uint64 // sequence numbers, both counted
	Because               string
}

// ErrNotMissing says that there is nothing to give up.
var ErrNotMissing = errors.New("none of these numbers is missing")

// maxPieces bounds what one giving up writes.
const maxPieces = 1000

// given are numbers that are given up.
type given struct {
	hole

	because string
	at      int64
}

// GiveUp gives up what is missing of some numbers, and says how many that are.
func (s *Store) GiveUp(ctx context.Context, g GivenUp, at time.Time, by string) (n uint64, err error) {
	of := stream{g.Commune, g.Robot, g.Epoch}
	about := fmt.Sprintf("%s/%s %s %d-%d: %s", g.Commune, g.Robot, g.Epoch, g.From, g.To, g.Because)
	err = s.recorded(ctx, office.Entry{At: at, User: by, Did: "give-up", About: about}, func(t tx) error {
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		all, err := allGiven(ctx, t)
		if err != nil {
			return err
		}
		missing, err := missingIn(ctx, t, of, g.From, g.To)
		if err != nil {
			return err
		}
		kept := all[of]
		for _, m := range missing {
			for _, p := range apart(m, all[of]) {
				if p.because == "" {
					kept = append(kept, given{p.hole, g.Because, ms(at)})
					n += p.high - p.low + 1
				}
			}
		}
		switch {
		case n == 0:
			return ErrNotMissing
		case len(kept) > maxPieces:
			return fmt.Errorf("they are %d pieces, want at most %d: give up less", len(kept), maxPieces)
		}
		return keepGiven(ctx, t, of, kept)
	})
	if err != nil {
		return 0, fmt.Errorf("cannot give up %s: %w", about, err)
	}
	return n, nil
}

func keepGiven(ctx context.Context, t tx, of stream, all []given) error {
	_, err := t.ExecContext(ctx, "DELETE FROM given_up WHERE commune = ? AND robot = ? AND epoch = ?", of.commune, of.robot, of.epoch)
	for _, g := range all {
		if err == nil {
			_, err = t.ExecContext(ctx, "INSERT INTO given_up VALUES (?, ?, ?, ?, ?, ?, ?)",
				of.commune, of.robot, of.epoch, int64(g.low), int64(g.high), g.because, g.at)
		}
	}
	return err
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// allGiven gives what is given up and has not come. A robot sends in order: of
// numbers that were given up, those below one that has come count as missing
// again.
func allGiven(ctx context.Context, in querier) (map[stream][]given, error) {
	rows, err := in.QueryContext(ctx, `SELECT g.commune, g.robot, g.epoch, g.low, g.high, g.because, g.at_ms,
			coalesce((SELECT max(e.seq) FROM events e
				WHERE e.commune = g.commune AND e.robot = g.robot AND e.epoch = g.epoch AND e.seq BETWEEN g.low AND g.high), 0)
		FROM given_up g ORDER BY 1, 2, 3, 4`)
	if err != nil {
		return nil, err
	}
	all := make(map[stream][]given)
	return all, walk(rows, func(rows *sql.Rows) error {
		var s stream
		var g given
		var came uint64
		err := rows.Scan(&s.commune, &s.robot, &s.epoch, &g.low, &g.high, &g.because, &g.at, &came)
		if g.low = max(g.low, came+1); g.low <= g.high {
			all[s] = append(all[s], g)
		}
		return err
	})
}

// missingIn gives the numbers from one to another that are not there, in order,
// those that are lost apart from those that can come.
func missingIn(ctx context.Context, t tx, of stream, from, to uint64) (all []hole, err error) {
	var m mark
	err = within(ctx, t, func(rows *sql.Rows) error { return rows.Scan(&m.upto, &m.top) },
		"SELECT upto, top FROM streams WHERE commune = ? AND robot = ? AND epoch = ?", of.commune, of.robot, of.epoch)
	if err != nil || m.top == 0 {
		return nil, err
	}
	add := func(low, high uint64) {
		if low <= m.upto && m.upto < high {
			all = append(all, hole{low, m.upto})
			low = m.upto + 1
		}
		if low <= high {
			all = append(all, hole{low, high})
		}
	}
	to = min(to, m.top)
	next := from
	err = within(ctx, t, func(rows *sql.Rows) error {
		var seq uint64
		err := rows.Scan(&seq)
		add(next, seq-1)
		next = seq + 1
		return err
	}, "SELECT seq FROM events WHERE commune = ? AND robot = ? AND epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq",
		of.commune, of.robot, of.epoch, int64(from), int64(to))
	add(next, to)
	return all, err
}

// apart splits missing numbers into those that are given up, and those that are
// not: because is "" then. all is in order.
func apart(missing hole, all []given) (parts []given) {
	for _, g := range all {
		if g.high < missing.low || g.low > missing.high {
			continue
		}
		if g.low > missing.low {
			parts = append(parts, given{hole: hole{missing.low, g.low - 1}})
		}
		g.low, g.high = max(g.low, missing.low), min(g.high, missing.high)
		parts = append(parts, g)
		if g.high == missing.high {
			return parts
		}
		missing.low = g.high + 1
	}
	return append(parts, given{hole: missing})
}

// beside is how many of the numbers are given up up to a mark, and beyond it.
func beside(all []given, upto uint64) (below, beyond uint64) {
	for _, g := range all {
		if g.low <= upto {
			below += min(g.high, upto) - g.low + 1
		}
		if g.high > upto {
			beyond += g.high - max(g.low, upto+1) + 1
		}
	}
	return below, beyond
}
