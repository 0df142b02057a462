package main_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	main "tiepdan/cmd/wardd"
)

// TestProcedures: names are the ward's own over the program's; a file that cannot
// be used is said and left out.
func TestProcedures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, tt := range []struct {
		name, text, code, want string
		ill                    bool
	}{
		{"none", "", "1.001193", "Khai sinh cho con", false},
		{"no such code", "", "9.999999", "", false},
		{"ill", "procedures = 3", "1.001193", "Khai sinh cho con", true},
		{"its own", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nplain = {vi = \"Khai sinh cho bé\", en = \"A birth\"}\n", "1.001193", "Khai sinh cho bé", false},
	} {
		file := ""
		if tt.text != "" {
			file = filepath.Join(dir, strings.ReplaceAll(tt.name, " ", "-")+".toml")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var log bytes.Buffer
		named, err := main.Procedures(t.Context(), file, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := named(tt.code); got != tt.want || (log.Len() > 0) != tt.ill {
			t.Errorf("%s: got %q and %q in the log, want %q", tt.name, got, log.String(), tt.want)
		}
	}
}
