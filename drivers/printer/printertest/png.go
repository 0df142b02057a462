package printertest

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
)

// SavePNG writes the ticket to dir/ticket-0001.png, numbered as it was printed;
// the file appears whole or not at all. It returns the file's path.
func (t Ticket) SavePNG(dir string) (string, error) {
	path := filepath.Join(dir, fmt.Sprintf("ticket-%04d.png", t.Number))
	f, err := os.CreateTemp(dir, ".ticket-*")
	if err != nil {
		return "", fmt.Errorf("cannot save ticket %d: %w", t.Number, err)
	}
	err = errors.Join(png.Encode(f, t.Image), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return "", fmt.Errorf("cannot save ticket %d: %w", t.Number, errors.Join(err, os.Remove(f.Name())))
	}
	return path, nil
}
