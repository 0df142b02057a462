package speech_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// swept is what speechd prints of a sweep.
type swept struct {
	Likeness float64 `json:"likeness"`
	LevelDB  float64 `json:"level_db"`
	NoiseDB  float64 `json:"noise_db"`
	Error    string  `json:"error"`
}

// sweepOn runs speechd --sweep on a sound server.
func sweepOn(t *testing.T, server *soundServer) swept {
	t.Helper()
	c := exec.CommandContext(t.Context(), builtPath, "--sweep", "80")
	c.Env = append(os.Environ(), server.vars...)
	out, err := c.Output()
	if err != nil {
		t.Fatalf("speechd --sweep: %v", err)
	}
	var s swept
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatalf("cannot read %q: %v", out, err)
	}
	return s
}

// TestSweepOnASoundServer plays into a null sink, whose monitor is the microphone.
// It may try three times: a busy machine drops sound.
func TestSweepOnASoundServer(t *testing.T) {
	t.Parallel()
	server := startSoundServer(t, nullSink)
	var s swept
	for range 3 {
		s = sweepOn(t, server)
		t.Logf("heard %+v", s)
		if s.Error == "" && s.Likeness > 0.6 && s.LevelDB > -30 {
			break
		}
	}
	if s.Error != "" || s.Likeness < 0.35 || s.LevelDB < -30 || s.LevelDB-s.NoiseDB < 20 {
		t.Errorf("got %+v, want the sweep heard", s)
	}
	server.control(t, "set-sink-mute", "test", "1")
	if s := sweepOn(t, server); s.Error != "" || s.LevelDB > -60 {
		t.Errorf("muted: got %+v, want silence", s)
	}
	if s := sweepOn(t, startSoundServer(t, "module-always-sink")); s.Error == "" {
		t.Errorf("without a device: got %+v, want an error", s)
	}
}
