package pki_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/ward/pki"
)

func create(t *testing.T, hosts ...string) (*pki.Authority, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pki")
	a, err := pki.Create(pki.New{Dir: dir, Unit: "Cửa Nam", Commune: "cua-nam", Hosts: hosts, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return a, dir
}

func issue(t *testing.T, a *pki.Authority, to pki.Identity, renew bool) (*x509.Certificate, pki.Pair) {
	t.Helper()
	pair, err := a.Issue(to, renew)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(pair.Cert)
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c, pair
}

func TestGate(t *testing.T) {
	t.Parallel()
	a, dir := create(t)
	robot := pki.RobotOf("cua-nam", "kb-01")
	first, _ := issue(t, a, robot, false)
	gate, err := pki.NewGate(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := gate.Admit(first, time.Now()); err != nil || got != robot {
		t.Errorf("got %v, %v, want %v let in", got, err, robot)
	}
	if _, err := gate.Admit(first, time.Now().AddDate(9, 0, 0)); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v for an old certificate, want it refused", err)
	}
	if _, err := a.Issue(robot, false); !errors.Is(err, pki.ErrHas) {
		t.Errorf("got %v for a second certificate, want it refused", err)
	}
	second, _ := issue(t, a, robot, true)
	if changed, err := gate.Refresh(); !changed || err != nil {
		t.Errorf("got %v, %v, want a change seen", changed, err)
	}
	if _, err := gate.Admit(first, time.Now()); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v for the one that was renewed, want it refused", err)
	}
	if n, err := a.Revoke(robot); n != 1 || err != nil {
		t.Errorf("got %d, %v, want one revoked", n, err)
	}
	if _, err := gate.Refresh(); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Admit(second, time.Now()); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v for the revoked one, want it refused", err)
	}
	// A broken list shuts nobody in and lets nobody in: what was read counts on.
	if err := os.WriteFile(filepath.Join(dir, "issued.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Refresh(); err == nil {
		t.Error("got no error for a broken list, want one")
	}
	if _, err := gate.Admit(second, time.Now()); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v after a broken list, want it still refused", err)
	}
}

