package main_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// browser is a headless Chromium with one page, driven through the DevTools
// protocol (https://chromedevtools.github.io/devtools-protocol/) by one
// goroutine.
type browser struct {
	t       *testing.T
	conn    *websocket.Conn
	session string
	last    int
	faults  []string // what the page complained of
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("cannot find chromium, which this test asks: run scripts/setup test")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--lang=vi", "--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.WaitDelay = 5 * time.Second
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t}
	drained := make(chan struct{})
	t.Cleanup(func() {
		if b.conn != nil {
			_, _ = b.try("", "Browser.close", nil) // so that it leaves its profile in order; it is killed next in any case
			_ = b.conn.Close()
		}
		time.AfterFunc(5*time.Second, cancel)
		<-drained
		_ = cmd.Wait() // killed or closed: either is well
		cancel()
	})
	address := make(chan string, 1)
	go func() {
		defer close(drained)
		for in := bufio.NewScanner(stderr); in.Scan(); {
			if a, ok := strings.CutPrefix(in.Text(), "DevTools listening on "); ok {
				address <- a
			}
		}
		_, _ = io.Copy(io.Discard, stderr)
	}()
	select {
	case a := <-address:
		conn, resp, err := websocket.DefaultDialer.Dial(a, nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		b.conn = conn
	case <-time.After(patience):
		cancel()
		t.Fatal("chromium does not start")
	}
	b.attach()
	return b
}

func (b *browser) attach() {
	b.t.Helper()
	var got struct{ TargetID, SessionID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &got)
	b.call("Target.attachToTarget", map[string]any{"targetId": got.TargetID, "flatten": true}, &got)
	b.session = got.SessionID
	for _, m := range []string{"Page.enable", "Runtime.enable", "Log.enable"} {
		b.call(m, nil, nil)
	}
}

// try sends one request and reads to its answer.
func (b *browser) try(session, method string, params map[string]any) (json.RawMessage, error) {
	b.last++
	message := map[string]any{"id": b.last, "method": method}
	if params != nil {
		message["params"] = params
	}
	if session != "" {
		message["sessionId"] = session
	}
	if err := b.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if err := b.conn.WriteJSON(message); err != nil {
		return nil, err
	}
	for {
		var r struct {
			ID             int
			Method         string
			Params, Result json.RawMessage
			Error          *struct{ Message string }
		}
		if err := b.conn.ReadJSON(&r); err != nil {
			return nil, err
		}
		switch {
		case r.ID == b.last && r.Error != nil:
			return nil, fmt.Errorf("%s: %s", method, r.Error.Message)
		case r.ID == b.last:
			return r.Result, nil
		case r.Method == "Runtime.exceptionThrown", r.Method == "Log.entryAdded" && strings.Contains(string(r.Params), `"source":"security"`):
			b.faults = append(b.faults, string(r.Params))
		}
	}
}

func (b *browser) call(method string, params map[string]any, into any) {
	b.t.Helper()
	raw, err := b.try(b.session, method, params)
	if err == nil && into != nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// phone makes the page as large as a phone.
func (b *browser) phone(wide, high int) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": wide, "height": high, "deviceScaleFactor": 1.5, "mobile": true}, nil)
}

func (b *browser) open(address string) {
	b.t.Helper()
	b.call("Page.navigate", map[string]any{"url": address}, nil)
	b.until(`document.readyState`, "complete")
}

// eval gives the value of an expression as text.
func (b *browser) eval(js string) string {
	b.t.Helper()
	var got struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Text string }
	}
	raw, err := b.try(b.session, "Runtime.evaluate", map[string]any{"expression": js, "returnByValue": true})
	if err != nil {
		return err.Error() // a page that is being left has no answer
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		b.t.Fatal(err)
	}
	if got.ExceptionDetails != nil {
		return "exception: " + got.ExceptionDetails.Text
	}
	return fmt.Sprint(got.Result.Value)
}

func (b *browser) until(js, want string) {
	b.t.Helper()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if got = b.eval(js); got == want {
			return
		}
	}
	b.t.Fatalf("%s: got %q after %v, want %q", js, got, patience, want)
}

func (b *browser) picture() []byte {
	b.t.Helper()
	var got struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"format": "png"}, &got)
	png, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	return png
}
