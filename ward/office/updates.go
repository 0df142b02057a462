package office

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// UpdateTrouble is new software that did not come to run on a robot.
type UpdateTrouble struct {
	Commune, Robot string
	Rev            int64  // of the update
	Wanted         string // version
	Why            string // rolled-back, stuck, refused, or failed with its reason
	Since          time.Time
}

const (
	// updateDue is how soon somebody is to look: the robot serves meanwhile.
	updateDue  = 4 * time.Hour
	updateMark = "/update:"
)

// RaiseUpdate raises an alert about an update, unless one about it is open.
func (s *Alerts) RaiseUpdate(ctx context.Context, t UpdateTrouble, now time.Time) error {
	users, err := s.Store.Users(ctx)
	if err != nil {
		return err
	}
	scope := t.Commune + updateMark + t.Robot
	a := Alert{
		ID: rand.Text(), Scope: scope + "#" + strconv.FormatInt(t.Rev, 10), Commune: t.Commune, Robot: t.Robot,
		Procedure: t.Wanted, Topic: t.Why, From: t.Since, Opened: now, Due: now.Add(updateDue), Owner: onlyLeader(users, t.Commune),
	}
	if _, err := s.Store.RaiseAlert(ctx, a, Program().did(now, "alert-raise", scope)); err != nil {
		return fmt.Errorf("cannot raise an alert of %s: %w", scope, err)
	}
	return nil
}

// IsUpdate says whether an alert is about a robot's software: Procedure is the
// version then, and Topic what became of it.
func (a Alert) IsUpdate() bool { return !a.IsCall() && strings.Contains(a.Scope, updateMark) }
