package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeed: made, shown and applied, with the commands alone.
func TestSeed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, root := filepath.Join(dir, "SEED.TAR"), t.TempDir()
	args := []string{"--out", name, "--config", "../../config/tiepdan.example.toml", "--unit", "kb-07", "--network", "static", "--address", "192.168.1.20/24"}
	if out, err := runCommand(t, "", append([]string{"seed", "make"}, args...)...); err != nil || !strings.Contains(out, "kb-07") {
		t.Fatalf("got %v, %s, want a seed", err, out)
	}
	if _, err := runCommand(t, "", append([]string{"seed", "make"}, args...)...); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("got %v, want a file that is there kept", err)
	}
	if out, err := runCommand(t, "", "seed", "show", name); err != nil || !strings.Contains(out, "static, 192.168.1.20/24") {
		t.Errorf("got %v, %s, want what is in it", err, out)
	}
	out, err := runCommand(t, "", "seed", "apply", "--from", name, "--root", root, "--json")
	var r struct {
		State string `json:"state"`
		Unit  string `json:"unit"`
	}
	if bad := json.Unmarshal([]byte(out), &r); bad != nil || err != nil || r.State != "applied" || r.Unit != "kb-07" {
		t.Errorf("got %v, %s (%v), want it applied", err, out, bad)
	}
	if text, err := os.ReadFile(filepath.Join(root, "etc/hostname")); err != nil || string(text) != "kb-07\n" {
		t.Errorf("got %q, %v, want the host's name", text, err)
	}
	if out, err := runCommand(t, "", "seed", "apply", "--from", name, "--root", root); err != nil || !strings.Contains(out, "nothing to do") {
		t.Errorf("got %v, %s at the next boot, want nothing to do", err, out)
	}
	if out, err := runCommand(t, "", "seed", "apply", "--from", filepath.Join(dir, "none"), "--root", root); err != nil || !strings.Contains(out, "no seed") {
		t.Errorf("got %v, %s without a seed, want nothing to do", err, out)
	}
	bad := filepath.Join(dir, "BAD.TAR")
	if err := os.WriteFile(bad, []byte("no seed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := runCommand(t, "", "seed", "apply", "--from", bad, "--root", root); err == nil || !strings.Contains(err.Error(), "rejected") {
		t.Errorf("got %v, want it rejected", err)
	}
}

// TestSeedOpenWiFi: an empty file of a passphrase makes no open network.
func TestSeedOpenWiFi(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, pass := filepath.Join(dir, "SEED.TAR"), filepath.Join(dir, "pass")
	args := []string{"seed", "make", "--out", name, "--config", "../../config/tiepdan.example.toml", "--unit", "kb-07", "--network", "wifi", "--ssid", "Ward"}
	for _, text := range []string{"", "\n", "\r\n", "\nmat-khau-wifi\n"} {
		put(t, pass, text)
		for _, more := range [][]string{{"--wifi-pass-file", pass}, {"--wifi-pass-file", pass, "--wifi-open"}} {
			if out, err := runCommand(t, "", append(args, more...)...); err == nil || !strings.Contains(err.Error(), "is empty") {
				t.Errorf("%q, %v: got %s, %v, want it refused", text, more, out, err)
			}
		}
	}
	if _, err := runCommand(t, "", args...); err == nil || !strings.Contains(err.Error(), "--wifi-open") {
		t.Errorf("got %v, want a passphrase asked for", err)
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("a seed was written all the same")
	}
	if _, err := runCommand(t, "", append(args, "--wifi-open")...); err != nil {
		t.Errorf("asked for an open one: got %v", err)
	}
	if out, err := runCommand(t, "", "seed", "show", name); err != nil || !strings.Contains(out, "open") {
		t.Errorf("got %s, %v, want it shown as open", out, err)
	}
}
