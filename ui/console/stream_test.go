package console_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui/console"
)

// listen opens the stream of a door and returns the live parts as they come.
// cut ends it.
func listen(t *testing.T, c *http.Client, address string) (parts <-chan string, cut func()) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req) //nolint:bodyclose // the caller cuts the stream
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("stream: got %d %q, want 200 text/event-stream", resp.StatusCode, got)
	}
	out := make(chan string, 16)
	go func() {
		defer close(out)
		var event strings.Builder
		for in := bufio.NewScanner(resp.Body); in.Scan(); {
			if in.Text() == "" {
				out <- event.String()
				event.Reset()
			}
			event.WriteString(in.Text() + "\n")
		}
	}()
	return out, func() { _ = resp.Body.Close() }
}

func next(t *testing.T, parts <-chan string) string {
	t.Helper()
	select {
	case p, ok := <-parts:
		if !ok {
			t.Fatal("the stream ended")
		}
		return p
	case <-time.After(5 * time.Second):
		t.Fatal("no event within 5 s")
	}
	return ""
}

func TestStreamPushesChanges(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	parts, cut := listen(t, c, address+"/events?door=3")
	defer cut()
	if got := next(t, parts); !strings.Contains(got, "event: live") || !strings.Contains(got, "Trống") {
		t.Errorf("first event %q, want the page's live part", got)
	}
	d.change(func(v *kiosk.View) { v.Robot.XM = 2 }) // nothing to see
	if got := next(t, parts); !strings.Contains(got, "event: beat") {
		t.Errorf("event %q after a change that shows nothing, want a beat", got)
	}
	d.change(func(v *kiosk.View) { at(v, 3).Number, at(v, 3).Ticket = "A012", "t-12" })
	got := next(t, parts)
	for _, want := range []string{"event: live", `<p class="number">A012`, `name="seen" value="t-12"`} {
		if !strings.Contains(got, want) {
			t.Errorf("event after a call %q, want %q", got, want)
		}
	}
}

func TestStreamEndsWithTheSession(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, stop := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	if code, _, _ := send(t, c, http.MethodGet, address+"/events?door=4", nil); code != http.StatusUnauthorized {
		t.Errorf("stream of another door: got %d, want %d", code, http.StatusUnauthorized)
	}
	parts, cut := listen(t, c, address+"/events?door=3")
	defer cut()
	next(t, parts)
	send(t, c, http.MethodPost, address+"/logout", url.Values{"csrf": {token}})
	d.change(func(v *kiosk.View) { at(v, 3).Number = "A999" })
	for p := range parts {
		if strings.Contains(p, "A999") {
			t.Error("the stream went on after the log-out")
		}
	}

	logIn(t, c, address, "3", "333333")
	parts, cut = listen(t, c, address+"/events?door=3")
	defer cut()
	next(t, parts)
	begin := time.Now()
	stop()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stop took %v with a stream open, want it soon", took)
	}
}

func TestHealthNeedsNoSession(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, _ := serve(t, o)
	c := browser(t, o)
	if code, _, body := send(t, c, http.MethodGet, address+"/healthz", nil); code != http.StatusOK || body != "ok\n" {
		t.Errorf("health: got %d %q, want 200 ok", code, body)
	}
	_, h, _ := send(t, c, http.MethodGet, address+"/static/console.js", nil)
	if code, _, _ := send(t, c, http.MethodGet, address+"/static/console.js", nil, "If-None-Match", h.Get("ETag")); code != http.StatusNotModified {
		t.Errorf("known static file: got %d, want %d", code, http.StatusNotModified)
	}
	old := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} // must fail before trust matters
	dialer := tls.Dialer{Config: old}
	if conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(address, "https://")); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 was accepted, want 1.2 or newer only")
	}
}

func leaf(t *testing.T, dir string) *x509.Certificate {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "console-cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestCertificateNamesTheMachine(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	serve(t, o)
	cert := leaf(t, o.StateDir)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(cert.DNSNames, "localhost") || !slices.Contains(cert.DNSNames, host) {
		t.Errorf("names %v, want localhost and %s", cert.DNSNames, host)
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !slices.ContainsFunc(cert.IPAddresses, n.IP.Equal) {
			t.Errorf("addresses %v, want %v among them", cert.IPAddresses, n.IP)
		}
	}
	if _, ok := cert.PublicKey.(*ecdsa.PublicKey); !ok || cert.NotAfter.Before(now.AddDate(10, 0, -1)) {
		t.Errorf("key %T until %v, want ECDSA for ten years", cert.PublicKey, cert.NotAfter)
	}
}

func TestCertificateIsRenewed(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	_, stop := serve(t, o)
	stop()
	tests := []struct {
		name  string
		setUp func(*console.Options)
		same  bool
	}{
		{"restart", func(*console.Options) {}, true},
		{"expired", func(o *console.Options) { o.Now = func() time.Time { return now.AddDate(11, 0, 0) } }, false},
		{"damaged", func(o *console.Options) {
			if err := os.WriteFile(filepath.Join(o.StateDir, "console-cert.pem"), []byte("-----"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"clock not set", func(o *console.Options) {
			if err := os.Remove(filepath.Join(o.StateDir, "console-cert.pem")); err != nil {
				t.Fatal(err)
			}
			o.Now = func() time.Time { return time.Unix(0, 0) }
		}, false},
	}
	for _, tt := range tests {
		before := leaf(t, o.StateDir)
		next := o
		tt.setUp(&next)
		_, stop := serve(t, next)
		stop()
		after := leaf(t, o.StateDir)
		if got := before.Equal(after); got != tt.same {
			t.Errorf("%s: same certificate %v, want %v", tt.name, got, tt.same)
		}
		if after.NotAfter.Before(now) {
			t.Errorf("%s: certificate expired on %v", tt.name, after.NotAfter)
		}
	}
}

func TestNewReportsEveryProblem(t *testing.T) {
	t.Parallel()
	_, err := console.New(console.Options{
		CertFile: "only.pem", SessionFor: -1,
		Doors: []console.Door{{Number: 0, PINHash: "1234"}, {Number: 3, PINHash: hash(t, "333333")}, {Number: 3, PINHash: hash(t, "333333")}},
	})
	if err == nil {
		t.Fatal("New took options full of faults")
	}
	for _, want := range []string{"desk", "logger", "state directory", "session", "certificate", "doors[0]: number 0", "doors[0]: PIN hash", "doors[2]: number 3 is used twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("New: %v, want a word about %q", err, want)
		}
	}
}

func TestHashPIN(t *testing.T) {
	t.Parallel()
	for pin, ok := range map[string]bool{"": false, "123": false, "123456": true, strings.Repeat("1", 73): false} {
		h, err := console.HashPIN(pin)
		if (err == nil) != ok {
			t.Errorf("HashPIN(%q): got %q, %v, want success %v", pin, h, err, ok)
		}
	}
}
