package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/tonetest"
)

// TestConfigCheckLooksForTheWakeModel: the robot goes on without one, and the
// technician is told.
func TestConfigCheckLooksForTheWakeModel(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("../../config/tiepdan.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	empty, whole, broken := t.TempDir(), t.TempDir(), t.TempDir()
	tonetest.InstallSpotter(t, whole, nil)
	m := tonetest.InstallSpotter(t, broken, nil)
	if err := os.Truncate(m.Path("joiner"), 10); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, dir, words, want string }{
		{"off", empty, `[]`, "no problems"},
		{"not here", empty + "/none", `["khai sinh giấy"]`, "is not on this machine"},
		{"none", empty, `["khai sinh giấy"]`, "no model for wake words is installed"},
		{"good", whole, `["khai sinh giấy"]`, "no problems"},
		{"of other words", whole, `["xin chào trợ lý"]`, "cannot hear"},
		{"damaged", broken, `["khai sinh giấy"]`, "install the model again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "kioskd.toml")
			text := strings.Replace(string(example), `"/var/lib/tiepdan/models"`, `"`+tt.dir+`"`, 1)
			put(t, file, strings.Replace(text, `wake_words = []`, `wake_words = `+tt.words, 1))
			out, err := runCommand(t, "", "config", "check", file)
			if err != nil || !strings.Contains(out, tt.want) || strings.Contains(out, "wake") != (tt.want != "no problems") {
				t.Errorf("got %v and %s, want %q", err, out, tt.want)
			}
		})
	}
}
