package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUpdateInstallLooks: what is no bundle is said at once, and a machine without
// kioskd and RAUC in words.
func TestUpdateInstallLooks(t *testing.T) {
	dir := t.TempDir()
	junk, good := filepath.Join(dir, "junk"), filepath.Join(dir, "b.raucb")
	put(t, junk, strings.Repeat("junk", 1000))
	put(t, good, string(binary.BigEndian.AppendUint64([]byte("hsqs"+strings.Repeat("x", 4000)+"\x30"+strings.Repeat("x", 99)), 100)))
	socket := filepath.Join(dir, "none.sock")
	rauc := filepath.Join(t.TempDir(), "rauc")
	put(t, rauc, "#!/bin/sh\necho 'Error creating proxy: Could not connect: No such file or directory' >&2\nexit 1\n")
	if err := os.Chmod(rauc, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(rauc)+":/usr/bin:/bin")
	for _, tc := range []struct{ name, file, want string }{
		{"junk", junk, "it is no bundle"},
		{"none", filepath.Join(dir, "none.raucb"), "no such file"},
		{"no kioskd and no RAUC", good, "kioskd does not run, and RAUC"},
	} {
		_, err := runCommand(t, "", "update", "install", tc.file, "--socket", socket)
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "cannot install") {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

// TestNotRunning: every command for a kioskd that does not run says so, and what to do.
func TestNotRunning(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	socket := filepath.Join(dir, "none.sock")
	for _, args := range [][]string{{"logs"}, {"logs", "-f"}, {"screen", filepath.Join(dir, "s.png")}, {"update", "status"}, {"update", "status", "--json"}} {
		_, err := runCommand(t, "", append(args, "--socket", socket)...)
		if err == nil || !strings.Contains(err.Error(), "it does not run here") || !strings.Contains(err.Error(), "systemctl start kioskd") {
			t.Errorf("%v: got %v, want what to do", args, err)
		}
	}
}
