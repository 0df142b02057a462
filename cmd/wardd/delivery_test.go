package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/cmd/internal/freeport"
)

// brokers runs a test with the broker inside wardd and with Mosquitto.
func brokers(t *testing.T, test func(t *testing.T, w *wardd, m *mosquitto)) {
	t.Helper()
	t.Run("inside", func(t *testing.T) {
		t.Parallel()
		test(t, newWardd(t, ""), nil)
	})
	t.Run("mosquitto", func(t *testing.T) {
		t.Parallel()
		m := newMosquitto(t, "")
		m.start()
		test(t, newWardd(t, m.address), m)
	})
}

// mosquitto is Debian's broker on a port of its own.
type mosquitto struct {
	t       testing.TB
	path    string
	file    string
	address string
	cmd     *exec.Cmd
}

func newMosquitto(tb testing.TB, acl string, more ...string) *mosquitto {
	tb.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto" // not in the path of a plain user
	}
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("cannot find mosquitto, which this test asks: run scripts/setup test (%v)", err)
	}
	m := &mosquitto{t: tb, path: path, address: freeport.Address(tb)}
	dir := tb.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil { // it drops to its own user
		tb.Fatal(err)
	}
	m.file = filepath.Join(dir, "mosquitto.conf")
	_, port, _ := strings.Cut(m.address, ":")
	text := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\nuser root\n%s\n", port, strings.Join(more, "\n"))
	if acl != "" {
		aclFile := filepath.Join(dir, "acl")
		if err := os.WriteFile(aclFile, []byte(acl), 0o600); err != nil {
			tb.Fatal(err)
		}
		text += "acl_file " + aclFile + "\n"
	}
	if err := os.WriteFile(m.file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(m.kill)
	return m
}

func (m *mosquitto) start() {
	m.t.Helper()
	m.cmd = exec.Command(m.path, "-c", m.file)
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
}

// kill loses everything that this Mosquitto holds: it does not persist.
func (m *mosquitto) kill() {
	if m.cmd == nil {
		return
	}
	if err := m.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		m.t.Error(err)
	}
	_ = m.cmd.Wait() // it was killed, so it says so
	m.cmd = nil
}

// TestExactlyOnceOverKills kills the ward (and Mosquitto) at random moments
// while ratings come.
func TestExactlyOnceOverKills(t *testing.T) {
	t.Parallel()
	const kills, perKill = 6, 400
	brokers(t, func(t *testing.T, w *wardd, m *mosquitto) {
		t.Helper()
		w.start()
		o := newOutbox("e1")
		robot(t, w.mqtt, "kb-01", o)
		for i := range kills {
			stop := time.Now().Add(300*time.Millisecond + rand.N(900*time.Millisecond))
			for n := 0; n < perKill || time.Now().Before(stop); n++ {
				o.rate(t, 1)
				if n%40 == 39 {
					time.Sleep(rand.N(20 * time.Millisecond))
				}
				if n > perKill && n%10 == 0 {
					time.Sleep(5 * time.Millisecond)
				}
			}
			w.kill()
			if m != nil && i%2 == 1 {
				m.kill()
				m.start()
			}
			w.start()
		}
		o.wantDelivered(t)
		w.wantExactly(o)
		t.Logf("%d ratings over %d kills, each stored once", len(o.all()), kills)
	})
}

// TestRobotRestarts: another process of the same robot goes on with its outbox.
func TestRobotRestarts(t *testing.T) {
	t.Parallel()
	brokers(t, func(t *testing.T, w *wardd, _ *mosquitto) {
		t.Helper()
		w.start()
		o := newOutbox("e1")
		o.rate(t, 500)
		for range 3 {
			stop := robot(t, w.mqtt, "kb-01", o)
			o.rate(t, 500)
			at := o.upto()
			eventually(t, "some progress", func() bool { return o.upto() > at })
			stop()
		}
		robot(t, w.mqtt, "kb-01", o)
		o.wantDelivered(t)
		w.wantExactly(o)
	})
}

