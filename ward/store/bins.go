package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Times are counted in bins that are exact for the limits that a ward sets
// itself, minutes up to 8 hours: every half minute up to 10 minutes, every minute
// up to 8 hours, every hour up to a day, and one for all above. A bin holds its
// upper end, so "within 15 minutes" takes 15:00.
type span struct{ step, upto int } // seconds

func spans() []span { return []span{{30, 600}, {60, 8 * 3600}, {3600, 24 * 3600}} }

// binOf is the bin of a time in seconds.
func binOf(s int) int {
	bin, from := 0, 0
	for _, p := range spans() {
		if s <= p.upto {
			return bin + max(0, (s-from-1)/p.step)
		}
		bin += (p.upto - from) / p.step
		from = p.upto
	}
	return bin
}

// binSQL is binOf in the database.
func binSQL(column string) string {
	var text strings.Builder
	bin, from := 0, 0
	for _, p := range spans() {
		fmt.Fprintf(&text, " WHEN %[1]s <= %[2]d THEN %[3]d + (CASE WHEN %[1]s > %[4]d THEN (%[1]s - %[4]d - 1) / %[5]d ELSE 0 END)",
			column, p.upto, bin, from, p.step)
		bin += (p.upto - from) / p.step
		from = p.upto
	}
	return fmt.Sprintf("CASE%s ELSE %d END", text.String(), bin)
}

// binEnds is what a bin holds: above from, up to and with to. The last one has
// no end, to is 0 then.
func binEnds(bin int) (from, to time.Duration) {
	low := 0
	for _, p := range spans() {
		if n := (p.upto - low) / p.step; bin >= n {
			bin, low = bin-n, p.upto
			continue
		}
		low += bin * p.step
		return time.Duration(low) * time.Second, time.Duration(low+p.step) * time.Second
	}
	return time.Duration(low) * time.Second, 0
}

// waitEnds are the ends in seconds of the bins of waits that ratings are laid
// beside; the last bin has none.
func waitEnds() []int { return []int{300, 600, 900, 1200, 1800, 2700, 3600, 5400} }

func waitBinOf(s int) int {
	ends := waitEnds()
	for bin, end := range ends {
		if s <= end {
			return bin
		}
	}
	return len(ends)
}

// fillMinutes counts the times of visits anew, in the bins of binOf: older
// programs had wider ones above an hour.
func fillMinutes(ctx context.Context, _ *Store, t tx) error {
	for _, table := range []string{"visit_times", "visit_time_totals", "visit_time_spans"} {
		if _, err := t.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	for _, what := range []string{"wait", "serve"} {
		column := "v." + what + "_s"
		_, err := t.ExecContext(ctx, strings.Join([]string{
			"INSERT INTO visit_times (day, commune, service, door, what, bin, number)",
			"SELECT v.day, e.commune, v.service, v.door, '" + what + "',", binSQL(column), ", count(*)",
			"FROM visits v JOIN events e ON e.n = v.n WHERE v.outcome = 'closed' AND", column, "IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6",
		}, " "))
		if err != nil {
			return err
		}
	}
	return fillRolled(ctx, t, timeTotals(), timeSpans())
}
