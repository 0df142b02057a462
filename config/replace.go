package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// replace puts a file in the place of another once all of it is on the disk. A
// power cut before leaves a file beside it, which the next one clears away.
func replace(path string, text []byte) (err error) {
	unlock, err := Lock(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return replaceAs(path, text, 0o600, nil)
}

// Lock holds off other programs that replace files of a directory, until unlock: two at
// once would write one FILE.new, and the later would not see what the earlier changed.
func Lock(name string) (unlock func() error, err error) {
	dir, err := os.Open(name) //nolint:gosec // of the file that the operator names
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot lock %s: %w", name, err), dir.Close())
	}
	return dir.Close, nil // which drops the lock
}

// replaceAs is replace for a file whose mode, and the owner of the one that was
// there, are kept: kioskd must be able to read what root has changed. The caller
// holds the directory's lock.
func replaceAs(path string, text []byte, mode fs.FileMode, was fs.FileInfo) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a power cut
		return err
	}
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // beside the file that the operator names
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = errors.Join(f.Chmod(mode), own(f, was))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return syncDir(filepath.Dir(path))
}

// own gives a file the owner and the group of another.
func own(f *os.File, was fs.FileInfo) error {
	if was == nil {
		return nil
	}
	have, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := was.Sys().(*syscall.Stat_t)
	got, alsoOK := have.Sys().(*syscall.Stat_t)
	if !ok || !alsoOK || want.Uid == got.Uid && want.Gid == got.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

// syncDir has the names in a directory on the disk.
func syncDir(name string) error {
	dir, err := os.Open(name) //nolint:gosec // in the configured state directory
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
