package base

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	// stampReserve is how far ahead of the stamps in use the file is: so many
	// may be used before it must be written again.
	stampReserve = uint64(10 * time.Minute / stampUnit)
	maxStampFile = 32
)

// stampFile remembers over restarts up to where stamps may have been used. On
// a computer whose clock forgets the time nothing else would.
type stampFile struct {
	path    string // "" remembers nothing
	signer  *Signer
	ceiling uint64
}

// open goes on after the earlier run.
func (f *stampFile) open() error {
	if f.path == "" {
		return nil
	}
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f.keep()
	}
	if err != nil {
		return fmt.Errorf("cannot read the last signature's time: %w", err)
	}
	ceiling, err := strconv.ParseUint(strings.TrimSpace(string(text[:min(len(text), maxStampFile)])), 10, 48)
	if err != nil {
		return fmt.Errorf("cannot read the last signature's time in %s: want a number", f.path)
	}
	f.signer.resume(ceiling, ceiling-min(ceiling, stampReserve))
	return f.keep()
}

// keep writes the file anew when half of the reserve is used.
func (f *stampFile) keep() error {
	if f.path == "" {
		return nil
	}
	used := f.signer.used()
	if f.ceiling > used+stampReserve/2 {
		return nil
	}
	ceiling := used + stampReserve
	if err := replaceFile(f.path, strconv.FormatUint(ceiling, 10)+"\n"); err != nil {
		return fmt.Errorf("cannot keep the last signature's time: %w", err)
	}
	f.ceiling = ceiling
	return nil
}

// replaceFile writes a file so that either the old or the new text is there.
func replaceFile(path, text string) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".stamp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
