package web_test

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// TestDisabled: who is disabled gets nothing more: her open page ends at once and
// her tokens with her.
func TestDisabled(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.user(t, "lan", office.Leader)
	nga := s.user(t, "nga", office.Leader)
	token, err := (&office.Tokens{Store: s.data}).Make(t.Context(), nga, "x", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	program := []string{"Authorization", "Bearer " + token}
	s.get(t, "/api/v1/summary", program...)
	hers, lead := s.as(t, "nga"), s.as(t, "lan")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(hers[0], hers[1])
	w, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	scan := bufio.NewScanner(w.Body)
	for scan.Scan() && scan.Text() != "event: data" {
		continue // the page is drawn
	}
	form := url.Values{"do": {"save"}, "role": {"leader"}, "disabled": {"1"}}
	if w, _ := s.do(t, http.MethodPost, "/users/"+nga.User.ID, form.Encode(), lead...); w.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d, want her disabled", w.StatusCode)
	}
	at := time.Now()
	s.data.mu.Lock()
	s.data.latest = []store.Rating{{N: 1, At: time.Now(), Face: "dissatisfied", Source: "ticket", Service: "sau-khi-khoa", Door: 5}}
	s.data.mu.Unlock()
	s.now.Stored()
	for scan.Scan() {
		if strings.Contains(scan.Text(), "sau-khi-khoa") {
			t.Error("got data after she was disabled")
		}
	}
	if got := time.Since(at); got > 3*time.Second {
		t.Errorf("got her page ended after %v, want at once", got)
	}
	if w, _ := s.do(t, http.MethodGet, "/api/v1/summary", "", program...); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for her token, want 401", w.StatusCode)
	}
	form.Del("disabled")
	if w, _ := s.do(t, http.MethodPost, "/users/"+nga.User.ID, form.Encode(), lead...); w.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d, want her back", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodGet, "/api/v1/summary", "", program...); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for her token, want it to stay revoked", w.StatusCode)
	}
}
