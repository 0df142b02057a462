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
	upto, err := closed(ctx, t)
	if err != nil {
		return "", err
	}
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return "", err
	}
	last := day.AddDate(0, 0, -1).Format(time.DateOnly)
	if last <= upto {
		return upto, nil
	}
	const key = "day, commune, robot, service, door, source, face, burst, no_visit"
	if _, err := t.ExecContext(ctx, "INSERT INTO rating_days ("+key+", number) SELECT "+key+
		", CAST(sum(number) AS BIGINT) FROM rating_hours WHERE day > ? AND day <= ? GROUP BY "+key, upto, last); err != nil {
		return "", err
	}
	if _, err := t.ExecContext(ctx, "INSERT INTO rating_waits (day, commune, service, door, bin, face, number) "+
		"SELECT day, commune, service, door, bin, face, number FROM ("+openWaits()+") AS open WHERE day <= ?", last); err != nil {
		return "", err
	}
	_, err = t.ExecContext(ctx, "INSERT INTO closed_days VALUES (1, ?) ON CONFLICT (n) DO UPDATE SET upto = excluded.upto", last)
	return last, err
}

// openDays is rating_days for the days that are not closed.
const openDays = `SELECT day, commune, robot, service, door, source, face, burst, no_visit, number
	FROM rating_hours WHERE day > (` + closedDay + ")"

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
	_, err := closeDays(ctx, t, last)
	return err
}
