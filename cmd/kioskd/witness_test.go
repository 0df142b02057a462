package main_test

import (
	"bytes"
	"crypto/tls"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"tiepdan/kiosk"
)

// official is a browser's worth of an official at one door.
type official struct {
	r    *rig
	http *http.Client
	door int
}

func (r *rig) official(door int) *official {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	o := &official{r: r, door: door, http: &http.Client{
		Jar: jar, Timeout: 20 * time.Second,
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // self-signed on loopback
	}}
	eventually(r.t, "log-in at the door console", 30*time.Second, func() error {
		res, err := o.http.PostForm("https://"+r.console+"/login", url.Values{"door": {fmt.Sprint(door)}, "pin": {pin}})
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/" {
			return fmt.Errorf("log-in ended at %s with %s", res.Request.URL, res.Status)
		}
		return nil
	})
	return o
}

var (
	csrfRE = regexp.MustCompile(`X-CSRF-Token":"([^"]+)"`)
	seenRE = regexp.MustCompile(`id="seen" name="seen" value="([^"]*)"`)
)

// do presses a button of the page until the core has moved on; a robot that
// is just starting again is waited for, as an official would.
func (o *official) do(action string, done func(kiosk.View) bool) {
	o.r.t.Helper()
	next := time.Now()
	eventually(o.r.t, "console "+action, 60*time.Second, func() error {
		if v, err := o.r.view(); err == nil && done(v) {
			return nil
		}
		if time.Now().Before(next) {
			return errNotYet
		}
		next = time.Now().Add(2 * time.Second)
		answer, err := o.press(action)
		if err != nil {
			return err
		}
		return fmt.Errorf("the console answered %q", answer)
	})
}

func (o *official) press(action string) (string, error) {
	page, err := o.fetch(http.MethodGet, "/", nil, "")
	if err != nil {
		return "", err
	}
	token, seen := csrfRE.FindStringSubmatch(page), seenRE.FindStringSubmatch(page)
	if token == nil || seen == nil {
		return "", fmt.Errorf("the page holds no token or no ticket: %.200s", page)
	}
	return o.fetch(http.MethodPost, "/do/"+action, url.Values{"seen": {seen[1]}}, token[1])
}

func (o *official) fetch(method, path string, form url.Values, token string) (string, error) {
	req, err := http.NewRequest(method, "https://"+o.r.console+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Csrf-Token", token)
		req.Header.Set("Origin", "https://"+o.r.console)
	}
	res, err := o.http.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// ratings counts what the ward's database holds, by face and source.
func (r *rig) ratings() (map[string]int, error) {
	return r.wardCounts(`SELECT face || ' ' || source, count(*) FROM ratings GROUP BY 1`)
}

// faults counts the fault events in the ward's database, by part.
func (r *rig) faults() (map[string]int, error) {
	return r.wardCounts(`SELECT json_extract(payload, '$.part'), count(*) FROM events WHERE kind = 'fault' GROUP BY 1`)
}

func (r *rig) wardCounts(query string) (map[string]int, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(r.dir, "ward", "ward.db")+"?mode=ro&_pragma=busy_timeout(3000)")
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var what string
		var n int
		if err := rows.Scan(&what, &n); err != nil {
			return nil, err
		}
		out[what] = n
	}
	return out, rows.Err()
}

// tee passes the printer's TCP wire on and keeps what the robot sent, job by job.
type tee struct {
	t    testing.TB
	addr string
	mu   sync.Mutex
	sent bytes.Buffer
	last time.Time // of the latest bytes of a job; status questions are shorter
}

func newTee(tb testing.TB, to string) *tee {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	w := &tee{t: tb, addr: l.Addr().String()}
	tb.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.pass(c, to)
		}
	}()
	return w
}

func (w *tee) pass(robot net.Conn, to string) {
	printer, err := net.Dial("tcp", to)
	if err != nil {
		_ = robot.Close()
		return
	}
	go func() {
		_, _ = io.Copy(robot, printer)
		_ = robot.Close()
	}()
	_, _ = io.Copy(io.MultiWriter(printer, w), robot)
	_ = printer.Close()
}

func (w *tee) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(b) > 16 {
		w.last = time.Now()
	}
	return w.sent.Write(b)
}

// take returns what went over the wire since the last take.
func (w *tee) take() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := bytes.Clone(w.sent.Bytes())
	w.sent.Reset()
	return b
}
