package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestStaticIsNotListed: files are served by their names only.
func TestStaticIsNotListed(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	for _, path := range []string{"/static/", "/static//", "/static/./", "/static"} {
		if w, body := s.do(t, http.MethodGet, path, ""); w.StatusCode == http.StatusOK || strings.Contains(body, "page.css") {
			t.Errorf("%s: got %d, want no list", path, w.StatusCode)
		}
	}
}

// TestPosterAddress: a link makes no sheet that leads elsewhere.
func TestPosterAddress(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	lead := s.as(t, "lan")
	const typed = "https://ward.example.vn/g/"
	for _, tt := range []struct {
		name, at, site string
		taken          bool
	}{
		{"a link", typed, "", false},
		{"another site's link", typed, "cross-site", false},
		{"typed on the page", typed, "same-origin", true},
		{"typed, with a commune", typed + "?u=cn", "same-origin", true},
		{"typed, another page", "https://ward.example.vn/evil", "same-origin", false},
		{"typed, no page", "javascript:alert(1)", "same-origin", false},
		{"typed, with a user", "https://a@ward.example.vn/g/", "same-origin", false},
	} {
		header := lead
		if tt.site != "" {
			header = append([]string{"Sec-Fetch-Site", tt.site}, lead...)
		}
		_, body := s.do(t, http.MethodGet, "/cases/poster?at="+tt.at, "", header...)
		if got := strings.Contains(body, tt.at); got != tt.taken {
			t.Errorf("%s: got it taken %v, want %v", tt.name, got, tt.taken)
		}
		if !tt.taken && !strings.Contains(body, s.URL+"/g/") {
			t.Errorf("%s: got no address of ours", tt.name)
		}
	}
}
