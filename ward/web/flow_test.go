package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// rate stores ratings of a door today, each with its visit.
func (s site) rate(t *testing.T, door int, service string, faces ...string) {
	t.Helper()
	var items []store.Item
	for i, face := range faces {
		for j, body := range []schema.Body{
			schema.Visit{Service: service, Door: door, Outcome: "closed", WaitS: new(120 + 60*i), ServeS: new(300)},
			schema.Rating{Face: face, Source: "ticket", Service: service, Door: door, Lang: "vi", WaitS: new(120 + 60*i), ServeS: new(300)},
		} {
			seq := uint64(1 + 2*i + j)
			e := schema.Event{
				Header: schema.Header{V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%06x%06x", door, seq), Epoch: fmt.Sprintf("e%d", door), Seq: seq, TS: time.Now(), Clock: schema.ClockNTP},
				Body:   body,
			}
			topic := schema.Topic{Commune: "c", Robot: "kb-01", Channel: body.Kind().Channel()}
			items = append(items, store.Item{Topic: topic, At: time.Now(), Payload: []byte("{}"), Event: &e})
		}
	}
	if _, err := s.data.Commit(t.Context(), items); err != nil {
		t.Fatal(err)
	}
}

func (s site) get(t *testing.T, path string, header ...string) string {
	t.Helper()
	w, body := s.do(t, http.MethodGet, path, "", header...)
	if w.StatusCode != http.StatusOK {
		t.Fatalf("%s: got %d, want 200", path, w.StatusCode)
	}
	return body
}

func wantAll(t *testing.T, what, body string, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(body, part) {
			t.Errorf("%s: got no %q", what, part)
		}
	}
}

func wantNone(t *testing.T, what, body string, not ...string) {
	t.Helper()
	for _, part := range not {
		if strings.Contains(body, part) {
			t.Errorf("%s: got %q, want it hidden", what, part)
		}
	}
}

// TestFewAreHidden: door and time name an official, so that others than
// leaders see neither other doors nor groups of fewer than five.
func TestFewAreHidden(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.rate(t, 3, "land", "dissatisfied", "satisfied", "satisfied", "satisfied")
	s.rate(t, 4, "tax", "satisfied", "satisfied", "satisfied", "satisfied", "satisfied", "satisfied")
	lead, minh, hoa := s.as(t, "lan"), s.as(t, "minh"), s.as(t, "hoa")
	wantAll(t, "leader", s.get(t, "/ratings?by=door", lead...), "Cửa 3", "Cửa 4", "75,0 %", "100 %")
	body := s.get(t, "/ratings?by=door", minh...)
	wantAll(t, "officer of door 3", body, "Cửa 3", "không hiển thị: ít lượt")
	wantNone(t, "officer of door 3", body, "Cửa 4", "75,0 %", "90,0 %")
	body = s.get(t, "/ratings?by=door", hoa...)
	wantAll(t, "officer of door 4", body, "Cửa 4", "100 %")
	wantNone(t, "officer of door 4", body, "Cửa 3")
	wantAll(t, "leader", s.get(t, "/ratings?by=service", lead...), "land", "tax")
	wantNone(t, "officer of tax", s.get(t, "/ratings?by=service", minh...), ">tax<")
	body = s.get(t, "/export/ratings.csv", minh...)
	if got := strings.Count(body, "\r\n"); got != 1 {
		t.Errorf("got %d lines of a file, want the heading: four ratings are few", got)
	}
	wantNone(t, "the officer's file", body, "tax")
	if got := strings.Count(s.get(t, "/export/ratings.csv", lead...), "\r\n"); got != 11 {
		t.Errorf("got %d lines of the leader's file, want 11", got)
	}
	for _, path := range []string{"/waits", "/waits?by=door", "/pillars", "/ratings?by=hour", "/ratings?by=day", "/ratings?by=robot&period=today", "/ratings?from=2026-01-01&to=2026-01-31"} {
		s.get(t, path, lead...)
		s.get(t, path, minh...)
	}
	wantAll(t, "report", s.get(t, "/report", lead...), "Báo cáo phục vụ người dân", "10 lượt đánh giá", "90,0 %", "<svg class=\"plot\"", "Không đo")
}

