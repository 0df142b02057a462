package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"tiepdan/ward/office"
)

// may is the condition under which somebody may work on an alert or a case, as
// office.Alert.MayAct says it of one.
func may(u office.User) (where string, args []any) {
	switch {
	case u.Leads() && u.Commune == "":
		return "1 = 1", nil
	case u.Leads():
		return "commune = ?", []any{u.Commune}
	case u.Role != office.Officer:
		return "1 = 0", nil
	case u.Commune == "":
		return "owner = ?", []any{u.ID}
	}
	return "(owner = ? AND (commune = '' OR commune = ?))", []any{u.ID, u.Commune}
}

// maySee is the condition under which somebody may see an alert, as
// office.Alert.MaySee says it of one.
func maySee(u office.User) (where string, args []any) {
	where, args = may(u)
	if u.Role != office.Officer {
		return where, args
	}
	free := "event > 0 AND closed_ms = 0 AND acked_ms = 0"
	if u.Commune != "" {
		free, args = free+" AND commune = ?", append(args, u.Commune)
	}
	where = "(" + where + " OR " + free + ")"
	if len(u.Doors) == 0 {
		return where, args
	}
	doors := make([]string, 0, len(u.Doors))
	for _, d := range u.Doors {
		doors = append(doors, strconv.Itoa(max(d, 1)))
	}
	hers := "door IN (" + strings.Join(doors, ",") + ")"
	if u.Commune != "" {
		hers, args = hers+" AND commune = ?", append(args, u.Commune)
	}
	return "(" + where + " OR " + hers + ")", args
}

// AlertsFor gives a part of the alerts that somebody may see.
func (s *Store) AlertsFor(ctx context.Context, l office.Listing) ([]office.Alert, error) {
	where, args := maySee(l.For)
	order := " AND closed_ms = 0 ORDER BY due_ms, number"
	if l.Over {
		order = " AND closed_ms > 0 ORDER BY opened_ms DESC, number DESC"
	}
	var all []office.Alert
	err := s.each(ctx, func(rows *sql.Rows) error {
		a, err := s.scanAlert(rows)
		all = append(all, a)
		return err
	}, `SELECT `+alertColumns+` FROM office_alerts WHERE `+where+order+` LIMIT ? OFFSET ?`, append(args, l.Limit, l.Skip)...)
	if err != nil {
		return nil, fmt.Errorf("cannot list alerts: %w", err)
	}
	return all, nil
}

// CountAlerts counts the open alerts that somebody may see.
func (s *Store) CountAlerts(ctx context.Context, u office.User) (int, error) {
	where, args := maySee(u)
	return s.countRows(ctx, "alerts", `SELECT count(*) FROM office_alerts WHERE closed_ms = 0 AND `+where, args...)
}

// CasesFor gives a part of the cases that somebody may work on.
func (s *Store) CasesFor(ctx context.Context, l office.Listing) ([]office.Case, error) {
	where, args := may(l.For)
	order := " AND status <> 'answered' ORDER BY due_ms, number"
	if l.Over {
		order = " AND status = 'answered' ORDER BY opened_ms DESC, number DESC"
	}
	return s.listCases(ctx, `WHERE `+where+order+` LIMIT ? OFFSET ?`, append(args, l.Limit, l.Skip)...)
}

// CountCases counts the open cases that somebody may work on.
func (s *Store) CountCases(ctx context.Context, u office.User) (int, error) {
	where, args := may(u)
	return s.countRows(ctx, "cases", `SELECT count(*) FROM office_cases WHERE status <> 'answered' AND `+where, args...)
}

func (s *Store) countRows(ctx context.Context, what, query string, args ...any) (n int, err error) {
	if err = s.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, query, args...); err != nil {
		return 0, fmt.Errorf("cannot count %s: %w", what, err)
	}
	return n, nil
}
