package seed_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"tiepdan/agent/seed"
)

// Public keys that nobody has the other half of.
const (
	keyOne = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
	keyTwo = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"
)

const technicianKeys = "etc/ssh/technician_keys"

func withKeys(t *testing.T, text string) seed.Plan {
	t.Helper()
	p := plan(t)
	p.Technicians = filepath.Join(t.TempDir(), "keys.pub")
	if err := os.WriteFile(p.Technicians, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTechnicians(t *testing.T) {
	t.Parallel()
	s := made(t, withKeys(t, "# the firm\n"+keyOne+" an@laptop\n\ncert-authority,principals=\"field\" "+keyTwo+" ca\n"))
	if text := strings.Join(s.Describe(checked, time.Now()), "\n"); !strings.Contains(text, "technicians: 2 come in by ssh") {
		t.Errorf("got %s, want the two technicians", text)
	}
	u := newUnit(t, bytesOf(t, s))
	r := u.boots(seed.StateApplied)
	got := u.files()
	if want := keyOne + "\ncert-authority,principals=\"field\" " + keyTwo + "\n"; got[technicianKeys] != want {
		t.Errorf("got %q, want %q", got[technicianKeys], want)
	}
	if info, err := os.Stat(filepath.Join(u.root, "etc/ssh/ssh_host_ed25519_key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the unit's own key: got %v, %v, want mode 0600", info, err)
	}
	signer, err := ssh.ParsePrivateKey([]byte(got["etc/ssh/ssh_host_ed25519_key"]))
	if err != nil {
		t.Fatal(err)
	}
	if text := r.Text(); !strings.Contains(text, "2 come in as technician@kb-07") || !strings.Contains(text, ssh.FingerprintSHA256(signer.PublicKey())) {
		t.Errorf("got %s, want how to come in, and the unit's fingerprint", text)
	}
	if left, err := os.ReadFile(u.from); err != nil || strings.Contains(string(left), "AAAAC3") {
		t.Errorf("got %v, want no keys left on the FAT", err)
	}

	// Another seed: other technicians, the same unit.
	u.bring(bytesOf(t, made(t, withKeys(t, keyTwo))))
	u.boots(seed.StateApplied)
	after := u.files()
	if after[technicianKeys] != keyTwo+"\n" || after["etc/ssh/ssh_host_ed25519_key"] != got["etc/ssh/ssh_host_ed25519_key"] {
		t.Errorf("got %v, want the new technician, and the unit's key as it was", after)
	}
	// One that names none takes them away.
	u.bring(bytesOf(t, made(t, plan(t))))
	r = u.boots(seed.StateApplied)
	if left := u.files()[technicianKeys]; left != "" || !strings.Contains(r.Text(), "nobody comes in by ssh any more") {
		t.Errorf("got %q, %s, want nobody let in any more", left, r.Text())
	}
}

func TestTechniciansRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# nobody\n": "it has no key",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n": "private key",
		keyOne + "\nssh-ed25519 AAAA\n":              "line 2",
		"command=\"/bin/sh\" " + keyOne:              "command",
		"environment=\"A=B\" " + keyOne:              "environment",
	} {
		if _, err := seed.Make(withKeys(t, text), checked, time.Now()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	p := plan(t)
	p.Technicians = filepath.Join(t.TempDir(), "none.pub")
	if _, err := seed.Make(p, checked, time.Now()); err == nil || !strings.Contains(err.Error(), "technician_keys") {
		t.Errorf("got %v, want the name of what is missing", err)
	}
}
