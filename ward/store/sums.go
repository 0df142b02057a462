package store

import (
	"context"
	"database/sql"
	"strings"
)

// origin is where figures can be taken from.
type origin struct {
	days  rolled
	open  string // rows of the days that are not closed; "" when days has those, too
	spans rolled // of days; none when its table is ""
}

// originsOf are the origins of a fact, those with the fewest rows first.
func originsOf(f fact) []origin {
	switch f {
	case ratingFacts:
		return []origin{
			{days: ratingTotals(), open: "rating_hours"},
			{days: rolledDays(), open: "rating_hours", spans: daySpans()},
			{days: rolledClock(), open: "rating_hours", spans: clockSpans()},
			{days: rolled{table: "rating_hours", key: "hour, " + rolledDays().key}},
		}
	case visitFacts:
		return []origin{
			{days: visitTotals(), open: "visit_hours"},
			{days: rolledVisits(), open: "visit_hours", spans: visitSpans()},
			{days: visitClock(), spans: visitClockSpans()},
			{days: visitClock()},
		}
	case waitFacts:
		return []origin{{days: rolledWaits(), open: "(" + openWaits() + ") AS open", spans: waitSpans()}}
	default:
		return []origin{{days: timeTotals(), open: "visit_times"}, {days: visitTimes(), spans: timeSpans()}}
	}
}

// can says whether an origin has what figures are laid out and filtered by.
func (o origin) can(needs []string, byDay bool) bool {
	if o.spans.table != "" && !byDay {
		return o.spans.has(needs)
	}
	return o.days.has(needs)
}

// summing is a statement that is being written.
type summing struct {
	names, sums string
	places      []wanted
	parts       []string
	args        []any
}

// part adds the rows of a table under a condition, summed up.
func (q *summing) part(table, condition string, args ...any) {
	conditions := []string{condition}
	q.args = append(q.args, args...)
	for _, p := range q.places {
		conditions = append(conditions, p.column+" = ?")
		q.args = append(q.args, p.value)
	}
	q.parts = append(q.parts, strings.Join([]string{
		"SELECT", q.names + ",", q.sums, "FROM", table, "WHERE", strings.Join(conditions, " AND "), "GROUP BY", q.names,
	}, " "))
}

// days adds the rows of closed days from and to, "" for no end. more is what
// else they must be.
func (q *summing) days(table, more, from, to string) {
	condition, args := "1 = 1"+more, []any(nil)
	if from != "" {
		condition, args = condition+" AND day >= ?", append(args, from)
	}
	if to != "" {
		condition, args = condition+" AND day <= ?", append(args, to)
	}
	q.part(table, condition, args...)
}

// open adds the rows of days that are not closed.
func (q *summing) open(table, from, to string) {
	condition, args := "day > ("+closedDay+")", []any(nil)
	if from != "" {
		condition, args = condition+" AND "+unindexedDay+" >= ?", append(args, from)
	}
	if to != "" {
		condition, args = condition+" AND day <= ?", append(args, to)
	}
	q.part(table, condition, args...)
}

// unindexedDay is the day in a condition that no index is asked about: SQLite
// takes one bound of several, and the other is nearer.
const unindexedDay = "day || ''"

// figures sums up a fact. keys are columns of ours, never of a request.
func (s *Store) figures(
	ctx context.Context, f Filter, by By, of fact, keys string, row func(key *Key, scan func(...any) error) error,
) error {
	return s.figuresAs(ctx, f, by, of, keys, summed(of), row)
}

// figuresAs is figures with other words for the sums. By day they can be any that
// make one value of rows; else sums of sums.
func (s *Store) figuresAs(
	ctx context.Context, f Filter, by By, of fact, keys, sums string, row func(key *Key, scan func(...any) error) error,
) error {
	columns, _ := by.into(&Key{})
	q := summing{names: strings.Join(append(columns, keys), ", "), sums: sums, places: f.places()}
	for _, from := range originsOf(of) {
		if from.can(f.needs(by), by&ByDay != 0) {
			q.add(from, f, by&ByDay != 0)
			break
		}
	}
	query := q.parts[0] + " ORDER BY " + q.names
	if len(q.parts) > 1 && by&ByDay != 0 {
		// No day is in two parts.
		query = strings.Join(q.parts, " UNION ALL ") + " ORDER BY " + q.names
	} else if len(q.parts) > 1 {
		query = strings.Join([]string{
			"SELECT", q.names + ",", q.sums, "FROM (" + strings.Join(q.parts, " UNION ALL ") + ") AS whole GROUP BY", q.names, "ORDER BY", q.names,
		}, " ")
	}
	return s.each(ctx, func(rows *sql.Rows) error {
		var key Key
		_, into := by.into(&key)
		return row(&key, func(more ...any) error { return rows.Scan(append(into, more...)...) })
	}, query, q.args...)
}

// add adds what a filter wants of an origin.
func (q *summing) add(from origin, f Filter, byDay bool) {
	spans := from.spans.table != "" && !byDay
	if !spans && from.open == "" {
		q.days(from.days.table, "", f.From, f.To)
		return
	}
	open, closed := from.open, ""
	if open == "" {
		open, closed = from.days.table, " AND "+unindexedDay+" <= ("+closedDay+")"
	}
	if spans {
		for _, x := range cover(f.From, f.To) {
			if x.letters == dayLetters {
				q.days(from.days.table, closed, x.first, x.last)
			} else {
				q.span(from.spans.table, x)
			}
		}
	} else {
		q.days(from.days.table, closed, f.From, f.To)
	}
	// The days that are not closed are counted from what they will be closed from.
	q.open(open, f.From, f.To)
}

func (q *summing) span(table string, x stretch) {
	condition, args := "letters = ?", []any{x.letters}
	if x.first != "" {
		condition, args = condition+" AND span >= ?", append(args, x.first)
	}
	if x.last != "" {
		condition, args = condition+" AND span <= ?", append(args, x.last)
	}
	q.part(table, condition, args...)
}
