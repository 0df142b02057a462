package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiepdan/ward/office"
	"tiepdan/ward/web"
)

// TestOpenGateIsForThisMachine: without users and password nobody comes in
// through a proxy, whatever Host it names, and nobody makes the first leader.
func TestOpenGateIsForThisMachine(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	for _, header := range [][]string{
		{"X-Forwarded-For", "203.0.113.5"},
		{"X-Forwarded-For", "127.0.0.1"},
		{"X-Forwarded-Proto", "https"},
		{"X-Forwarded-Host", "localhost"},
		{"Forwarded", "for=203.0.113.5"},
		{"X-Real-Ip", "203.0.113.5"},
		{"Via", "1.1 caddy"},
		{"Host", "ward.example.vn"},
	} {
		header = append(header, "Host", "127.0.0.1")
		if header[0] == "Host" {
			header = header[:2]
		}
		for _, path := range []string{"/", "/ratings", "/users", "/login"} {
			if w, body := s.do(t, http.MethodGet, path, "", header...); w.StatusCode != http.StatusMisdirectedRequest || strings.Contains(body, "<html") {
				t.Errorf("%v %s: got %d, want 421", header, path, w.StatusCode)
			}
		}
	}
	form := url.Values{"name": {"evil"}, "role": {"leader"}, "password": {secret}}.Encode()
	if w, _ := s.do(t, http.MethodPost, "/users", form); w.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d for the first leader by the page, want 422", w.StatusCode)
	}
	if users, err := s.data.Users(t.Context()); err != nil || len(users) != 0 {
		t.Errorf("got %d users (%v), want none", len(users), err)
	}
}

// TestLockedGate: a ward that was set up is shut when its users are gone.
func TestLockedGate(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, func(o *web.Options) { o.Locked = true })
	for _, path := range []string{"/", "/ratings", "/users", "/export/ratings.csv", "/settings"} {
		if w, _ := s.do(t, http.MethodGet, path, ""); w.StatusCode != http.StatusSeeOther || w.Header.Get("Location") != "/login" {
			t.Errorf("%s: got %d to %q, want the log-in", path, w.StatusCode, w.Header.Get("Location"))
		}
	}
	if w, body := s.do(t, http.MethodGet, "/login", ""); w.StatusCode != http.StatusOK || !strings.Contains(body, "wardd leader") || strings.Contains(body, "<form") {
		t.Errorf("got %d, want a page that says what is to be done", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/login", "name=x&password=y"); w.StatusCode != http.StatusForbidden {
		t.Errorf("got %d, want 403", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/users", "name=evil&role=leader&password=evilevilevil"); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d, want 401", w.StatusCode)
	}
	s.user(t, "lan", office.Leader)
	s.as(t, "lan") // the users are back
}
