package console_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/bcrypt"

	"tiepdan/kiosk"
	"tiepdan/ui/console"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is a core with one line that two doors share. It keeps every message
// and refuses what the real one refuses.
type desk struct {
	mu   sync.Mutex
	view kiosk.View
	msgs []kiosk.Msg
	err  error // answer to everything, when set
	mute bool  // changes are not told
	subs map[chan struct{}]struct{}
}

func newDesk(view kiosk.View) *desk {
	return &desk{view: view, subs: map[chan struct{}]struct{}{}}
}

func (d *desk) View() kiosk.View {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.view
	v.Board = slices.Clone(v.Board)
	return v
}

func (d *desk) Changed(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	d.mu.Lock()
	d.subs[c] = struct{}{}
	d.mu.Unlock()
	context.AfterFunc(ctx, func() {
		d.mu.Lock()
		delete(d.subs, c)
		d.mu.Unlock()
	})
	return c
}

// change changes the view and tells the pages.
func (d *desk) change(f func(*kiosk.View)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.view.Board = slices.Clone(d.view.Board)
	f(&d.view)
	if d.mute {
		return
	}
	for c := range d.subs {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (d *desk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

func (d *desk) hush(mute bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mute = mute
}

func (d *desk) took() []kiosk.Msg {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.msgs)
}

func (d *desk) Do(_ context.Context, m kiosk.Msg) error {
	d.mu.Lock()
	d.msgs = append(d.msgs, m)
	err := d.err
	d.mu.Unlock()
	if err != nil {
		return err
	}
	d.change(func(v *kiosk.View) { err = apply(v, m) })
	return err
}

func apply(v *kiosk.View, m kiosk.Msg) error {
	switch m := m.(type) {
	case kiosk.CallNext:
		r := at(v, m.Door)
		switch {
		case r.Ticket != m.Seen:
			return kiosk.ErrStalePage
		case r.Number != "":
			return kiosk.ErrDoorBusy
		case len(r.Queue) == 0:
			return kiosk.ErrNobodyWaits
		}
		next := r.Queue[0]
		r.Number, r.Ticket, r.Service, r.Priority, r.Calls, r.Since = next.Number, next.Ticket, next.Service, next.Priority, 1, now
		for i := range v.Board {
			v.Board[i].Queue = without(v.Board[i].Queue, next.Ticket)
		}
	case kiosk.Recall:
		at(v, m.Door).Calls++
	case kiosk.CloseVisit:
		r := at(v, m.Door)
		if r.Ticket != m.Seen {
			return kiosk.ErrStalePage
		}
		r.Number, r.Ticket = "", ""
	default:
		return applyCare(v, m)
	}
	return nil
}

func at(v *kiosk.View, door int) *kiosk.DoorRow {
	return &v.Board[slices.IndexFunc(v.Board, func(r kiosk.DoorRow) bool { return r.Door == door })]
}

func without(rows []kiosk.WaitingRow, ticket string) []kiosk.WaitingRow {
	return slices.DeleteFunc(slices.Clone(rows), func(w kiosk.WaitingRow) bool { return w.Ticket == ticket })
}

var now = time.Date(2026, 3, 2, 9, 41, 0, 0, time.FixedZone("ICT", 7*3600))

// morning is a View with door 3 serving nobody, door 4 serving B007, and
// three people waiting for both.
func morning() kiosk.View {
	civil := kiosk.Text{Vi: "Hộ tịch và chứng thực", En: "Civil status"}
	line := []kiosk.WaitingRow{
		{Ticket: "t-12", Number: "A012", Service: civil, Priority: true, Since: now.Add(-4 * time.Minute)},
		{Ticket: "t-09", Number: "A009", Service: civil, Since: now.Add(-17 * time.Minute)},
		{Ticket: "t-10", Number: "A010", Service: civil, Since: now.Add(-75 * time.Minute)},
	}
	unsure := []kiosk.WaitingRow{{Ticket: "t-13", Number: "A013", Service: civil, Since: now.Add(-time.Minute)}}
	return kiosk.View{
		Unit: "cn-01", Ward: kiosk.Text{Vi: "Điểm phục vụ hành chính công phường Cửa Nam"}, TimeZone: "Asia/Ho_Chi_Minh",
		Board: []kiosk.DoorRow{
			{Door: 3, Name: kiosk.Text{Vi: "Tư pháp – Hộ tịch"}, Queue: line, Unsure: unsure},
			{Door: 4, Name: kiosk.Text{Vi: "Địa chính – Xây dựng"}, Number: "B007", Ticket: "t-07", Service: civil, Calls: 2, Since: now.Add(-6 * time.Minute), Queue: line},
		},
		Notices: []kiosk.Notice{kiosk.NoticePaperNear, kiosk.NoticeWardAway},
		Robot: kiosk.RobotView{
			Configured: true, Robot: kiosk.Robot{State: "driving", BatteryPct: 78},
			Mission: "lead", Phase: kiosk.PhaseLeading, Number: "B007", Door: 4,
		},
		Chores: kiosk.ChoresView{Rounds: []string{"tea"}, Welcome: true, Dock: true},
	}
}

func hash(t *testing.T, pin string) string {
	t.Helper()
	h, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return string(h)
}

func options(t *testing.T, d console.Desk) console.Options {
	t.Helper()
	return console.Options{
		Desk: d, Listen: "127.0.0.1:0", StateDir: t.TempDir(), Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now },
		Doors: []console.Door{
			{Number: 3, NameVi: "Tư pháp – Hộ tịch", PINHash: hash(t, "333333")},
			{Number: 4, NameVi: "Địa chính – Xây dựng", PINHash: hash(t, "444444")},
		},
	}
}

// serve runs a console until stop or the end of the test.
func serve(t *testing.T, o console.Options) (address string, stop func()) {
	t.Helper()
	s, err := console.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run returned %v, want nil after its context ended", err)
		}
	})
	t.Cleanup(stop)
	select {
	case <-s.Ready():
	case <-time.After(10 * time.Second):
		t.Fatal("the console did not listen within 10 s")
	}
	return "https://" + s.Addr(), stop
}

// browser is a client that keeps cookies and trusts the console's own certificate.
func browser(t *testing.T, o console.Options) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(o.StateDir, "console-cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("the console's certificate is not PEM")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Jar: jar, Timeout: 20 * time.Second}
}

func send(t *testing.T, c *http.Client, method, address string, form url.Values, headers ...string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

var tokenIn = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// logIn logs in at a door and returns the page's token and the page.
func logIn(t *testing.T, c *http.Client, address, door, pin string) (token, page string) {
	t.Helper()
	code, _, page := send(t, c, http.MethodPost, address+"/login", url.Values{"door": {door}, "pin": {pin}})
	found := tokenIn.FindStringSubmatch(page)
	if code != http.StatusOK || found == nil {
		t.Fatalf("log-in at door %s: got status %d and page %.200q, want the door's page", door, code, page)
	}
	return found[1], page
}
