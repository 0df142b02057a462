package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrokerFiles: written again, the files know new robots, and the nodes'
// keys stay.
func TestBrokerFiles(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	out := t.TempDir()
	write := func(code int, args ...string) string {
		t.Helper()
		stdout, stderr, got := run(t, "", append([]string{"broker", args[0], "--config", w.made, "--out", filepath.Join(out, args[0])}, args[1:]...)...)
		if got != code {
			t.Fatalf("wardd broker %s: got status %d, want %d: %s", strings.Join(args, " "), got, code, stderr)
		}
		return stdout + stderr
	}
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	nodes := []string{"nats-cluster", "--node", "a=192.0.2.1", "--node", "b=192.0.2.2", "--node", "c=192.0.2.3:8884:6223"}
	write(0, nodes...)
	write(0, "mosquitto")
	key := read("nats-cluster/a/broker.key")
	if text := read("nats-cluster/c/nats-server.conf"); !strings.Contains(text, `listen: "0.0.0.0:8884"`) || !strings.Contains(text, "nats-route://192.0.2.3:6223") {
		t.Errorf("got %s, want the node's own ports", text)
	}
	for _, name := range []string{"nats-cluster/a/nats-server.conf", "mosquitto/acl"} {
		if strings.Contains(read(name), "kb-01") {
			t.Errorf("%s knows a robot before it is certified", name)
		}
	}
	w.robotDo(0, "add", "--out", filepath.Join(t.TempDir(), "x"), "kb-01")
	write(0, nodes...)
	write(0, "mosquitto")
	for _, name := range []string{"nats-cluster/a/nats-server.conf", "mosquitto/acl"} {
		if !strings.Contains(read(name), "kb-01") {
			t.Errorf("%s does not know a robot that is certified", name)
		}
	}
	if read("nats-cluster/a/broker.key") != key {
		t.Error("a node got another key")
	}
	for _, name := range []string{"nats-cluster/a/broker.key", "mosquitto/broker.key"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v for %s, want mode 0600", info.Mode(), err, name)
		}
	}
	write(1, "nats-cluster", "--node", "a=192.0.2.1", "--node", "b=192.0.2.2") // none of two may be missing
	for _, bad := range []string{"a", "a=", "a/b=192.0.2.1", "a=192.0.2.1:1", "a=192.0.2.1:x:1", "a=192.0.2.1:0:1"} {
		if said := write(2, "nats-cluster", "--node", bad); !strings.Contains(said, "want NAME=HOST") {
			t.Errorf("--node %s: got %q, want what is expected", bad, said)
		}
	}
}
