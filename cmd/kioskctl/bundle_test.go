package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestBundleNewFile: a file that is there stays as it is, also one that a link names.
func TestBundleNewFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	there, link := filepath.Join(dir, "kioskd.toml"), filepath.Join(dir, "link")
	if err := os.WriteFile(there, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(there, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{there, link} {
		_, err := runCommand(t, "", "bundle", name, "--config", filepath.Join(dir, "none"), "--socket", filepath.Join(dir, "none"))
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: got %v, want that it is there", name, err)
		}
		if text, err := os.ReadFile(there); err != nil || string(text) != "precious" {
			t.Errorf("%s: got %v, %d bytes, want the file as it was", name, err, len(text))
		}
	}
}
