package engine

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const (
	// keepWAVs bounds the directory; a day of calls stays readable.
	keepWAVs = 200
	wavStamp = "20060102T150405.000000" // two sentences from the cache can fall into one millisecond
	tempMark = ".speechd-"
)

// wavName matches the files that WAVSink writes, with the three digits of older
// versions too, and nothing else is deleted.
var wavName = regexp.MustCompile(`^\d{8}T\d{6}\.\d{3}(?:\d{3})?-[A-Za-z0-9_-]{1,64}\.wav$`)

// WAVSink writes each sentence to a file of its own, for machines without
// sound. A file appears whole or not at all; the newest 200 are kept.
type WAVSink struct {
	dir string
	now func() time.Time
}

// NewWAVSink makes dir and clears what a killed predecessor left half-written.
// now is the clock of the file names.
func NewWAVSink(dir string, now func() time.Time) (*WAVSink, error) {
	if dir == "" {
		return nil, errors.New("cannot write WAV files: no directory given")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("cannot write WAV files: %w", err)
	}
	stale, err := filepath.Glob(filepath.Join(dir, tempMark+"*"))
	if err != nil {
		return nil, fmt.Errorf("cannot list %s: %w", dir, err)
	}
	for _, f := range stale {
		if err := os.Remove(f); err != nil {
			return nil, fmt.Errorf("cannot clear a half-written file: %w", err)
		}
	}
	return &WAVSink{dir: dir, now: now}, nil
}

// Name implements Sink.
func (s *WAVSink) Name() string { return "wav: " + s.dir }

// Close implements Sink.
func (s *WAVSink) Close() {}

// Play implements Sink. Nothing is written when the sound failed half-way. Of
// one that was broken off, that is written which a device would have played.
func (s *WAVSink) Play(ctx context.Context, snd Sound) (string, error) {
	var samples []int16
	var began time.Time
	err := snd.Fill(func(piece []int16) error {
		if began.IsZero() {
			began = time.Now()
			snd.Started()
		}
		samples = append(samples, piece...)
		return ctx.Err()
	})
	switch {
	case err == nil:
		return s.write(snd.ID, samples)
	case ctx.Err() == nil:
		return "", err
	}
	heard := min(len(samples), frames(time.Since(began).Seconds()))
	if heard == 0 {
		return "", err
	}
	path, werr := s.write(snd.ID, samples[:heard])
	return path, errors.Join(err, werr)
}

// write makes the file of one sentence.
func (s *WAVSink) write(id string, samples []int16) (string, error) {
	path := filepath.Join(s.dir, s.now().Format(wavStamp)+"-"+fileSafe(id)+".wav")
	if err := writeWhole(path, EncodeWAV(samples)); err != nil {
		return "", err
	}
	return path, s.prune()
}

// prune deletes the oldest files over the limit. Names sort by time.
func (s *WAVSink) prune() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("cannot list %s: %w", s.dir, err)
	}
	var ours []string
	for _, e := range entries {
		if wavName.MatchString(e.Name()) {
			ours = append(ours, e.Name())
		}
	}
	for len(ours) > keepWAVs {
		if err := os.Remove(filepath.Join(s.dir, ours[0])); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("cannot delete an old WAV file: %w", err)
		}
		ours = ours[1:]
	}
	return nil
}

// writeWhole writes beside path and renames, so a reader never sees half a
// file. It does not sync: after a power cut the sentence is of no use.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), tempMark+"*")
	if err != nil {
		return fmt.Errorf("cannot write the sentence: %w", err)
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("cannot write the sentence: %w", err)
	}
	return nil
}

// fileSafe turns an id into a part of a file name: no separators, no dots.
func fileSafe(id string) string {
	id = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, id)
	if id == "" {
		return "_"
	}
	return id[:min(len(id), 64)]
}

// EncodeWAV returns samples as a WAV file: PCM, 16-bit, mono, Rate.
func EncodeWAV(samples []int16) []byte {
	le := binary.LittleEndian
	size := 2 * len(samples)
	b := make([]byte, 0, 44+size)
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, uint32(36+size))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, 1) // channels
	b = le.AppendUint32(b, Rate)
	b = le.AppendUint32(b, Rate*2)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(size))
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}
