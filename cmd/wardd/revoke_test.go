package main_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/cmd/internal/freeport"
)

// TestRevokedAtMosquitto follows the words of docs/ward-setup.md: a robot that is
// connected to a Mosquitto is out once the commands that revoke prints have run,
// and another one stays.
func TestRevokedAtMosquitto(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	dirs := make(map[string]string)
	for _, name := range []string{"kb-01", "kb-02"} {
		dirs[name] = filepath.Join(t.TempDir(), name)
		w.robotDo(0, "add", "--out", dirs[name], name)
	}
	if said := w.robotDo(2, "cut", "kb-01"); !strings.Contains(said, "by itself") {
		t.Errorf("got %q with the broker inside, want that it needs no cut", said)
	}
	m := mosquittoFor(t, w)
	connect := func(name string) (client mqtt.Client, lost chan error, err error) {
		t.Helper()
		lost = make(chan error, 1)
		client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tls://" + m.robots).SetClientID("kb-cua-nam-" + name).SetTLSConfig(paper(t, dirs[name])).
			SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(patience).
			SetConnectionLostHandler(func(_ mqtt.Client, err error) { lost <- err }))
		token := client.Connect()
		if !token.WaitTimeout(patience) {
			t.Fatal("the broker does not answer")
		}
		t.Cleanup(func() { client.Disconnect(50) })
		return client, lost, token.Error()
	}
	_, lost, err := connect("kb-01")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := connect("kb-02")
	if err != nil {
		t.Fatal(err)
	}
	if said := w.robotDo(1, "cut", "kb-01"); !strings.Contains(said, "revoke it first") {
		t.Errorf("got %q, want a good robot left alone", said)
	}
	said := w.robotDo(0, "revoke", "kb-01")
	for _, want := range []string{
		"  wardd broker mosquitto --config " + w.made + " --out /etc/mosquitto/tiepdan\n", "  systemctl reload mosquitto\n", "  wardd robot cut --config " + w.made + " kb-01\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("got %q, want the command %q", said, want)
		}
	}
	m.write()
	if err := m.process.Signal(syscall.SIGHUP); err != nil { // what systemctl reload does
		t.Fatal(err)
	}
	eventually(t, "it has reloaded", func() bool { return strings.Contains(m.said(), "Reloading config") })
	time.Sleep(200 * time.Millisecond) // it says so when it begins
	select {
	case <-lost:
		t.Error("the reload alone has ended the connection: say so in docs/ward-setup.md")
	default:
	}
	if said := w.robotDo(0, "cut", "kb-01"); !strings.Contains(said, "no connection") {
		t.Errorf("got %q, want the connection cut", said)
	}
	select {
	case <-lost:
	case <-time.After(patience):
		t.Fatal("the revoked robot is still connected")
	}
	if _, _, err := connect("kb-01"); err == nil {
		t.Error("got the revoked robot in again, want a refusal")
	}
	if !other.IsConnected() {
		t.Error("the other robot was cut, too")
	}
}

// mosquittoOf is a Mosquitto with the files of wardd broker mosquitto.
type mosquittoOf struct {
	t            *testing.T
	w            *wardd
	dir          string
	robots, ward string // addresses
	process      *os.Process
}

func mosquittoFor(t *testing.T, w *wardd) *mosquittoOf {
	t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto" // not in the path of a plain user
	}
	m := &mosquittoOf{t: t, w: w, dir: filepath.Join(t.TempDir(), "mosquitto"), robots: freeport.Address(t), ward: freeport.Address(t)}
	m.write()
	cmd := exec.Command(path, "-c", filepath.Join(m.dir, "mosquitto.conf"))
	log, err := os.Create(m.dir + ".log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatalf("cannot start mosquitto, which this test asks: run scripts/setup test (%v)", err)
	}
	m.process = cmd.Process
	t.Cleanup(func() {
		_ = m.process.Kill() // it may have ended, which the test tells
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("mosquitto said: %s", m.said())
		}
	})
	text, err := os.ReadFile(w.made)
	if err != nil {
		t.Fatal(err)
	}
	outside := strings.Replace(string(text), `listen = "`+w.mqtt+`"`,
		`broker = "tls://`+m.ward+`"`+"\nca = \"pki/ca.pem\"\ncert = \"pki/ward.pem\"\nkey = \"pki/ward.key\"", 1)
	if err := os.WriteFile(w.made, []byte(outside), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "mosquitto listens", func() bool {
		for _, at := range []string{m.robots, m.ward} {
			c, err := net.Dial("tcp", at)
			if err != nil {
				return false
			}
			_ = c.Close()
		}
		return true
	})
	return m
}

func (m *mosquittoOf) said() string {
	text, err := os.ReadFile(m.dir + ".log")
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

// write writes the files, with the test's line: as root Mosquitto would become
// its own user, who may not read them.
func (m *mosquittoOf) write() {
	m.t.Helper()
	_, port, _ := strings.Cut(m.robots, ":")
	_, wardPort, _ := strings.Cut(m.ward, ":")
	if _, said, code := run(m.t, "", "broker", "mosquitto", "--config", m.w.made, "--out", m.dir, "--state", m.t.TempDir(),
		"--listen", port+" 127.0.0.1", "--for-wardd", wardPort+" 127.0.0.1"); code != 0 {
		m.t.Fatal(said)
	}
	conf := filepath.Join(m.dir, "mosquitto.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(conf, append([]byte("user root\n"), text...), 0o600); err != nil {
		m.t.Fatal(err)
	}
}
