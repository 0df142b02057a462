package feedback_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tiepdan/ward/feedback"
	"tiepdan/ward/office"
)

// drawer keeps cases in memory, by the rules of office.
type drawer struct {
	office.CaseStore

	cases []office.Case
	err   error
}

func (d *drawer) Users(context.Context) ([]office.User, error) { return nil, nil }

func (d *drawer) AddCase(_ context.Context, c office.Case, _ office.Entry) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	c.Number = len(d.cases) + 1
	d.cases = append(d.cases, c)
	return c.Number, nil
}

func (d *drawer) CaseByKey(_ context.Context, key string) (office.Case, bool, error) {
	i := slices.IndexFunc(d.cases, func(c office.Case) bool { return c.Key == key })
	if i < 0 {
		return office.Case{}, false, d.err
	}
	return d.cases[i], true, d.err
}

func newPages(tb testing.TB) (http.Handler, *drawer) {
	tb.Helper()
	d := &drawer{}
	s, err := feedback.New(feedback.Options{
		Unit: "Phường Cửa Nam", UnitEn: "Cua Nam ward", Location: time.UTC, Cases: &office.Cases{Store: d},
		Communes: func(context.Context) ([]string, error) { return nil, nil }, Services: func(string) []feedback.Service {
			return []feedback.Service{{Code: "land", Vi: "Đất đai", En: "Land"}}
		},
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s.Handler(), d
}

func ask(h http.Handler, method, path, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestState: the citizen's page tells each state, in her language, and never
// her own words.
func TestState(t *testing.T) {
	t.Parallel()
	h, d := newPages(t)
	form := url.Values{"topic": {"wait"}, "service": {"land"}, "text": {"bí mật"}, "lang": {"en"}}
	w := ask(h, http.MethodPost, "/g/", form.Encode())
	at := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasSuffix(at, "?lang=en") || d.cases[0].Service != "land" {
		t.Fatalf("got %d to %q, want the page of the case in English", w.Code, at)
	}
	for status, want := range map[office.Status]string{
		office.CaseNew: "Received", office.CaseTaken: `<li class="done">In hand</li>`, office.CaseAnswered: "Xin lỗi &lt;b&gt;",
	} {
		d.cases[0].Status = status
		if status == office.CaseAnswered {
			d.cases[0].Answer, d.cases[0].Answered = "Xin lỗi <b>", time.Now()
		}
		body := ask(h, http.MethodGet, at, "").Body.String()
		if !strings.Contains(body, want) || strings.Contains(body, "bí mật") {
			t.Errorf("%s: got no %q, or the citizen's words", status, want)
		}
	}
	d.err = errors.New("secret path")
	for _, w := range []*httptest.ResponseRecorder{ask(h, http.MethodGet, at, ""), ask(h, http.MethodPost, "/g/", form.Encode())} {
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("got %d, want 503 without details", w.Code)
		}
	}
	if body := ask(h, http.MethodPost, "/g/", form.Encode()).Body.String(); !strings.Contains(body, "bí mật") {
		t.Error("got the citizen's words lost when they could not be kept")
	}
}

// TestFlood: a few addresses that send all they can do not shut the form for
// somebody else, and are bounded.
func TestFlood(t *testing.T) {
	t.Parallel()
	h, d := newPages(t)
	send := func(from string) int {
		r := httptest.NewRequest(http.MethodPost, "/g/", strings.NewReader("topic=wait&text=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from + ":1"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 60 {
		for range 12 {
			send(fmt.Sprintf("198.51.100.%d", i))
		}
	}
	if got := len(d.cases); got > 60+200 {
		t.Errorf("got %d kept of 720 from 60 addresses, want 260 at most", got)
	}
	if got := send("203.0.113.9"); got != http.StatusSeeOther {
		t.Errorf("got %d for somebody else's first message, want it kept", got)
	}
	if got := send("198.51.100.1"); got != http.StatusTooManyRequests {
		t.Errorf("got %d for one more of theirs, want 429", got)
	}
}

func TestOwns(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{"/g": true, "/g/": true, "/g/ABC": true, "/g-static/icon.svg": true, "/": false, "/gate": false, "/cases": false} {
		if got := feedback.Owns(path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

// FuzzForm: whatever is sent, the answer is one of those meant, and what is
// kept is a feedback by the rules.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		"topic=wait&text=ch%E1%BB%9D+l%C3%A2u&lang=vi", "topic=wait&text=%00", "text=%ff&topic=place", "topic=&text=", "%zz", "a=b;c=d",
		"topic=praise&text=x&website=y", "topic=wait&topic=place&text=x&service=land",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		h, d := newPages(t)
		w := ask(h, http.MethodPost, "/g/", form)
		meant := []int{http.StatusSeeOther, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge}
		if !slices.Contains(meant, w.Code) {
			t.Fatalf("got %d, want one of %v", w.Code, meant)
		}
		if (len(d.cases) == 1) != (w.Code == http.StatusSeeOther) {
			t.Fatalf("got %d cases with %d, want one exactly when the citizen is led to it", len(d.cases), w.Code)
		}
		for _, c := range d.cases {
			if n := utf8.RuneCountInString(c.Text); n == 0 || n > office.MostFeedback || !utf8.ValidString(c.Text) || !slices.Contains(office.Topics(), c.Topic) {
				t.Errorf("got %+v kept, want a feedback", c)
			}
		}
	})
}