// TestOnTime: no rate is shown until the ward says what is on time.
func TestOnTime(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.rate(t, 3, "land", "satisfied", "satisfied", "satisfied", "satisfied") // waited 2, 3, 4, 5 minutes
	lead := s.as(t, "lan")
	wantAll(t, "waits", s.get(t, "/waits", lead...), "chưa đặt định mức")
	if w, _ := s.do(t, http.MethodPost, "/settings/norms", url.Values{"wait": {"4"}, "serve": {"0"}}.Encode(), lead...); w.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d, want the norm kept", w.StatusCode)
	}
	wantAll(t, "waits", s.get(t, "/waits", lead...), "75,0 %", "định mức chờ 4")
	wantAll(t, "pillars", s.get(t, "/pillars", lead...), "75,0 %", "Đo một phần", "Không đo")
}

// TestFeedback follows a citizen's feedback to the answer that she reads.
func TestFeedback(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.client.Jar = nil
	const words = "Ghế <script>ở cửa 3</script> gãy"
	form := url.Values{"topic": {"place"}, "text": {words}, "lang": {"vi"}}
	w, _ := s.do(t, http.MethodPost, "/g/", form.Encode())
	at := w.Header.Get("Location")
	if w.StatusCode != http.StatusSeeOther || len(at) < 26 {
		t.Fatalf("got %d to %q, want an unguessable page", w.StatusCode, at)
	}
	body := s.get(t, at)
	wantAll(t, "citizen's page", body, "Phản ánh số 2", "Đã nhận")
	wantNone(t, "citizen's page", body, words)
	lead, minh := s.as(t, "lan"), s.as(t, "minh")
	list := s.get(t, "/cases", lead...)
	wantAll(t, "cases", list, "Ghế &lt;script&gt;")
	path := ""
	for _, part := range strings.Split(list, `href="/cases/`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		if id != "poster" && strings.Contains(s.get(t, "/cases/"+id, lead...), "&lt;script&gt;") {
			path = "/cases/" + id
		}
	}
	if w, _ := s.do(t, http.MethodGet, path, "", minh...); w.StatusCode != http.StatusNotFound {
		t.Errorf("got %d for somebody else's case, want 404", w.StatusCode)
	}
	for _, x := range [][2]string{{"take", ""}, {"note", "gọi thợ"}, {"answer", "Đã thay ghế."}} {
		if w, _ := s.do(t, http.MethodPost, path, url.Values{"do": {x[0]}, "text": {x[1]}}.Encode(), lead...); w.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: got %d, want it kept", x[0], w.StatusCode)
		}
	}
	body = s.get(t, at)
	wantAll(t, "citizen's page", body, "Đã thay ghế.")
	wantNone(t, "citizen's page", body, "gọi thợ", "Bà lan")
	wantAll(t, "cases", s.get(t, "/cases", lead...), "50,0 %") // one of two on the same day
	wantNone(t, "record", s.get(t, "/record", lead...), "Ghế", "Đã thay ghế")
	wantNone(t, "log", s.log.String(), "Ghế", strings.TrimPrefix(at, "/g/"))
}

