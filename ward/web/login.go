package web

import (
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"
)

const (
	sessionCookie = "wardd_session"
	sessionIdle   = 24 * time.Hour      // an open page counts as use
	sessionLife   = 30 * 24 * time.Hour // then the password is asked again
	maxSessions   = 1000
	maxForm       = 4 << 10

	freeTries  = 5                // wrong passwords of one address before it has to wait
	firstWait  = 2 * time.Second  // doubled with each further one
	longWait   = 15 * time.Minute // at most
	maxAddress = 10_000           // addresses remembered
)

// sessions are the log-ins and the wrong tries. They are held in memory: a
// restart asks everybody for the password again.
type sessions struct {
	mu    sync.Mutex
	open  map[[sha256.Size]byte]*session
	tries map[string]*try
	check sync.Mutex // one bcrypt at a time: it is costly on purpose
}

type session struct{ begun, used time.Time }

type try struct {
	wrong int
	last  time.Time
}

func (s *Server) locked() bool { return len(s.options.PasswordHash) > 0 }

// allowed says whether a request may see the page.
func (s *Server) allowed(r *http.Request) bool {
	if !s.locked() {
		return true
	}
	cookie, err := r.Cookie(sessionCookie)
	return err == nil && s.sessions.use(cookie.Value, time.Now())
}

func (s *Server) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case s.allowed(r):
			next(w, r)
		case r.URL.Path == "/":
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		default:
			http.Error(w, "log in first", http.StatusUnauthorized)
		}
	}
}

// loginView is what the log-in page is drawn from.
type loginView struct {
	words
	Unit, Assets string
	Wrong        bool
	Wait         int // seconds
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) {
	if s.allowed(r) {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	s.drawLogin(w, r, loginView{})
}

func (s *Server) drawLogin(w http.ResponseWriter, r *http.Request, v loginView) {
	v.words = words{language(w, r)}
	v.Unit, v.Assets = v.T(s.options.Unit, s.options.UnitEn), s.assets
	s.draw(w, r, "login.html", v)
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if !s.locked() {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	if wait := s.sessions.mustWait(address, time.Now()); wait > 0 {
		w.WriteHeader(http.StatusTooManyRequests)
		s.drawLogin(w, r, loginView{Wait: int(wait/time.Second) + 1})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.sessions.matches(s.options.PasswordHash, r.PostFormValue("password")) {
		s.sessions.wrong(address, time.Now())
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "wrong password", slog.String("from", address))
		w.WriteHeader(http.StatusUnauthorized)
		s.drawLogin(w, r, loginView{Wrong: true})
		return
	}
	s.sessions.right(address)
	// Always a new name: one that was planted before is worth nothing.
	name := s.sessions.begin(time.Now())
	http.SetCookie(w, s.cookie(r, name, int(sessionLife/time.Second)))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		s.sessions.end(cookie.Value)
	}
	http.SetCookie(w, s.cookie(r, "", -1))
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (s *Server) cookie(r *http.Request, value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the connection: the page may be plain HTTP
		Name: sessionCookie, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	}
}

func (s *sessions) matches(hash []byte, password string) bool {
	s.check.Lock()
	defer s.check.Unlock()
	return bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil
}

// begin gives the name of a new session. Only its hash is kept.
func (s *sessions) begin(now time.Time) string {
	name := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = make(map[[sha256.Size]byte]*session)
	}
	for key, x := range s.open {
		if x.over(now) || len(s.open) >= maxSessions {
			delete(s.open, key)
		}
	}
	s.open[sha256.Sum256([]byte(name))] = &session{begun: now, used: now}
	return name
}

func (x *session) over(now time.Time) bool {
	return now.Sub(x.used) > sessionIdle || now.Sub(x.begun) > sessionLife
}

func (s *sessions) use(name string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.open[sha256.Sum256([]byte(name))]
	if x == nil || x.over(now) {
		return false
	}
	x.used = now
	return true
}

func (s *sessions) end(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, sha256.Sum256([]byte(name)))
}

// mustWait is how long an address has to wait before its next try.
func (s *sessions) mustWait(address string, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tries[address]
	if t == nil || t.wrong < freeTries {
		return 0
	}
	wait := longWait
	if more := t.wrong - freeTries; more < 9 { // 2 s · 2⁹ is more than longWait
		wait = min(firstWait<<more, longWait)
	}
	return max(0, wait-now.Sub(t.last))
}

func (s *sessions) wrong(address string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tries == nil {
		s.tries = make(map[string]*try)
	}
	for key, t := range s.tries {
		if now.Sub(t.last) > longWait || len(s.tries) > maxAddress {
			delete(s.tries, key)
		}
	}
	t := s.tries[address]
	if t == nil {
		t = &try{}
		s.tries[address] = t
	}
	t.wrong++
	t.last = now
}

func (s *sessions) right(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tries, address)
}
