package office

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Unanswered is a visitor's call for a person that no door answered in time.
type Unanswered struct {
	Event            int64 // by which the robot said so
	Commune, Robot   string
	Called           time.Time
	Procedure, Topic string // what is asked; "" when that is not known
}

const (
	// callsBack is how old a call may be, by its arrival, to become an alert
	// when wardd was away meanwhile.
	callsBack = 7 * 24 * time.Hour
	// callsAtOnce bounds one look: what a flood leaves over is for the next.
	callsAtOnce = 200
)

// LookAtCalls raises an alert for each call that nobody answered and none is
// about yet, and says how many are new.
func (s *Alerts) LookAtCalls(ctx context.Context, r Rule, now time.Time) (raised int, err error) {
	calls, err := s.Store.Unanswered(ctx, now.Add(-callsBack), callsAtOnce)
	if err != nil || len(calls) == 0 {
		return 0, err
	}
	users, err := s.Store.Users(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range calls {
		scope := c.Commune + "/call:" + c.Robot
		a := Alert{
			ID: rand.Text(), Scope: scope + "#" + strconv.FormatInt(c.Event, 10), Commune: c.Commune, Robot: c.Robot,
			Event: c.Event, Procedure: c.Procedure, Topic: c.Topic, From: c.Called,
			Opened: now, Due: now.Add(time.Duration(r.CallDueMin) * time.Minute), Owner: onlyLeader(users, c.Commune),
		}
		isNew, err := s.Store.RaiseAlert(ctx, a, Program().did(now, "alert-raise", scope))
		if err != nil {
			return raised, fmt.Errorf("cannot raise an alert of %s: %w", scope, err)
		}
		if isNew {
			raised++
		}
	}
	return raised, nil
}

// Escalate notes of open alerts that their deadline has passed, each once, and
// says of how many: from then on they stand before all leaders.
func (s *Alerts) Escalate(ctx context.Context, now time.Time) (late int, err error) {
	ids, err := s.Store.OverdueAlerts(ctx, now, callsAtOnce)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		is := false
		err := s.Store.ChangeAlert(ctx, id, func(a *Alert) error {
			if is = a.Late(now) && a.Escalated.IsZero(); !is {
				return ErrClosed // somebody was quicker
			}
			a.Escalated = now
			return nil
		}, Program().did(now, "alert-late", id))
		if err != nil && is {
			return late, fmt.Errorf("cannot escalate alert %s: %w", id, err)
		}
		if is {
			late++
		}
	}
	return late, nil
}

// IsCall says whether an alert is about a call that nobody answered.
func (a Alert) IsCall() bool { return a.Event > 0 }

// MayTake says whether somebody may take an alert: who may work on it, and of a
// call that nobody has taken each officer of the commune.
func (a Alert) MayTake(u User) bool {
	return a.MayAct(u) || a.IsCall() && a.Open() && a.Acked.IsZero() && u.Role == Officer && u.SeesCommune(a.Commune)
}

// onlyLeader is the leader whose calls of a commune are when there is no other;
// with several it is who takes it.
func onlyLeader(users []User, commune string) (id string) {
	leads := func(u User) bool { return !u.Disabled && u.Leads() && u.SeesCommune(commune) }
	i := slices.IndexFunc(users, leads)
	if i < 0 || slices.ContainsFunc(users[i+1:], leads) {
		return ""
	}
	return users[i].ID
}
