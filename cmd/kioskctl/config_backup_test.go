package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConfigBackup(t *testing.T) {
	t.Parallel()
	file, text := unit(t)
	dir := filepath.Dir(file)
	text = strings.NewReplacer(`"/var/lib/tiepdan"`, `"`+dir+`/state"`, `"/etc/tiepdan/`, `"`+dir+`/`).Replace(text)
	put(t, file, text)
	put(t, filepath.Join(dir, "robot.key"), "a key")
	archive := filepath.Join(dir, "unit.tar")
	out, err := runCommand(t, "", "config", "backup", archive, "--config", file)
	if err != nil || !strings.Contains(out, "left out, private: "+dir+"/robot.key") || !strings.Contains(out, archive+": backup of cua-nam-01, files: 1") {
		t.Fatalf("got %q, %v", out, err)
	}
	put(t, file, strings.Replace(text, "cua-nam-01", "other", 1))
	out, err = runCommand(t, "", "config", "restore", archive, "--config", file)
	if err != nil || !strings.Contains(out, "Nothing was written") || !strings.Contains(read(t, file), `"other"`) {
		t.Errorf("without --write: got %q, %v", out, err)
	}
	out, err = runCommand(t, "", "config", "restore", archive, "--config", file)
	if err != nil || !strings.Contains(out, `this robot is "other"`) || !strings.Contains(out, "--as cua-nam-01") {
		t.Errorf("a look at another robot's backup: got %q, %v", out, err)
	}
	for _, as := range []string{"", "other"} {
		_, err = runCommand(t, "", "config", "restore", archive, "--config", file, "--write", "--as", as)
		if err == nil || !strings.Contains(err.Error(), `"cua-nam-01"`) || !strings.Contains(read(t, file), `"other"`) {
			t.Errorf("another robot's backup, --as %q: got %v, want it refused with its name", as, err)
		}
	}
	out, err = runCommand(t, "", "config", "restore", archive, "--config", file, "--write", "--as", "cua-nam-01")
	if err != nil || read(t, file) != text || !strings.Contains(out, file+".bak-") {
		t.Errorf("--write: got %q, %v", out, err)
	}
	data, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	put(t, archive, string(data[:3000]))
	if out, err := runCommand(t, "", "config", "restore", archive, "--config", file, "--write"); err == nil || !strings.Contains(err.Error(), "the backup is damaged") {
		t.Errorf("a damaged one: got %q, %v", out, err)
	}
}
