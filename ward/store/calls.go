package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"tiepdan/report/schema"
)

// Call is a visitor's call for a person, and what became of it.
type Call struct {
	Commune, Robot string
	Day            string    // the ward's, 2006-01-02
	At             time.Time // as far as the robot's clock can be trusted
	Asked          schema.Help
	Raise          int64  // event by which the robot told leaders that nobody answers; 0 for none
	Outcome        string // helped, dropped, nobody; "" while it is open, or its end never came
	Door           int    // that answered, 0 for none
	Answer         *time.Duration
	Took           *time.Duration // to its end
}

// Calls gives the calls of the days from one to another, of a commune or of all
// with "", the newest first.
func (s *Store) Calls(ctx context.Context, from, to, commune string) ([]Call, error) {
	var all []Call
	var last callRow
	ends := after(to) // who called before midnight is answered after it
	err := s.each(ctx, func(rows *sql.Rows) error {
		r, err := s.scanCall(rows)
		if err != nil {
			return err
		}
		switch follows := len(all) > 0 && last.stream == r.stream; {
		case r.kind == string(schema.KindHelp):
			if r.call.Day <= to {
				all, last = append(all, r.call), r
			} else {
				last = callRow{}
			}
		case !follows:
		case r.kind == string(schema.KindHelpRaise):
			all[len(all)-1].Raise = r.n
		default:
			c := &all[len(all)-1]
			c.Outcome, c.Door, c.Answer, c.Took = r.call.Outcome, r.call.Door, r.call.Answer, r.call.Took
			last = callRow{}
		}
		return nil
	}, `SELECT e.n, e.commune, e.robot, e.epoch, e.kind, e.day, e.ts, e.clock, e.received_ms, e.payload, d.outcome, d.door, d.answer_s, d.took_s
		FROM (
			SELECT n FROM helps WHERE day >= ? AND day <= ?
			UNION ALL SELECT n FROM help_raises WHERE day >= ? AND day <= ?
			UNION ALL SELECT n FROM help_ends WHERE day >= ? AND day <= ?
		) AS steps JOIN events e ON e.n = steps.n LEFT JOIN help_ends d ON d.n = e.n
		WHERE (? = '' OR e.commune = ?) ORDER BY e.commune, e.robot, e.epoch, e.seq`,
		from, ends, from, ends, from, ends, commune, commune)
	if err != nil {
		return nil, fmt.Errorf("cannot list calls for a person: %w", err)
	}
	slices.SortStableFunc(all, func(a, b Call) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Robot, b.Robot)) })
	return all, nil
}

// callRow is one event of a call.
type callRow struct {
	stream stream
	n      int64
	kind   string
	call   Call
}

func (s *Store) scanCall(rows *sql.Rows) (r callRow, err error) {
	var ts, clock string
	var received int64
	var payload []byte
	var outcome sql.Null[string]
	var door, answer, took sql.Null[int64]
	c := &r.call
	err = rows.Scan(&r.n, &c.Commune, &c.Robot, &r.stream.epoch, &r.kind, &c.Day, &ts, &clock, &received, &payload, &outcome, &door, &answer, &took)
	if err != nil {
		return r, err
	}
	r.stream.commune, r.stream.robot = c.Commune, c.Robot
	c.At, c.Outcome, c.Door, c.Answer, c.Took = s.moment(ts, clock, received), outcome.V, int(door.V), lasted(answer), lasted(took)
	if r.kind == string(schema.KindHelp) {
		if e, err := schema.DecodeEvent(schema.KindHelp, payload); err == nil { // else what was asked is not known
			c.Asked, _ = e.Body.(schema.Help)
		}
	}
	return r, nil
}

func lasted(s sql.Null[int64]) *time.Duration {
	if !s.Valid {
		return nil
	}
	return new(time.Duration(s.V) * time.Second)
}

// after is the day after one.
func after(day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return d.AddDate(0, 0, 1).Format(time.DateOnly)
}

// Helps sums up the calls of the days from one to another, of a commune or of
// all with "".
func (s *Store) Helps(ctx context.Context, from, to, commune string) (h Help, err error) {
	if commune == "" {
		h, err = s.helpOf(ctx, from, to)
	} else {
		h, err = s.helpIn(ctx, from, to, commune)
	}
	if err != nil {
		return Help{}, fmt.Errorf("cannot count calls for a person: %w", err)
	}
	return h, nil
}

// placedHalf is the middle one of the answered calls of a part, or the two around it.
const placedHalf = `(SELECT avg(answer_s) FROM (
			SELECT answer_s, row_number() OVER (ORDER BY answer_s) AS place, count(*) OVER () AS number
			FROM ends WHERE answer_s IS NOT NULL
		) AS placed WHERE place IN ((number + 1) / 2, (number + 2) / 2))`

const helpCounts = `count(answer_s),
		count(*) FILTER (WHERE outcome = 'nobody' AND answer_s IS NULL),
		count(*) FILTER (WHERE outcome = 'dropped' AND answer_s IS NULL), ` + placedHalf + ` FROM ends`

func (s *Store) helpOf(ctx context.Context, from, to string) (Help, error) {
	return s.scanHelp(ctx, `WITH ends AS (SELECT outcome, answer_s FROM help_ends WHERE day >= ? AND day <= ?) SELECT
		(SELECT count(*) FROM helps WHERE day >= ? AND day <= ?), (SELECT count(*) FROM help_raises WHERE day >= ? AND day <= ?), `+helpCounts,
		from, to, from, to, from, to)
}

func (s *Store) helpIn(ctx context.Context, from, to, commune string) (Help, error) {
	return s.scanHelp(ctx, `WITH ends AS (
			SELECT h.outcome AS outcome, h.answer_s AS answer_s FROM help_ends h JOIN events e ON e.n = h.n
			WHERE h.day >= ? AND h.day <= ? AND e.commune = ?
		) SELECT
		(SELECT count(*) FROM helps h JOIN events e ON e.n = h.n WHERE h.day >= ? AND h.day <= ? AND e.commune = ?),
		(SELECT count(*) FROM help_raises h JOIN events e ON e.n = h.n WHERE h.day >= ? AND h.day <= ? AND e.commune = ?), `+helpCounts,
		from, to, commune, from, to, commune, from, to, commune)
}

func (s *Store) scanHelp(ctx context.Context, query string, args ...any) (h Help, err error) {
	var median sql.Null[float64]
	err = s.read.QueryRowContext(ctx, query, args...).Scan(&h.Called, &h.Raised, &h.Answered, &h.Nobody, &h.Dropped, &median)
	h.Median = time.Duration(median.V * float64(time.Second))
	return h, err
}
