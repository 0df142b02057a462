package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/config"
)

// Nothing waits at a microphone that the ward has turned off.
func TestWakeWordsNeedTheMicrophone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, listen, want string }{
		{"on", "true", ""},
		{"off", "false", "speech.wake_words: wait at an open microphone"},
	} {
		text := edit(t, readExample(t), "listen = true ", "listen = "+tt.listen+" ")
		text = edit(t, text, "wake_words = []", `wake_words = ["xin chào trợ lý", "trợ lý ơi"]`)
		file := filepath.Join(t.TempDir(), "unit.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(file)
		if tt.want == "" && (err != nil || len(c.Speech.WakeWords) != 2) || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}
