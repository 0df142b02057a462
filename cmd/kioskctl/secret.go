package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
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
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the file that the command line names
	if err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
