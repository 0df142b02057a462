package checkup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"tiepdan/agent/doctor"
)

// Hear has speechd play a sweep and hear itself, at the volume of the hour. What
// was heard is compared there and forgotten.
func (u Unit) Hear(ctx context.Context) (doctor.Heard, error) {
	path := u.Config.Speech.Speechd
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return doctor.Heard{}, fmt.Errorf("cannot find speechd: %w", err)
		}
		path = filepath.Join(filepath.Dir(self), "speechd")
	}
	return u.HearBy(ctx, path)
}

// HearBy has a program do it, whose first arguments may be given.
func (u Unit) HearBy(ctx context.Context, path string, args ...string) (doctor.Heard, error) {
	args = append(args, "--sweep", strconv.Itoa(max(u.Config.Speech.VolumeAt(u.Now()), 1)))
	cmd := exec.CommandContext(ctx, path, args...) // #nosec G204 -- the configured program
	cmd.WaitDelay = time.Second
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return doctor.Heard{}, fmt.Errorf("speechd: %w %s", err, bytes.TrimSpace(complaints.Bytes()))
	}
	var found struct {
		Likeness float64 `json:"likeness"`
		LevelDB  float64 `json:"level_db"`
		NoiseDB  float64 `json:"noise_db"`
		DelayMS  float64 `json:"delay_ms"`
		Deaf     bool    `json:"deaf"`
		Error    string  `json:"error"`
	}
	if err := json.Unmarshal(out, &found); err != nil {
		return doctor.Heard{}, fmt.Errorf("cannot read what speechd heard: %w", err)
	}
	switch {
	case found.Deaf:
		return doctor.Heard{}, doctor.ErrNoMicrophone
	case found.Error != "":
		return doctor.Heard{}, errors.New(found.Error)
	}
	return doctor.Heard{Likeness: found.Likeness, LevelDB: found.LevelDB, NoiseDB: found.NoiseDB, DelayMS: found.DelayMS}, nil
}
