package seed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// target is a file, or a symbolic link, below the root folder.
type target struct {
	name string
	data []byte
	mode fs.FileMode
	link string // where a link leads; "" for a file
	ours bool   // belongs to whom /etc/tiepdan belongs
}

// Endings of files on their way.
const (
	endNew = ".seed-new"
	endOld = ".seed-old"
)

// place puts all files in place or none: they are written beside their places
// first, so that what can fail fails before anything has changed. A power cut
// between leaves a seed that is not marked as applied, and the next boot does it
// again.
func (o Options) place(root *os.Root, files []target) (err error) {
	defer func() {
		for _, f := range files {
			_ = root.Remove(f.name + endNew) // in place, or never made
			_ = root.Remove(f.name + endOld)
		}
	}()
	for _, f := range files {
		if err := f.stage(root); err != nil {
			return fmt.Errorf("cannot write %s: %w", f.name, err)
		}
	}
	for i, f := range files {
		if o.Written != nil {
			if err = o.Written(f.name); err != nil {
				return errors.Join(err, restore(root, files[:i]))
			}
		}
		if err := f.move(root); err != nil {
			return errors.Join(fmt.Errorf("cannot write %s: %w", f.name, err), restore(root, files[:i+1]))
		}
	}
	return syncFolders(root, files)
}

// stage writes a file beside its place.
func (f target) stage(root *os.Root) error {
	dir := path.Dir(f.name)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, end := range []string{endNew, endOld} { // of a power cut
		if err := root.Remove(f.name + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if f.link != "" {
		return root.Symlink(f.link, f.name+endNew)
	}
	file, err := root.OpenFile(f.name+endNew, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
	if err != nil {
		return err
	}
	if _, err = file.Write(f.data); err == nil {
		err = file.Chmod(f.mode) // whatever the mask is
	}
	if err == nil && f.ours {
		err = f.give(root, file)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// give makes a file the one's to whom /etc/tiepdan belongs: the agent reads it.
// Only root can.
func (f target) give(root *os.Root, file *os.File) error {
	info, err := root.Stat(folderHome)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	if dir := path.Dir(f.name); dir != folderHome {
		if err := root.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	return file.Chown(int(owner.Uid), int(owner.Gid))
}

// move puts a file in place, and keeps the one before beside it.
func (f target) move(root *os.Root) error {
	// By a second name: there is always one of the two in place.
	if err := root.Link(f.name, f.name+endOld); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return root.Rename(f.name+endNew, f.name)
}

// restore takes back what was put in place.
func restore(root *os.Root, files []target) error {
	var errs []error
	for _, f := range files {
		err := root.Rename(f.name+endOld, f.name)
		if errors.Is(err, fs.ErrNotExist) {
			err = root.Remove(f.name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func syncFolders(root *os.Root, files []target) error {
	done := map[string]bool{}
	for _, f := range files {
		dir := path.Dir(f.name)
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
