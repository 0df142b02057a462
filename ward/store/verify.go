package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Verified is what Verify found.
type Verified struct {
	Streams []StreamCheck `json:"streams"`
	// Problems of the sums that pages show; those of streams are with them.
	Problems []string `json:"problems"`
	// Unswept says that the file may still hold what an older program deleted.
	Unswept bool `json:"unswept"`
}

// StreamCheck is how whole one outbox is.
type StreamCheck struct {
	Commune  string   `json:"commune"`
	Robot    string   `json:"robot"`
	Epoch    string   `json:"epoch"`
	Upto     uint64   `json:"upto"`     // what was receipted
	Top      uint64   `json:"top"`      // highest number seen
	Stored   uint64   `json:"stored"`   // events, each once
	Missing  uint64   `json:"missing"`  // between Upto and Top, can still come
	Lost     uint64   `json:"lost"`     // up to Upto, the robot no longer had them
	GivenUp  uint64   `json:"given_up"` // by somebody, see Store.GiveUp; not among Missing and Lost
	Refused  uint64   `json:"refused"`  // of Stored: could not be read, kept aside
	Ratings  uint64   `json:"ratings"`  // of Stored
	Visits   uint64   `json:"visits"`   // of Stored
	Problems []string `json:"problems"`
}

// Whole says that nothing is missing but what was given up, and nothing is wrong.
func (c StreamCheck) Whole() bool { return c.Missing == 0 && c.Lost == 0 && len(c.Problems) == 0 }

// Whole says that nothing is missing and nothing is wrong.
func (v *Verified) Whole() bool {
	return len(v.Problems) == 0 && !slices.ContainsFunc(v.Streams, func(c StreamCheck) bool { return !c.Whole() })
}

// Verify counts everything anew, from the events themselves, and lays it beside
// what was receipted and what pages show.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	v := Verified{Streams: []StreamCheck{}, Problems: []string{}}
	err := s.look(ctx, func(t tx) error {
		have, err := s.engine.version(ctx, t)
		if err != nil {
			return err
		}
		if want := len(versions()); have != want {
			return fmt.Errorf("its tables have version %d, want %d: start wardd of this version once", have, want)
		}
		clean, err := s.isSwept(ctx, t)
		if err != nil {
			return err
		}
		v.Unswept = !clean
		if err := v.streams(ctx, t); err != nil {
			return err
		}
		return v.sums(ctx, t)
	})
	if err != nil {
		return Verified{}, fmt.Errorf("cannot verify: %w", err)
	}
	return v, nil
}

func (v *Verified) streams(ctx context.Context, t tx) error {
	up, err := allGiven(ctx, t)
	if err != nil {
		return err
	}
	type counts struct{ below, beyond, high, refused, ratings, visits, ratingRows, visitRows, holes uint64 }
	rows, err := t.QueryContext(ctx, `SELECT k.commune, k.robot, k.epoch,
			coalesce(s.upto, 0), coalesce(s.top, 0), coalesce(s.lost, 0),
			k.below, k.beyond, k.high, k.refused, k.ratings, k.visits, k.rating_rows, k.visit_rows,
			(SELECT CAST(coalesce(sum(h.high - h.low + 1), 0) AS BIGINT) FROM holes h
				WHERE h.commune = k.commune AND h.robot = k.robot AND h.epoch = k.epoch)
		FROM (SELECT i.commune, i.robot, i.epoch,
				count(e.seq) FILTER (WHERE e.seq <= coalesce(s.upto, 0)) AS below,
				count(e.seq) FILTER (WHERE e.seq > coalesce(s.upto, 0)) AS beyond,
				coalesce(max(e.seq), 0) AS high,
				count(e.seq) FILTER (WHERE e.kind = 'refused') AS refused,
				count(e.seq) FILTER (WHERE e.kind = 'rating') AS ratings,
				count(e.seq) FILTER (WHERE e.kind = 'visit') AS visits,
				count(r.n) FILTER (WHERE e.kind = 'rating') AS rating_rows,
				count(v.n) FILTER (WHERE e.kind = 'visit') AS visit_rows
			FROM (SELECT commune, robot, epoch FROM streams UNION SELECT DISTINCT commune, robot, epoch FROM events) AS i
			LEFT JOIN streams s ON s.commune = i.commune AND s.robot = i.robot AND s.epoch = i.epoch
			LEFT JOIN events e ON e.commune = i.commune AND e.robot = i.robot AND e.epoch = i.epoch
			LEFT JOIN ratings r ON r.n = e.n
			LEFT JOIN visits v ON v.n = e.n
			GROUP BY i.commune, i.robot, i.epoch) AS k
		LEFT JOIN streams s ON s.commune = k.commune AND s.robot = k.robot AND s.epoch = k.epoch
		ORDER BY 1, 2, 3`)
	if err != nil {
		return err
	}
	return walk(rows, func(rows *sql.Rows) error {
		c := StreamCheck{Problems: []string{}}
		var n counts
		err := rows.Scan(&c.Commune, &c.Robot, &c.Epoch, &c.Upto, &c.Top, &c.Lost,
			&n.below, &n.beyond, &n.high, &n.refused, &n.ratings, &n.visits, &n.ratingRows, &n.visitRows, &n.holes)
		c.Stored, c.Refused, c.Ratings, c.Visits = n.below+n.beyond, n.refused, n.ratings, n.visits
		c.Missing = max(c.Top, c.Upto) - c.Upto - min(n.beyond, max(c.Top, c.Upto)-c.Upto)
		bad := func(is bool, format string, args ...any) {
			if is {
				c.Problems = append(c.Problems, fmt.Sprintf(format, args...))
			}
		}
		bad(n.below+c.Lost != c.Upto, "receipted up to %d, but %d are stored and %d were given up", c.Upto, n.below, c.Lost)
		bad(n.holes != c.Lost, "%d were given up, but the holes that are known hold %d", c.Lost, n.holes)
		bad(n.high > c.Top, "event %d is stored, but %d is noted as the highest", n.high, c.Top)
		bad(n.ratings != n.ratingRows, "%d ratings came, %d are counted", n.ratings, n.ratingRows)
		bad(n.visits != n.visitRows, "%d visits came, %d are counted", n.visits, n.visitRows)
		below, beyond := beside(up[stream{c.Commune, c.Robot, c.Epoch}], c.Upto)
		c.Lost, c.Missing, c.GivenUp = c.Lost-min(below, c.Lost), c.Missing-min(beyond, c.Missing), below+beyond
		v.Streams = append(v.Streams, c)
		return err
	})
}

