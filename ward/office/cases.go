package office

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tiepdan/ward/stats"
)

// Errors of alerts and cases that a page tells apart.
var (
	ErrClosed = errors.New("it is closed")
	ErrText   = fmt.Errorf("the text is empty or longer than %d characters", mostNote)
	ErrTopic  = errors.New("there is no such topic")
)

// Status is how far a case has come.
type Status string

// The states of a case.
const (
	CaseNew      Status = "new"      // nobody has taken it
	CaseTaken    Status = "taken"    // somebody works on it
	CaseAnswered Status = "answered" // the citizen can read the answer
)

// Topics are what a citizen's feedback can be about.
func Topics() []string {
	return []string{"manner", "wait", "papers", "guidance", "place", "robot", "praise", "other"}
}

// Case is one citizen's feedback and what became of it.
type Case struct {
	ID         string
	Number     int    // that people call it by
	Key        string // of the citizen's token, see KeyOf
	Commune    string // "" when it is not known
	Opened     time.Time
	Topic      string
	Service    string // "" when the citizen named none
	Lang       string // vi, en: of the form
	Text       string // "" once erased
	Erased     bool
	Status     Status
	Owner      string // user ID, "" for nobody yet
	Due        time.Time
	Answer     string // that the citizen reads
	Answered   time.Time
	AnsweredBy string // user ID
	Notes      []Note // for the ward only; when one case is asked for
}

// MostFeedback is how long a feedback may be, in characters.
const MostFeedback = 2000

// dueAfter is the deadline of a new case: the end of a working day later is
// for the ward to say, so it is simply a day.
const dueAfter = 24 * time.Hour

// CaseStore keeps cases.
type CaseStore interface {
	// AddCase keeps a case with the next number, and gives it.
	AddCase(ctx context.Context, c Case, e Entry) (number int, err error)
	Case(ctx context.Context, id string) (Case, bool, error)
	CaseByKey(ctx context.Context, key string) (Case, bool, error)
	// Cases gives those that are not answered, or all, the newest first.
	Cases(ctx context.Context, open bool, limit int) ([]Case, error)
	// CasesFor gives those that somebody may work on, see MayAct.
	CasesFor(ctx context.Context, l Listing) ([]Case, error)
	// CountCases counts the open ones that somebody may work on.
	CountCases(ctx context.Context, u User) (int, error)
	ChangeCase(ctx context.Context, id string, f func(*Case) error, e Entry) error
	Users(ctx context.Context) ([]User, error)
}

// Cases are the citizens' feedback.
type Cases struct{ Store CaseStore }

// Feedback is what a citizen writes.
type Feedback struct{ Commune, Topic, Service, Text, Lang string }

// Open makes a case of a feedback, and gives the token by which the citizen
// finds it again. The record says nothing of where it came from.
func (s *Cases) Open(ctx context.Context, f Feedback, at time.Time) (token string, number int, err error) {
	f.Text = strings.TrimSpace(strings.ReplaceAll(f.Text, "\r\n", "\n"))
	switch n := utf8.RuneCountInString(f.Text); {
	case !slices.Contains(Topics(), f.Topic):
		return "", 0, ErrTopic
	case n == 0 || n > MostFeedback || !utf8.ValidString(f.Text) || strings.ContainsRune(f.Text, 0):
		return "", 0, ErrText
	}
	token = rand.Text()
	c := Case{
		ID: rand.Text(), Key: KeyOf(token), Commune: f.Commune, Opened: at, Topic: f.Topic, Service: f.Service, Lang: f.Lang,
		Text: f.Text, Status: CaseNew, Due: at.Add(dueAfter),
	}
	if f.Service != "" {
		users, err := s.Store.Users(ctx)
		if err != nil {
			return "", 0, err
		}
		c.Owner = onlyOfficer(users, f.Commune, func(u User) bool { return slices.Contains(u.Services, f.Service) })
	}
	number, err = s.Store.AddCase(ctx, c, Program().did(at, "case-open", c.ID))
	return token, number, err
}

// MayAct says whether somebody may work on a case, and so read it.
func (c Case) MayAct(u User) bool { return mayAct(u, c.Commune, c.Owner) }

// Late says whether a case is past its deadline.
func (c Case) Late(now time.Time) bool { return c.Status != CaseAnswered && now.After(c.Due) }

// Take says that somebody works on a case.
func (s *Cases) Take(ctx context.Context, by Actor, id string, at time.Time) error {
	return s.change(ctx, by, id, "case-take", at, func(c *Case) error {
		if c.Owner == "" {
			c.Owner = by.User.ID
		}
		c.Status = CaseTaken
		return nil
	})
}

// Assign gives a case an owner and a deadline; that is for leaders.
func (s *Cases) Assign(ctx context.Context, by Actor, id, owner string, due, at time.Time) error {
	if !by.User.Leads() {
		return ErrRights
	}
	users, err := s.Store.Users(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "case-assign", at, func(c *Case) error {
		if !canOwn(users, owner, c.Commune) {
			return ErrNone
		}
		c.Owner = owner
		if !due.IsZero() {
			c.Due = due
		}
		return nil
	})
}

// Write adds a note that only the ward sees.
func (s *Cases) Write(ctx context.Context, by Actor, id, text string, at time.Time) error {
	note, err := noteOf(by, text, at)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "case-note", at, func(c *Case) error {
		c.Notes = append(c.Notes, note)
		return nil
	})
}

// Answer answers the citizen, which settles the case.
func (s *Cases) Answer(ctx context.Context, by Actor, id, text string, at time.Time) error {
	note, err := noteOf(by, text, at)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, "case-answer", at, func(c *Case) error {
		c.Status, c.Answer, c.Answered, c.AnsweredBy = CaseAnswered, note.Text, at, by.User.ID
		if c.Owner == "" {
			c.Owner = by.User.ID
		}
		return nil
	})
}

func (s *Cases) change(ctx context.Context, by Actor, id, what string, at time.Time, f func(*Case) error) error {
	return s.Store.ChangeCase(ctx, id, func(c *Case) error {
		switch {
		case !c.MayAct(by.User):
			return ErrRights
		case c.Status == CaseAnswered:
			return ErrClosed
		}
		return f(c)
	}, by.did(at, what, id))
}

// Erase removes the text of a case, for one that names somebody; that is for
// leaders. The case and its state stay.
func (s *Cases) Erase(ctx context.Context, by Actor, id string, at time.Time) error {
	if !by.User.Leads() {
		return ErrRights
	}
	return s.Store.ChangeCase(ctx, id, func(c *Case) error {
		if !c.MayAct(by.User) {
			return ErrRights
		}
		c.Text, c.Erased = "", true
		return nil
	}, by.did(at, "case-erase", id))
}

// SameDay is how many cases were answered on the day that they came, of all
// that came. day tells the ward's calendar day.
func SameDay(cases []Case, day func(time.Time) string) stats.Share {
	same := 0
	for _, c := range cases {
		if c.Status == CaseAnswered && day(c.Answered) == day(c.Opened) {
			same++
		}
	}
	return stats.ShareOf(same, len(cases))
}

// Find finds the case of a citizen's token.
func (s *Cases) Find(ctx context.Context, token string) (Case, bool, error) {
	return s.Store.CaseByKey(ctx, KeyOf(token))
}
