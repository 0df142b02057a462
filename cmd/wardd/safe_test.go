package main_test

import (
	"archive/tar"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiepdan/cmd/internal/freeport"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// founded is a ward that wardd init made, with the name and password of its
// first user.
func founded(t *testing.T) (w *wardd, password string) {
	t.Helper()
	w = newWardd(t, "")
	w.mqtt = freeport.Address(t)
	out, said, code := run(t, "", "init", "--dir", w.dir, "--state-dir", filepath.Join(w.dir, "state"), "--commune", "cua-nam",
		"--host", "127.0.0.1", "--user", "lan", "--mqtt", w.mqtt, "--page", freeport.Address(t), "--enrol", freeport.Address(t))
	if code != 0 {
		t.Fatalf("got status %d: %s", code, said)
	}
	found := regexp.MustCompile(`one-time password: (\S+)`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("got %q, want a password", out)
	}
	w.made = filepath.Join(w.dir, "wardd.toml")
	return w, found[1]
}

// robotDo runs wardd robot, and gives what it prints.
func (w *wardd) robotDo(code int, args ...string) string {
	w.t.Helper()
	t, ok := w.t.(*testing.T)
	if !ok {
		w.t.Fatal("only for tests")
	}
	out, said, got := run(t, "", append([]string{"robot", args[0], "--config", w.made}, args[1:]...)...)
	if got != code {
		t.Fatalf("wardd robot %s: got status %d, want %d: %s%s", strings.Join(args, " "), got, code, out, said)
	}
	return out + said
}

// paper is how a robot connects with the folder that wardd robot add made.
func paper(tb testing.TB, dir string) *tls.Config {
	tb.Helper()
	c, err := paperOf(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func paperOf(dir string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "robot.pem"), filepath.Join(dir, "robot.key"))
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "ward-ca.pem"))
	if err != nil {
		return nil, err
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, RootCAs: x509.NewCertPool()}
	c.RootCAs.AppendCertsFromPEM(data)
	return c, nil
}

// secureRobot reports an outbox over TLS.
func secureRobot(tb testing.TB, broker []string, name string, secure *tls.Config, o report.Outbox) (stop func()) {
	tb.Helper()
	client, err := report.New(report.Options{
		Brokers: broker, TLS: secure, Commune: "cua-nam", Robot: name, Boot: "b1", Outbox: o,
		Status: func() schema.Status { return report.StatusOf(kiosk.View{}) },
	})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Error(err)
		}
	})
	return cancel
}

// TestFounded: from nothing to a rating over TLS, with the commands alone; then
// the robot is revoked, and nothing of it arrives any more.
func TestFounded(t *testing.T) {
	t.Parallel()
	w, password := founded(t)
	w.start()
	dir := filepath.Join(t.TempDir(), "kb-01")
	w.robotDo(0, "add", "--out", dir, "kb-01") // while wardd runs
	w.robotDo(1, "add", "--out", filepath.Join(t.TempDir(), "x"), "kb-01")
	w.robotDo(1, "add", "--out", dir, "kb-02") // the folder is there
	lines, err := os.ReadFile(filepath.Join(dir, "ward.toml"))
	if err != nil || !strings.Contains(string(lines), `broker = ["mqtts://`+w.mqtt+`"]`) || !strings.Contains(string(lines), "[ward]\nkeys = [") {
		t.Errorf("got %s, %v, want where the broker is and whose commands count", lines, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "robot.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a key of mode 0600", info, err)
	}
	o := newOutbox("e1")
	o.rate(t, 50)
	secureRobot(t, []string{"mqtts://" + w.mqtt}, "kb-01", paper(t, dir), o)
	o.wantDelivered(t)
	w.wantExactly(o)
	w.robotDo(1, "revoke", "kb-09")
	w.robotDo(0, "revoke", "kb-01")
	if out := w.robotDo(0, "list"); !strings.Contains(out, "cua-nam/kb-01  revoked") {
		t.Errorf("got %s, want the robot revoked", out)
	}
	eventually(t, "the robot is thrown out", func() bool { return strings.Contains(w.said(), "threw out a client") })
	o.rate(t, 5)
	time.Sleep(2 * time.Second) // for what must not happen
	if got := w.count("ratings"); got != 50 || o.upto() != 50 {
		t.Errorf("got %d ratings and receipts up to %d, want 50 and nothing after the revocation", got, o.upto())
	}
	w.logsIn(t, "lan", password)
	w.stop()
}

// logsIn checks that the first user can log in, and must take another password.
func (w *wardd) logsIn(t *testing.T, name, password string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	for try, want := range map[string]string{"wrong-password": "/login", password: "/account"} {
		answer, err := client.PostForm(w.page+"login", url.Values{"name": {name}, "password": {try}})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if got := answer.Request.URL.Path; got != want {
			t.Errorf("log-in with %s: got to %s, want %s", try, got, want)
		}
	}
}

func TestFoundedOnce(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	before, err := os.ReadFile(w.made)
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(w.dir, "state")
	tests := []struct {
		name string
		args []string
		want string
		code int
	}{
		{"again", []string{"--dir", w.dir, "--state-dir", state}, "is there already", 1},
		{"another folder, the same users", []string{"--dir", filepath.Join(t.TempDir(), "n"), "--state-dir", state}, "has users already", 1},
		{"no commune", []string{"--commune", ""}, "--commune is missing", 2},
		{"a commune with a slash", []string{"--dir", filepath.Join(t.TempDir(), "n"), "--state-dir", t.TempDir(), "--commune", "a/b"}, "commune", 1},
		{"a page for everybody", []string{"--dir", filepath.Join(t.TempDir(), "n"), "--state-dir", t.TempDir(), "--page", "here"}, "page.listen", 2},
	}
	for _, tt := range tests {
		args := append([]string{"init", "--commune", "cua-nam", "--host", "127.0.0.1", "--user", "lan"}, tt.args...)
		if _, said, code := run(t, "", args...); code != tt.code || !strings.Contains(said, tt.want) {
			t.Errorf("%s: got status %d and %q, want %d and %q", tt.name, code, said, tt.code, tt.want)
		}
	}
	if after, err := os.ReadFile(w.made); err != nil || string(after) != string(before) {
		t.Errorf("got another configuration, %v, want the same", err)
	}
}

func TestRobotTar(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	name := filepath.Join(t.TempDir(), "kb-01.tar")
	w.robotDo(0, "add", "--out", name, "--broker", "mqtts://mqtt.example.vn", "other/kb-01")
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got := make(map[string]string)
	for r := tar.NewReader(file); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[head.Name] = string(data)
		if want := int64(0o600); head.Name == "robot.key" && head.Mode != want {
			t.Errorf("got mode %o for the key, want %o", head.Mode, want)
		}
	}
	if len(got) != 4 || !strings.Contains(got["ward.toml"], `commune = "other"`) || !strings.Contains(got["ward.toml"], `"mqtts://mqtt.example.vn"`) {
		t.Errorf("got %v, want the robot's four files", got)
	}
	w.robotDo(2, "add", "a", "b")
	w.robotDo(1, "add", "--out", filepath.Join(t.TempDir(), "x"), "kb/01/x")
	plain := newWardd(t, "")
	plain.made = plain.config("")
	plain.robotDo(2, "list") // it has no certificates
}
