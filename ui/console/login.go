package console

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// cookieName carries the prefix that makes browsers insist on Secure, on the
// whole path and on this very host.
const cookieName = "__Host-tiepdan-door"

// nobody is chosen on a log-in page.
const nobody = -1

// loginData is what the log-in page shows.
type loginData struct {
	Unit, Ward string
	Doors      []Door
	Technician bool // technicians may log in
	Chosen     int  // nobody when it is not chosen yet
	Problem    string
}

func (s *Server) current(r *http.Request) (session, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return session{}, false
	}
	ss, err := s.sessions.check(c.Value, s.holder)
	return ss, err == nil
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.current(r); ok {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	chosen, err := strconv.Atoi(r.URL.Query().Get("door"))
	if err != nil {
		chosen = nobody
	}
	s.showLogin(w, r, http.StatusOK, chosen, "")
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, status, chosen int, problem string) {
	v := s.opts.Desk.View()
	s.page(w, r, status, "login.html", loginData{
		Unit: v.Unit, Ward: v.Ward.Vi, Doors: s.opts.Doors, Chosen: chosen, Problem: problem,
		Technician: s.opts.TechnicianPINHash != "",
	})
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PostFormValue("door"))
	d, ok := s.holder(number)
	if err != nil || !ok {
		s.showLogin(w, r, http.StatusBadRequest, nobody, "Vui lòng chọn cửa của bạn.")
		return
	}
	now := s.opts.Now()
	if wait := s.brake.enter(now, number, r.RemoteAddr); wait > 0 {
		secs := int(math.Ceil(wait.Seconds()))
		w.Header().Set("Retry-After", strconv.Itoa(secs))
		s.showLogin(w, r, http.StatusTooManyRequests, number,
			fmt.Sprintf("Mã PIN đã sai nhiều lần. Vui lòng đợi %d giây rồi thử lại.", secs))
		return
	}
	if err := bcrypt.CompareHashAndPassword([]byte(d.PINHash), []byte(r.PostFormValue("pin"))); err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelWarn, "wrong PIN at the door console",
			slog.Int("door", number), slog.String("from", r.RemoteAddr))
		s.showLogin(w, r, http.StatusUnauthorized, number, "Mã PIN chưa đúng. Vui lòng nhập lại.")
		return
	}
	s.brake.forgive(now, number, r.RemoteAddr)
	if old, ok := s.current(r); ok {
		s.revoke(r, old)
	}
	hold := s.holdFor(number)
	http.SetCookie(w, cookie(s.sessions.open(d, hold), hold))
	s.opts.Logger.LogAttrs(r.Context(), slog.LevelInfo, "somebody logged in", slog.Int("door", number),
		slog.Bool("technician", number == technician), slog.String("from", r.RemoteAddr))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	to := "/login"
	if ss, ok := s.current(r); ok {
		if !s.formOurs(r, ss) {
			http.Error(w, "Yêu cầu từ trang khác bị từ chối.", http.StatusForbidden)
			return
		}
		s.revoke(r, ss)
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelInfo, "somebody logged out", slog.Int("door", ss.Door))
		to += "?door=" + strconv.Itoa(ss.Door)
	}
	http.SetCookie(w, cookie("", 0))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Server) revoke(r *http.Request, ss session) {
	if err := s.sessions.revoke(ss); err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "log-out is not kept over a restart", slog.Any("error", err))
	}
}

// cookie takes a duration and no date: the clocks of the robot and of the
// official's machine may differ.
func cookie(value string, hold time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: int(hold / time.Second),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// alive tells a page that lost its stream whether its session still holds.
func (s *Server) alive(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.ofPage(r); !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// ofPage returns the session when it is of the door that the page shows: after
// a log-in at another door in another tab it is not.
func (s *Server) ofPage(r *http.Request) (session, bool) {
	ss, ok := s.current(r)
	return ss, ok && r.URL.Query().Get("door") == strconv.Itoa(ss.Door)
}
