package ear

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"
)

// wavPiece is how much of a file comes at once, as of a microphone.
const wavPiece = 50 * time.Millisecond

// WAVFile is a recording in place of a microphone: each request hears it from
// its beginning, as fast as it was spoken, and then silence.
type WAVFile struct{ Path string }

// Check implements Microphone.
func (w WAVFile) Check() (string, error) {
	if _, err := os.Stat(w.Path); err != nil {
		return "", fmt.Errorf("cannot hear the recording: %w", err)
	}
	return "file: " + w.Path, nil
}

// Record implements Microphone.
func (w WAVFile) Record(ctx context.Context, take func([]int16)) error {
	text, err := os.ReadFile(w.Path)
	if err != nil {
		return err
	}
	samples, err := DecodeWAV(text)
	if err != nil {
		return err
	}
	tick := time.NewTicker(wavPiece)
	defer tick.Stop()
	silence := make([]int16, samplesIn(wavPiece))
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if n := min(len(samples), len(silence)); n > 0 {
			take(samples[:n])
			samples = samples[n:]
		} else {
			take(silence)
		}
	}
}

// DecodeWAV reads a recording of 16-bit samples, mono, at Rate.
func DecodeWAV(file []byte) ([]int16, error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return nil, errors.New("it is no WAV file")
	}
	described := false
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:8]))
		body := rest[8:]
		body = body[:min(size, uint64(len(body)))]
		switch name {
		case "fmt ":
			if err := checkFormat(body); err != nil {
				return nil, err
			}
			described = true
		case "data":
			if !described {
				return nil, errors.New("its sound comes before its format")
			}
			samples := make([]int16, len(body)/2)
			return samples, binary.Read(bytes.NewReader(body), binary.LittleEndian, samples)
		}
		next := min(8+size+size%2, uint64(len(rest)))
		rest = rest[next:]
	}
	return nil, errors.New("it has no sound")
}

func checkFormat(body []byte) error {
	if len(body) < 16 {
		return errors.New("its format is cut off")
	}
	format, channels := binary.LittleEndian.Uint16(body), binary.LittleEndian.Uint16(body[2:])
	rate, bits := binary.LittleEndian.Uint32(body[4:]), binary.LittleEndian.Uint16(body[14:])
	if (format != 1 && format != 0xfffe) || channels != 1 || rate != Rate || bits != 16 {
		return fmt.Errorf("it has %d channels of %d bits at %d Hz (format %d), want 1 of 16 at %d: sox IN.wav -r 16000 -c 1 -b 16 OUT.wav", channels, bits, rate, format, Rate)
	}
	return nil
}
