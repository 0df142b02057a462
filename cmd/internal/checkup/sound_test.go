package checkup_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/agent/doctor"
	"tiepdan/cmd/internal/checkup"
	"tiepdan/config"
)

// TestHear reads what a speechd prints, and what one says that cannot.
func TestHear(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script, wrong string
		is                  error
		want                doctor.Heard
	}{
		{"heard", `[ "$1" = --sweep ] && echo '{"likeness":0.9,"level_db":-20,"noise_db":-50,"delay_ms":80}'`, "", nil, doctor.Heard{Likeness: 0.9, LevelDB: -20, NoiseDB: -50, DelayMS: 80}},
		{"no microphone", `echo '{"deaf":true,"error":"x"}'`, "microphone", doctor.ErrNoMicrophone, doctor.Heard{}},
		{"no loudspeaker", `echo '{"error":"there is no output device"}'`, "no output device", nil, doctor.Heard{}},
		{"an old speechd", `echo "flag provided but not defined" >&2; exit 1`, "not defined", nil, doctor.Heard{}},
		{"nonsense", `echo hello`, "cannot read", nil, doctor.Heard{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := config.Default()
			c.Speech.Speechd = filepath.Join(t.TempDir(), "speechd")
			write(t, c.Speech.Speechd+".sh", tt.script+"\n")
			// Run by a program that nobody has just written: that may be busy still.
			if err := os.Symlink("/bin/sh", c.Speech.Speechd); err != nil {
				t.Fatal(err)
			}
			got, err := checkup.Unit{Config: &c}.HearBy(t.Context(), c.Speech.Speechd, c.Speech.Speechd+".sh")
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || tt.is != nil && !errors.Is(err, tt.is) || got != tt.want {
				t.Errorf("got %+v, %v, want %+v, %q", got, err, tt.want, tt.wrong)
			}
		})
	}
}
