package main

import (
	"fmt"
	"os"

	"tiepdan/config"
	"tiepdan/speech/models"
)

// wakeWarnings says why no wake word would wake a robot with these models. It
// goes on without, so that is no error.
func wakeWarnings(s config.Speech) []string {
	if len(s.WakeWords) == 0 {
		return nil
	}
	if _, err := os.Stat(s.ModelsDir); err != nil {
		return []string{fmt.Sprintf("speech.models_dir %q is not on this machine, so nobody looked for a model for speech.wake_words there", s.ModelsDir)}
	}
	if err := models.CheckWake(s.ModelsDir, s.WakeModel, s.WakeWords); err != nil {
		return []string{fmt.Sprintf("speech.wake_words will not wake the robot: %v", err)}
	}
	return nil
}
