package main_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRenew: the ward's own certificates are renewed when somebody asks for it,
// and its robots still find it.
func TestRenew(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	folder := filepath.Join(t.TempDir(), "kb-01")
	w.robotDo(0, "add", "--out", folder, "kb-01")
	w.start()
	certs := func() (all [][]byte) {
		for _, name := range []string{"broker.pem", "ward.pem", "broker.key"} {
			data, err := os.ReadFile(filepath.Join(w.dir, "pki", name))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data)
		}
		return all
	}
	before := certs()
	out, said, code := run(t, "", "renew", "--config", w.made)
	if code != 0 || !strings.Contains(out, "nothing is due") {
		t.Errorf("got status %d: %s%s, want nothing due", code, out, said)
	}
	out, said, code = run(t, "", "renew", "--config", w.made, "--all")
	if code != 0 || !strings.Contains(out, "renewed: broker") || !strings.Contains(out, "renewed: ward") {
		t.Errorf("got status %d: %s%s, want both renewed", code, out, said)
	}
	after := certs()
	if bytes.Equal(before[0], after[0]) || bytes.Equal(before[1], after[1]) || !bytes.Equal(before[2], after[2]) {
		t.Error("want other certificates for the same keys")
	}
	m := &machine{t: t, dir: folder}
	m.set("brokers", "mqtts://"+w.mqtt)
	m.set("open", "")
	m.start()
	defer m.kill()
	eventually(t, "events come after both were renewed", func() bool { return len(w.stored()) > 0 })
	w.stop()
	w.start()
	n := len(w.stored())
	eventually(t, "events come after a restart", func() bool { return len(w.stored()) > n })
}
