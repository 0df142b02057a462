package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// mostSecret bounds a passphrase's file.
const mostSecret = 4096

// readLine is the next line of in, with its end, or why there is none. A signal ends
// the wait, though not the reading itself: the program ends after it.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(in).ReadString('\n')
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return "", fmt.Errorf("nobody answered: %w", context.Cause(ctx))
	}
}

// askHidden asks at a terminal for what is not shown. A signal ends the wait, and the
// terminal shows again what is typed.
func askHidden(ctx context.Context, terminal *os.File, talk io.Writer, question string) (string, error) {
	was, err := term.GetState(terminal.Fd())
	if err != nil {
		return "", fmt.Errorf("cannot ask: %w", err)
	}
	if _, err := io.WriteString(talk, question); err != nil {
		return "", fmt.Errorf("cannot ask: %w", err)
	}
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(terminal.Fd())
		got <- answer{text, err}
	}()
	defer func() { _, _ = fmt.Fprintln(talk) }() // the key that ended it was not shown either
	select {
	case a := <-got:
		if a.err != nil {
			return "", fmt.Errorf("cannot read what was typed: %w", a.err)
		}
		return strings.TrimSpace(string(a.text)), nil
	case <-ctx.Done():
		return "", errors.Join(fmt.Errorf("nobody answered: %w", context.Cause(ctx)), term.Restore(terminal.Fd(), was))
	}
}

// readSecret reads one line that shall not stand on a command line, where every
// user of the machine can read it. Name "-" is standard input.
func readSecret(in io.Reader, name string) (string, error) {
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the file that the command line names
		if err != nil {
			return "", fmt.Errorf("cannot read a secret: %w", err)
		}
		defer func() { _ = file.Close() }() // only read
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, mostSecret))
	if err != nil {
		return "", fmt.Errorf("cannot read a secret: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// writeSecret writes a new file that only its owner reads.
func writeSecret(name string, data []byte) error {
	file, err := newFile(name)
	if err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// newFile opens a file that is not there yet, for this user only.
func newFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- the technician names it
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is there already, want the name of a new file: %w", name, os.ErrExist)
	}
	return f, err
}
