package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"tiepdan/speech/ear"
)

// transcript is one line of --transcribe.
type transcript struct {
	File    string  `json:"file"`
	Text    string  `json:"text"`
	Seconds float64 `json:"seconds"` // of sound
	Took    float64 `json:"took_s"`
}

// fileOnly is the microphone of an ear that is given recordings.
type fileOnly struct{ ear.WAVFile }

func (fileOnly) Check() (string, error) { return "files", nil }

// transcribe lets the recogniser read whole files, to measure it.
func transcribe(o *options, out io.Writer) error {
	var state ear.State
	eo := ear.Options{
		Dir: o.models, Mic: fileOnly{}, Bad: o.bad,
		Changed: func(s ear.State) { state = s },
		Loading: func(string, string) {}, Loaded: func(string) {},
	}
	e := ear.New(eo)
	e.Look()
	if !slices.Contains(state.Langs, o.lang) {
		return fmt.Errorf("cannot transcribe in %s: %s", o.lang, state.Reason)
	}
	lines := json.NewEncoder(out)
	for _, name := range o.files {
		file, err := os.ReadFile(name) //nolint:gosec // the technician names it
		if err != nil {
			return fmt.Errorf("cannot transcribe: %w", err)
		}
		samples, err := ear.DecodeWAV(file)
		if err != nil {
			return fmt.Errorf("cannot transcribe %s: %w", name, err)
		}
		began := time.Now()
		text, err := e.Transcribe(o.lang, samples)
		if err != nil {
			return err
		}
		line := transcript{File: name, Text: text, Seconds: float64(len(samples)) / ear.Rate, Took: time.Since(began).Seconds()}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
