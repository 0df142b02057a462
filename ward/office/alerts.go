package office

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Alert says that the ratings of a place were low, or that nobody answered a
// visitor's call, and who does what about it until when.
type Alert struct {
	ID      string
	Number  int    // that people call it by
	Scope   string // cua-nam/door:3, cua-nam/panel:kb-01 or cua-nam/call:kb-01#70; one alert of a scope is open at a time
	Commune string // "" when it is not known
	Door    int    // 0 for the panel, and for a call
	Robot   string
	Bad, N  int       // dissatisfied ratings and all, in the window; 0 of a call
	From    time.Time // the first of them, or the call
	Opened  time.Time
	Owner   string // user ID, "" for nobody yet
	Due     time.Time
	Acked   time.Time // zero until somebody took note
	AckedBy string    // user ID
	Closed  time.Time // zero while open
	Notes   []Note    // when one alert is asked for

	Event            int64     // by which a robot said that nobody answers the call; 0 of low ratings
	Procedure, Topic string    // what is asked there; "" when that is not known
	Escalated        time.Time // when its deadline was found passed; zero again with a new one
}

// Open says whether something is still to be done.
func (a Alert) Open() bool { return a.Closed.IsZero() }

// Late says whether an open alert is past its deadline.
func (a Alert) Late(now time.Time) bool { return a.Open() && now.After(a.Due) }

// Note is what somebody wrote to an alert or a case.
type Note struct {
	At   time.Time
	User string // title or name at the time
	Text string
}

const mostNote = 2000 // characters

// AlertStore keeps alerts.
type AlertStore interface {
	// FirstPress is the number of arrival below which no rating is of the day
	// of a moment, or of a later one.
	FirstPress(ctx context.Context, since time.Time) (after int64, err error)
	// Presses looks at the next ratings that came after one, limit at most:
	// of visits, and of panels without those of doubt. last is the number of
	// the last one looked at, after when there was none.
	Presses(ctx context.Context, after int64, limit int) (all []Press, last int64, err error)
	// ClosedSince gives for each scope when its last alert was closed.
	ClosedSince(ctx context.Context, since time.Time) (map[string]time.Time, error)
	// Unanswered gives the calls without an alert that came since a moment.
	Unanswered(ctx context.Context, since time.Time, limit int) ([]Unanswered, error)
	// OverdueAlerts gives those to escalate.
	OverdueAlerts(ctx context.Context, now time.Time, limit int) (ids []string, err error)
	// RaiseAlert keeps an alert with the next number, unless one of its scope
	// is open: then that one takes the greater figures. A call has one alert.
	RaiseAlert(ctx context.Context, a Alert, e Entry) (raised bool, err error)
	Alert(ctx context.Context, id string) (Alert, bool, error)
	// Alerts gives the open ones, or all of them, the newest first.
	Alerts(ctx context.Context, open bool, limit int) ([]Alert, error)
	// AlertsFor gives those that somebody may see, see MaySee.
	AlertsFor(ctx context.Context, l Listing) ([]Alert, error)
	// CountAlerts counts the open ones that somebody may see.
	CountAlerts(ctx context.Context, u User) (int, error)
	// ChangeAlert lets f change an alert, and keeps it with its new notes
	// unless f fails. It gives ErrNone when there is none.
	ChangeAlert(ctx context.Context, id string, f func(*Alert) error, e Entry) error
	Users(ctx context.Context) ([]User, error)
}

// Alerts watches over low ratings.
type Alerts struct {
	Store AlertStore

	mu     sync.Mutex
	begun  bool
	last   int64 // rating that was looked at last
	window Window
}

// page is how many ratings are read at once, pages how often in one look:
// what a flood leaves over is for the next one.
const (
	page  = 2000
	pages = 20
)

// read counts what came since the last look.
func (s *Alerts) read(ctx context.Context, now time.Time) error {
	if !s.begun {
		after, err := s.Store.FirstPress(ctx, now.Add(-most))
		if err != nil {
			return err
		}
		s.last, s.begun = after, true
	}
	for range pages {
		presses, last, err := s.Store.Presses(ctx, s.last, page)
		if err != nil {
			return err
		}
		if last == s.last {
			break
		}
		s.last = last
		for _, p := range presses {
			s.window.Add(p, now)
		}
	}
	s.window.forget(now)
	return nil
}

