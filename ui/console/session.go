package console

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// session is one log-in at one door.
type session struct {
	ID      string // 256 random bits in base64
	Door    int
	Expires time.Time // whole seconds
}

const (
	keyName     = "console-session.key"
	revokedName = "console-revoked.json"
	keyBytes    = 32
)

var errSession = errors.New("not a session of this console")

// sessions signs and checks session cookies and remembers the revoked ones.
type sessions struct {
	key    []byte
	path   string
	now    func() time.Time
	logger *slog.Logger

	mu      sync.Mutex
	revoked map[string]int64 // ID → when it would have expired, in Unix seconds
}

// openSessions reads the signing key and the revoked sessions. When either is
// damaged it draws a new key: everybody logs in again, and no revoked session
// comes back.
func openSessions(dir string, now func() time.Time, logger *slog.Logger) (*sessions, error) {
	ss := &sessions{path: filepath.Join(dir, revokedName), now: now, logger: logger, revoked: map[string]int64{}}
	keyPath := filepath.Join(dir, keyName)
	key, err := os.ReadFile(keyPath) //nolint:gosec // a fixed name in the configured state directory
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the signing key: %w", err)
	}
	list, err := os.ReadFile(ss.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the revoked sessions: %w", err)
	}
	whole := len(list) == 0 || json.Unmarshal(list, &ss.revoked) == nil && ss.revoked != nil
	if len(key) == keyBytes && whole {
		ss.key = key
		return ss, nil
	}
	if len(key) > 0 {
		logger.LogAttrs(context.Background(), slog.LevelWarn, "door console sessions are damaged: officials log in again")
	}
	ss.revoked = map[string]int64{}
	ss.key = make([]byte, keyBytes)
	_, _ = rand.Read(ss.key) // never fails, as its documentation says
	if err := keep(keyPath, ss.key); err != nil {
		return nil, err
	}
	return ss, ss.save()
}

// open starts a session and returns its cookie value. The PIN hash goes into
// the signature, so that a new PIN ends the sessions of the old one.
func (ss *sessions) open(d Door, hold time.Duration) string {
	id := make([]byte, keyBytes)
	_, _ = rand.Read(id)
	s := session{
		ID: base64.RawURLEncoding.EncodeToString(id), Door: d.Number,
		Expires: ss.now().Add(hold).Truncate(time.Second),
	}
	return s.plain() + "." + ss.sign("session", s.plain(), d.PINHash)
}

func (s session) plain() string {
	return s.ID + "." + strconv.Itoa(s.Door) + "." + strconv.FormatInt(s.Expires.Unix(), 10)
}

// parse reads a cookie value without trusting it.
func parse(value string) (s session, mac string, err error) {
	f := strings.Split(value, ".")
	if len(f) != 4 {
		return session{}, "", errSession
	}
	door, err := strconv.Atoi(f[1])
	if err != nil {
		return session{}, "", errSession
	}
	at, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil {
		return session{}, "", errSession
	}
	s = session{ID: f[0], Door: door, Expires: time.Unix(at, 0)}
	if s.plain()+"."+f[3] != value { // one spelling only
		return session{}, "", errSession
	}
	return s, f[3], nil
}

// check returns the session of a cookie value that is signed, current and not revoked.
func (ss *sessions) check(value string, door func(int) (Door, bool)) (session, error) {
	s, mac, err := parse(value)
	if err != nil {
		return session{}, err
	}
	d, ok := door(s.Door)
	if !ok || !hmac.Equal([]byte(mac), []byte(ss.sign("session", s.plain(), d.PINHash))) || !ss.valid(s) {
		return session{}, errSession
	}
	return s, nil
}

// valid reports whether a session that was checked once still holds.
func (ss *sessions) valid(s session) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	_, gone := ss.revoked[s.ID]
	return !gone && ss.now().Before(s.Expires)
}

// token is what a form of this session must carry against forged requests.
func (ss *sessions) token(s session) string { return ss.sign("form", s.ID) }

func (ss *sessions) sign(parts ...string) string {
	mac := hmac.New(sha256.New, ss.key)
	for _, p := range parts {
		_, _ = fmt.Fprintf(mac, "%d:%s", len(p), p) // a hash never fails
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// revoke ends a session for good. An error means that it may come back after
// a restart; until then it is ended all the same.
func (ss *sessions) revoke(s session) error {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	now := ss.now().Unix()
	maps.DeleteFunc(ss.revoked, func(_ string, until int64) bool { return until < now })
	ss.revoked[s.ID] = s.Expires.Unix()
	return ss.save()
}

func (ss *sessions) save() error {
	list, err := json.Marshal(ss.revoked)
	if err != nil {
		return fmt.Errorf("cannot encode the revoked sessions: %w", err)
	}
	return keep(ss.path, list)
}
