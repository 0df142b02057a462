package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConfigCheckLooksAtTheKey: a key that is here is looked at as the robot will.
func TestConfigCheckLooksAtTheKey(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("../../config/tiepdan.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		mode       os.FileMode
		want       string
		fails      bool
	}{
		{"good", strings.Repeat("5a", 32) + "\n", 0o600, "no problems", false},
		{"readable by others", strings.Repeat("5a", 32), 0o644, "want mode 0600", true},
		{"too short", strings.Repeat("5a", 31), 0o600, "want 32 bytes", true},
		{"zeros", strings.Repeat("00", 32), 0o600, "a key of zeros", true},
		{"not here", "", 0, "is not on this machine", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			key, file := filepath.Join(dir, "base.key"), filepath.Join(dir, "kioskd.toml")
			if tt.mode != 0 {
				put(t, key, tt.text)
				if err := os.Chmod(key, tt.mode); err != nil {
					t.Fatal(err)
				}
			}
			text := strings.Replace(string(example), `signing_key_file = ""`, `signing_key_file = "`+key+`"`, 1)
			put(t, file, text)
			out, err := runCommand(t, "", "config", "check", file)
			if (err != nil) != tt.fails || !strings.Contains(out, tt.want) {
				t.Errorf("got %v and %s, want %q", err, out, tt.want)
			}
			if tt.fails && !strings.Contains(out, ": base.signing_key_file: cannot be used: ") {
				t.Errorf("got %s, want the key with its place", out)
			}
			if tt.text != "" && strings.Contains(out, strings.TrimSpace(tt.text)) {
				t.Error("the key is shown")
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
