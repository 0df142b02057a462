package office

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
)

// What a user's name and password must be.
const (
	LeastPassword = 10 // characters
	MostPassword  = 72 // bytes, all that bcrypt takes
	mostTitle     = 80
	mostDoors     = 64
	cost          = 12 // about a quarter of a second for each try
)

// Errors of users that a page tells apart.
var (
	ErrName       = errors.New("the name is not 2 to 32 of a-z, 0-9, dot, dash and underscore")
	ErrTaken      = errors.New("the name is taken")
	ErrPassword   = fmt.Errorf("the password is not %d characters to %d bytes long", LeastPassword, MostPassword)
	ErrRole       = errors.New("the role is not leader, officer or technician")
	ErrTitle      = fmt.Errorf("the title is longer than %d characters", mostTitle)
	ErrPlaces     = errors.New("too many doors or services, or one that is none")
	ErrCommune    = errors.New("there is no such commune")
	ErrLastLeader = errors.New("without her no leader is left")
	ErrNone       = errors.New("there is no such thing")
	ErrRights     = errors.New("she may not do that")
	ErrBusy       = errors.New("too many passwords are being looked at")
)

// UserStore keeps users. Each change is kept with its line of the record.
type UserStore interface {
	Users(ctx context.Context) ([]User, error)
	// AddUser gives ErrTaken when the name is taken.
	AddUser(ctx context.Context, u User, e Entry) error
	// ChangeUser lets f change the user who is kept, and keeps her unless f
	// fails. It gives ErrNone when there is none.
	ChangeUser(ctx context.Context, id string, f func(u *User, all []User) error, e Entry) error
}

// Users are the people who may log in.
type Users struct {
	Store UserStore
	Cost  int // of bcrypt; 0 for the usual one

	check   sync.Mutex   // one bcrypt at a time: it is costly on purpose
	waiting atomic.Int32 // for it
	nobody  []byte       // a hash for names that do not exist
	prepare sync.Once
}

// NewUser is a user to be made.
type NewUser struct {
	Name, Title string
	Role        Role
	Commune     string
	Doors       []int
	Services    []string
	Password    string
	MustChange  bool // at her first log-in
}

func validName() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`) }

// Create makes a user. It is what the very first user is made by, too: with
// Program as the actor.
func (s *Users) Create(ctx context.Context, by Actor, n NewUser, at time.Time) (User, error) {
	u := User{
		ID: rand.Text(), Name: n.Name, Title: strings.TrimSpace(n.Title), Role: n.Role, Commune: n.Commune,
		Doors: n.Doors, Services: n.Services, MustChange: n.MustChange, Created: at,
	}
	if !validName().MatchString(n.Name) {
		return User{}, ErrName
	}
	if err := u.valid(); err != nil {
		return User{}, err
	}
	var err error
	if u.Hash, err = s.hash(n.Password); err != nil {
		return User{}, err
	}
	if err := s.Store.AddUser(ctx, u, by.did(at, "user-create", u.Name+" "+string(u.Role))); err != nil {
		return User{}, fmt.Errorf("cannot make user %s: %w", u.Name, err)
	}
	return u, nil
}

func (u User) valid() error {
	switch {
	case !slices.Contains(Roles(), u.Role):
		return ErrRole
	case utf8.RuneCountInString(u.Title) > mostTitle:
		return ErrTitle
	case u.Commune != "" && schema.CheckLevel(u.Commune) != nil:
		return ErrCommune
	case len(u.Doors) > mostDoors || len(u.Services) > mostDoors,
		slices.ContainsFunc(u.Doors, func(d int) bool { return d < 1 || d > 999 }),
		slices.ContainsFunc(u.Services, func(s string) bool { return s == "" || len(s) > 64 || strings.ContainsAny(s, ", \n") }):
		return ErrPlaces
	}
	return nil
}

func (s *Users) hash(password string) ([]byte, error) {
	if utf8.RuneCountInString(password) < LeastPassword || len(password) > MostPassword {
		return nil, ErrPassword
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), s.cost())
	if err != nil {
		return nil, fmt.Errorf("cannot hash the password: %w", err)
	}
	return hash, nil
}

func (s *Users) cost() int {
	if s.Cost == 0 {
		return cost
	}
	return s.Cost
}

// Check gives the user whose name and password these are. A name that does not
// exist takes as long as a wrong password.
func (s *Users) Check(ctx context.Context, name, password string) (User, bool, error) {
	all, err := s.Store.Users(ctx)
	if err != nil {
		return User{}, false, err
	}
	i := slices.IndexFunc(all, func(u User) bool { return u.Name == name && !u.Disabled })
	if i < 0 {
		_, err := s.Match(s.ofNobody(), password)
		return User{}, false, err
	}
	right, err := s.Match(all[i].Hash, password)
	return all[i], right, err
}

// mostWaiting bounds how many passwords wait to be looked at: that many take
// about four seconds.
const mostWaiting = 16

// Match says whether a password is that of a hash. It gives ErrBusy when too
// many are waiting.
func (s *Users) Match(hash []byte, password string) (bool, error) {
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > mostWaiting {
		return false, ErrBusy
	}
	s.check.Lock()
	defer s.check.Unlock()
	return bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil, nil
}

func (s *Users) ofNobody() []byte {
	s.prepare.Do(func() {
		s.nobody, _ = bcrypt.GenerateFromPassword([]byte(rand.Text()), s.cost()) // it fails for a bad cost only, and then no user has a hash either
	})
	return s.nobody
}

// Exist says whether there is any user.
func (s *Users) Exist(ctx context.Context) (bool, error) {
	all, err := s.Store.Users(ctx)
	return len(all) > 0, err
}

// Change is what may be changed of a user by a leader.
type Change struct {
	Title    string
	Role     Role
	Commune  string
	Doors    []int
	Services []string
	Disabled bool
	Password string // "" leaves it; else she must change it
}

// Change changes a user. The last leader of all communes can neither be disabled
// nor become something else.
func (s *Users) Change(ctx context.Context, by Actor, id string, c Change, at time.Time) error {
	var hash []byte
	if c.Password != "" {
		var err error
		if hash, err = s.hash(c.Password); err != nil {
			return err
		}
	}
	what := string(c.Role)
	if c.Disabled {
		what = "disabled"
	}
	return s.Store.ChangeUser(ctx, id, func(u *User, all []User) error {
		u.Title, u.Role, u.Commune, u.Disabled = strings.TrimSpace(c.Title), c.Role, c.Commune, c.Disabled
		u.Doors, u.Services = c.Doors, c.Services
		if hash != nil {
			u.Hash, u.MustChange = hash, true
		}
		if !slices.ContainsFunc(all, func(x User) bool { return x.ID != id && x.Heads() && !x.Disabled }) && (!u.Heads() || u.Disabled) {
			return ErrLastLeader
		}
		return u.valid()
	}, by.did(at, "user-change", id+" "+what))
}

// SetPassword changes one's own password.
func (s *Users) SetPassword(ctx context.Context, by Actor, old, password string, at time.Time) error {
	if right, err := s.Match(by.User.Hash, old); err != nil || !right {
		return cmp.Or(err, ErrRights)
	}
	hash, err := s.hash(password)
	if err != nil {
		return err
	}
	return s.Store.ChangeUser(ctx, by.User.ID, func(u *User, _ []User) error {
		u.Hash, u.MustChange = hash, false
		return nil
	}, by.did(at, "password", by.User.Name))
}
