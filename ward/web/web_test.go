package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
	"tiepdan/ward/store"
	"tiepdan/ward/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const password = "mật khẩu của phường"

// data is a real store, but for what a test puts into it.
type data struct {
	*store.Store

	mu      sync.Mutex
	day     store.Day
	latest  []store.Rating
	streams []store.Stream
	aside   int
	err     error
}

func (d *data) Today(context.Context, time.Time) (store.Day, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.day, d.err
}

func (d *data) Latest(context.Context, int) ([]store.Rating, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.latest, d.err
}

func (d *data) Streams(context.Context) ([]store.Stream, error) { return d.streams, d.err }
func (d *data) Quarantined(context.Context) (int, error)        { return d.aside, d.err }

func newData(t *testing.T) *data {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &data{Store: s}
}

type site struct {
	*httptest.Server
	server *web.Server
	data   *data
	now    *live.Now
	motion *motion.Book
	client *http.Client
	log    *written
	sender *sender
}

// written is what was logged.
type written struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *written) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *written) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newSite(t *testing.T, password string) site {
	t.Helper()
	made := newData(t)
	return newSiteOn(t, password, made, made)
}

// newSiteWith is a site without a password, with other options.
func newSiteWith(t *testing.T, change func(*web.Options)) site {
	t.Helper()
	made := newData(t)
	return newSiteOn(t, "", made, made, change)
}

// newSiteOn serves what from says, which is data or the store in it.
func newSiteOn(t *testing.T, password string, made *data, from web.Store, change ...func(*web.Options)) site {
	t.Helper()
	s := site{data: made, now: live.New(), log: &written{}, sender: &sender{}}
	book, err := motion.Open(t.Context(), made.Store, s.now.Stored, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.motion = book
	var hash []byte
	if password != "" {
		if hash, err = bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost); err != nil {
			t.Fatal(err)
		}
	}
	o := web.Options{
		Unit: "Phường Cửa Nam", UnitEn: "Cua Nam ward", Location: time.UTC, PasswordHash: hash,
		Cost: bcrypt.MinCost, Store: from, Now: s.now, Motion: book, Commands: s.sender,
		Logger: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&o)
	}
	server, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.server, s.Server = server, httptest.NewServer(server.Handler())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	s.client = &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.Close()
	})
	return s
}

// answer is what a test looks at of a response.
type answer struct {
	StatusCode int
	Header     http.Header
	Cookies    []*http.Cookie
}

// do sends a request; header pairs follow the body.
func (s site) do(t *testing.T, method, path, form string, header ...string) (answer, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	w, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{w.StatusCode, w.Header, w.Cookies()}, string(body)
}

func (s site) login(t *testing.T, password string, header ...string) answer {
	t.Helper()
	w, _ := s.do(t, http.MethodPost, "/login", url.Values{"password": {password}}.Encode(), header...)
	return w
}

func sample(s site) {
	s.data.day = store.Day{
		Ratings: []store.Count{
			{Source: "ticket", Face: "very-satisfied", N: 5},
			{Source: "ticket", Face: "satisfied", N: 3},
			{Source: "ticket", Face: "dissatisfied", N: 1},
			{Source: "panel", Face: "neutral", N: 2},
			{Source: "panel", Face: "dissatisfied", Burst: true, N: 40},
			{Source: "panel", Face: "neutral", NoVisit: true, N: 6},
		},
		Closed: 12, NoShow: 1,
		Reasons: []store.Reason{{Reason: "long-wait", N: 2}, {Reason: "place", N: 1}}, Reasoned: 2,
		Help: store.Help{Called: 6, Answered: 4, Nobody: 1, Dropped: 1, Median: 95 * time.Second},
	}
	s.data.latest = []store.Rating{{N: 9, At: time.Now(), Robot: "kb-01", Face: "satisfied", Source: "ticket", Service: "land", Door: 3}}
	s.data.streams = []store.Stream{{Commune: "c", Robot: "kb-01", Epoch: "e1", Upto: 14, Top: 20, Missing: 3, Lost: 2}}
	s.data.aside = 4
	topic := schema.Topic{Commune: "c", Robot: "kb-01"}
	s.now.State(topic, schema.State{V: 1, State: schema.LinkOnline, Boot: "b"}, time.Now())
	s.now.Status(topic, schema.Status{
		Services: []schema.ServiceStatus{{
			Service: "land", Label: schema.Label{Vi: "Đất đai", En: "Land"}, Waiting: 7, Wait: &schema.Minutes{Low: 5, High: 9},
		}},
		Doors:   []schema.DoorStatus{{Door: 3, Serving: "B012", Waiting: 7}},
		Base:    &schema.BaseStatus{State: "estop", BatteryPct: 82, EStop: true},
		Mission: &schema.MissionStatus{Kind: "lead", Door: 3},
		Printer: schema.PrinterStatus{Link: true, Paper: "end"},
		Parts:   []schema.PartStatus{{Part: "voice", Detail: "no <sound>"}, {Part: "ear", Detail: "no model"}},
		Outbox:  schema.OutboxStatus{Epoch: "e1", Sent: 25},
	}, time.Now())
}

