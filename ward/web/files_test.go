package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tiepdan/report/schema"
)

// TestAPI: figures for programs that show a token, and nothing else.
func TestAPI(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.rate(t, 3, "land", "dissatisfied", "satisfied", "satisfied", "very-satisfied")
	lead := s.as(t, "lan")
	w, body := s.do(t, http.MethodPost, "/tokens", url.Values{"title": {"Trang của quận"}}.Encode(), lead...)
	_, token, _ := strings.Cut(body, "tdw_")
	token = "tdw_" + token[:26]
	if w.StatusCode != http.StatusOK || len(token) < 30 {
		t.Fatalf("got %d and token %q", w.StatusCode, token)
	}
	if strings.Contains(s.get(t, "/tokens", lead...), token) {
		t.Error("got the token shown again, want once")
	}
	for _, header := range [][]string{nil, lead, {"Authorization", "Bearer tdw_x"}, {"Authorization", "Bearer"}} {
		if w, _ := s.do(t, http.MethodGet, "/api/v1/summary", "", header...); w.StatusCode != http.StatusUnauthorized {
			t.Errorf("%v: got %d, want 401", header, w.StatusCode)
		}
	}
	bearer := []string{"Authorization", "Bearer " + token}
	var got struct {
		Items []struct {
			Ratings   map[string]int
			Satisfied struct{ Value, Low, High float64 }
			Visits    int
		}
	}
	if err := json.Unmarshal([]byte(s.get(t, "/api/v1/summary?period=today", bearer...)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Items) != 1 || got.Items[0].Satisfied.Value != 0.75 || got.Items[0].Satisfied.Low > 0.31 || got.Items[0].Visits != 4 || got.Items[0].Ratings["dissatisfied"] != 1 {
		t.Errorf("got %+v, want 3 of 4 satisfied with the interval, 4 visits", got)
	}
	for _, name := range []string{"days", "hours", "services", "doors", "robots", "cases", "calls", "gaps"} {
		body := s.get(t, "/api/v1/"+name, bearer...)
		wantAll(t, name, body, `"items":`)
		wantNone(t, name, body, "Chờ lâu") // the text of a case
	}
	if w, _ := s.do(t, http.MethodPost, "/api/v1/summary", "", bearer...); w.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("got %d for a POST, want 405: the interface only reads", w.StatusCode)
	}
	all, err := s.data.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.do(t, http.MethodPost, "/tokens/"+all[0].ID+"/revoke", "", lead...)
	if w, _ := s.do(t, http.MethodGet, "/api/v1/summary", "", bearer...); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for a revoked token, want 401", w.StatusCode)
	}
}

// TestExports: files of the tables, for those who may see the rows.
func TestExports(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.rate(t, 3, "land", "dissatisfied", "satisfied")
	s.happened(t, "kb-01", 900, time.Now(), schema.Help{})
	lead := s.as(t, "lan")
	for name, want := range map[string]int{"ratings": 3, "visits": 3, "cases": 2, "calls": 2, "alerts": 2} {
		text, marked := strings.CutPrefix(s.get(t, "/export/"+name+".csv", lead...), "\ufeff")
		if got := strings.Count(text, "\r\n"); got != want || !marked {
			t.Errorf("%s.csv: got %d lines, marked %v, want %d", name, got, marked, want)
		}
		file, err := excelize.OpenReader(bytes.NewReader([]byte(s.get(t, "/export/"+name+".xlsx", lead...))))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := file.GetRows(file.GetSheetList()[0])
		if err != nil || len(rows) != want {
			t.Errorf("%s.xlsx: got %d rows, %v, want %d", name, len(rows), err, want)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"users.csv", "ratings", "ratings.pdf", "..%2fward.db"} {
		if w, _ := s.do(t, http.MethodGet, "/export/"+name, "", lead...); w.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", name, w.StatusCode)
		}
	}
	wantAll(t, "record", s.get(t, "/record", lead...), "Tải dữ liệu")
}
