package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeysToNewMachine: with the backup of the keys alone, a machine that has
// nothing is again the ward that its robots know.
func TestKeysToNewMachine(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	state, folder, kept := filepath.Join(w.dir, "state"), filepath.Join(t.TempDir(), "kb-01"), filepath.Join(t.TempDir(), "keys.tar")
	w.robotDo(0, "add", "--out", folder, "kb-01")
	w.robotDo(0, "add", "--out", filepath.Join(t.TempDir(), "kb-02"), "kb-02")
	w.robotDo(0, "revoke", "kb-02")
	key, err := os.ReadFile(filepath.Join(state, "commands.key"))
	if err != nil {
		t.Fatal(err)
	}
	do := func(code int, args ...string) string {
		t.Helper()
		out, said, got := run(t, "", append([]string{"keys"}, args...)...)
		if got != code {
			t.Fatalf("wardd keys %s: got status %d, want %d: %s%s", strings.Join(args, " "), got, code, out, said)
		}
		return out + said
	}
	do(0, "backup", "--config", w.made, kept)
	do(1, "backup", "--config", w.made, kept) // it writes over nothing
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want the file secret", info, err)
	}
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	do(0, "restore", "--dir", w.dir, kept)
	again, err := os.ReadFile(filepath.Join(state, "commands.key"))
	if err != nil || string(again) != string(key) {
		t.Errorf("got another key of commands, or %v", err)
	}
	if list := w.robotDo(0, "list"); !strings.Contains(list, "revoked") || !strings.Contains(list, "good") {
		t.Errorf("got %s, want one robot good and one revoked", list)
	}
	w.start()
	m := &machine{t: t, dir: folder}
	m.set("brokers", "mqtts://"+w.mqtt)
	m.set("open", "")
	m.start()
	defer m.kill()
	eventually(t, "the robot's events come to the new machine", func() bool { return len(w.stored()) > 0 })
	do(0, "restore", "--dir", w.dir, kept) // again changes nothing
}
