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
	"sync"
	"syscall"
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
	// idlePriority is a nice value.
	idlePriority = 10
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
	// Idle lets others go first: nobody waits for what it says.
	Idle bool
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
	p, err := e.start(u.Lang)
	if err != nil {
		return err
	}
	return p.speak(ctx, u.Text, emit)
}

// espeak is one process that waits for its text.
type espeak struct {
	cmd       *exec.Cmd
	stdin     io.WriteCloser
	stdout    io.Reader
	complaint tail
}

func (e Espeak) start(lang string) (*espeak, error) {
	voice := e.Voice
	if lang == "en" {
		voice = "en"
	}
	p := &espeak{cmd: exec.Command(e.Path, "-b", "1", "-v", voice, "-s", strconv.Itoa(e.Speed), "--stdin", "--stdout")} //nolint:noctx // speak and drop end it
	p.cmd.Stderr = &p.complaint
	p.cmd.WaitDelay = time.Second
	var err1, err2 error
	p.stdin, err1 = p.cmd.StdinPipe()
	p.stdout, err2 = p.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("cannot start espeak-ng: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start espeak-ng (is the package installed?): %w", err)
	}
	if e.Idle {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, p.cmd.Process.Pid, idlePriority) // or it is as quick as the others
	}
	return p, nil
}

// drop ends a process that is not needed.
func (p *espeak) drop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// speak gives the process its text and emits what it says.
func (p *espeak) speak(ctx context.Context, text string, emit func([]int16) error) error {
	ctx, cancel := context.WithTimeout(ctx, synthTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = p.cmd.Process.Kill() })()
	var writing sync.WaitGroup
	writing.Go(func() { // more than a pipe holds is written while sound comes
		_, _ = io.WriteString(p.stdin, plain(text)) // a process that does not take it says so with its end
		_ = p.stdin.Close()
	})
	readErr := streamWAV(p.stdout, longest(text), emit)
	if readErr != nil {
		_ = p.cmd.Process.Kill() // nobody reads the rest
	}
	writing.Wait()
	waitErr := p.cmd.Wait()
	switch {
	case readErr == nil && waitErr == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("cannot speak: %w", ctx.Err())
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("cannot speak: espeak-ng took longer than %v", synthTimeout)
	case waitErr != nil && p.complaint.Len() > 0:
		return fmt.Errorf("cannot speak: espeak-ng: %w: %s", waitErr, p.complaint.String())
	case readErr != nil:
		return fmt.Errorf("cannot speak: %w", readErr)
	}
	return fmt.Errorf("cannot speak: espeak-ng: %w", waitErr)
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