// TestFeedbackRefused: what is no feedback is neither kept nor thanked for.
func TestFeedbackRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	s.client.Jar = nil
	good := func() url.Values { return url.Values{"topic": {"place"}, "text": {"x"}} }
	tests := []struct {
		name   string
		change func(url.Values)
		want   int
	}{
		{"no topic", func(v url.Values) { v.Del("topic") }, http.StatusUnprocessableEntity},
		{"no text", func(v url.Values) { v.Set("text", " \n ") }, http.StatusUnprocessableEntity},
		{"a program fills in everything", func(v url.Values) { v.Set("website", "https://spam.example") }, http.StatusUnprocessableEntity},
		{"too long", func(v url.Values) { v.Set("text", strings.Repeat("ệ", 2001)) }, http.StatusUnprocessableEntity},
		{"huge", func(v url.Values) { v.Set("text", strings.Repeat("x", 100_000)) }, http.StatusRequestEntityTooLarge},
		{"not UTF-8", func(v url.Values) { v.Set("text", "\xff\xfe") }, http.StatusUnprocessableEntity},
	}
	for _, tt := range tests {
		v := good()
		tt.change(v)
		// Each from its own address: there are ten at once for one.
		if w, _ := s.do(t, http.MethodPost, "/g/", v.Encode(), "X-Forwarded-For", "10.1.1.1"); w.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, w.StatusCode, tt.want)
		}
	}
	if w, _ := s.do(t, http.MethodPost, "/g/", good().Encode(), "Sec-Fetch-Site", "cross-site"); w.StatusCode != http.StatusForbidden {
		t.Errorf("got %d from another site, want 403", w.StatusCode)
	}
	cases, err := s.data.Cases(t.Context(), false, 10)
	if err != nil || len(cases) != 0 {
		t.Errorf("got %d cases, %v, want none", len(cases), err)
	}
	last := 0
	for range 11 {
		w, _ := s.do(t, http.MethodPost, "/g/", good().Encode(), "X-Forwarded-For", "10.1.1.2")
		last = w.StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("got %d for the eleventh at once, want 429", last)
	}
	if w, _ := s.do(t, http.MethodGet, "/g/NOSUCHTOKEN", ""); w.StatusCode != http.StatusNotFound {
		t.Errorf("got %d for no feedback, want 404", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodGet, "/g/", ""); w.StatusCode != http.StatusOK || !strings.Contains(w.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("got %d, %v, want the form without a log-in, and a strict policy", w.StatusCode, w.Header)
	}
}

// TestAlertPage: from the alert to its end.
func TestAlertPage(t *testing.T) {
	t.Parallel()
	s, alert, _ := staffed(t)
	minh := s.as(t, "minh")
	wantAll(t, "alerts", s.get(t, "/alerts", minh...), "Cửa 3", "3/4", "Chưa ai nhận", "Bà minh")
	act := func(want int, do, text string) {
		t.Helper()
		form := url.Values{"do": {do}, "text": {text}}
		if w, _ := s.do(t, http.MethodPost, "/alerts/"+alert, form.Encode(), minh...); w.StatusCode != want {
			t.Errorf("%s: got %d, want %d", do, w.StatusCode, want)
		}
	}
	act(http.StatusSeeOther, "ack", "")
	wantAll(t, "alerts", s.get(t, "/alerts", minh...), "Đang xử lý")
	act(http.StatusUnprocessableEntity, "assign", "")
	act(http.StatusUnprocessableEntity, "close", " ")
	act(http.StatusSeeOther, "close", "đã xin lỗi người dân")
	act(http.StatusUnprocessableEntity, "note", "thêm")
	wantAll(t, "alert", s.get(t, "/alerts/"+alert, minh...), "Đã đóng", "đã xin lỗi người dân", "Bà minh")
	if all, err := s.data.Alerts(t.Context(), true, 10); err != nil || len(all) != 0 {
		t.Errorf("got %d open alerts, %v, want none", len(all), err)
	}
}

// TestPublic: the address for citizens' phones has their pages and no other.
func TestPublic(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	public := s.server.Public()
	for path, want := range map[string]int{"/g/": http.StatusOK, "/g": http.StatusMovedPermanently, "/": http.StatusNotFound, "/login": http.StatusNotFound, "/ratings": http.StatusNotFound, "/static/page.css": http.StatusNotFound, "/api/v1/summary": http.StatusNotFound} {
		w := httptest.NewRecorder()
		public.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: got %d, want %d", path, w.Code, want)
		}
	}
}
