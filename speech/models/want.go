package models

import (
	"fmt"
	"slices"
)

// Wants is what a configuration asks of the models.
type Wants struct {
	Listen    bool     // requests by voice, where there is what hears them
	WakeWords []string // they want whatever hears
	WakeModel string
}

// Lacking says what a directory of models does not have of that, and what to
// do. A robot that may listen wants no models for it, but one of the two that
// hear is of no use without the other.
func (w Wants) Lacking(dir string) ([]string, error) {
	found, err := List(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	asr, vad := len(Pick(found, ASR)) > 0, len(Pick(found, VAD)) > 0
	wakes := len(w.WakeWords) > 0
	if wakes {
		if err := CheckWake(dir, w.WakeModel, w.WakeWords); err != nil {
			out = append(out, fmt.Sprintf("speech.wake_words will not wake the robot: %v", err))
		}
	}
	if !asr && (wakes || w.Listen && vad) {
		out = append(out, "no recogniser can be used, so no request is heard: kioskctl models install THE-RECOGNISER.tar.bz2 --lang vi --licence … --source …")
	}
	if !vad && (wakes || w.Listen && asr) {
		out = append(out, "no voice detector can be used, so no request is heard: kioskctl models install silero_vad_v5.onnx --licence MIT --source …")
	}
	return out, nil
}

// Used are the names of the models that a robot with this configuration loads.
func (w Wants) Used(found []Found) []string {
	var out []string
	for _, k := range []Kind{VAD, ASR, TTS} {
		for _, m := range Pick(found, k) {
			out = append(out, m.Name)
		}
	}
	if m, err := PickWake(found, w.WakeModel); err == nil && len(w.WakeWords) > 0 {
		out = append(out, m.Name)
	}
	slices.Sort(out)
	return out
}
