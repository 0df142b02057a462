package web_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/ward/office"
)

const secret = "mật khẩu của tôi"

// user makes a user, and gives who she is.
func (s site) user(t *testing.T, name string, role office.Role, doors ...int) office.Actor {
	t.Helper()
	users := &office.Users{Store: s.data, Cost: bcrypt.MinCost}
	n := office.NewUser{Name: name, Title: "Bà " + name, Role: role, Doors: doors, Password: secret}
	if len(doors) > 0 {
		n.Services = []string{"land"}
	}
	u, err := users.Create(t.Context(), office.Program(), n, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return office.Actor{User: u}
}

// as logs somebody in, and gives the header that shows her session.
func (s site) as(t *testing.T, name string) []string {
	t.Helper()
	s.client.Jar = nil
	w, _ := s.do(t, http.MethodPost, "/login", url.Values{"name": {name}, "password": {secret}}.Encode())
	if w.StatusCode != http.StatusSeeOther || len(w.Cookies) != 1 {
		t.Fatalf("%s: got %d with cookies %v, want a session", name, w.StatusCode, w.Cookies)
	}
	return []string{"Cookie", w.Cookies[0].Name + "=" + w.Cookies[0].Value}
}

// staffed is a site with a user of each role, an alert of door 3 and a case.
func staffed(t *testing.T) (s site, alert, feedback string) {
	t.Helper()
	s = newSite(t, "")
	lead := s.user(t, "lan", office.Leader)
	s.user(t, "minh", office.Officer, 3)
	s.user(t, "hoa", office.Officer, 4)
	s.user(t, "tek", office.Technician)
	a := office.Alert{ID: "ALERT", Scope: "door:3", Door: 3, Bad: 3, N: 4, From: time.Now(), Opened: time.Now(), Due: time.Now().Add(time.Hour)}
	if _, err := s.data.RaiseAlert(t.Context(), a, office.Entry{At: time.Now(), Did: "alert-raise"}); err != nil {
		t.Fatal(err)
	}
	alerts := &office.Alerts{Store: s.data}
	users, err := s.data.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	minh := users[slices.IndexFunc(users, func(u office.User) bool { return u.Name == "minh" })]
	if err := alerts.Assign(t.Context(), lead, a.ID, minh.ID, time.Time{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	cases := &office.Cases{Store: s.data}
	token, _, err := cases.Open(t.Context(), office.Feedback{Topic: "wait", Text: "Chờ lâu <b>", Lang: "vi"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := cases.Find(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if err := cases.Assign(t.Context(), lead, c.ID, minh.ID, time.Time{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	return s, a.ID, c.ID
}

// access is the answer that each role gets: nobody, technician, the officer
// whose door it is, another officer, leader.
type access [5]int

func may(nobody, technician, officer, other, leader int) access {
	return access{nobody, technician, officer, other, leader}
}

// TestRoutesByRole tries every route as everybody.
func TestRoutesByRole(t *testing.T) {
	t.Parallel()
	const (
		ok, to, login, no, gone = http.StatusOK, http.StatusSeeOther, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound
		bad, wrong              = http.StatusBadRequest, http.StatusUnprocessableEntity
	)
	s, alert, feedback := staffed(t)
	sample(s)
	managers, leaders, anybody := may(to, no, ok, ok, ok), may(to, no, no, no, ok), may(to, ok, ok, ok, ok)
	want := map[string]access{
		"GET /{$}": may(to, to, ok, ok, ok), "GET /live": may(login, no, ok, ok, ok),
		"GET /ratings": managers, "GET /waits": managers, "GET /pillars": managers,
		"GET /robots": anybody, "GET /robots/live": may(login, ok, ok, ok, ok),
		"GET /calls": managers, "GET /alerts": managers, "GET /alerts/{id}": may(to, no, ok, gone, ok), "POST /alerts/{id}": may(login, no, bad, bad, bad),
		"GET /cases": managers, "GET /cases/{id}": may(to, no, ok, gone, ok), "POST /cases/{id}": may(login, no, bad, bad, bad),
		"GET /cases/poster": managers, "GET /cases/code.png": managers,
		"GET /export": managers, "GET /export/{file}": managers, "GET /report": leaders,
		"GET /account": anybody, "POST /account/password": may(login, wrong, wrong, wrong, wrong),
		"POST /account/end": may(login, to, to, to, to), "POST /logout": may(login, to, to, to, to),
		"GET /users": leaders, "POST /users": may(login, no, no, no, wrong), "GET /users/{id}": may(to, no, no, no, ok),
		"POST /users/{id}": may(login, no, no, no, bad), "GET /record": leaders, "GET /settings": leaders,
		"POST /settings/rule": may(login, no, no, no, wrong), "POST /settings/norms": may(login, no, no, no, to),
		"GET /robots/{commune}/{robot}": may(to, ok, no, no, ok), "GET /robots/{commune}/{robot}/live": may(login, ok, no, no, ok),
		"POST /robots/{commune}/{robot}":        may(login, to, no, no, wrong), // somebody was quicker than the last one
		"POST /robots/{commune}/{robot}/report": may(login, to, no, no, to), "POST /calls": may(login, no, bad, bad, bad),
		"POST /needs": may(login, bad, bad, bad, bad), "POST /robots/errand": may(login, no, no, no, bad),
		"GET /announce": leaders, "GET /announce/live": may(login, no, no, no, ok), "POST /announce": may(login, no, no, no, wrong),
		"GET /tokens": leaders, "POST /tokens": may(login, no, no, no, wrong), "POST /tokens/{id}/revoke": may(login, no, no, no, to),
	}
	if got := slices.Sorted(slices.Values(s.server.Patterns())); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("got the routes %v, want this table to have them all: %v", got, slices.Sorted(maps.Keys(want)))
	}
	users, err := s.data.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"", "tek", "minh", "hoa", "lan"} {
		for pattern, statuses := range want {
			var header []string
			if name != "" {
				header = s.as(t, name)
			}
			method, path, _ := strings.Cut(pattern, " ")
			id := users[0].ID
			switch {
			case strings.Contains(path, "alerts"):
				id = alert
			case strings.Contains(path, "cases"):
				id = feedback
			}
			path = strings.NewReplacer("{$}", "", "{id}", id, "{file}", "ratings.csv", "{commune}", "c", "{robot}", "kb-01").Replace(path)
			if strings.HasSuffix(path, "/live") {
				method = http.MethodHead // the events have no end
			}
			if w, _ := s.do(t, method, path, "", header...); w.StatusCode != statuses[i] {
				t.Errorf("%s as %q: got %d, want %d", pattern, name, w.StatusCode, statuses[i])
			}
		}
	}
}

// TestForgedForms: nothing that another site's page sends is done, though the
// browser shows the session.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	session := s.as(t, "lan")
	for _, pattern := range s.server.Patterns() {
		path, post := strings.CutPrefix(pattern, "POST ")
		if !post {
			continue
		}
		path = strings.ReplaceAll(path, "{id}", "x")
		for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			if w, _ := s.do(t, http.MethodPost, path, "do=save", append(from, session...)...); w.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s from %v: got %d, want 403", path, from, w.StatusCode)
			}
		}
	}
}

// TestUserLogin: names, a password that must be changed, what ends a session.
func TestUserLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t, password) // the one password ends with the first user
	lead := s.user(t, "lan", office.Leader)
	s.client.Jar = nil
	if w := s.login(t, password); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for the password of the configuration, want 401 once there are users", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/login", url.Values{"name": {"nobody"}, "password": {secret}}.Encode()); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for nobody, want 401", w.StatusCode)
	}
	leader := s.as(t, "lan")
	form := url.Values{"name": {"nga"}, "role": {"officer"}, "doors": {"3, 4"}, "password": {secret}}
	if w, body := s.do(t, http.MethodPost, "/users", form.Encode(), leader...); w.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d %s, want the user made", w.StatusCode, body)
	}
	first, second := s.as(t, "nga"), s.as(t, "nga")
	if w, _ := s.do(t, http.MethodGet, "/ratings", "", first...); w.Header.Get("Location") != "/account" {
		t.Errorf("got %q, want the account, to change the password first", w.Header.Get("Location"))
	}
	change := url.Values{"old": {secret}, "new": {"một mật khẩu mới"}}
	if w, _ := s.do(t, http.MethodPost, "/account/password", url.Values{"old": {"x"}, "new": {"một mật khẩu mới"}}.Encode(), first...); w.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d with a wrong old password, want 422", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/account/password", change.Encode(), first...); w.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d, want the password changed", w.StatusCode)
	}
	wantStatus := func(header []string, want int) {
		t.Helper()
		if w, _ := s.do(t, http.MethodGet, "/ratings", "", header...); w.StatusCode != want {
			t.Errorf("got %d, want %d", w.StatusCode, want)
		}
	}
	wantStatus(first, http.StatusOK)
	wantStatus(second, http.StatusSeeOther) // ended with the old password
	users, err := s.data.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	nga := users[slices.IndexFunc(users, func(u office.User) bool { return u.Name == "nga" })]
	save := url.Values{"do": {"save"}, "role": {"officer"}, "disabled": {"1"}}
	if w, _ := s.do(t, http.MethodPost, "/users/"+nga.ID, save.Encode(), leader...); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d, want her disabled", w.StatusCode)
	}
	wantStatus(first, http.StatusSeeOther)
	if w, _ := s.do(t, http.MethodPost, "/users/"+lead.User.ID, save.Encode(), leader...); w.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d for the last leader, want 422", w.StatusCode)
	}
	if _, body := s.do(t, http.MethodGet, "/record", "", leader...); strings.Contains(body, secret) || !strings.Contains(body, "Tạo người dùng") {
		t.Error("the record has a password, or no new user")
	}
}

