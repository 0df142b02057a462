package seed_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/seed"
)

// unit is a unit that boots.
type unit struct {
	t    *testing.T
	from string
	root string
	o    seed.Options
}

func newUnit(t *testing.T, data []byte) *unit {
	t.Helper()
	u := &unit{t: t, from: filepath.Join(t.TempDir(), "SEED.TAR"), root: t.TempDir()}
	u.o = seed.Options{From: u.from, Root: u.root, Check: checked, Now: time.Now}
	u.bring(data)
	return u
}

func (u *unit) bring(data []byte) {
	u.t.Helper()
	if err := os.WriteFile(u.from, data, 0o600); err != nil {
		u.t.Fatal(err)
	}
}

func (u *unit) boots(want seed.State) seed.Result {
	u.t.Helper()
	r, err := seed.Apply(u.o)
	if r.State != want || (err == nil) == (want == seed.StateRejected) {
		u.t.Fatalf("got %s, %v, want %s:\n%s", r.State, err, want, r.Text())
	}
	return r
}

// files are all files below the root, and what they hold.
func (u *unit) files() map[string]string {
	u.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(u.root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		short, _ := filepath.Rel(u.root, name)
		if d.Type() == fs.ModeSymlink {
			all[short], err = os.Readlink(name)
			return err
		}
		data, err := os.ReadFile(name)
		all[short] = string(data)
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
	return all
}

func (u *unit) result() string {
	u.t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(u.from), seed.FileResult))
	if err != nil {
		u.t.Fatal(err)
	}
	return string(text)
}

