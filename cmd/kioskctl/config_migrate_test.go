package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConfigMigrate(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile("../../config/testdata/format1-last.toml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "unit.toml")
	put(t, file, string(old))
	out, err := runCommand(t, "", "config", "check", file)
	if err != nil || !strings.Contains(out, "warning: the file has format 1, and is read as format 2; kioskctl config migrate "+file) {
		t.Errorf("check: got %q, %v, want what to do", out, err)
	}
	out, err = runCommand(t, "", "config", "migrate", file)
	for _, want := range []string{"format 1 → 2", "nav.quiet and nav.lunch", "\n-quiet = [", "\n+quiet = [", "\n-version = 1 ", "\n+version = 2 ", "--write does it"} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, %v, want %q in it", out, err, want)
		}
	}
	if now, _ := os.ReadFile(file); string(now) != string(old) {
		t.Error("shown only: the file was written")
	}
	out, err = runCommand(t, "", "config", "migrate", "--write", file)
	kept, _ := filepath.Glob(file + ".bak-*")
	if err != nil || len(kept) != 1 || !strings.Contains(out, kept[0]) {
		t.Fatalf("--write: got %q, %v, kept %v", out, err, kept)
	}
	if was, _ := os.ReadFile(kept[0]); string(was) != string(old) {
		t.Error("what was kept is not the old file")
	}
	if out, err := runCommand(t, "", "config", "check", file); err != nil || strings.Contains(out, "format") {
		t.Errorf("check: got %q, %v, want nothing about formats", out, err)
	}
	if out, err := runCommand(t, "", "config", "migrate", "--write", file); err != nil || !strings.Contains(out, "nothing to do") {
		t.Errorf("once more: got %q, %v", out, err)
	}
	for name, text := range map[string]string{"newer": "version = 3\n", "no TOML": "version = [\n", "does not check": "version = 1\n"} {
		put(t, file, text)
		if out, err := runCommand(t, "", "config", "migrate", "--write", file); err == nil {
			t.Errorf("%s: got %q, want an error", name, out)
		}
		if now, _ := os.ReadFile(file); string(now) != text {
			t.Errorf("%s: the file was written", name)
		}
	}
	put(t, file, "version = 3\n[sun]\n")
	if out, err := runCommand(t, "", "config", "check", file); err == nil || !strings.HasPrefix(out, file+":1:1: version: is 3, expected at most 2: this program is older") || strings.Count(out, "\n") != 1 {
		t.Errorf("check of a newer file: got %q, %v", out, err)
	}
}
