package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tiepdan/ward/office"
)

func (s *Server) usersPage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawUsers(w, r, x, office.NewUser{Role: office.Officer}, nil)
}

func (s *Server) drawUsers(w http.ResponseWriter, r *http.Request, x who, n office.NewUser, refused error) {
	v := usersView{frame: s.frame(w, r, x, ""), New: n, Doors: doorList(n.Doors), Least: office.LeastPassword}
	v.Title = v.T("Người dùng", "Users")
	users, err := s.options.Store.Users(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	names := s.serviceNames(v.words, x.User)
	for _, u := range users {
		v.People = append(v.People, userRow{u, v.role(u.Role), v.places(u, x.Several(), names)})
	}
	v.Communes = v.choices(x, n.Commune)
	v.Roles, v.Areas = v.roles(n.Role), s.areas(v.words, x.User, n.Services)
	if refused != nil {
		v.Wrong = v.wrong(refused)
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "users.html", v)
}

// choices are the communes that an account can be of; none when there is one
// only, which everybody sees then.
func (w words) choices(x who, here string) []commune {
	if here != "" && !slices.Contains(x.communes, here) {
		x.communes = append(slices.Clone(x.communes), here)
	}
	all := w.communes(x, here)
	if len(all) > 0 {
		all[0].Name = w.T("Tất cả phường (chỉ dành cho lãnh đạo)", "All communes (for leaders only)")
	}
	return all
}

// places names a user's commune, and an officer's doors and services.
func (w words) places(u office.User, several bool, names map[string]string) string {
	var parts []string
	switch {
	case u.Commune != "":
		parts = append(parts, u.Commune)
	case several && u.Leads():
		parts = append(parts, w.T("tất cả phường", "all communes"))
	case several:
		parts = append(parts, w.T("chưa có phường: chưa xem được dữ liệu", "no commune: she sees no data"))
	}
	if u.Role != office.Officer {
		return strings.Join(parts, "")
	}
	if len(u.Doors) > 0 {
		parts = append(parts, w.T("Cửa ", "Door ")+doorList(u.Doors))
	}
	for _, service := range u.Services {
		if name := names[service]; name != "" {
			service = name
		}
		parts = append(parts, service)
	}
	return strings.Join(parts, " · ")
}

// errFirst says that the first user is made at the machine.
var errFirst = errors.New("the first user is made by a command")

func (s *Server) userCreate(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	n := office.NewUser{
		Name: strings.ToLower(strings.TrimSpace(r.PostFormValue("name"))), Title: r.PostFormValue("title"),
		Role: office.Role(r.PostFormValue("role")), Commune: r.PostFormValue("commune"),
		Doors: doorsOf(r.PostFormValue("doors")), Services: r.PostForm["service"],
		Password: r.PostFormValue("password"), MustChange: true,
	}
	// The first user of all ends the time of the one password: she must be one
	// who can make the others. Without that password nobody has shown who she is.
	users, err := s.options.Store.Users(r.Context())
	switch {
	case err == nil && x.ID == idHere:
		err = errFirst
	case err == nil && len(users) == 0 && n.Role != office.Leader:
		err = office.ErrLastLeader
	}
	if err == nil {
		if len(users) == 0 {
			n.MustChange = false // she typed it herself
		}
		_, err = s.users.Create(r.Context(), x.actor(), n, time.Now())
	}
	s.settle(w, r, err, "/users", "saved", func() { s.drawUsers(w, r, x, n, err) })
}

// userView is one user.
type userView struct {
	frame

	Person   office.User
	Doors    string
	Communes []commune
	Roles    []roleRow
	Areas    []areaRow
	Sessions []sessionRow
	Least    int
}

func (s *Server) userPage(w http.ResponseWriter, r *http.Request, x who) { s.drawUser(w, r, x, nil) }

func (s *Server) drawUser(w http.ResponseWriter, r *http.Request, x who, refused error) {
	u, found, err := s.options.Store.User(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !found {
		http.NotFound(w, r)
		return
	}
	v := userView{frame: s.frame(w, r, x, ""), Person: u, Doors: doorList(u.Doors), Least: office.LeastPassword}
	v.Title = u.Called()
	v.Communes = v.choices(x, u.Commune)
	v.Roles, v.Areas = v.roles(u.Role), s.areas(v.words, x.User, u.Services)
	sessions, err := s.options.Store.Sessions(r.Context(), u.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	for _, y := range sessions {
		v.Sessions = append(v.Sessions, sessionRow{y.Key, s.when(y.Begun, now), s.when(y.Used, now), y.From, browserOf(y.Agent), false})
	}
	if refused != nil {
		v.Wrong = v.wrong(refused)
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "user.html", v)
}

func (s *Server) userChange(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	id, now := r.PathValue("id"), time.Now()
	var err error
	said := "saved"
	switch r.PostFormValue("do") {
	case "end":
		said, err = "ended", s.sessions.EndAll(r.Context(), x.actor(), id, "", now)
	case "save":
		c := office.Change{
			Title: r.PostFormValue("title"), Role: office.Role(r.PostFormValue("role")), Commune: r.PostFormValue("commune"),
			Doors: doorsOf(r.PostFormValue("doors")), Services: r.PostForm["service"], Disabled: r.PostFormValue("disabled") != "", Password: r.PostFormValue("password"),
		}
		err = s.users.Change(r.Context(), x.actor(), id, c, now)
		if err == nil && c.Password != "" {
			// Whoever knew the old password is out.
			err = s.sessions.EndAll(r.Context(), x.actor(), id, x.session, now)
		}
	default:
		http.Error(w, "nothing to do", http.StatusBadRequest)
		return
	}
	s.turned()
	s.settle(w, r, err, "/users/"+id, said, func() { s.drawUser(w, r, x, err) })
}