func TestApply(t *testing.T) {
	t.Parallel()
	s := made(t, plan(t))
	u := newUnit(t, bytesOf(t, s))
	u.boots(seed.StateApplied)
	got := u.files()
	for name, want := range map[string]string{
		"etc/hostname": "kb-07\n", "etc/tiepdan/tiepdan.toml": string(s.Config),
		"etc/tiepdan/certs/robot.key": string(s.Certs.Key), "etc/tiepdan/certs/robot.pem": string(s.Certs.Cert), "etc/tiepdan/certs/ward-ca.pem": string(s.Certs.CA),
		"etc/systemd/network/10-tiepdan.network": "# From the seed of this unit.\n[Match]\nType=ether\nKind=!*\n\n[Network]\nAddress=192.168.1.20/24\nGateway=192.168.1.1\nDNS=192.168.1.1\n",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	if len(got) != 7 { // and what was applied
		t.Errorf("got %d files, want no others: %v", len(got), got)
	}
	for _, name := range []string{"robot.key", "robot.pem", "ward-ca.pem"} {
		if info, err := os.Stat(filepath.Join(u.root, "etc/tiepdan/certs", name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v, want mode 0600", name, info, err)
		}
	}
	if text := u.result(); !strings.Contains(text, "APPLIED") || strings.Contains(text, "WRONG") {
		t.Errorf("got %s, want all applied", text)
	}
	left, err := os.ReadFile(u.from)
	if err != nil || bytes.Contains(left, []byte("PRIVATE KEY")) || bytes.Contains(left, s.Config[:100]) {
		t.Errorf("got %v, want no secret left on the FAT", err)
	}
	u.boots(seed.StateDone)
	if text := u.result(); !strings.Contains(text, "APPLIED") {
		t.Errorf("got %s after another boot, want what was said", text)
	}
}

func TestApplyWiFiAndInvitation(t *testing.T) {
	t.Parallel()
	p := plan(t)
	p.Pack, p.Passphrase = "", "mat-khau-wifi"
	p.Network = seed.Network{Kind: seed.WiFi, SSID: "Phường"}
	p.Enrol = seed.Enrol{Ward: "https://10.0.0.5:8443", Code: "ABCDE-FGHJK", CA: "aabb"}
	s := made(t, p)
	u := newUnit(t, bytesOf(t, s))
	u.boots(seed.StateApplied)
	got := u.files()
	if conf := got["etc/wpa_supplicant/wpa_supplicant-wlan0.conf"]; !strings.Contains(conf, "ssid=5068c6b0e1bb9d6e67\n") || !strings.Contains(conf, "psk="+s.Manifest.Network.PSK) {
		t.Errorf("got %q, want the network in digits, with its key", conf)
	}
	if link := got["etc/systemd/system/multi-user.target.wants/wpa_supplicant@wlan0.service"]; link != "/lib/systemd/system/wpa_supplicant@.service" {
		t.Errorf("got a link to %q, want the service", link)
	}
	if net := got["etc/systemd/network/10-tiepdan.network"]; !strings.Contains(net, "Name=wlan0") || !strings.Contains(net, "DHCP=yes") {
		t.Errorf("got %q, want DHCP on wlan0", net)
	}
	if text := got["etc/tiepdan/enrol.toml"]; !strings.Contains(text, "ABCDE-FGHJK") || !strings.Contains(text, "kb-07") {
		t.Errorf("got %q, want the invitation", text)
	}
	left, err := os.ReadFile(u.from)
	if err != nil || bytes.Contains(left, []byte("ABCDE-FGHJK")) || bytes.Contains(left, []byte(s.Manifest.Network.PSK)) {
		t.Errorf("got %s, %v, want neither the code nor the key of the Wi-Fi left on the FAT", left, err)
	}
}

// TestApplyOpenWiFi: a network without a passphrase is one that somebody has asked for.
func TestApplyOpenWiFi(t *testing.T) {
	t.Parallel()
	p := plan(t)
	p.Network = seed.Network{Kind: seed.WiFi, SSID: "Ward"}
	if _, err := seed.Make(p, checked, time.Now()); err == nil || !strings.Contains(err.Error(), "--wifi-open") {
		t.Errorf("got %v, want no open network that nobody asked for", err)
	}
	p.OpenWiFi = true
	u := newUnit(t, bytesOf(t, made(t, p)))
	u.boots(seed.StateApplied)
	if conf := u.files()["etc/wpa_supplicant/wpa_supplicant-wlan0.conf"]; !strings.Contains(conf, "key_mgmt=NONE") {
		t.Errorf("got %q, want an open network", conf)
	}
	p.Passphrase = "mat-khau-wifi"
	if _, err := seed.Make(p, checked, time.Now()); err == nil || !strings.Contains(err.Error(), "open_wifi") {
		t.Errorf("got %v, want an open network with a passphrase refused", err)
	}
	p.OpenWiFi, p.Network = false, seed.Network{Kind: seed.DHCP}
	if _, err := seed.Make(p, checked, time.Now()); err == nil || !strings.Contains(err.Error(), "by wire") {
		t.Errorf("got %v, want a passphrase for a network by wire refused", err)
	}
}

func TestApplyRejects(t *testing.T) {
	t.Parallel()
	good := made(t, plan(t))
	change := func(f func(*seed.Seed)) []byte {
		s := good
		f(&s)
		return bytesOf(t, s)
	}
	other := made(t, func() seed.Plan { p := plan(t); p.Unit, p.Pack = "kb-08", pack(t, "cua-nam", "kb-08"); return p }())
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"no tar", []byte("not a tar file at all"), "cannot read"},
		{"a configuration that does not check", change(func(s *seed.Seed) { s.Config = bytes.Replace(s.Config, []byte("[printer]"), []byte("[prinetr]"), 1) }), "prinetr"},
		{"no configuration", change(func(s *seed.Seed) { s.Config = nil }), "WRONG  configuration"},
		{"a configuration of another unit", change(func(s *seed.Seed) { s.Config = other.Config }), "kb-08"},
		{"certificates of another unit", change(func(s *seed.Seed) { s.Certs = other.Certs }), "not of this unit"},
		{"the key of another", change(func(s *seed.Seed) { s.Certs.Key = other.Certs.Key }), "does not match"},
		{"another authority", change(func(s *seed.Seed) { s.Certs.CA = other.Certs.CA }), "not issued by"},
		{"half of the certificates", change(func(s *seed.Seed) { s.Certs.CA = nil }), "all three"},
		{"without its secrets", change(func(s *seed.Seed) { s.Manifest.Scrubbed = true }), "another unit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newUnit(t, tt.data)
			u.boots(seed.StateRejected)
			if got := u.files(); len(got) != 0 {
				t.Errorf("got %v, want nothing changed", got)
			}
			if text := u.result(); !strings.Contains(text, "REJECTED") || !strings.Contains(text, tt.want) || strings.Contains(text, "ok     configuration: /etc") {
				t.Errorf("got %s, want %q", text, tt.want)
			}
			if text := u.result(); strings.Contains(text, "still holds its secrets") == (tt.name == "without its secrets") {
				t.Errorf("got %s, which is not so", text)
			}
			if left, err := os.ReadFile(u.from); err != nil || !bytes.Equal(left, tt.data) {
				t.Errorf("got another file (%v), want the seed as it was, to be mended", err)
			}
		})
	}
}

