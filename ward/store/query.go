package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Count is how often a face was pressed.
type Count struct {
	Source  string // ticket, panel
	Face    string
	Burst   bool
	NoVisit bool // of the panel: no visit had ended shortly before
	N       int
}

// Day is what one day has brought.
type Day struct {
	Day      string
	Ratings  []Count
	Closed   int // visits
	NoShow   int
	Reasons  []Reason // the most frequent first
	Reasoned int      // ratings that a reason was given to
	Help     Help
}

// Reason is how often a reason was given.
type Reason struct {
	Reason string
	N      int
}

// Help is what became of the calls for a person.
type Help struct {
	Called   int
	Raised   int           // nobody answered in time: leaders were told
	Answered int           // by a door, whatever came after
	Nobody   int           // ended by themselves, and no door had answered
	Dropped  int           // by the visitor, and no door had answered
	Median   time.Duration // from the call to the answer, of those answered
}

// Rating is one rating as the page shows it.
type Rating struct {
	N           int64     // order of arrival
	Day         string    // the ward's, 2006-01-02
	At          time.Time // the robot's time if its clock was synchronised, else when it was received
	Commune     string
	Robot       string
	Face        string
	Source      string
	Service     string // "" and Door 0 for a press of the panel
	Door        int
	Lang        string         // vi, en; "" for a press of the panel
	Wait, Serve *time.Duration // nil when they are not known
	Burst       bool
	NoVisit     bool
}

// Stream is how complete the events of one outbox are.
type Stream struct {
	Commune, Robot, Epoch string
	Upto, Top             uint64
	Missing               uint64 // between Upto and Top, expected but not there yet
	Lost                  uint64 // no longer kept by the robot when they were asked for
	GivenUp               uint64 // by somebody, see GiveUp; not among Missing and Lost
	Seen                  time.Time
}

// Today counts the day of the ward that is at.
func (s *Store) Today(ctx context.Context, at time.Time) (Day, error) {
	d := Day{Day: s.Day(at)}
	counts, err := s.CountRatings(ctx, Filter{From: d.Day, To: d.Day}, 0)
	if err != nil {
		return Day{}, err
	}
	for _, c := range counts {
		d.Ratings = append(d.Ratings, c.Count)
	}
	visits, err := s.CountVisits(ctx, Filter{From: d.Day, To: d.Day}, 0)
	if err != nil {
		return Day{}, err
	}
	for _, v := range visits {
		if v.Outcome == "closed" {
			d.Closed += v.N
		} else {
			d.NoShow += v.N
		}
	}
	if d.Reasons, d.Reasoned, err = s.reasons(ctx, d.Day); err != nil {
		return Day{}, fmt.Errorf("cannot count reasons of %s: %w", d.Day, err)
	}
	if d.Help, err = s.helpOf(ctx, d.Day, d.Day); err != nil {
		return Day{}, fmt.Errorf("cannot count calls for help of %s: %w", d.Day, err)
	}
	return d, nil
}

func (s *Store) reasons(ctx context.Context, day string) (all []Reason, ratings int, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		var r Reason
		err := rows.Scan(&r.Reason, &r.N)
		all = append(all, r)
		return err
	}, `SELECT reason, count(*) FROM reasons WHERE day = ? GROUP BY reason ORDER BY count(*) DESC, reason`, day)
	if err != nil {
		return nil, 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(DISTINCT n) FROM reasons WHERE day = ?`, day).Scan(&ratings)
	return all, ratings, err
}

// Latest gives the ratings that came last, newest first, in order of arrival.
func (s *Store) Latest(ctx context.Context, limit int) ([]Rating, error) {
	var all []Rating
	err := s.each(ctx, func(rows *sql.Rows) error {
		r, err := s.scanRating(rows)
		all = append(all, r)
		return err
	}, ratingColumns+` ORDER BY r.n DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot list ratings: %w", err)
	}
	return all, nil
}

// Streams gives every outbox that the ward has heard of, the one heard last first.
func (s *Store) Streams(ctx context.Context) ([]Stream, error) {
	var all []Stream
	up, err := allGiven(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("cannot list outboxes: %w", err)
	}
	err = s.each(ctx, func(rows *sql.Rows) error {
		var x Stream
		var there uint64
		var seen int64
		if err := rows.Scan(&x.Commune, &x.Robot, &x.Epoch, &x.Upto, &x.Top, &x.Lost, &seen, &there); err != nil {
			return err
		}
		below, beyond := beside(up[stream{x.Commune, x.Robot, x.Epoch}], x.Upto)
		x.Missing, x.Lost, x.GivenUp = x.Top-x.Upto-there-beyond, x.Lost-below, below+beyond
		x.Seen = time.UnixMilli(seen).In(s.location)
		all = append(all, x)
		return nil
	}, `SELECT commune, robot, epoch, upto, top, lost, seen_ms,
		(SELECT count(*) FROM events e WHERE e.commune = s.commune AND e.robot = s.robot AND e.epoch = s.epoch AND e.seq > s.upto)
		FROM streams s ORDER BY seen_ms DESC`)
	if err != nil {
		return nil, fmt.Errorf("cannot list outboxes: %w", err)
	}
	return all, nil
}

// Quarantined counts the messages that were kept aside.
func (s *Store) Quarantined(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM quarantine`).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count messages kept aside: %w", err)
	}
	return n, nil
}
