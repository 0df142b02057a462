package phone_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/phone"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	hanoi = time.FixedZone("+07", 7*3600)
	now   = time.Date(2026, 3, 2, 9, 30, 0, 0, hanoi)
)

const token = "Zm9vYmFyYmF6cXV4MTIzNA"

// book answers as a test tells it to.
type book struct {
	mu      sync.Mutex
	answer  line.Answer
	err     error
	asked   int
	changed chan struct{}
}

func (b *book) Live(key line.Key, _ time.Time) (line.Answer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.answer, b.answer.Kind == line.Live && key == line.KeyOf(token)
}

func (b *book) Look(_ context.Context, key line.Key, _ time.Time) (line.Answer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if key != line.KeyOf(token) {
		return line.Answer{}, b.err
	}
	return b.answer, b.err
}

func (b *book) Listen(line.Key) (<-chan struct{}, func()) { return b.changed, func() {} }

func (b *book) tell(a line.Answer) {
	b.mu.Lock()
	b.answer = a
	b.mu.Unlock()
	b.changed <- struct{}{}
}

type site struct {
	*httptest.Server
	book *book
	log  *bytes.Buffer
}

func newSite(t *testing.T, a line.Answer) site {
	t.Helper()
	s := site{book: &book{answer: a, changed: make(chan struct{}, 1)}, log: &bytes.Buffer{}}
	server, err := phone.New(phone.Options{
		Unit: "Phường Cửa Nam", UnitEn: "Cua Nam ward", Location: hanoi, Book: s.book, Now: func() time.Time { return now },
		Logger: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(server.Handler())
	t.Cleanup(s.Close)
	return s
}

// answered is an answer that was read to its end.
type answered struct {
	StatusCode int
	Header     http.Header
}

func (s site) get(t *testing.T, path, behind string) (answered, string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if behind != "" {
		q.Header.Set("X-Forwarded-For", behind)
	}
	r, err := s.Client().Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{r.StatusCode, r.Header}, string(body)
}

func live(row schema.LineTicket) line.Answer {
	row.Number = "A012"
	return line.Answer{
		Kind: line.Live, Number: "A012", Ticket: row, Service: schema.Label{Vi: "Hộ tịch <b>", En: "Civil status"},
		Doors: map[int]schema.Label{3: {Vi: "Khai sinh", En: "Births"}, 4: {Vi: "Cửa số 4", En: "Door 4"}}, AsOf: now.Add(-10 * time.Second),
	}
}

func TestWhatThePageSays(t *testing.T) {
	t.Parallel()
	since, past, yesterday := now.Add(-3*time.Minute), now.Add(-time.Second), now.Add(-20*time.Hour)
	soon := now.Add(12 * time.Minute)
	old, unknownAge := live(schema.LineTicket{State: schema.TicketWaiting, Ahead: 5}), live(schema.LineTicket{State: schema.TicketWaiting, Ahead: 5})
	old.Old, old.AsOf = true, yesterday
	unknownAge.Old, unknownAge.AsOf = true, time.Time{}
	wait := func(low, high int, doors ...int) line.Answer {
		return live(schema.LineTicket{State: schema.TicketWaiting, Ahead: 1, Doors: doors, Wait: &schema.Minutes{Low: low, High: high}})
	}
	tests := []struct {
		name   string
		answer line.Answer
		want   []string
		never  []string
	}{
		{"waiting", wait(10, 25, 3, 4), []string{"A012", "Trước quý khách còn", "1 người", "1 person", "10–25 phút", "10–25 min", "3 hoặc 4", "3 or 4", "Hộ tịch &lt;b&gt;", "Số liệu lúc 09:29", "Phường Cửa Nam"}, []string{"Số liệu đã cũ", "<b>"}},
		{"one ahead, no estimate", live(schema.LineTicket{State: schema.TicketWaiting, Ahead: 1}), []string{"1 người", "1 person", "chưa đủ dữ liệu", "not enough data yet"}, nil},
		{"next", live(schema.LineTicket{State: schema.TicketWaiting}), []string{"Quý khách là người tiếp theo", "You are next"}, nil},
		{"stranded", live(schema.LineTicket{State: schema.TicketWaiting, Stranded: true, Doors: []int{3}}), []string{"A012", "Cửa đang đóng", "The door is closed", "Cán bộ sẽ hướng dẫn quý khách sang cửa khác.", "Staff will direct you to another door."}, []string{"tiếp theo", "You are next", "Dự kiến chờ", "Trước quý khách", "<dt>"}},
		{"a sure wait", wait(10, 10), []string{">10 phút<", "10 min"}, []string{"10–10"}},
		{"no wait", wait(0, 0), []string{"dưới 1 phút"}, []string{"0–0"}},
		{"called", live(schema.LineTicket{State: schema.TicketCalled, Door: 3, Calls: 2, Since: &since}), []string{"Mời quý khách đến", "Cửa 3", "Door 3", "Khai sinh", "Births", "Gọi lúc 09:27, lần thứ 2", "call 2"}, nil},
		{"called to a door without a name", live(schema.LineTicket{State: schema.TicketCalled, Door: 4, Calls: 1}), []string{"Cửa 4"}, []string{"Cửa số 4", "Gọi lúc"}},
		{"held", live(schema.LineTicket{State: schema.TicketHeld}), []string{"Phiếu đang được giữ"}, nil},
		{"missed", live(schema.LineTicket{State: schema.TicketMissed, Until: &soon, Doors: []int{3}}), []string{"Quay lại trước 09:42", "Come back before 09:42"}, nil},
		{"missed for good", live(schema.LineTicket{State: schema.TicketMissed, Until: &past}), []string{"Phiếu đã hết hiệu lực", "has lapsed"}, []string{"Quay lại"}},
		{"reserved", live(schema.LineTicket{State: schema.TicketReserved}), []string{"Phiếu đang được xác nhận"}, nil},
		{"taken out", live(schema.LineTicket{State: schema.TicketLeft}), []string{"Phiếu không còn hiệu lực"}, nil},
		{"old data", old, []string{"Số liệu đã cũ: từ 13:30 ngày 01/03", "nothing new since 13:30 on 1 Mar", "màn hình trong phòng", "5 người"}, nil},
		{"old data of no time", unknownAge, []string{"không rõ từ lúc nào"}, []string{"Số liệu lúc"}},
		{"served", line.Answer{Kind: line.Over, Number: "A012", Outcome: line.Served}, []string{"A012", "Cảm ơn quý khách"}, nil},
		{"lapsed", line.Answer{Kind: line.Over, Number: "A012", Outcome: line.Lapsed}, []string{"Phiếu đã hết hiệu lực"}, nil},
		{"taken", line.Answer{Kind: line.Over, Number: "A012", Outcome: line.Taken}, []string{"Phiếu không còn hiệu lực"}, nil},
		{"gone", line.Answer{Kind: line.Over, Number: "A012", Outcome: line.Gone}, []string{"Phiếu không còn trong hàng chờ"}, nil},
		{"expired", line.Answer{Kind: line.Expired, Number: "A012"}, []string{"Phiếu này đã hết hạn", "This ticket has expired"}, []string{"refresh", "ticket.js"}},
		{"unheard", line.Answer{Kind: line.Unheard, Number: "A012"}, []string{"Chưa có số liệu"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tt.answer)
			r, text := s.get(t, "/t/"+token, "")
			if r.StatusCode != http.StatusOK {
				t.Errorf("got status %d, want 200", r.StatusCode)
			}
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("got no %q in\n%s", want, text)
				}
			}
			for _, never := range append(tt.never, token) {
				if strings.Contains(text, never) {
					t.Errorf("got %q in\n%s", never, text)
				}
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t, live(schema.LineTicket{State: schema.TicketWaiting}))
	for _, path := range []string{"/t/" + token, "/t/other"} {
		r, _ := s.get(t, path, "")
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Content-Security-Policy": "default-src 'none'; script-src 'self'",
			"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff",
		} {
			if got := r.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: got %s %q, want %q", path, name, got, want)
			}
		}
		if cookies := r.Header.Values("Set-Cookie"); len(cookies) > 0 {
			t.Errorf("%s: got cookies %v, want none", path, cookies)
		}
	}
	for path, want := range map[string]string{"/robots.txt": "Disallow: /", "/t-static/ticket.css": "--paper", "/t-static/ticket.js": "EventSource", "/t-static/icon.svg": "<svg"} {
		if r, text := s.get(t, path, ""); r.StatusCode != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%s: got %d %s, want it to hold %q", path, r.StatusCode, text, want)
		}
		if !phone.Owns(path) {
			t.Errorf("got that %s is another's, want it owned", path)
		}
	}
	for _, path := range []string{"/", "/t/", "/live", "/t/a/b", "/t-static/..%2fphone.go", "/t-static/none"} {
		if r, _ := s.get(t, path, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, r.StatusCode)
		}
	}
}

