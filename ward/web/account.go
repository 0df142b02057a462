package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/ward/office"
)

// accountView is one's own account.
type accountView struct {
	frame

	Sessions []sessionRow
	Least    int
}

type sessionRow struct {
	Key, Begun, Used, From, Agent string
	Here                          bool
}

func (s *Server) accountPage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawAccount(w, r, x, nil)
}

func (s *Server) drawAccount(w http.ResponseWriter, r *http.Request, x who, refused error) {
	v := accountView{frame: s.frame(w, r, x, ""), Least: office.LeastPassword}
	v.Title = v.T("Tài khoản", "Account")
	sessions, err := s.options.Store.Sessions(r.Context(), x.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	for _, y := range sessions {
		v.Sessions = append(v.Sessions, sessionRow{
			y.Key, s.when(y.Begun, now), s.when(y.Used, now), y.From, browserOf(y.Agent), y.Key == x.session,
		})
	}
	if refused != nil {
		v.Wrong = v.wrong(refused)
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "account.html", v)
}

// browserOf names a browser roughly, so that its owner knows it again.
func browserOf(agent string) string {
	name, system := "?", ""
	for _, x := range []string{"Edg/", "Firefox/", "Chrome/", "Safari/"} {
		if strings.Contains(agent, x) {
			name = strings.TrimSuffix(strings.Replace(x, "Edg/", "Edge/", 1), "/")
			break
		}
	}
	for _, x := range []string{"Android", "iPhone", "Windows", "Mac OS", "Linux"} {
		if strings.Contains(agent, x) {
			system = " · " + x
			break
		}
	}
	return name + system
}

func (s *Server) accountPassword(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if x.ID == idHere || x.ID == idWard {
		http.NotFound(w, r) // that one stands in the configuration
		return
	}
	now := time.Now()
	if wait := s.throttle.Wait(x.from, x.Name, now); wait > 0 {
		http.Error(w, "too many wrong passwords", http.StatusTooManyRequests)
		return
	}
	s.throttle.Take(x.from, x.Name, now)
	err := s.users.SetPassword(r.Context(), x.actor(), r.PostFormValue("old"), r.PostFormValue("new"), now)
	if err == nil {
		s.throttle.Right(x.from, x.Name)
		err = s.sessions.EndAll(r.Context(), x.actor(), x.ID, x.session, now)
	}
	s.turned()
	s.settle(w, r, err, accountPath, "password", func() { s.drawAccount(w, r, x, err) })
}

func (s *Server) accountEnd(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := s.sessions.End(r.Context(), x.actor(), r.PostFormValue("session"), time.Now()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.turned()
	back(w, r, accountPath, "ended")
}

// usersView is everybody who may log in.
type usersView struct {
	frame

	People   []userRow
	New      office.NewUser
	Doors    string
	Communes []commune
	Roles    []roleRow
	Areas    []areaRow
	Least    int
}

type userRow struct {
	office.User

	RoleName, Places string
}

type roleRow struct {
	Role office.Role
	Name string
	Here bool
}

// areaRow is one service that an officer can have.
type areaRow struct {
	Service, Name string
	Here          bool
}

func (w words) role(r office.Role) string {
	return w.say(map[string]pair{
		"leader": {"Lãnh đạo", "Leader"}, "officer": {"Cán bộ", "Officer"}, "technician": {"Kỹ thuật", "Technician"},
	}, string(r))
}

func (w words) roles(here office.Role) []roleRow {
	rows := make([]roleRow, 0, len(office.Roles()))
	for _, r := range office.Roles() {
		rows = append(rows, roleRow{r, w.role(r), r == here})
	}
	return rows
}

// areas are the services that the robots speak of, and those that she has
// already.
func (s *Server) areas(w words, u office.User, have []string) []areaRow {
	names := s.serviceNames(w, u)
	for _, x := range have {
		if names[x] == "" {
			names[x] = x
		}
	}
	rows := make([]areaRow, 0, len(names))
	for service, name := range names {
		rows = append(rows, areaRow{service, name, slices.Contains(have, service)})
	}
	slices.SortFunc(rows, func(a, b areaRow) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

func doorList(doors []int) string {
	texts := make([]string, 0, len(doors))
	for _, d := range doors {
		texts = append(texts, strconv.Itoa(d))
	}
	return strings.Join(texts, ", ")
}

// doorsOf reads a list of doors as people write it; a word that is no number
// is door 0, which is refused.
func doorsOf(text string) []int {
	var doors []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		d, err := strconv.Atoi(word)
		if err != nil {
			d = 0
		}
		doors = append(doors, d)
	}
	return doors
}
