package ear

import (
	"context"
	"fmt"

	"tiepdan/speech/models"
)

// Hear runs one request.
func Hear(ctx context.Context, d Detector, r Recogniser, l Limits, sound <-chan []int16, said <-chan struct{}, partial func(string)) (string, error) {
	return newRequest(d, r, l, partial).run(ctx, sound, said)
}

// Load loads the detector and the recogniser of a directory.
func Load(dir, lang string) (Detector, Recogniser, error) {
	e := New(Options{Dir: dir, Mic: none{}, Changed: func(State) {}, Loading: func(string, string) {}, Loaded: func(string) {}})
	e.Look()
	if e.vad == nil || e.asr[lang] == nil {
		return nil, nil, fmt.Errorf("cannot load: %s", e.why)
	}
	return e.vad, e.asr[lang], nil
}

// LoadVAD loads a voice detector.
func LoadVAD(path string) (Detector, error) {
	return newSilero(&models.Model{Manifest: models.Manifest{Files: map[string]models.File{"model": {Path: path}}}})
}

type none struct{}

func (none) Check() (string, error)                      { return "none", nil }
func (none) Record(context.Context, func([]int16)) error { return nil }