// TestFirstUser: whoever knows the one password makes the first user, a leader.
func TestFirstUser(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	s.login(t, password)
	for _, tt := range []struct {
		role string
		want int
	}{{"officer", http.StatusUnprocessableEntity}, {"leader", http.StatusSeeOther}, {"technician", http.StatusUnauthorized}} {
		form := url.Values{"name": {"lan"}, "role": {tt.role}, "password": {secret}}
		if w, _ := s.do(t, http.MethodPost, "/users", form.Encode()); w.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.role, w.StatusCode, tt.want)
		}
	}
	s.as(t, "lan") // with her own password, which she need not change
}

// TestBruteForceByName: one name tried from many addresses has to wait, too.
func TestBruteForceByName(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.user(t, "lan", office.Leader)
	try := func(from int) int {
		t.Helper()
		form := url.Values{"name": {"lan"}, "password": {"wrong"}}
		w, _ := s.do(t, http.MethodPost, "/login", form.Encode(), "X-Forwarded-For", fmt.Sprintf("10.0.%d.1", from))
		return w.StatusCode
	}
	for i := range 15 {
		if got := try(i); got != http.StatusUnauthorized {
			t.Fatalf("try %d: got %d, want 401", i+1, got)
		}
	}
	for i := range 3 {
		if got := try(99); got != http.StatusUnauthorized {
			t.Errorf("got %d for try %d of a new address, want it looked at", got, i+1)
		}
	}
	if got := try(99); got != http.StatusTooManyRequests {
		t.Errorf("got %d for its fourth, want 429", got)
	}
	// Whoever goes on guessing does not keep her out.
	form := url.Values{"name": {"lan"}, "password": {secret}}
	if w, _ := s.do(t, http.MethodPost, "/login", form.Encode(), "X-Forwarded-For", "192.0.2.9"); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d for her own password, want to be logged in", w.StatusCode)
	}
}

