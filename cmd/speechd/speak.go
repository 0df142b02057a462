package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tiepdan/speech/engine"
)

// spoken is what --speak prints.
type spoken struct {
	Text    string  `json:"text"`
	Seconds float64 `json:"seconds"` // of sound
	Took    float64 `json:"took_s"`
	RTF     float64 `json:"rtf"` // Took / Seconds; above 1 it cannot follow itself
	File    string  `json:"file"`
}

// speak lets the neural voice of a language say one text into a file, to hear
// and to measure it; or a sweep is played and heard.
func speak(o *options, out, complaints io.Writer) error {
	if o.sweep != 0 {
		return sweep(o.sweep, out)
	}
	v := engine.NewVoices(engine.VoicesOptions{
		Dir: o.models, Speed: o.speed, Turn: &sync.Mutex{}, Logger: slog.New(slog.NewTextHandler(complaints, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Loading: func(string, string) {}, Loaded: func(string) {},
	})
	v.Look(context.Background())
	defer v.Close()
	if v.Voice(o.lang) == "" {
		return fmt.Errorf("cannot speak in %s: no neural voice is installed for it, or it cannot be used: kioskctl models verify", o.lang)
	}
	began := time.Now()
	samples, err := v.Speak(o.lang, o.speak)
	if err != nil {
		return fmt.Errorf("cannot speak: %w", err)
	}
	took := time.Since(began).Seconds()
	s := spoken{Text: o.speak, Seconds: float64(len(samples)) / engine.Rate, Took: took, File: filepath.Join(o.wavDir, "spoken.wav")}
	s.RTF = s.Took / s.Seconds
	if err := os.WriteFile(s.File, engine.EncodeWAV(samples), 0o644); err != nil { //nolint:gosec // the technician listens to it
		return fmt.Errorf("cannot write the sound: %w", err)
	}
	if err := json.NewEncoder(out).Encode(s); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	return nil
}

func (o *options) checkSpeak() error {
	switch {
	case o.speak == "":
		return nil
	case o.models == "":
		return errors.New("cannot start: there is no neural voice without --models")
	case o.wavDir == "":
		return errors.New("cannot start: --speak needs --wav-dir for its file")
	}
	return nil
}
