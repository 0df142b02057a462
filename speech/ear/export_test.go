package ear

import (
	"context"
	"fmt"
	"slices"

	"tiepdan/speech/models"
)

// Hear runs one request.
func Hear(ctx context.Context, d Detector, r Recogniser, l Limits, sound <-chan []int16, said <-chan struct{}, partial func(string)) (string, error) {
	return newRequest(d, r, l, partial).run(ctx, sound, said)
}

// Spot loads the spotter of a directory and returns the words it notices in sound.
func Spot(dir string, w Wake, sound []int16) (words []string, err error) {
	found, err := models.List(dir)
	if err != nil {
		return nil, err
	}
	m, err := models.PickWake(found, w.Model)
	if err != nil {
		return nil, err
	}
	s, err := newSpotter(m, w)
	if err != nil {
		return nil, err
	}
	defer s.close()
	for piece := range slices.Chunk(sound, 320) {
		samples := make([]float32, len(piece))
		for i, v := range piece {
			samples[i] = float32(v) / 32768
		}
		if word := s.Word(samples); word != "" {
			words = append(words, word)
		}
	}
	return words, nil
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
