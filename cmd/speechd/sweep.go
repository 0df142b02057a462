package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tiepdan/speech/engine"
)

// sweep plays and hears a sweep, and prints what was heard of it as one object.
func sweep(volume int, out io.Writer) error {
	if volume < 1 || volume > 100 {
		return fmt.Errorf("cannot sweep: volume %d, want 1 to 100", volume)
	}
	var found engine.Swept
	device, err := engine.OpenDevice()
	if err == nil {
		defer device.Close()
		mic := &engine.Microphone{}
		defer mic.Close()
		found, err = engine.Sweep(context.Background(), device, mic, volume)
	}
	if err != nil {
		found = engine.Swept{Deaf: errors.Is(err, engine.ErrNoMicrophone), Error: err.Error()}
	}
	if err := json.NewEncoder(out).Encode(found); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	return nil
}
