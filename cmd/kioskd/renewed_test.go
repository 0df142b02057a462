package main_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	main "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/ward/pki"
)

// TestRenewedCertificateCounts: the next connection is made with the certificate that
// is in place then, so that nothing has to be started anew in opening hours.
func TestRenewedCertificateCounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, err := pki.Create(pki.New{Dir: filepath.Join(dir, "pki"), Unit: "Cửa Nam", Commune: "cua-nam", Hosts: []string{"127.0.0.1"}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	cert, key := filepath.Join(dir, "robot.pem"), filepath.Join(dir, "robot.key")
	put := func(p pki.Pair) {
		t.Helper()
		for name, data := range map[string][]byte{cert: p.Cert, key: p.Key} {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	issue := func(renew bool) pki.Pair {
		t.Helper()
		p, err := a.Issue(pki.RobotOf("cua-nam", "kb-01"), renew)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := issue(false)
	put(first)
	var c config.Config
	c.Report.CertFile, c.Report.KeyFile = cert, key
	secure, err := main.ClientTLS(&c)
	if err != nil {
		t.Fatal(err)
	}
	serial := func() string {
		t.Helper()
		pair, err := secure.GetClientCertificate(nil)
		if err != nil || pair.Leaf == nil {
			t.Fatalf("got %v, want a certificate", err)
		}
		return pair.Leaf.SerialNumber.Text(16)
	}
	before := serial()
	second := issue(true)
	put(pki.Pair{Cert: second.Cert, Key: first.Key}) // in the middle of it
	if got := serial(); got != before {
		t.Errorf("got certificate %s while the files are replaced, want %s", got, before)
	}
	put(second)
	after := serial()
	if after == before {
		t.Error("got the certificate before, want the renewed one")
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != after {
		t.Errorf("got certificate %s without the file, want the last one, %s", got, after)
	}
}
