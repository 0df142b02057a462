package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// How long a session holds.
const (
	SessionIdle = 24 * time.Hour      // an open page counts as use
	SessionLife = 30 * 24 * time.Hour // then the password is asked again
	touchEvery  = time.Minute         // how exactly the last use is kept
)

// Session is one log-in. Its name is known to the browser alone; the store has
// the hash.
type Session struct {
	Key         string // of its name, see KeyOf
	User        string // ID
	Begun, Used time.Time
	From, Agent string // the address and the program that it began from
}

// KeyOf is what a secret name is kept as.
func KeyOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

// SessionStore keeps sessions.
type SessionStore interface {
	// BeginSession keeps a session and forgets those that are over.
	BeginSession(ctx context.Context, s Session, old Limits, e Entry) error
	Session(ctx context.Context, key string) (Session, bool, error)
	TouchSession(ctx context.Context, key string, at time.Time) error
	// EndSession ends one session of a user.
	EndSession(ctx context.Context, user, key string, e Entry) error
	// EndSessions ends all sessions of a user but the one that is kept, which may be "".
	EndSessions(ctx context.Context, user, kept string, e Entry) error
	Sessions(ctx context.Context, user string) ([]Session, error)
	// User finds a user by ID.
	User(ctx context.Context, id string) (User, bool, error)
}

// Limits are the moments before which a session must have begun or been used
// to be over.
type Limits struct{ Begun, Used time.Time }

// Sessions are the log-ins that hold. One that cannot be written, because the disk
// is full, is held in memory: the page is what tells people of it.
type Sessions struct {
	Store SessionStore
	// Warn is told what could not be written though the caller goes on; may be nil.
	Warn func(context.Context, error)

	touch touch
	held  held
}

// Begin gives the name of a new session: always a new one, so that a name
// which was planted before the log-in is worth nothing.
func (s *Sessions) Begin(ctx context.Context, by Actor, agent string, at time.Time) (name string, err error) {
	name = rand.Text()
	x := Session{Key: KeyOf(name), User: by.User.ID, Begun: at, Used: at, From: by.From, Agent: cut(agent, 200)}
	e := by.did(at, "log-in", by.User.Name)
	if err = s.begin(ctx, x, e); err == nil {
		return name, nil
	}
	if ctx.Err() != nil || !s.held.add(x, e) {
		return "", err
	}
	s.touch.failed(ctx, at, err, s.Warn)
	return name, nil
}

func (s *Sessions) begin(ctx context.Context, x Session, e Entry) error {
	return s.Store.BeginSession(ctx, x, Limits{x.Used.Add(-SessionLife), x.Used.Add(-SessionIdle)}, e)
}

// Use gives the session of a name, if it holds, and counts as use. A use that
// cannot be written counts all the same: who may read goes on reading.
func (s *Sessions) Use(ctx context.Context, name string, at time.Time) (Session, bool, error) {
	key := KeyOf(name)
	if x, e, found := s.held.find(key); found {
		return s.useHeld(ctx, x, e, at)
	}
	x, found, err := s.Store.Session(ctx, key)
	if err != nil || !found || over(x, at) {
		return Session{}, false, err
	}
	if at.Sub(x.Used) >= touchEvery && s.touch.due(at) {
		s.touch.failed(ctx, at, s.Store.TouchSession(ctx, x.Key, at), s.Warn)
	}
	return x, true, nil
}

// useHeld moves a session into the store, with its line of the record, once that
// can be written.
func (s *Sessions) useHeld(ctx context.Context, x Session, e Entry, at time.Time) (Session, bool, error) {
	itself := func(key string) bool { return key == x.Key }
	if over(x, at) {
		s.held.drop(x.User, itself)
		return Session{}, false, nil
	}
	x.Used = at
	s.held.use(x.Key, at)
	if !s.touch.due(at) {
		return x, true, nil
	}
	if !s.move(ctx, x, e) || s.held.drop(x.User, itself) {
		return x, true, nil
	}
	// It was ended while it was moved.
	return Session{}, false, s.Store.EndSession(ctx, x.User, x.Key, Program().did(at, "log-out", e.User))
}

func (s *Sessions) move(ctx context.Context, x Session, e Entry) bool {
	err := s.begin(ctx, x, e)
	s.touch.failed(ctx, x.Used, err, s.Warn)
	return err == nil
}

func over(x Session, at time.Time) bool {
	return at.Sub(x.Used) > SessionIdle || at.Sub(x.Begun) > SessionLife
}

// Unwritten says why the last use could not be written, "" while uses can be.
func (s *Sessions) Unwritten() string { return s.touch.why() }

// End ends one of one's own sessions.
func (s *Sessions) End(ctx context.Context, by Actor, key string, at time.Time) error {
	s.held.drop(by.User.ID, func(x string) bool { return x == key })
	return s.Store.EndSession(ctx, by.User.ID, key, by.did(at, "log-out", by.User.Name))
}

// EndAll ends all sessions of a user but one.
func (s *Sessions) EndAll(ctx context.Context, by Actor, user, kept string, at time.Time) error {
	s.held.drop(user, func(x string) bool { return x != kept })
	return s.Store.EndSessions(ctx, user, kept, by.did(at, "sessions-end", user))
}

// cut shortens a text of the outside to at most n bytes of whole characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}
