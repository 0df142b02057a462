package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// chrome is a headless Chromium driven through the DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol/).
type chrome struct {
	conn    *websocket.Conn
	said    strings.Builder // of standard error; to be read after drained
	drained chan struct{}
	ended   chan struct{} // the connection

	mu     sync.Mutex // guards what follows and writes to conn
	last   int
	wait   map[int]chan reply
	faults []string // what pages complained of
}

type reply struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func startChrome(t *testing.T) *chrome {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("this test needs the program chromium: run scripts/setup, or apt-get install chromium")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--ignore-certificate-errors", "--lang=vi",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.WaitDelay = 5 * time.Second
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("cannot start chromium: %v", err)
	}
	c := &chrome{wait: map[int]chan reply{}, drained: make(chan struct{}), ended: make(chan struct{})}
	address := make(chan string, 1)
	go c.listen(stderr, address)
	t.Cleanup(func() {
		c.quit()
		cancel()
		<-c.drained
		_ = cmd.Wait() // killed or closed: either is well
	})
	select {
	case a := <-address:
		conn, resp, err := websocket.DefaultDialer.Dial(a, nil)
		if err != nil {
			t.Fatalf("cannot reach chromium: %v", err)
		}
		_ = resp.Body.Close()
		c.conn = conn
		go c.read()
	case <-time.After(20 * time.Second):
		cancel()
		<-c.drained
		t.Fatalf("chromium did not start within 20 s:\n%s", c.said.String())
	}
	return c
}

// listen waits for the address in what Chromium says, and keeps the rest for
// when it fails.
func (c *chrome) listen(stderr io.Reader, address chan<- string) {
	defer close(c.drained)
	for in := bufio.NewScanner(stderr); in.Scan(); {
		if a, ok := strings.CutPrefix(in.Text(), "DevTools listening on "); ok {
			address <- a
		} else if c.said.Len() < 4000 {
			c.said.WriteString(in.Text() + "\n")
		}
	}
}

// quit closes the browser so that it leaves its profile in order.
func (c *chrome) quit() {
	if c.conn == nil {
		return
	}
	_, _ = c.try("", "Browser.close", nil) // it is killed next in any case
	select {
	case <-c.ended:
	case <-time.After(5 * time.Second):
	}
	_ = c.conn.Close()
	<-c.ended
}

func (c *chrome) read() {
	defer close(c.ended)
	for {
		var r reply
		if err := c.conn.ReadJSON(&r); err != nil {
			c.mu.Lock()
			for id, w := range c.wait {
				close(w)
				delete(c.wait, id)
			}
			c.wait = nil
			c.mu.Unlock()
			return
		}
		c.mu.Lock()
		switch {
		case r.ID != 0:
			c.wait[r.ID] <- r
			delete(c.wait, r.ID)
		case r.Method == "Runtime.exceptionThrown", r.Method == "Log.entryAdded" && strings.Contains(string(r.Params), `"source":"security"`):
			c.faults = append(c.faults, string(r.Params))
		}
		c.mu.Unlock()
	}
}

func (c *chrome) try(session, method string, params map[string]any) (json.RawMessage, error) {
	c.mu.Lock()
	if c.wait == nil {
		c.mu.Unlock()
		return nil, errors.New("chromium is gone")
	}
	c.last++
	done := make(chan reply, 1)
	c.wait[c.last] = done
	msg := map[string]any{"id": c.last, "method": method}
	if params != nil {
		msg["params"] = params
	}
	if session != "" {
		msg["sessionId"] = session
	}
	err := c.conn.WriteJSON(msg)
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case r, ok := <-done:
		if !ok {
			return nil, errors.New("chromium closed")
		}
		if r.Error != nil {
			return nil, errors.New(r.Error.Message)
		}
		return r.Result, nil
	case <-time.After(15 * time.Second):
		return nil, errors.New("no answer within 15 s")
	}
}

// tab is one page in a profile of its own.
type tab struct {
	c       *chrome
	session string
}

func (c *chrome) call(t *testing.T, session, method string, params map[string]any, out any) {
	t.Helper()
	raw, err := c.try(session, method, params)
	for end := time.Now().Add(5 * time.Second); err != nil && strings.Contains(err.Error(), "navigated") && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond) // a page that is just being left has no answer
		raw, err = c.try(session, method, params)
	}
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			t.Fatalf("%s: %v in %s", method, err, raw)
		}
	}
}

func (c *chrome) open(t *testing.T, address string, wide, high int) tab {
	t.Helper()
	var got struct{ BrowserContextID, TargetID, SessionID string }
	c.call(t, "", "Target.createBrowserContext", map[string]any{}, &got)
	c.call(t, "", "Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": got.BrowserContextID}, &got)
	c.call(t, "", "Target.attachToTarget", map[string]any{"targetId": got.TargetID, "flatten": true}, &got)
	p := tab{c, got.SessionID}
	for _, m := range []string{"Page.enable", "Runtime.enable", "Log.enable"} {
		c.call(t, p.session, m, nil, nil)
	}
	p.resize(t, wide, high)
	c.call(t, p.session, "Page.navigate", map[string]any{"url": address}, nil)
	return p
}

func (p tab) resize(t *testing.T, wide, high int) {
	t.Helper()
	p.c.call(t, p.session, "Emulation.setDeviceMetricsOverride", map[string]any{"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": wide < 600}, nil)
}

// eval returns the value of an expression as text.
func (p tab) eval(t *testing.T, js string) string {
	t.Helper()
	var got struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Text string }
	}
	p.c.call(t, p.session, "Runtime.evaluate", map[string]any{"expression": js, "returnByValue": true}, &got)
	if got.ExceptionDetails != nil {
		return "exception: " + got.ExceptionDetails.Text
	}
	return fmt.Sprint(got.Result.Value)
}

// until waits for an expression to become want.
func (p tab) until(t *testing.T, js, want string) {
	t.Helper()
	got := ""
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if got = p.eval(t, js); got == want {
			return
		}
	}
	t.Fatalf("%s: got %q after 15 s, want %q", js, got, want)
}

// click clicks the middle of an element with the mouse, one or more times.
func (p tab) click(t *testing.T, selector string, times int) {
	t.Helper()
	var at struct{ X, Y float64 }
	js := fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "nearest"}); const r = e.getBoundingClientRect(); return JSON.stringify({X: r.x + r.width / 2, Y: r.y + r.height / 2}); })()`, selector)
	if err := json.Unmarshal([]byte(p.eval(t, js)), &at); err != nil {
		t.Fatalf("cannot find %s: %v", selector, err)
	}
	for i := range times {
		for _, kind := range []string{"mousePressed", "mouseReleased"} {
			p.c.call(t, p.session, "Input.dispatchMouseEvent", map[string]any{
				"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": i + 1,
			}, nil)
		}
	}
}

// key presses a letter.
func (p tab) key(t *testing.T, letter string) {
	t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": letter, "code": "Key" + strings.ToUpper(letter)}
		if kind == "keyDown" {
			params["text"] = letter
		}
		p.c.call(t, p.session, "Input.dispatchKeyEvent", params, nil)
	}
}
