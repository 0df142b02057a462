package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tiepdan/ward/office"
)

const (
	sessionCookie = "wardd_session"
	maxForm       = 64 << 10
)

// loginView is what the log-in page is drawn from.
type loginView struct {
	words

	Unit, Assets string
	Name         string
	Named        bool // users have names
	Nobody       bool // there are no users, and nobody comes in
	Wrong        bool
	Wait         int // seconds
	Busy         bool
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) {
	if _, logged, err := s.known(r); err != nil {
		s.fail(w, r, err)
		return
	} else if logged {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	s.drawLogin(w, r, http.StatusOK, loginView{})
}

func (s *Server) drawLogin(w http.ResponseWriter, r *http.Request, status int, v loginView) {
	g, err := s.gate(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.words, v.Named, v.Nobody = words{language(w, r)}, g == gateUsers, g == gateShut
	v.Unit, v.Assets = v.T(s.options.Unit, s.options.UnitEn), s.assets
	w.WriteHeader(status)
	s.draw(w, r, "login.html", v)
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	from, name, now := fromOf(r), strings.ToLower(strings.TrimSpace(r.PostFormValue("name"))), time.Now()
	g, err := s.gate(r.Context())
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case g == gateOpen:
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	case g == gateShut:
		s.drawLogin(w, r, http.StatusForbidden, loginView{})
		return
	}
	if len(name) > 64 {
		name = "" // nobody is called that; what is remembered is bounded
	}
	if wait := s.throttle.Wait(from, name, now); wait > 0 {
		s.drawLogin(w, r, http.StatusTooManyRequests, loginView{Name: name, Wait: int(wait/time.Second) + 1})
		return
	}
	s.throttle.Take(from, name, now)
	x, right, err := s.check(r, g, name, r.PostFormValue("password"))
	switch {
	case errors.Is(err, office.ErrBusy): // nothing was looked at
		s.throttle.Back(from, name)
		w.Header().Set("Retry-After", "5")
		s.drawLogin(w, r, http.StatusTooManyRequests, loginView{Name: name, Busy: true})
	case err != nil:
		s.fail(w, r, err)
	case !right:
		s.wrongPassword(w, r, name, from, now)
	default:
		s.throttle.Right(from, name)
		s.begin(w, r, x)
	}
}

func (s *Server) check(r *http.Request, g gate, name, password string) (who, bool, error) {
	x := who{from: fromOf(r)}
	if g == gatePassword {
		x.User = office.User{ID: idWard, Role: office.Leader}
		right, err := s.users.Match(s.options.PasswordHash, password)
		return x, right, err
	}
	var right bool
	var err error
	x.User, right, err = s.users.Check(r.Context(), name, password)
	return x, right, err
}

func (s *Server) wrongPassword(w http.ResponseWriter, r *http.Request, name, from string, now time.Time) {
	// The name that was tried is not logged: people type passwords there.
	s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "wrong password", slog.String("from", from))
	if err := s.options.Store.Note(r.Context(), office.Entry{At: now, Did: "log-in-wrong", From: from}); err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot record a wrong password", slog.Any("error", err))
	}
	s.drawLogin(w, r, http.StatusUnauthorized, loginView{Name: name, Wrong: true})
}

// begin begins a session: always under a new name, so that one which was
// planted before is worth nothing. The one that the browser had ends.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, x who) {
	now := time.Now()
	if old := cookieOf(r); old != "" {
		had, holds, err := s.sessions.Use(r.Context(), old, now)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if holds && had.User == x.ID {
			if err := s.sessions.End(r.Context(), x.actor(), had.Key, now); err != nil {
				s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot end the session before", slog.Any("error", err))
			}
		}
	}
	name, err := s.sessions.Begin(r.Context(), x.actor(), r.UserAgent(), now)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie(r, name, int(office.SessionLife/time.Second)))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request, x who) {
	if x.session != "" {
		if err := s.sessions.End(r.Context(), x.actor(), x.session, time.Now()); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.turned()
	http.SetCookie(w, s.cookie(r, "", -1))
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (s *Server) cookie(r *http.Request, value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the connection: the page may be plain HTTP
		Name: sessionCookie, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: secure(r), SameSite: http.SameSiteStrictMode,
	}
}

// secure says whether the browser speaks HTTPS, with us or with a proxy on
// this machine.
func secure(r *http.Request) bool {
	return r.TLS != nil || isLocal(r.RemoteAddr) && r.Header.Get("X-Forwarded-Proto") == "https"
}
