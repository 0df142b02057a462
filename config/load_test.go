package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiepdan/config"
)

// What others find stands at its place, in the order of the file.
func TestLoadWith(t *testing.T) {
	t.Parallel()
	find := func(c *config.Config) []config.Finding {
		return []config.Finding{{"nav.zones[1].corners", "crosses itself"}, {"nav.places[1]", "has no room at " + c.Nav.Places[0].Name}}
	}
	_, err := config.LoadWith(example, find)
	errs, ok := errors.AsType[*config.Errors](err)
	if !ok || len(errs.Problems) != 2 {
		t.Fatalf("got %v, want two problems", err)
	}
	lines := strings.Split(readExample(t), "\n")
	for i, want := range []struct{ key, line, message string }{
		{"nav.places[1]", "[[nav.places]]", "has no room at welcome"},
		{"nav.zones[1].corners", "corners = ", "crosses itself"},
	} {
		p := errs.Problems[i]
		if p.Key != want.key || p.Message != want.message || !strings.HasPrefix(lines[p.Line-1], want.line) || p.File != example {
			t.Errorf("got %v, want %s at the line that begins %q", p, want.key, want.line)
		}
	}
	if c, err := config.LoadWith(example, func(*config.Config) []config.Finding { return nil }); err != nil || len(c.Nav.Places) == 0 {
		t.Errorf("nothing found: got %+v, %v", c, err)
	}
	// Where the file itself is wrong, nothing more is looked for.
	path := filepath.Join(t.TempDir(), "unit.toml")
	if err := os.WriteFile(path, []byte(edit(t, readExample(t), "baud = 921600", "baud = 0")), 0o600); err != nil {
		t.Fatal(err)
	}
	called := false
	_, err = config.LoadWith(path, func(*config.Config) []config.Finding { called = true; return nil })
	errs, ok = errors.AsType[*config.Errors](err)
	if called || !ok || !slices.ContainsFunc(errs.Problems, func(p config.Problem) bool { return p.Key == "base.baud" }) {
		t.Errorf("got %v, called %v", err, called)
	}
}