// Look raises the alerts that a rule finds now, and says how many are new.
func (s *Alerts) Look(ctx context.Context, r Rule, now time.Time) (raised int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(ctx, now); err != nil {
		return 0, err
	}
	closed, err := s.Store.ClosedSince(ctx, now.Add(-most))
	if err != nil {
		return 0, err
	}
	found := r.Find(&s.window, closed, now)
	if len(found) == 0 {
		return 0, nil
	}
	users, err := s.Store.Users(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range found {
		a := Alert{
			ID: rand.Text(), Scope: f.Scope, Commune: f.Commune, Door: f.Door, Robot: f.Robot, Bad: f.Bad, N: f.N, From: f.From,
			Opened: now, Due: now.Add(time.Duration(r.DueMin) * time.Minute), Owner: onlyOfficer(users, f.Commune, func(u User) bool { return slices.Contains(u.Doors, f.Door) }),
		}
		isNew, err := s.Store.RaiseAlert(ctx, a, Program().did(now, "alert-raise", f.Scope))
		if err != nil {
			return raised, fmt.Errorf("cannot raise an alert of %s: %w", f.Scope, err)
		}
		if isNew {
			raised++
		}
	}
	return raised, nil
}

// MayAct says whether somebody may work on an alert.
func (a Alert) MayAct(u User) bool { return mayAct(u, a.Commune, a.Owner) }

// MaySee says whether somebody may see an alert.
func (a Alert) MaySee(u User) bool {
	return a.MayTake(u) || a.Door > 0 && u.SeesCommune(a.Commune) && u.SeesDoor(a.Door)
}

// Acknowledge takes note of an alert; of a call, who does owns it. Taking note
// twice changes nothing.
func (s *Alerts) Acknowledge(ctx context.Context, by Actor, id string, at time.Time) error {
	return s.changeIf(ctx, Alert.MayTake, by, id, "alert-ack", at, func(a *Alert) error {
		if a.Acked.IsZero() {
			acknowledged(a, by, at)
			if a.IsCall() {
				a.Owner = by.User.ID
			}
		}
		return nil
	})
}

func acknowledged(a *Alert, by Actor, at time.Time) { a.Acked, a.AckedBy = at, by.User.ID }

// Assign gives an alert an owner and a deadline; that is for leaders. A call that
// was given to somebody is nobody else's to take.
func (s *Alerts) Assign(ctx context.Context, by Actor, id, owner string, due, at time.Time) error {
	if !by.User.Leads() {
		return ErrRights
	}
	users, err := s.Store.Users(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "alert-assign", at, func(a *Alert) error {
		if !canOwn(users, owner, a.Commune) {
			return ErrNone
		}
		a.Owner = owner
		if a.IsCall() && a.Acked.IsZero() {
			acknowledged(a, by, at)
		}
		if !due.IsZero() {
			a.Due = due
			if due.After(at) {
				a.Escalated = time.Time{}
			}
		}
		return nil
	})
}

// Write adds a note to an alert.
func (s *Alerts) Write(ctx context.Context, by Actor, id, text string, at time.Time) error {
	note, err := noteOf(by, text, at)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "alert-note", at, func(a *Alert) error {
		a.Notes = append(a.Notes, note)
		return nil
	})
}

// Close closes an alert with what was done about it.
func (s *Alerts) Close(ctx context.Context, by Actor, id, text string, at time.Time) error {
	note, err := noteOf(by, text, at)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "alert-close", at, func(a *Alert) error {
		if a.Acked.IsZero() {
			acknowledged(a, by, at)
		}
		a.Notes = append(a.Notes, note)
		a.Closed = at
		return nil
	})
}

func (s *Alerts) change(ctx context.Context, by Actor, id, what string, at time.Time, f func(*Alert) error) error {
	return s.changeIf(ctx, Alert.MayAct, by, id, what, at, f)
}

func (s *Alerts) changeIf(
	ctx context.Context, may func(Alert, User) bool, by Actor, id, what string, at time.Time, f func(*Alert) error,
) error {
	return s.Store.ChangeAlert(ctx, id, func(a *Alert) error {
		switch {
		case !may(*a, by.User):
			return ErrRights
		case !a.Open():
			return ErrClosed
		}
		return f(a)
	}, by.did(at, what, id))
}

func noteOf(by Actor, text string, at time.Time) (Note, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > mostNote || !utf8.ValidString(text) {
		return Note{}, ErrText
	}
	return Note{At: at, User: by.User.Called(), Text: text}, nil
}
