package config_test

import (
	"testing"
	"time"

	"tiepdan/config"
)

func TestVolumeAt(t *testing.T) {
	t.Parallel()
	s := config.Speech{VolumePct: 80, Hours: []config.SpeechHour{{At: "21:00-07:00", VolumePct: 20}, {At: "06:00-13:30", VolumePct: 50}, {At: "soon", VolumePct: 1}}}
	for at, want := range map[string]int{
		"20:59": 80, "21:00": 20, "23:59": 20, "00:00": 20, "06:59": 20, "07:00": 50, "13:29": 50, "13:30": 80,
	} {
		clock, err := time.Parse("15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.VolumeAt(clock); got != want {
			t.Errorf("at %s: got %d %%, want %d", at, got, want)
		}
	}
}
