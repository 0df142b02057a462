package engine

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	// synthTimeout bounds one espeak-ng; a sentence takes 0.04 s.
	synthTimeout = 10 * time.Second
	// The sound of a text is bounded: by baseSpeech and byteSpeech for each
	// byte, three times what is usual, and by maxSpeech.
	baseSpeech = 10 * time.Second
	byteSpeech = 500 * time.Millisecond
	maxSpeech  = 15 * time.Minute
	// DefaultSpeed in words a minute: slower than espeak-ng's 175, for elderly
	// listeners in a loud room.
	DefaultSpeed = 150
)

// ErrNoSpeech means that the synthesiser ended well but said nothing.
var ErrNoSpeech = errors.New("espeak-ng produced no sound")

// Espeak speaks through the program espeak-ng (1.51, Debian 12). The text goes
// through its standard input, so no text can become an option of the program.
type Espeak struct {
	// Path of the program, looked up in PATH when it has no slash.
	Path string
	// Voice for Vietnamese: "vi" (North), "vi-vn-x-central", "vi-vn-x-south".
	Voice string
	// Speed in words a minute, 80 to 450.
	Speed int
}

// Check implements Synth: it looks for the program.
func (e Espeak) Check() error {
	_, err := exec.LookPath(e.Path)
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot find %s: is the package installed?", e.Path)
	case err != nil:
		return fmt.Errorf("cannot run %s: %w", e.Path, err)
	}
	return nil
}

// Synthesise implements Synth.
func (e Espeak) Synthesise(ctx context.Context, u Utterance, emit func([]int16) error) error {
	voice := e.Voice
	if u.Lang == "en" {
		voice = "en"
	}
	ctx, cancel := context.WithTimeout(ctx, synthTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.Path, "-b", "1", "-v", voice, "-s", strconv.Itoa(e.Speed), "--stdin", "--stdout")
	cmd.Stdin = strings.NewReader(plain(u.Text))
	var complaint tail
	cmd.Stderr = &complaint
	cmd.WaitDelay = time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("cannot start espeak-ng: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start espeak-ng (is the package installed?): %w", err)
	}
	readErr := streamWAV(stdout, longest(u.Text), emit)
	if readErr != nil {
		cancel() // nobody reads the rest
	}
	waitErr := cmd.Wait()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("cannot speak: espeak-ng took longer than %v", synthTimeout)
	case waitErr != nil && complaint.Len() > 0:
		return fmt.Errorf("cannot speak: espeak-ng: %w: %s", waitErr, complaint.String())
	case readErr != nil:
		return fmt.Errorf("cannot speak: %w", readErr)
	case waitErr != nil:
		return fmt.Errorf("cannot speak: espeak-ng: %w", waitErr)
	}
	return nil
}

// longest is how long the sound of a text may be.
func longest(text string) time.Duration {
	return min(baseSpeech+time.Duration(len(text))*byteSpeech, maxSpeech)
}

// plain keeps what is read aloud: no control characters and no "[[", with
// which espeak-ng would take phoneme codes instead of words.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '[', r == ']':
			return ' '
		case r == unicode.ReplacementChar, unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// streamWAV emits the samples of the WAV that espeak-ng writes to a pipe, as
// they come: the first after 10 ms, however long the text. Its
// header announces 2 GiB because it cannot seek back, so the end of the stream
// is the end of the sound.
func streamWAV(r io.Reader, limit time.Duration, emit func([]int16) error) error {
	if err := readHeader(r); err != nil {
		return err
	}
	left := frames(limit.Seconds())
	total := 0
	for buf := make([]byte, 8192); ; {
		n, err := io.ReadFull(r, buf)
		piece := samplesOf(buf[:n])
		if total += len(piece); total > left {
			return fmt.Errorf("the sentence is longer than %v", limit)
		}
		if len(piece) > 0 {
			if err := emit(piece); err != nil {
				return err
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if total == 0 {
				return ErrNoSpeech
			}
			return nil
		default:
			return fmt.Errorf("cannot read espeak-ng's sound: %w", err)
		}
	}
}

// readHeader accepts 16-bit mono at Rate.
func readHeader(r io.Reader) error {
	var head [44]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return ErrNoSpeech
		}
		return fmt.Errorf("cannot read espeak-ng's sound: %w", err)
	}
	if !bytes.Equal(head[:4], []byte("RIFF")) || !bytes.Equal(head[8:16], []byte("WAVEfmt ")) || !bytes.Equal(head[36:40], []byte("data")) {
		return errors.New("espeak-ng's sound is not a plain WAV")
	}
	le := binary.LittleEndian
	channels, rate, bits := le.Uint16(head[22:]), le.Uint32(head[24:]), le.Uint16(head[34:])
	if channels != 1 || rate != Rate || bits != 16 {
		return fmt.Errorf("espeak-ng's sound is %d channel(s), %d Hz, %d bit, want 1, %d, 16", channels, rate, bits, Rate)
	}
	return nil
}

// samplesOf decodes little-endian 16-bit samples; an odd last byte is dropped.
func samplesOf(b []byte) []int16 {
	out := make([]int16, len(b)/2)
	for i := range out {
		out[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return out
}

// tail keeps the first 500 bytes of what a program complains.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := 500 - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *tail) String() string { return strings.Join(strings.Fields(t.Buffer.String()), " ") }