// TestPaperLeft: the ward is told before the paper is out.
func TestPaperLeft(t *testing.T) {
	t.Parallel()
	for want, left := range map[string]*schema.Left{
		"giấy sắp hết<": nil, "giấy sắp hết, còn khoảng 37 vé": {Tickets: 37, Measured: true}, "giấy sắp hết, còn chừng 80 vé (chưa đo cuộn nào)": {Tickets: 80},
	} {
		s := newSite(t, "")
		topic := schema.Topic{Commune: "c", Robot: "kb-01"}
		s.now.State(topic, schema.State{V: 1, State: schema.LinkOnline, Boot: "b"}, time.Now())
		s.now.Status(topic, schema.Status{Printer: schema.PrinterStatus{Link: true, Paper: "near-end", Left: left}}, time.Now())
		if _, body := s.do(t, http.MethodGet, "/", ""); !strings.Contains(body, want) {
			t.Errorf("got no %q", want)
		}
	}
}

// TestDeafRobotIsNotIll: most robots have no recogniser.
func TestDeafRobotIsNotIll(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	sample(s)
	if _, body := s.do(t, http.MethodGet, "/", ""); strings.Contains(body, "no model") {
		t.Error("the page calls a robot without a recogniser ill")
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	sample(s)
	tests := []struct {
		path string
		want []string
	}{
		{"/", []string{
			"Phường Cửa Nam", `<html lang="vi">`, "88,9 %", "75 %", ">12<", "1 lượt gọi không có mặt",
			"2 lần bấm, không tính 40 lần bấm dồn, không tính 6 lần bấm khi không có lượt nào vừa xong", "0,0 %", "Đất đai", "5–9 phút", "B012", "Cửa 3", "82 %",
			"Nút dừng khẩn cấp đang được nhấn", "Dừng khẩn cấp, nút đang được nhấn", "hết giấy",
			"Giọng nói không hoạt động (no &lt;sound&gt;)", "thiếu 3 bản ghi sau số 14", "5 đang gửi",
			"2 không còn ở robot", "bản ghi không hợp lệ", "Đang hoạt động",
			"trong 2 lượt đánh giá:", "Chờ lâu <b>2</b>", "4 có người nhận, một nửa trong 1 phút 35 giây", "1 không ai đến", "1 người dân thôi gọi",
		}},
		{"/?lang=en", []string{`<html lang="en">`, "Cua Nam ward", "88.9%", "Land", "missing 3 records", "Long wait <b>2</b>", "4 answered, half within 1 min 35 s", "Emergency stop is pressed"}},
		{"/", []string{`<html lang="en">`}}, // the choice is kept
	}
	for _, tt := range tests {
		w, body := s.do(t, http.MethodGet, tt.path, "")
		body = strings.Join(strings.Fields(strings.NewReplacer("75,0", "75", "\n", " ").Replace(body)), " ")
		if w.StatusCode != http.StatusOK {
			t.Fatalf("%s: got status %d, want 200", tt.path, w.StatusCode)
		}
		for _, want := range tt.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: got no %q", tt.path, want)
			}
		}
		if got := w.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") {
			t.Errorf("got policy %q, want a strict one", got)
		}
	}
}

