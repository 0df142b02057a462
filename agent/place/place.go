// Package place puts several files in place together, or none of them.
package place

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// File is a file, or a symbolic link, below the root folder.
type File struct {
	Name string
	Data []byte
	Mode fs.FileMode
	Link string // where a link leads; "" for a file
	Ours bool   // belongs to whom Home belongs
}

// Home is the agent's folder of settings, below the root.
const Home = "etc/tiepdan"

// Endings of files on their way.
const (
	endNew = ".new"
	endOld = ".old"
)

// All puts all files in place or none: they are written beside their places
// first, so that what can fail fails before anything has changed. A power cut
// between may leave some of them: who must know puts a mark in last, and does it
// again without one. before is called before each file and may refuse; it may be
// nil.
func All(root *os.Root, files []File, before func(name string) error) (err error) {
	defer func() {
		for _, f := range files {
			_ = root.Remove(f.Name + endNew) // in place, or never made
			_ = root.Remove(f.Name + endOld)
		}
	}()
	for _, f := range files {
		if err := f.stage(root); err != nil {
			return fmt.Errorf("cannot write %s: %w", f.Name, err)
		}
	}
	for i, f := range files {
		if before != nil {
			if err = before(f.Name); err != nil {
				return errors.Join(err, restore(root, files[:i]))
			}
		}
		if err := f.move(root); err != nil {
			// This one is as it was: what failed to move has removed nothing.
			return errors.Join(fmt.Errorf("cannot write %s: %w", f.Name, err), restore(root, files[:i]))
		}
	}
	return syncFolders(root, files)
}

// stage writes a file beside its place.
func (f File) stage(root *os.Root) error {
	dir := path.Dir(f.Name)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, end := range []string{endNew, endOld} { // of a power cut
		if err := root.Remove(f.Name + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if f.Link != "" {
		return root.Symlink(f.Link, f.Name+endNew)
	}
	file, err := root.OpenFile(f.Name+endNew, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.Mode)
	if err != nil {
		return err
	}
	if _, err = file.Write(f.Data); err == nil {
		err = file.Chmod(f.Mode) // whatever the mask is
	}
	if err == nil && f.Ours {
		err = f.give(root, file)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// give makes a file the one's to whom /etc/tiepdan belongs: the agent reads it.
// Only root can.
func (f File) give(root *os.Root, file *os.File) error {
	info, err := root.Stat(Home)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	if dir := path.Dir(f.Name); dir != Home {
		if err := root.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	return file.Chown(int(owner.Uid), int(owner.Gid))
}

// move puts a file in place, and keeps the one before beside it.
func (f File) move(root *os.Root) error {
	// By a second name: there is always one of the two in place.
	if err := root.Link(f.Name, f.Name+endOld); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return root.Rename(f.Name+endNew, f.Name)
}

// restore takes back what was put in place.
func restore(root *os.Root, files []File) error {
	var errs []error
	for _, f := range files {
		err := root.Rename(f.Name+endOld, f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			err = root.Remove(f.Name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func syncFolders(root *os.Root, files []File) error {
	done := map[string]bool{}
	for _, f := range files {
		dir := path.Dir(f.Name)
		if done[dir] {
			continue
		}
		done[dir] = true
		folder, err := root.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
			return fmt.Errorf("cannot write %s: %w", dir, err)
		}
	}
	return nil
}
