package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"tiepdan/ward/caller"
	"tiepdan/ward/office"
)

// who is the person behind a request.
type who struct {
	office.User

	session  string // key of hers; "" without a log-in
	from     string // address
	communes []string
}

// actor is her as the record names her.
func (x who) actor() office.Actor { return office.Actor{User: x.User, From: x.from} }

// The two who are no users: whoever sits at this machine while neither a
// password nor a user is set, and who knows the one password of the
// configuration while there are no users.
const (
	idHere = "here"
	idWard = "ward"
)

// gate is how the page is locked.
type gate int

const (
	gateOpen     gate = iota // no log-in; answers to this machine only
	gatePassword             // one password, of the configuration
	gateUsers                // users
	gateShut                 // users are wanted and there are none: nobody comes in
)

func (s *Server) gate(ctx context.Context) (gate, error) {
	users, err := s.users.Exist(ctx)
	switch {
	case err != nil:
		return gateUsers, err
	case users:
		return gateUsers, nil
	case len(s.options.PasswordHash) > 0:
		return gatePassword, nil
	case s.options.Locked:
		return gateShut, nil
	}
	return gateOpen, nil
}

// known gives the person behind a request, if she is logged in, as she is among
// the communes that the server has now.
func (s *Server) known(r *http.Request) (who, bool, error) {
	x, logged, err := s.identified(r)
	if err != nil || !logged {
		return x, logged, err
	}
	if x.communes, err = s.communes(r.Context()); err != nil {
		return who{}, false, err
	}
	x.User = x.Among(x.communes)
	return x, true, nil
}

func (s *Server) identified(r *http.Request) (who, bool, error) {
	x := who{from: fromOf(r)}
	g, err := s.gate(r.Context())
	if err != nil {
		return who{}, false, err
	}
	switch g {
	case gateOpen:
		x.User = office.User{ID: idHere, Role: office.Leader}
		return x, true, nil
	case gateShut:
		return x, false, nil
	case gatePassword, gateUsers:
	}
	session, holds, err := s.sessions.Use(r.Context(), cookieOf(r), time.Now())
	if err != nil || !holds {
		return x, false, err
	}
	x.session = session.Key
	if g == gatePassword {
		x.User = office.User{ID: idWard, Role: office.Leader}
		return x, session.User == idWard, nil
	}
	u, found, err := s.options.Store.User(r.Context(), session.User)
	if err != nil || !found || u.Disabled {
		return x, false, err
	}
	x.User = u
	return x, true, nil
}

// cookieOf is the name of the session that a browser shows, "" for none.
func cookieOf(r *http.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// fromOf is the address of a request as texts have it.
func fromOf(r *http.Request) string {
	if a := caller.Address(r); a.IsValid() {
		return a.Addr().String()
	}
	return r.RemoteAddr
}

// page is a handler that knows who asks.
type page func(w http.ResponseWriter, r *http.Request, x who)

// rights say who may ask for something.
type rights func(office.User) bool

func anybody(office.User) bool { return true }

func managers(u office.User) bool { return u.Manages() }

func leaders(u office.User) bool { return u.Leads() }

// heads are leaders of all communes that the server has.
func heads(u office.User) bool { return u.Heads() }

// configurers set robots up.
func configurers(u office.User) bool { return u.Leads() || u.Role == office.Technician }

// guard lets those who may. A password that somebody else knows must be
// changed before anything else.
func (s *Server) guard(may rights, next page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x, logged, err := s.known(r)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case !logged:
			toLogin(w, r)
		case x.MustChange && !slices.Contains([]string{accountPath, accountPath + "/password", "/logout"}, r.URL.Path):
			http.Redirect(w, r, accountPath, http.StatusSeeOther)
		case !may(x.User):
			s.refuse(w, r, x)
		default:
			next(w, r, x)
		}
	}
}

const accountPath = "/account"

// toLogin leads a page to the log-in; what a page fetches is refused.
func toLogin(w http.ResponseWriter, r *http.Request) {
	events := r.Header.Get("Accept") == "text/event-stream" || strings.HasSuffix(r.URL.Path, "live")
	if r.Method == http.MethodGet && !events {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	http.Error(w, "log in first", http.StatusUnauthorized)
}

// refuse says that a page is not for her. The technician's first page is the
// robots', so that the address alone leads her there.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, x who) {
	if r.URL.Path == "/" && r.Method == http.MethodGet {
		http.Redirect(w, r, "/robots", http.StatusSeeOther)
		return
	}
	s.options.Logger.LogAttrs(r.Context(), slog.LevelInfo, "refused", slog.String("user", x.Name), slog.String("path", r.URL.Path))
	f := s.frame(w, r, x, "")
	f.Title = f.T("Không có quyền", "Not allowed")
	w.WriteHeader(http.StatusForbidden)
	s.draw(w, r, "message.html", message{f, f.T("Trang này không dành cho tài khoản của bạn.", "This page is not for your account.")})
}

// message is a page that says one thing.
type message struct {
	frame

	Text string
}
