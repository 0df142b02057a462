package music

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// decoder turns a file into sound.
type decoder interface {
	// rate in Hz.
	rate() int
	// read fills out with samples, mono, 1 at full scale, as far as it has any.
	// It returns 0 with an error, io.EOF at the end.
	read(out []float32) (int, error)
}

const (
	minRate, maxRate = 8000, 192000
	maxChannels      = 8
	// maxEmpty reads in a row that give nothing are the end of a damaged file.
	maxEmpty = 100
)

// playable reports whether a name ends as that of a file we can play.
func playable(name string) bool {
	return slices.Contains([]string{".wav", ".flac", ".ogg", ".oga", ".mp3"}, ending(name))
}

func ending(name string) string { return strings.ToLower(filepath.Ext(name)) }

// track is one file being played.
type track struct {
	decoder

	file *os.File
}

func open(path string) (*track, error) {
	file, err := os.Open(path) //nolint:gosec // the technician put it there
	if err != nil {
		return nil, fmt.Errorf("cannot play: %w", err)
	}
	d, err := decode(ending(path), file)
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("cannot play %s: %w", path, err)
	}
	return &track{decoder: d, file: file}, nil
}

// decode reads the head of a file whose name ends so.
func decode(ext string, file io.Reader) (g guarded, err error) {
	defer caught(&err)
	// Not the file itself: a decoder that can seek reads all of it first.
	r := bufio.NewReaderSize(file, 64<<10)
	switch ext {
	case ".wav":
		g.decoder, err = newWAV(r)
	case ".flac":
		g.decoder, err = newFLAC(r)
	case ".mp3":
		g.decoder, err = newMP3(r)
	default:
		g.decoder, err = newOgg(r)
	}
	switch {
	case err != nil:
		return guarded{}, err
	case g.rate() < minRate || g.rate() > maxRate:
		return guarded{}, fmt.Errorf("its rate is %d Hz, want %d to %d", g.rate(), minRate, maxRate)
	}
	return g, nil
}

func (t *track) close() { _ = t.file.Close() }

// guarded keeps what damaged files do to decoders from whom they play for.
type guarded struct{ decoder }

func (g guarded) read(out []float32) (n int, err error) {
	defer caught(&err)
	for range maxEmpty {
		if n, err = g.decoder.read(out); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, errors.New("it has no sound where it should have")
}

// caught makes an error of a panic: the decoders are for whole files.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("it is damaged: %v", p)
	}
}
