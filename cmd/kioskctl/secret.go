package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// mostSecret bounds a passphrase's file.
const mostSecret = 4096

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
