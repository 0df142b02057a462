package store

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// closedDay is that of closed, ” for none.
const closedDay = "SELECT coalesce(max(upto), '') FROM closed_days"

// closed is the last day whose sums by day and by wait are kept. What comes for
// it later, or for a day before, is added to them.
func closed(ctx context.Context, t tx) (day string, err error) {
	return day, t.QueryRowContext(ctx, closedDay).Scan(&day)
}

// closeDays sums up the days before today that are not closed yet, and gives
// the last day that is closed. A clock that was set back closes nothing.
func closeDays(ctx context.Context, t tx, today string) (string, error) {
	return closeTables(ctx, t, today, allRolled()...)
}

func closeTables(ctx context.Context, t tx, today string, tables ...rolled) (string, error) {
	upto, err := closed(ctx, t)
	if err != nil {
		return "", err
	}
	last, err := dayBefore(today)
	if err != nil {
		return "", err
	}
	if last <= upto {
		return upto, nil
	}
	for _, r := range tables {
		if err := r.close(ctx, t, upto, last); err != nil {
			return "", err
		}
	}
	_, err = t.ExecContext(ctx, "INSERT INTO closed_days VALUES (1, ?) ON CONFLICT (n) DO UPDATE SET upto = excluded.upto", last)
	return last, err
}

func dayBefore(today string) (string, error) {
	day, err := time.Parse(time.DateOnly, today)
	return day.AddDate(0, 0, -1).Format(time.DateOnly), err
}

// openWaits is rating_waits for the days that are not closed.
func openWaits() string {
	return strings.Join([]string{
		"SELECT r.day AS day, e.commune AS commune, r.service AS service, r.door AS door,", waitBinSQL("r.wait_s"), `AS bin,
		r.face AS face, count(*) AS number
		FROM ratings r JOIN events e ON e.n = r.n
		WHERE r.day > (`, closedDay, `) AND r.source = 'ticket' AND r.wait_s IS NOT NULL
		GROUP BY 1, 2, 3, 4, 5, 6`,
	}, " ")
}

// waitBinSQL is waitBinOf in the database.
func waitBinSQL(column string) string {
	var b strings.Builder
	b.WriteString("CASE")
	ends := waitEnds()
	for bin, end := range ends {
		b.WriteString(" WHEN " + column + " <= " + strconv.Itoa(end) + " THEN " + strconv.Itoa(bin))
	}
	b.WriteString(" ELSE " + strconv.Itoa(len(ends)) + " END")
	return b.String()
}

// fillClosed closes all days that the database has but the last.
func fillClosed(ctx context.Context, _ *Store, t tx) error {
	var last string
	if err := t.QueryRowContext(ctx, "SELECT coalesce(max(day), '') FROM rating_hours").Scan(&last); err != nil || last == "" {
		return err
	}
	_, err := closeTables(ctx, t, last, rolledDays(), rolledWaits()) // the others are of later versions
	return err
}

// fillMonths sums up what was closed before there were these sums.
func fillMonths(ctx context.Context, _ *Store, t tx) error {
	return fillRolled(ctx, t, rolledClock(), rolledVisits())
}

// fillSpans does for the tables of spanTables.
func fillSpans(ctx context.Context, _ *Store, t tx) error { return fillRolled(ctx, t, spanned()...) }

func fillRolled(ctx context.Context, t tx, tables ...rolled) error {
	upto, err := closed(ctx, t)
	if err != nil {
		return err
	}
	for _, r := range tables {
		if err := r.close(ctx, t, "", upto); err != nil {
			return err
		}
	}
	return nil
}