// TestGuessing: who asks for many tickets that do not exist has to wait, the
// tickets that live stay visible, and others are not held up.
func TestGuessing(t *testing.T) {
	t.Parallel()
	s := newSite(t, live(schema.LineTicket{State: schema.TicketWaiting}))
	const guesser, neighbour = "203.0.113.7", "203.0.113.8"
	refused := 0
	for range 40 {
		switch r, text := s.get(t, "/t/"+strings.Repeat("g", 200), guesser); r.StatusCode {
		case http.StatusNotFound:
			if !strings.Contains(text, "Không tìm thấy phiếu này") {
				t.Fatalf("got %s, want that the ticket is not found", text)
			}
		case http.StatusTooManyRequests:
			refused++
		default:
			t.Fatalf("got status %d, want 404 or 429", r.StatusCode)
		}
	}
	if refused != 10 || s.book.asked != 30 {
		t.Errorf("got %d of 40 refused and %d looked up, want 10 and 30", refused, s.book.asked)
	}
	if r, _ := s.get(t, "/t/"+token, guesser); r.StatusCode != http.StatusOK {
		t.Errorf("got %d for a ticket that lives, want 200", r.StatusCode)
	}
	for name, behind := range map[string]string{"neighbour": neighbour, "said by the guesser": guesser + ", " + neighbour, "nobody's proxy": ""} {
		if r, _ := s.get(t, "/t/none", behind); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", name, r.StatusCode)
		}
	}
	if r, _ := s.get(t, "/t/none/live", guesser); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("got %d for a stream, want 429", r.StatusCode)
	}
	for range 31 {
		s.get(t, "/t/none", "2001:db8:1:2::7")
	}
	if r, _ := s.get(t, "/t/none", "2001:db8:1:2:ffff::8"); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("got %d for another address of the same network, want 429", r.StatusCode)
	}
}

