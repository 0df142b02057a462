package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Filter says what is counted. What is empty or 0 leaves nothing out.
type Filter struct {
	From, To       string // days, both counted, 2006-01-02
	Commune, Robot string
	Service        string
	Door           int
}

// By is what figures are laid out by; several can be joined with |.
type By uint

// The parts of By.
const (
	ByDay By = 1 << iota
	ByHour
	ByRobot
	ByService
	ByDoor
)

// Key is what a figure belongs to. Only what was asked for with By is set.
type Key struct {
	Day            string // 2006-01-02
	Hour           int    // of the ward's day, 0 to 23
	Commune, Robot string
	Service        string // "" for a press of the panel
	Door           int    // 0 for a press of the panel
}

// RatingCount is how often a face was pressed.
type RatingCount struct {
	Key

	Count
}

// VisitCount is how many visits ended so.
type VisitCount struct {
	Key

	Priority bool
	Outcome  string // closed, no-show
	N        int
	Wait     time.Duration // sum over the N, from joining the line to the call
	Serve    time.Duration // sum over the N, from the call to the end
}

// CountRatings counts the faces pressed, in the order of the keys.
func (s *Store) CountRatings(ctx context.Context, f Filter, by By) ([]RatingCount, error) {
	table := "rating_days"
	switch {
	case by&ByHour == 0:
	case by&ByRobot != 0 || f.Robot != "":
		table = "rating_hours"
	default:
		table = "rating_clock"
	}
	var all []RatingCount
	err := s.figures(ctx, f, by, table, "source, face, burst, no_visit", "CAST(sum(number) AS BIGINT)",
		func(key *Key, scan func(...any) error) error {
			var c RatingCount
			err := scan(&c.Source, &c.Face, &c.Burst, &c.NoVisit, &c.N)
			c.Key = *key
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count ratings: %w", err)
	}
	return all, nil
}

// CountVisits counts the visits that ended, in the order of the keys.
func (s *Store) CountVisits(ctx context.Context, f Filter, by By) ([]VisitCount, error) {
	table := "visit_days"
	if by&ByHour != 0 {
		table = "visit_hours"
	}
	var all []VisitCount
	err := s.figures(ctx, f, by, table, "priority, outcome",
		"CAST(sum(number) AS BIGINT), CAST(sum(wait_s) AS BIGINT), CAST(sum(serve_s) AS BIGINT)",
		func(key *Key, scan func(...any) error) error {
			var c VisitCount
			var wait, serve int64
			err := scan(&c.Priority, &c.Outcome, &c.N, &wait, &serve)
			c.Key, c.Wait, c.Serve = *key, time.Duration(wait)*time.Second, time.Duration(serve)*time.Second
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count visits: %w", err)
	}
	return all, nil
}

// figures sums a roll-up. keys and sums are columns of ours, never of a request.
func (s *Store) figures(
	ctx context.Context, f Filter, by By, table, keys, sums string, row func(key *Key, scan func(...any) error) error,
) error {
	columns, _ := by.into(&Key{})
	names := strings.Join(append(columns, keys), ", ")
	where, args := f.where()
	query := strings.Join([]string{"SELECT", names, ",", sums, "FROM", table, where, "GROUP BY", names, "ORDER BY", names}, " ")
	if open := openPart(table); open != "" {
		// The days that are not closed are counted from what they will be closed from.
		query = strings.Join([]string{
			"SELECT", names, ",", sums, "FROM (SELECT * FROM", table, where, "UNION ALL SELECT * FROM (", open, ") AS open", where,
			") AS whole GROUP BY", names, "ORDER BY", names,
		}, " ")
		args = append(args, args...)
	}
	return s.each(ctx, func(rows *sql.Rows) error {
		var key Key
		_, into := by.into(&key)
		return row(&key, func(more ...any) error { return rows.Scan(append(into, more...)...) })
	}, query, args...)
}

// openPart is what a table of closed days lacks, in the order of its columns.
func openPart(table string) string {
	switch table {
	case "rating_days":
		return rolledDays().open()
	case "rating_clock":
		return rolledClock().open()
	case "visit_days":
		return rolledVisits().open()
	case "rating_waits":
		return openWaits()
	}
	return ""
}

// into gives the columns of what figures are laid out by, and where they go.
func (by By) into(k *Key) (columns []string, into []any) {
	for _, c := range []struct {
		by   By
		name string
		into any
	}{
		{ByDay, "day", &k.Day},
		{ByHour, "hour", &k.Hour},
		{ByRobot, "commune", &k.Commune},
		{ByRobot, "robot", &k.Robot},
		{ByService, "service", &k.Service},
		{ByDoor, "door", &k.Door},
	} {
		if by&c.by != 0 {
			columns, into = append(columns, c.name), append(into, c.into)
		}
	}
	return columns, into
}

// where is the condition of a filter.
func (f Filter) where() (text string, args []any) {
	conditions := []string{"1 = 1"}
	for _, c := range []struct {
		set  bool
		text string
		arg  any
	}{
		{f.From != "", "day >= ?", f.From},
		{f.To != "", "day <= ?", f.To},
		{f.Commune != "", "commune = ?", f.Commune},
		{f.Robot != "", "robot = ?", f.Robot},
		{f.Service != "", "service = ?", f.Service},
		{f.Door != 0, "door = ?", f.Door},
	} {
		if c.set {
			conditions, args = append(conditions, c.text), append(args, c.arg)
		}
	}
	return "WHERE " + strings.Join(conditions, " AND "), args
}
