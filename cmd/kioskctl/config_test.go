package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

const example = "../../config/tiepdan.example.toml"

func runCommand(t *testing.T, stdin string, args ...string) (stdout string, err error) {
	t.Helper()
	root := newRootCommand()
	var out bytes.Buffer
	root.SetArgs(args)
	root.SetIn(strings.NewReader(stdin))
	root.SetOut(&out)
	root.SetErr(&out)
	err = root.ExecuteContext(t.Context())
	return out.String(), err
}

// spoil writes the example with two problems and returns its path.
func spoil(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := strings.NewReplacer("rating_s = 30 ", "rating_s = 0 ", "\nvolume_pct = 80 ", "\nvolume = 80 ").Replace(string(text))
	path := filepath.Join(t.TempDir(), "unit.toml")
	if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigCheck(t *testing.T) {
	if out, err := runCommand(t, "", "config", "check", example); err != nil || !strings.Contains(out, "no problems") {
		t.Errorf("the example: got %q, %v, want no problems", out, err)
	}
	path := spoil(t)
	out, err := runCommand(t, "", "config", "check", path)
	if err == nil || !strings.Contains(err.Error(), "2 problems") {
		t.Errorf("got error %v, want 2 problems", err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	want := []string{"queue.rating_s: is 0, expected 5 to 300", "speech.volume: is not a setting, did you mean volume_pct?"}
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), out)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, path+":") || !strings.Contains(line, want[i]) {
			t.Errorf("line %d: got %q, want %s:…: %s", i+1, line, path, want[i])
		}
	}
	if _, err := runCommand(t, "", "config", "check", path+".none"); err == nil {
		t.Error("a file that is not there: got no error")
	}
}

func TestConfigCheckJSON(t *testing.T) {
	for _, tc := range []struct {
		path     string
		problems int
	}{{example, 0}, {spoil(t), 2}} {
		out, err := runCommand(t, "", "config", "check", "--json", tc.path)
		if (err == nil) != (tc.problems == 0) {
			t.Errorf("%s: got error %v, want one if there are problems", tc.path, err)
		}
		var got checked
		dec := json.NewDecoder(strings.NewReader(out))
		if err := dec.Decode(&got); err != nil || dec.More() {
			t.Fatalf("%s: got %q (%v), want one JSON object", tc.path, out, err)
		}
		if got.File != tc.path || got.OK != (tc.problems == 0) || got.Problems == nil || len(got.Problems) != tc.problems {
			t.Errorf("%s: got %+v, want %d problems", tc.path, got, tc.problems)
		}
		for _, p := range got.Problems {
			if p.File != tc.path || p.Line < 1 || p.Column < 1 || p.Key == "" || p.Message == "" {
				t.Errorf("%s: got %+v, want every field", tc.path, p)
			}
		}
	}
}

func TestHashPIN(t *testing.T) {
	for _, tc := range []struct {
		name, stdin string
		args        []string
		pin         string // "" wants an error
	}{
		{"from standard input", "246813\n", nil, "246813"},
		{"without an end of line", "2468", nil, "2468"},
		{"from the flag", "", []string{"--pin", "9753"}, "9753"},
		{"too short", "123\n", nil, ""},
		{"letters", "abcd\n", nil, ""},
		{"nothing", "", nil, ""},
	} {
		out, err := runCommand(t, tc.stdin, append([]string{"config", "hash-pin"}, tc.args...)...)
		if tc.pin == "" {
			if err == nil {
				t.Errorf("%s: got %q, want an error", tc.name, out)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: got %v, want a hash", tc.name, err)
			continue
		}
		hash := strings.TrimSpace(out)
		if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(tc.pin)); err != nil {
			t.Errorf("%s: %q is not a hash of %s: %v", tc.name, hash, tc.pin, err)
		}
		text, err := os.ReadFile(example)
		if err != nil {
			t.Fatal(err)
		}
		before, after, _ := strings.Cut(string(text), "\npin_hash = \"")
		path := filepath.Join(t.TempDir(), "unit.toml")
		if err := os.WriteFile(path, []byte(before+"\npin_hash = \""+hash+after[len(hash):]), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := runCommand(t, "", "config", "check", path); err != nil {
			t.Errorf("%s: config check does not take the hash: %s %v", tc.name, out, err)
		}
	}
}

// The tool goes to laptops as one file, without a C library to match.
func TestBuildsStatic(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := filepath.Join(t.TempDir(), "kioskctl")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("CGO_ENABLED=0 go build: %v\n%s", err, out)
	}
	for _, args := range [][]string{{"--version"}, {"--help"}, {"config", "check", example}} {
		if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil || len(out) == 0 {
			t.Errorf("kioskctl %v: got %q, %v, want some text and no error", args, out, err)
		}
	}
	err := exec.CommandContext(t.Context(), program, "config", "check", spoil(t)).Run()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 { //nolint:errorlint // Run returns it unwrapped
		t.Errorf("config check of a bad file: got %v, want exit status 1", err)
	}
}