// TestNewTicketIsLookedForAgain: paper may be faster than the robot's word,
// but a page that is left open does not ask for ever.
func TestNewTicketIsLookedForAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, line.Answer{})
	for query, want := range map[string]string{"": "again=1\"", "?again=3": "again=4\"", "?again=-9": "again=1\"", "?again=x": "again=1\""} {
		if _, text := s.get(t, "/t/new"+query, ""); !strings.Contains(text, want) {
			t.Errorf("%q: got no %s in\n%s", query, want, text)
		}
	}
	if _, text := s.get(t, "/t/new?again=6", ""); strings.Contains(text, "refresh") {
		t.Errorf("got another look after six, want none:\n%s", text)
	}
}

func TestIllStore(t *testing.T) {
	t.Parallel()
	s := newSite(t, line.Answer{})
	s.book.err = errors.New("disk")
	if r, text := s.get(t, "/t/"+token, ""); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "Chưa đọc được số liệu") {
		t.Errorf("got %d %s, want 503 and why", r.StatusCode, text)
	}
	if got := s.log.String(); !strings.Contains(got, "disk") || strings.Contains(got, token) {
		t.Errorf("got log %q, want the reason without the token", got)
	}
}

// TestLive: the stream brings what changed, and ends with the ticket's day.
func TestLive(t *testing.T) {
	t.Parallel()
	s := newSite(t, live(schema.LineTicket{State: schema.TicketWaiting, Ahead: 3}))
	r, err := s.Client().Get(s.URL + "/t/" + token + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if got := r.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("got %s, want a stream", got)
	}
	in := bufio.NewReader(r.Body)
	event := func() string {
		t.Helper()
		var all strings.Builder
		for {
			text, err := in.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if text == "\n" {
				return all.String()
			}
			all.WriteString(text)
		}
	}
	if got := event(); !strings.HasPrefix(got, "event: ticket\n") || !strings.Contains(got, "3 người") {
		t.Errorf("got %q first, want the ticket", got)
	}
	s.book.tell(live(schema.LineTicket{State: schema.TicketCalled, Door: 3, Calls: 1}))
	if got := event(); !strings.Contains(got, "Cửa 3") {
		t.Errorf("got %q, want the call", got)
	}
	s.book.tell(live(schema.LineTicket{State: schema.TicketCalled, Door: 3, Calls: 1}))
	if got := event(); got != "event: beat\ndata:\n" {
		t.Errorf("got %q for no change, want a sign of life", got)
	}
	s.book.tell(line.Answer{Kind: line.Expired, Number: "A012"})
	if got := event(); !strings.HasPrefix(got, "event: last\n") || !strings.Contains(got, "hết hạn") {
		t.Errorf("got %q, want the end", got)
	}
	if _, err := in.ReadByte(); err != io.EOF {
		t.Errorf("got %v after the end, want EOF", err)
	}
}
