package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hall is a map of 20 m by 15 m, free but for a wall at its edge.
func hall(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("P5\n400 300\n255\n")
	for row := range 300 {
		for col := range 400 {
			if row < 4 || row >= 296 || col < 4 || col >= 396 {
				b.WriteByte(0)
				continue
			}
			b.WriteByte(254)
		}
	}
	path := filepath.Join(t.TempDir(), "hall.pgm")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigCheckLooksAtTheFloor(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	const seats = "kind = \"waiting\"                        # required\ncorners = [[3.5, 3.3], [9.5, 3.3], [9.5, 8.0], [3.5, 8.0]]"
	tests := []struct {
		name, old, new string
		onMap          bool
		want           string // of the problem, "" for none
	}{
		{"all is well", "version", "version", true, ""},
		{"an area that crosses itself", seats, "kind = \"waiting\"\ncorners = [[3.5, 3.3], [9.5, 8.0], [9.5, 3.3], [3.5, 8.0]]", false, ": nav.zones[1].corners: "},
		{"a place that is never entered", seats, "kind = \"keep-out\"\ncorners = [[13, 2], [15, 2], [15, 3], [13, 3]]", false, ": nav.places[1]: is in a keep-out zone"},
		{"a place behind the wall", "y_m = 2.5 ", "y_m = -5.0 ", true, ": nav.places[1]: from dock: "},
		{"the same, without a map", "y_m = 2.5 ", "y_m = -5.0 ", false, ""},
		{"an area outside", seats, "kind = \"waiting\"\ncorners = [[3.5, 3.3], [29.5, 3.3], [9.5, 8.0]]", true, ": nav.zones[1].corners: corner 2 at (29.50, 3.30) is outside the map"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(string(text), tt.old) == 0 {
				t.Fatalf("the example has no %q", tt.old)
			}
			changed := strings.Replace(string(text), tt.old, tt.new, 1)
			path := filepath.Join(t.TempDir(), "unit.toml")
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{"config", "check", path}
			if tt.onMap {
				args = append(args, "--map", hall(t))
			}
			out, err := runCommand(t, "", args...)
			if tt.want == "" {
				if err != nil || !strings.Contains(out, "no problems") {
					t.Errorf("got %q, %v, want no problems", out, err)
				}
				return
			}
			line, more, _ := strings.Cut(out, "\n")
			if err == nil || more != "" || !strings.HasPrefix(line, path+":") || strings.HasPrefix(line, path+":1:1:") || !strings.Contains(line, tt.want) {
				t.Errorf("got %q, %v, want %s:LINE:COLUMN%s", out, err, path, tt.want)
			}
		})
	}
	if out, err := runCommand(t, "", "config", "check", example, "--map", "/no/such.pgm"); err == nil {
		t.Errorf("got %q without the map, want an error", out)
	}
}