const closedOnly = "day <= (" + closedDay + ")"

// sums lays the roll-ups beside what they sum, day by day.
func (v *Verified) sums(ctx context.Context, t tx) error {
	for _, c := range []struct{ of, rollup, rows string }{
		{"ratings by hour", "rating_hours", "ratings"},
		{"ratings by day", "rating_days", "ratings WHERE " + closedOnly},
		{"ratings by wait", "rating_waits", "ratings WHERE source = 'ticket' AND wait_s IS NOT NULL AND " + closedOnly},
		{"ratings by the clock", "rating_clock", "ratings WHERE " + closedOnly},
		{"visits", "visit_hours", "visits"},
		{"visits by day", "visit_days", "visits WHERE " + closedOnly},
		{"waiting times", "visit_times WHERE what = 'wait'", "visits WHERE outcome = 'closed' AND wait_s IS NOT NULL"},
		{"service times", "visit_times WHERE what = 'serve'", "visits WHERE outcome = 'closed' AND serve_s IS NOT NULL"},
	} {
		if err := v.sum(ctx, t, c.of, counted{"day", "sum(number)", c.rollup}, counted{"day", "count(*)", c.rows}); err != nil {
			return err
		}
	}
	if err := v.spans(ctx, t); err != nil {
		return err
	}
	slices.Sort(v.Problems)
	return nil
}

// spans lays the sums of days, of parts of months and of months beside what
// they are made of, which sums has looked at.
func (v *Verified) spans(ctx context.Context, t tx) error {
	for _, r := range spanned() {
		for _, sum := range r.fact.sums() {
			for _, letters := range r.lengths() {
				shown := counted{"day", "sum(" + sum + ")", r.table}
				if r.spans {
					shown.when, shown.from = "span", r.table+" WHERE letters = "+strconv.Itoa(letters)
				}
				stored := counted{"substr(day, 1, " + strconv.Itoa(letters) + ")", "sum(" + sum + ")", r.from + " WHERE " + closedOnly}
				if err := v.sum(ctx, t, r.table+"."+sum, shown, stored); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// sum lays what is shown beside what is stored.
func (v *Verified) sum(ctx context.Context, t tx, of string, shown, stored counted) error {
	sums, err := shown.count(ctx, t)
	if err != nil {
		return err
	}
	rows, err := stored.count(ctx, t)
	if err != nil {
		return err
	}
	for day, n := range rows {
		if sums[day] != n {
			v.Problems = append(v.Problems, fmt.Sprintf("%s of %s: %d are shown, %d are stored", of, day, sums[day], n))
		}
		delete(sums, day)
	}
	for day, n := range sums {
		v.Problems = append(v.Problems, fmt.Sprintf("%s of %s: %d are shown, none is stored", of, day, n))
	}
	return nil
}

// counted is a count for each time.
type counted struct{ when, number, from string }

func (c counted) count(ctx context.Context, t tx) (map[string]int64, error) {
	rows, err := t.QueryContext(ctx, strings.Join([]string{
		"SELECT", c.when + ", CAST(" + c.number + " AS BIGINT) FROM", c.from, "GROUP BY", c.when,
	}, " "))
	if err != nil {
		return nil, err
	}
	all := make(map[string]int64)
	return all, walk(rows, func(rows *sql.Rows) error {
		var day string
		var n int64
		err := rows.Scan(&day, &n)
		all[day] = n
		return err
	})
}