func TestApplyTwice(t *testing.T) {
	t.Parallel()
	data := bytesOf(t, made(t, plan(t)))
	u := newUnit(t, data)
	u.boots(seed.StateApplied)
	before := u.files()
	u.bring(data)
	u.boots(seed.StateRejected)
	text := u.result()
	if !strings.Contains(text, "applied to this unit before") || !strings.Contains(text, "ok     secrets taken off the FAT") {
		t.Errorf("got %s, want it refused the second time, and its secrets gone", text)
	}
	for _, contrary := range []string{"still holds its secrets", "nothing of the seed was applied", "mend it"} {
		if strings.Contains(text, contrary) {
			t.Errorf("got %s, which says %q of a seed that was applied and has no secrets any more", text, contrary)
		}
	}
	if left, err := os.ReadFile(u.from); err != nil || bytes.Contains(left, []byte("PRIVATE KEY")) {
		t.Errorf("got %v, want no secret left on the FAT", err)
	}
	if after := u.files(); len(after) != len(before) || after["etc/tiepdan/tiepdan.toml"] != before["etc/tiepdan/tiepdan.toml"] {
		t.Errorf("got %v, want nothing changed", after)
	}
	u.bring(bytesOf(t, made(t, plan(t)))) // another one
	u.boots(seed.StateApplied)
}

// TestApplyCut cuts the power before each file: the boot after it applies all.
func TestApplyCut(t *testing.T) {
	t.Parallel()
	data := bytesOf(t, made(t, plan(t)))
	names := []string{}
	u := newUnit(t, data)
	u.o.Written = func(name string) error { names = append(names, name); return nil }
	u.boots(seed.StateApplied)
	want := u.files()
	for i := range names {
		t.Run(names[i], func(t *testing.T) {
			t.Parallel()
			u := newUnit(t, data)
			n := 0
			u.o.Written = func(string) error {
				if n++; n == i+1 {
					panic(errCut)
				}
				return nil
			}
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the power was not cut")
					}
				}()
				_, _ = seed.Apply(u.o)
			}()
			u.o.Written = nil
			u.boots(seed.StateApplied)
			got := u.files()
			if len(got) != len(want) || got["etc/tiepdan/tiepdan.toml"] != want["etc/tiepdan/tiepdan.toml"] || got["etc/tiepdan/certs/robot.key"] != want["etc/tiepdan/certs/robot.key"] {
				t.Errorf("got %v, want %v", got, want)
			}
			if left, err := os.ReadFile(u.from); err != nil || bytes.Contains(left, []byte("PRIVATE KEY")) {
				t.Errorf("got %v, want no secret left on the FAT", err)
			}
		})
	}
}

// TestApplyFails: a file that cannot be put in place takes the others back.
func TestApplyFails(t *testing.T) {
	t.Parallel()
	u := newUnit(t, bytesOf(t, made(t, plan(t))))
	u.boots(seed.StateApplied)
	before := u.files()
	p := plan(t)
	p.Hostname = "another"
	data := bytesOf(t, made(t, p))
	u.bring(data)
	u.o.Written = func(name string) error {
		if strings.HasSuffix(name, "tiepdan.toml") {
			return errCut
		}
		return nil
	}
	if r, err := seed.Apply(u.o); !errors.Is(err, errCut) || !errors.Is(err, seed.ErrRejected) || slices.ContainsFunc(r.Parts, func(p seed.Part) bool { return p.OK && !strings.Contains(p.Detail, "not applied") }) {
		t.Errorf("got %v, %+v, want nothing applied, and said so", err, r)
	}
	after := u.files()
	if len(after) != len(before) {
		t.Errorf("got %v, want the same files as before", after)
	}
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s: got %q, want it as before", name, after[name])
		}
	}
}

func TestApplyNothing(t *testing.T) {
	t.Parallel()
	u := newUnit(t, nil)
	if err := os.Remove(u.from); err != nil {
		t.Fatal(err)
	}
	u.boots(seed.StateNone)
	if entries, err := os.ReadDir(filepath.Dir(u.from)); err != nil || len(entries) != 0 {
		t.Errorf("got %v, %v, want nothing written", entries, err)
	}
}

// TestApplyStaysBelow: a link in the tree leads nowhere else.
func TestApplyStaysBelow(t *testing.T) {
	t.Parallel()
	u := newUnit(t, bytesOf(t, made(t, plan(t))))
	outside := t.TempDir()
	if err := os.MkdirAll(filepath.Join(u.root, "etc"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(u.root, "etc/tiepdan")); err != nil {
		t.Fatal(err)
	}
	u.boots(seed.StateRejected)
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
		t.Errorf("got %v, %v, want nothing written there", entries, err)
	}
}