// TestLive: a rating reaches an open page within a bounded time.
func TestLive(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.client.Do(r) //nolint:bodyclose // it is closed below; the check is lost over await
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if got := w.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("got content type %q, want text/event-stream", got)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(w.Body); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	await := func(want string) {
		t.Helper()
		for late := time.After(30 * time.Second); ; {
			select {
			case line, open := <-lines:
				if !open {
					t.Fatalf("the stream ended before %q", want)
				}
				if strings.Contains(line, want) {
					return
				}
			case <-late:
				t.Fatalf("got no %q in 30 s", want)
			}
		}
	}
	await("event: ratings")
	s.data.mu.Lock()
	s.data.latest = []store.Rating{{N: 1, At: time.Now(), Face: "dissatisfied", Source: "ticket", Service: "thuế", Door: 5}}
	s.data.mu.Unlock()
	at := time.Now()
	s.now.Stored()
	await("thuế")
	if got := time.Since(at); got > 5*time.Second {
		t.Errorf("got the rating after %v, want within 5 s", got)
	}
	s.now.Broker("connection refused", time.Now())
	await("Chưa nhận được tin từ robot: connection refused")
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	sample(s)
	if w, _ := s.do(t, http.MethodGet, "/", ""); w.StatusCode != http.StatusSeeOther || w.Header.Get("Location") != "/login" {
		t.Errorf("got %d to %q, want the log-in page", w.StatusCode, w.Header.Get("Location"))
	}
	if w, body := s.do(t, http.MethodGet, "/live", ""); w.StatusCode != http.StatusUnauthorized || strings.Contains(body, "event:") {
		t.Errorf("got %d for the events, want 401", w.StatusCode)
	}
	for _, wrong := range []string{"", "x", strings.Repeat("x", 5000), password + " "} {
		if w := s.login(t, wrong); w.StatusCode != http.StatusUnauthorized || len(w.Cookies) != 0 {
			t.Errorf("%.5q: got %d with cookies %v, want 401 and none", wrong, w.StatusCode, w.Cookies)
		}
	}
	w := s.login(t, password)
	if w.StatusCode != http.StatusSeeOther || len(w.Cookies) != 1 {
		t.Fatalf("got %d with cookies %v, want a redirect with a session", w.StatusCode, w.Cookies)
	}
	c := w.Cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || len(c.Value) < 26 {
		t.Errorf("got cookie %v, want HttpOnly, SameSite=Strict and a long name", c)
	}
	if w, body := s.do(t, http.MethodGet, "/", ""); w.StatusCode != http.StatusOK || !strings.Contains(body, "Đăng xuất") {
		t.Errorf("got %d, want the page", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/logout", "", "Origin", s.URL); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d, want to be logged out", w.StatusCode)
	}
	// The name is dead on the server too, not only gone from the browser.
	if w, _ := s.do(t, http.MethodGet, "/live", "", "Cookie", c.Name+"="+c.Value); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for an ended session, want 401", w.StatusCode)
	}
}

// TestSessionFixation: a name that was planted before the log-in is not used.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	const planted = "AAAAAAAAAAAAAAAAAAAAAAAAAA"
	w := s.login(t, password, "Cookie", "wardd_session="+planted)
	if got := w.Cookies[0].Value; got == planted {
		t.Error("got the planted name as session, want a new one")
	}
	s.client.Jar = nil
	if w, _ := s.do(t, http.MethodGet, "/live", "", "Cookie", "wardd_session="+planted); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d for the planted name, want 401", w.StatusCode)
	}
}

func TestForeignSites(t *testing.T) {
	t.Parallel()
	locked := newSite(t, password)
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		if w := locked.login(t, password, header...); w.StatusCode != http.StatusForbidden {
			t.Errorf("%v: got %d, want 403", header, w.StatusCode)
		}
	}
	open := newSite(t, "")
	if w, _ := open.do(t, http.MethodGet, "/", "", "Host", "evil.example"); w.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("got %d for another name of this machine, want 421", w.StatusCode)
	}
	if w, _ := open.do(t, http.MethodGet, "/", "", "Host", "localhost:8080"); w.StatusCode != http.StatusOK {
		t.Errorf("got %d for localhost, want 200", w.StatusCode)
	}
}

func TestBruteForce(t *testing.T) {
	t.Parallel()
	s := newSite(t, password)
	for range 5 {
		s.login(t, "wrong")
	}
	if w := s.login(t, password); w.StatusCode != http.StatusTooManyRequests {
		t.Errorf("got %d for the sixth try, want 429 even with the right password", w.StatusCode)
	}
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.data.err = errors.New("secret path")
	if w, body := s.do(t, http.MethodGet, "/", ""); w.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "secret") {
		t.Errorf("got %d %q, want 503 without details", w.StatusCode, body)
	}
}

func TestStatic(t *testing.T) {
	t.Parallel()
	s := newSite(t, password) // also without a session
	for _, file := range []string{"page.css", "page.js", "htmx-2.0.11.min.js", "htmx-ext-sse-2.2.4.min.js", "icon.svg", "htmx-LICENSE.txt"} {
		if w, body := s.do(t, http.MethodGet, "/static/"+file, ""); w.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: got %d and %d bytes, want the file", file, w.StatusCode, len(body))
		}
	}
	if w, _ := s.do(t, http.MethodGet, "/templates/page.html", ""); w.StatusCode != http.StatusNotFound {
		t.Errorf("got %d for a template, want 404", w.StatusCode)
	}
}

// TestServeEnds: open pages do not hold up a shutdown.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	server, err := web.New(web.Options{
		Location: time.UTC, Store: newData(t), Now: live.New(), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l) }()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	w, err := (&http.Client{Transport: transport}).Get("http://" + l.Addr().String() + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("got %v, want nil", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the page does not end")
	}
}
