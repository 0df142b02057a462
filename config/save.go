package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// ErrChanged says that somebody else wrote a file in the meantime.
var ErrChanged = errors.New("the file was changed by somebody else in the meantime: run it again")

// Save puts a new text into the place of a configuration file: what does not
// check is not written, a file that is not the old text any more neither, and the
// old one is kept beside it, under the name that is returned. A power cut leaves
// the one or the other. With no old text the file must not be there yet.
func Save(path string, old, text []byte) (kept string, err error) {
	if _, err := Parse(path, text); err != nil {
		return "", fmt.Errorf("cannot save the configuration, it would not check:\n%w", err)
	}
	// A link is followed: the file that it leads to is the configuration.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	unlock, err := Lock(filepath.Dir(path))
	if err != nil {
		return "", fmt.Errorf("cannot save the configuration: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return save(path, old, text)
}

// save is Save for a text that checks, with the directory's lock held.
func save(path string, old, text []byte) (kept string, err error) {
	mode, info := fs.FileMode(0o640), fs.FileInfo(nil)
	now, err := os.ReadFile(path) // #nosec G304 -- the file that the operator names
	switch {
	case errors.Is(err, fs.ErrNotExist) && old == nil:
	case err != nil:
		return "", fmt.Errorf("cannot save the configuration: %w", err)
	case old == nil || !bytes.Equal(now, old):
		return "", fmt.Errorf("cannot save %s: %w", path, ErrChanged)
	default:
		if info, err = os.Stat(path); err != nil {
			return "", fmt.Errorf("cannot save the configuration: %w", err)
		}
		mode = info.Mode().Perm()
		if kept, err = keepOld(path, old, info); err != nil {
			return "", fmt.Errorf("cannot keep the configuration as it was: %w", err)
		}
	}
	if err := replaceAs(path, text, mode, info); err != nil {
		return kept, fmt.Errorf("cannot save the configuration: %w", err)
	}
	return kept, nil
}

// keepOld writes a text beside a file, under a name that nothing has yet.
func keepOld(path string, text []byte, info fs.FileInfo) (string, error) {
	name := path + ".bak-" + time.Now().Format("20060102-150405")
	for n := 1; ; n++ {
		kept := name
		if n > 1 {
			kept = fmt.Sprintf("%s-%d", name, n)
		}
		f, err := os.OpenFile(kept, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()) // #nosec G304 -- beside that file
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(text)
		return kept, errors.Join(err, own(f, info), f.Sync(), f.Close())
	}
}