// TestOwnLoginClearsNothing: who has an account cannot clear by it what she
// guessed at others' from the same address.
func TestOwnLoginClearsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.user(t, "lan", office.Leader)
	s.user(t, "tek", office.Technician)
	try := func(name, password string) int {
		t.Helper()
		form := url.Values{"name": {name}, "password": {password}}
		w, _ := s.do(t, http.MethodPost, "/login", form.Encode(), "X-Forwarded-For", "198.51.100.77")
		return w.StatusCode
	}
	guessed := 0
	for i := range 20 {
		if try("lan", fmt.Sprint("guess", i)) == http.StatusUnauthorized {
			guessed++
		}
		if i%4 == 3 {
			try("tek", secret)
		}
	}
	if guessed > 5 {
		t.Errorf("got %d guesses through, want 5", guessed)
	}
}

// TestBusy: passwords that wait to be looked at are bounded.
func TestBusy(t *testing.T) {
	t.Parallel()
	users := &office.Users{}
	hash, err := bcrypt.GenerateFromPassword([]byte(secret), 10)
	if err != nil {
		t.Fatal(err)
	}
	const all = 60
	results := make(chan error, all)
	for range all {
		go func() {
			_, err := users.Match(hash, "wrong")
			results <- err
		}()
	}
	busy := 0
	for range all {
		if errors.Is(<-results, office.ErrBusy) {
			busy++
		}
	}
	if busy == 0 {
		t.Error("got none refused, want most of 60 at once")
	}
}
