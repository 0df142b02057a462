package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fact is what is counted.
type fact int

const (
	ratingFacts fact = iota
	waitFacts        // ratings of visits beside how long was waited
	visitFacts
	timeFacts // how long closed visits waited and took
)

// sums are the columns that grow.
func (f fact) sums() []string {
	if f == visitFacts {
		return []string{"number", "wait_s", "serve_s"}
	}
	return []string{"number"}
}

// The first letters of a day name the time that it is in: all ten the day,
// nine its part of a month (days 1 to 9, 10 to 19, 20 to 29, and the rest),
// seven the month.
const (
	dayLetters   = len("2006-01-02")
	partLetters  = len("2006-01-0")
	monthLetters = len("2006-01")
)

// rolled is a table of closed days that sums a finer one.
type rolled struct {
	fact  fact
	table string
	from  string
	key   string // the columns that tell rows apart, but for the time
	spans bool   // its rows are of parts of months, and of months
}

func (r rolled) keys() []string { return strings.Split(r.key, ", ") }

// has says whether the table can be laid out by columns.
func (r rolled) has(columns []string) bool {
	keys := append(r.keys(), "day")
	return !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(keys, c) })
}

func rolledDays() rolled {
	return rolled{fact: ratingFacts, table: "rating_days", from: "rating_hours", key: "commune, robot, service, door, source, face, burst, no_visit"}
}

func rolledClock() rolled {
	return rolled{fact: ratingFacts, table: "rating_clock", from: "rating_hours", key: "hour, commune, service, door, source, face, burst, no_visit"}
}

func rolledWaits() rolled {
	return rolled{fact: waitFacts, table: "rating_waits", from: "(" + openWaits() + ") AS open", key: "commune, service, door, bin, face"}
}

func rolledVisits() rolled {
	return rolled{fact: visitFacts, table: "visit_days", from: "visit_hours", key: "commune, robot, service, door, priority, outcome"}
}

// Sums of whole days, for what is drawn day by day over a year.

func ratingTotals() rolled {
	return rolled{fact: ratingFacts, table: "rating_totals", from: "rating_days", key: "source, face, burst, no_visit"}
}

func visitTotals() rolled {
	return rolled{fact: visitFacts, table: "visit_totals", from: "visit_days", key: "priority, outcome"}
}

func timeTotals() rolled {
	return rolled{fact: timeFacts, table: "visit_time_totals", from: "visit_times", key: "what, bin"}
}

// visitClock is only there for its spans.
func visitClock() rolled {
	return rolled{fact: visitFacts, table: "visit_hours", key: "hour, commune, robot, service, door, priority, outcome"}
}

// visitTimes is filled by commits, for days that are not closed, too.
func visitTimes() rolled {
	return rolled{fact: timeFacts, table: "visit_times", key: "commune, service, door, what, bin"}
}

func daySpans() rolled  { return spansOf("rating_day_spans", rolledDays()) }
func waitSpans() rolled { return spansOf("rating_wait_spans", rolledWaits()) }
func timeSpans() rolled { return spansOf("visit_time_spans", visitTimes()) }

func clockSpans() rolled { return spansOf("rating_clock_spans", rolledClock()) }

func visitSpans() rolled { return spansOf("visit_day_spans", rolledVisits()) }

func visitClockSpans() rolled {
	r := spansOf("visit_clock_spans", visitClock())
	r.key = "hour, commune, service, door, priority, outcome"
	return r
}

func spansOf(table string, days rolled) rolled {
	return rolled{fact: days.fact, table: table, from: days.table, key: days.key, spans: true}
}

// spanned are the tables of spanTables, coarse ones after what they are made of.
func spanned() []rolled {
	return []rolled{
		ratingTotals(), visitTotals(), timeTotals(),
		daySpans(), clockSpans(), waitSpans(), visitSpans(), visitClockSpans(), timeSpans(),
	}
}

// allRolled are all tables of closed days.
func allRolled() []rolled {
	return append([]rolled{rolledDays(), rolledClock(), rolledWaits(), rolledVisits()}, spanned()...)
}

// lengths are the times that the rows are of.
func (r rolled) lengths() []int {
	if r.spans {
		return []int{partLetters, monthLetters}
	}
	return []int{dayLetters}
}

// names are the columns that tell rows apart.
func (r rolled) names() []string {
	if r.spans {
		return append([]string{"letters", "span"}, r.keys()...)
	}
	return append([]string{"day"}, r.keys()...)
}

// then adds to a row that is there.
func (r rolled) then() string {
	var adds []string
	for _, s := range r.fact.sums() {
		adds = append(adds, fmt.Sprintf("%[2]s = %[1]s.%[2]s + excluded.%[2]s", r.table, s))
	}
	return "ON CONFLICT (" + strings.Join(r.names(), ", ") + ") DO UPDATE SET " + strings.Join(adds, ", ")
}

// close sums the days above from, up to and with to.
func (r rolled) close(ctx context.Context, t tx, from, to string) error {
	columns := strings.Join(append(r.names(), r.fact.sums()...), ", ")
	for _, letters := range r.lengths() {
		when, group := "day", "day, "+r.key
		if r.spans {
			span := "substr(day, 1, " + strconv.Itoa(letters) + ")"
			when, group = strconv.Itoa(letters)+", "+span, span+", "+r.key
		}
		_, err := t.ExecContext(ctx, strings.Join([]string{
			"INSERT INTO", r.table, "(" + columns + ") SELECT", when + ", " + r.key + ",", summed(r.fact), "FROM", r.from,
			"WHERE day > ? AND day <= ? GROUP BY", group, r.then(),
		}, " "), from, to)
		if err != nil {
			return fmt.Errorf("table %s: %w", r.table, err)
		}
	}
	return nil
}

// summed are the sums of a group.
func summed(f fact) string {
	sums := f.sums()
	for i, s := range sums {
		sums[i] = "CAST(sum(" + s + ") AS BIGINT) AS " + s
	}
	return strings.Join(sums, ", ")
}

// late is what has come for closed days.
type late struct {
	cell cell
	sums []int64
}

// add adds what has come for days that are closed already.
func (r rolled) add(ctx context.Context, t tx, all []late) error {
	names := r.names()
	rows := &sheet{table: r.table, then: r.then()}
	for _, name := range append(names, r.fact.sums()...) {
		rows.columns = append(rows.columns, column{name, kindOfKey(name)})
	}
	sums := make(map[string][]int64)
	var order [][]any
	for _, letters := range r.lengths() {
		for _, l := range all {
			key := []any{l.cell.date()[:letters]}
			if r.spans {
				key = []any{int64(letters), l.cell.date()[:letters]}
			}
			for _, k := range r.keys() {
				key = append(key, l.cell.value(k))
			}
			name := fmt.Sprintf("%q", key)
			if sums[name] == nil {
				sums[name] = make([]int64, len(l.sums))
				order = append(order, key)
			}
			for i, n := range l.sums {
				sums[name][i] += n
			}
		}
	}
	for _, key := range order {
		rows.add(key...)
		for _, n := range sums[fmt.Sprintf("%q", key)] {
			rows.add(n)
		}
	}
	_, err := rows.insert(ctx, t)
	return err
}

func kindOfKey(name string) kind {
	switch name {
	case "letters", "hour", "door", "burst", "no_visit", "priority", "bin", "number", "wait_s", "serve_s":
		return whole
	}
	return text
}