// TestForeign: another authority's certificate with the same name is not ours,
// and one that our key signed past the list is refused.
func TestForeign(t *testing.T) {
	t.Parallel()
	_, dir := create(t)
	other, _ := create(t)
	gate, err := pki.NewGate(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := issue(t, other, pki.RobotOf("cua-nam", "kb-01"), false)
	if _, err := gate.Admit(c, time.Now()); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v, want it refused", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	a, _ := create(t)
	issue(t, a, pki.RobotOf("a-b", "c"), false)
	long := strings.Repeat("x", 40)
	for _, tt := range []struct {
		name string
		to   pki.Identity
	}{
		{"slash", pki.RobotOf("cua-nam", "kb/01")},
		{"wildcard", pki.RobotOf("cua-nam", "+")},
		{"no name", pki.RobotOf("cua-nam", "")},
		{"too long", pki.RobotOf(long, long)},
		{"the client identifier of another", pki.RobotOf("a", "b-c")},
		{"no role", pki.Identity{Role: "king"}},
		{"a ward that is a robot", pki.Identity{Role: pki.Ward, Robot: "x"}},
	} {
		if _, err := a.Issue(tt.to, true); err == nil {
			t.Errorf("%s: got no error, want one", tt.name)
		}
	}
}

func TestNothingIsWrittenOver(t *testing.T) {
	t.Parallel()
	_, dir := create(t)
	before, err := os.ReadFile(filepath.Join(dir, "ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pki.Create(pki.New{Dir: dir, Commune: "cua-nam", Now: time.Now}); !errors.Is(err, pki.ErrHas) {
		t.Errorf("got %v, want that it is there", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "ca.key"))
	if err != nil || string(after) != string(before) {
		t.Errorf("got another key, %v, want the same", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(e.Name(), ".key") && info.Mode().Perm() != 0o600 {
			t.Errorf("got %v for %s, want 0600", info.Mode(), e.Name())
		}
	}
}

// TestOpened: another process adds at the same time, and nothing is lost.
func TestOpened(t *testing.T) {
	t.Parallel()
	_, dir := create(t)
	var all sync.WaitGroup
	names := []string{"kb-01", "kb-02", "kb-03", "kb-04", "kb-05", "kb-06"}
	for _, name := range names {
		all.Go(func() {
			a, err := pki.Open(dir, time.Now)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := a.Issue(pki.RobotOf("cua-nam", name), false); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	l, err := pki.ReadList(dir)
	if err != nil || len(l.Robots(time.Now())) != len(names) {
		t.Errorf("got %v, %v, want %d robots", l.Robots(time.Now()), err, len(names))
	}
	if _, err := pki.Open(t.TempDir(), time.Now); !errors.Is(err, pki.ErrNone) {
		t.Errorf("got %v for an empty folder, want that there is none", err)
	}
}

// TestOpenSSL: somebody else's program accepts the chain, and the revocation.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	a, dir := create(t, "mqtt.example.vn", "192.0.2.7")
	_, pair := issue(t, a, pki.RobotOf("cua-nam", "kb-01"), false)
	file := filepath.Join(t.TempDir(), "robot.pem")
	if err := os.WriteFile(file, pair.Cert, 0o600); err != nil {
		t.Fatal(err)
	}
	verify := func(args ...string) (string, error) {
		args = append([]string{"verify", "-x509_strict", "-CAfile", filepath.Join(dir, "ca.pem"), "-CRLfile", filepath.Join(dir, "revoked.pem"), "-crl_check"}, args...)
		out, err := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput()
		return string(out), err
	}
	if out, err := verify("-purpose", "sslclient", file); err != nil {
		t.Errorf("got %v: %s, want the robot's certificate accepted", err, out)
	}
	if out, err := verify("-purpose", "sslserver", file); err == nil {
		t.Errorf("got %s for a robot as a server, want it refused", out)
	}
	for _, host := range []string{"-verify_hostname=mqtt.example.vn", "-verify_ip=192.0.2.7", "-verify_hostname=localhost"} {
		flag, value, _ := strings.Cut(host, "=")
		if out, err := verify("-purpose", "sslserver", flag, value, filepath.Join(dir, "broker.pem")); err != nil {
			t.Errorf("%s: got %v: %s, want the broker's certificate accepted", host, err, out)
		}
	}
	if _, err := a.Revoke(pki.RobotOf("cua-nam", "kb-01")); err != nil {
		t.Fatal(err)
	}
	if out, err := verify(file); err == nil || !strings.Contains(out, "revoked") {
		t.Errorf("got %v: %s, want it revoked", err, out)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	_, dir := create(t)
	server, err := pki.ServerTLS(dir)
	if err != nil {
		t.Fatal(err)
	}
	client, err := pki.WardTLS(dir)
	if err != nil {
		t.Fatal(err)
	}
	if server.ClientAuth != tls.RequireAndVerifyClientCert || server.MinVersion != tls.VersionTLS13 || client.MinVersion != tls.VersionTLS13 {
		t.Errorf("got %v, %x and %x, want certificates required and TLS 1.3", server.ClientAuth, server.MinVersion, client.MinVersion)
	}
	if _, err := pki.ServerTLS(t.TempDir()); err == nil {
		t.Error("got no error without files, want one")
	}
}

func FuzzParseIdentity(f *testing.F) {
	f.Add("urn:tiepdan:robot:cua-nam:kb-01")
	f.Add("urn:tiepdan:ward")
	f.Add("urn:tiepdan:robot::")
	f.Add("urn:tiepdan:ward:a:b")
	f.Fuzz(func(t *testing.T, uri string) {
		i, err := pki.ParseIdentity(uri)
		if err != nil {
			return
		}
		if i.Role == pki.Robot && strings.ContainsAny(i.Commune+i.Robot, ".*>/+#: ") || i.ClientID() == "" && i.Role != pki.Broker {
			t.Fatalf("got %+v from %q, want only what a topic can hold", i, uri)
		}
	})
}

func FuzzParseList(f *testing.F) {
	f.Add([]byte(`{"version":1,"commune":"c","issued":[{"role":"robot","commune":"c","robot":"r","serial":"4f"}]}`))
	f.Add([]byte(`{"version":1,"issued":[{"role":"ward","serial":"-1"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := pki.ParseList(data)
		if err != nil {
			return
		}
		for _, i := range l.Issued {
			if i.Serial == "" || i.Serial[0] == '-' {
				t.Fatalf("got serial %q from %q, want a positive one", i.Serial, data)
			}
		}
	})
}

// A robot is examined while its agent is connected, and by no other robot's name.
func TestWhoARobotMayBe(t *testing.T) {
	t.Parallel()
	robot := pki.RobotOf("cua-nam", "kb-01")
	for name, want := range map[string]bool{
		"kb-cua-nam-kb-01": true, "doctor-kb-cua-nam-kb-01": true,
		"kb-cua-nam-kb-02": false, "doctor-kb-cua-nam-kb-02": false, "doctor-doctor-kb-cua-nam-kb-01": false, "doctor-": false, "": false, pki.WardClient: false,
	} {
		if got := robot.MayBe(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}