// TestWardLosesItsDatabase: receipts go back, and the robot sends all again.
func TestWardLosesItsDatabase(t *testing.T) {
	t.Parallel()
	brokers(t, func(t *testing.T, w *wardd, _ *mosquitto) {
		t.Helper()
		w.start()
		o := newOutbox("e1")
		o.rate(t, 700)
		robot(t, w.mqtt, "kb-01", o)
		o.wantDelivered(t)
		w.stop()
		files, err := filepath.Glob(filepath.Join(w.dir, "state", "ward.db*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("got files %v, %v, want the database", files, err)
		}
		for _, file := range files {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		w.start()
		eventually(t, "all 700 once more", func() bool { return w.count("ratings") == 700 })
		o.rate(t, 1)
		o.wantDelivered(t)
		w.wantExactly(o)
	})
}

// TestNewEpoch: a robot with a new outbox begins at 1 and is not taken for a copy.
func TestNewEpoch(t *testing.T) {
	t.Parallel()
	brokers(t, func(t *testing.T, w *wardd, _ *mosquitto) {
		t.Helper()
		w.start()
		for _, epoch := range []string{"e1", "e2"} {
			o := newOutbox(epoch)
			o.rate(t, 50)
			stop := robot(t, w.mqtt, "kb-01", o)
			o.wantDelivered(t)
			stop()
			w.wantExactly(o)
		}
		if got := w.count("ratings"); got != 100 {
			t.Errorf("got %d ratings, want 100", got)
		}
	})
}

// TestInvalidEventsDoNotBlock: what the ward refuses is kept aside and
// receipted; a name of a person is among it.
func TestInvalidEventsDoNotBlock(t *testing.T) {
	t.Parallel()
	brokers(t, func(t *testing.T, w *wardd, _ *mosquitto) {
		t.Helper()
		w.start()
		o := newOutbox("e1")
		o.rate(t, 3)
		good := string(o.all()[0].Body)
		o.put(t, "rating", json.RawMessage(strings.Replace(good, "{", `{"name":"Nguyễn Văn A",`, 1)))
		o.put(t, "gossip", json.RawMessage(`{}`))
		o.put(t, "rating", json.RawMessage(`not JSON`))
		o.rate(t, 3)
		robot(t, w.mqtt, "kb-01", o)
		o.wantDelivered(t)
		if ratings, aside := w.count("ratings"), w.count("quarantine"); ratings != 6 || aside != 3 {
			t.Errorf("got %d ratings and %d kept aside, want 6 and 3", ratings, aside)
		}
		for _, part := range []string{"ward.db", "ward.db-wal"} {
			data, err := os.ReadFile(filepath.Join(w.dir, "state", part))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), "Nguyễn Văn A") {
				t.Errorf("got the name in %s, want it nowhere", part)
			}
		}
	})
}

// TestDeniedPublish: MQTT 3.1.1 acknowledges what the broker's permissions
// refuse. Nothing of it may count as delivered.
func TestDeniedPublish(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t, "topic read kb/#\ntopic write kb/v1/+/+/info\ntopic write kb/v1/+/+/state\ntopic write kb/v1/+/+/ack/evt\n")
	m.start()
	w := newWardd(t, m.address)
	w.start()
	o := newOutbox("e1")
	o.rate(t, 20)
	robot(t, w.mqtt, "kb-01", o)
	eventually(t, "the robot's word on its outbox", func() bool { return w.count("streams") == 1 })
	time.Sleep(2 * time.Second) // for what must not happen
	if got := o.upto(); got != 0 {
		t.Errorf("got delivered up to %d, want nothing", got)
	}
	if got := w.count("events"); got != 0 {
		t.Errorf("got %d events stored, want none", got)
	}
}

// TestManyRobots: each has its own sequence.
func TestManyRobots(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.start()
	var all []*outbox
	for i := range 5 {
		o := newOutbox(fmt.Sprintf("e%d", i))
		o.rate(t, 300)
		robot(t, w.mqtt, fmt.Sprintf("kb-%02d", i), o)
		all = append(all, o)
	}
	for _, o := range all {
		o.wantDelivered(t)
		w.wantExactly(o)
	}
}

// TestFullDisk: a limit on file sizes stands for a full disk. Nothing may be
// receipted that is not stored, and with space again everything arrives.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t, "")
	m.start()
	w := newWardd(t, m.address)
	w.wrap = []string{"sh", "-c", `ulimit -f 2048; exec "$@"`, "sh"}
	w.start()
	o := newOutbox("e1")
	o.rate(t, 5000)
	stop := robot(t, w.mqtt, "kb-01", o)
	defer stop()
	bufferFull := func() bool { return strings.Contains(w.said(), "store cannot be written") }
	eventually(t, "a word on the store", bufferFull)
	if stored, receipted := w.count("ratings"), int(o.upto()); receipted > stored || stored >= 5000 {
		t.Errorf("got %d receipted and %d stored, want no more receipted than stored, and not all", receipted, stored)
	}
	w.stop()
	w.wrap = nil
	w.start()
	o.wantDelivered(t)
	w.wantExactly(o)
}

// TestPageShowsARating reads the page's events as a browser does.
func TestPageShowsARating(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.start()
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.page+"live", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	page, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatalf("cannot open the page's events: %v", err)
	}
	defer func() { _ = page.Body.Close() }()
	seen := make(chan time.Time, 1)
	go func() {
		for lines := bufio.NewScanner(page.Body); lines.Scan(); {
			if strings.Contains(lines.Text(), "justice") {
				seen <- time.Now()
				return
			}
		}
	}()
	o := newOutbox("e1")
	robot(t, w.mqtt, "kb-01", o)
	eventually(t, "the robot's word on its outbox", func() bool { return w.count("streams") == 1 })
	at := time.Now()
	o.rate(t, 1)
	select {
	case when := <-seen:
		t.Logf("from outbox to page: %v", when.Sub(at))
	case <-time.After(patience):
		t.Fatal("the rating is not on the page")
	}
}
