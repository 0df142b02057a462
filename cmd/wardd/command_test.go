package main_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

// run runs wardd to its end.
func run(t *testing.T, input string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	var out, said strings.Builder
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &said
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), said.String(), cmd.ProcessState.ExitCode()
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	bad := filepath.Join(t.TempDir(), "bad.toml")
	if err := os.WriteFile(bad, []byte("colour = 1\n[page]\nlisten = \"0.0.0.0:1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", w.mqtt)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	config := w.config("")
	tests := []struct {
		name   string
		args   []string
		stdout string
		stderr []string
		code   int
	}{
		{"help", []string{"--help"}, "Exit status", nil, 0},
		{"version", []string{"--version"}, "wardd version ", nil, 0},
		{"nothing", nil, "", []string{"want --config FILE"}, 2},
		{"unknown flag", []string{"--color"}, "", []string{"unknown flag"}, 2},
		{"unknown word", []string{"start"}, "", []string{`unknown argument "start"`}, 2},
		{"no file", []string{"--config", "none.toml"}, "", []string{"none.toml"}, 2},
		{"all problems", []string{"--config", bad}, "", []string{"bad.toml:1:1: colour", "bad.toml:3:1: page.listen", "state_dir: missing"}, 2},
		{"port in use", []string{"--config", config}, "", []string{"cannot start the broker on " + w.mqtt, "address already in use"}, 1},
	}
	for _, tt := range tests {
		stdout, stderr, code := run(t, "", tt.args...)
		if !strings.Contains(stdout, tt.stdout) || code != tt.code {
			t.Errorf("%s: got status %d and %q, want %d and %q", tt.name, code, stdout, tt.code, tt.stdout)
		}
		for _, want := range tt.stderr {
			if !strings.Contains(stderr, want) || strings.Contains(stderr, "goroutine ") {
				t.Errorf("%s: got %q, want %q", tt.name, stderr, want)
			}
		}
	}
}

// TestPlaceTaken: the page's port, a folder that is in use, a folder that
// cannot be made.
func TestPlaceTaken(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.start()
	if _, stderr, code := run(t, "", "--config", filepath.Join(w.dir, "wardd.toml")); code != 1 || !strings.Contains(stderr, "another wardd uses it") {
		t.Errorf("got status %d and %q, want that the folder is in use", code, stderr)
	}
	page := strings.TrimSuffix(strings.TrimPrefix(w.page, "http://"), "/")
	for state, want := range map[string]string{"other": "cannot serve the page on " + page, "file/x": "cannot make the state folder"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		config := filepath.Join(dir, "w.toml")
		text := fmt.Sprintf("state_dir = %q\n[mqtt]\nlisten = \"127.0.0.1:0\"\n[page]\nlisten = %q\n", state, page)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, stderr, code := run(t, "", "--config", config); code != 1 || !strings.Contains(stderr, want) {
			t.Errorf("got status %d and %q, want %q", code, stderr, want)
		}
	}
}

func TestHashPassword(t *testing.T) {
	t.Parallel()
	const password = "mật khẩu của phường"
	stdout, stderr, code := run(t, password+"\n", "hash-password")
	if code != 0 {
		t.Fatalf("got status %d and %q, want 0", code, stderr)
	}
	if err := bcrypt.CompareHashAndPassword([]byte(strings.TrimSpace(stdout)), []byte(password)); err != nil {
		t.Errorf("got %q, %v, want the password's hash", stdout, err)
	}
	for _, bad := range []string{"", "short", strings.Repeat("dài", 40)} {
		if stdout, stderr, code := run(t, bad, "hash-password"); code != 2 || stdout != "" || strings.Contains(stderr, bad) && bad != "" {
			t.Errorf("%.5q: got status %d, %q and %q, want 2 and no hash", bad, code, stdout, stderr)
		}
	}
}
