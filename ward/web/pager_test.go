package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/office"
)

// TestOldOpenCases: an open case stays in the list behind any number of answered
// ones and of others' open ones, and pages lead to all.
func TestOldOpenCases(t *testing.T) {
	t.Parallel()
	s, _, feedback := staffed(t)
	now := time.Now()
	for i := range 420 {
		c := office.Case{
			ID: fmt.Sprint("new", i), Key: fmt.Sprint(i), Opened: now.Add(time.Minute), Due: now.Add(time.Hour), Topic: "praise", Text: "mới", Lang: "vi",
			Status: office.CaseAnswered, Answered: now,
		}
		if i%2 == 1 {
			c.Status, c.Answered, c.Owner = office.CaseTaken, time.Time{}, "somebody else"
		}
		if _, err := s.data.AddCase(t.Context(), c, office.Entry{At: now}); err != nil {
			t.Fatal(err)
		}
	}
	wantAll(t, "officer", s.get(t, "/cases", s.as(t, "minh")...), "/cases/"+feedback)
	lead := s.as(t, "lan")
	seen := make(map[string]bool)
	for at := "/cases"; at != ""; {
		w, body := s.do(t, http.MethodGet, at, "", lead...)
		if w.StatusCode != http.StatusOK {
			t.Fatalf("%s: got %d", at, w.StatusCode)
		}
		open, _, _ := strings.Cut(body, "Đã trả lời</h2>")
		for i := range 420 {
			if id := fmt.Sprintf(`/cases/new%d"`, i); i%2 == 1 && strings.Contains(open, id) {
				seen[id] = true
			}
		}
		_, _, found := strings.Cut(open, `rel="next"`)
		if !found {
			break
		}
		before, _, _ := strings.Cut(open, `" rel="next"`)
		at = strings.ReplaceAll(before[strings.LastIndex(before, `"`)+1:], "&amp;", "&")
	}
	if len(seen) != 210 {
		t.Errorf("got %d open cases on all pages, want 210", len(seen))
	}
}
