package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tiepdan/config"
)

// Step is one file that restoring puts into its place.
type Step struct {
	Name, Path string
	Kept       string // where the one that was there is now; "" if there was none
	Same       bool   // it is there already: nothing is done

	next string
}

// Plan says which files restoring would put where: at the places that the
// archive's own configuration names, and the configuration at file. It checks
// that configuration, and writes nothing.
func (a *Archive) Plan(file string) ([]Step, error) {
	c, err := config.Parse(Configuration, a.texts[Configuration])
	if err != nil {
		return nil, fmt.Errorf("cannot restore a configuration that does not check:\n%w", err)
	}
	if c.Unit.ID != a.Unit {
		return nil, fmt.Errorf("%w: its list is of %q, its configuration of %q", ErrDamaged, a.Unit, c.Unit.ID)
	}
	var steps []Step
	for _, w := range filesOf(file, c) {
		text, ok := a.texts[w.name]
		if !ok {
			continue
		}
		was, err := os.ReadFile(w.path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("cannot restore %s: %w", w.name, err)
		}
		steps = append(steps, Step{Name: w.name, Path: w.path, Same: err == nil && bytes.Equal(was, text)})
	}
	if floor, ok := a.texts["floor.toml"]; ok {
		if _, err := config.ParseFloor("floor.toml", floor, c); err != nil {
			return nil, fmt.Errorf("cannot restore a floor that does not check:\n%w", err)
		}
	}
	return steps, nil
}

// Restore puts the files of an archive into their places. All of them are
// written beside their places first; then the old ones are kept under other names
// and the new ones take theirs, the configuration last. When one of that fails,
// all is as it was. The backup of another robot is refused with an OtherError,
// unless as is that robot's unit.id: this one is to become it.
func (a *Archive) Restore(file, as string, now time.Time) ([]Step, error) {
	steps, err := a.Plan(file)
	if err != nil {
		return nil, err
	}
	if as != a.Unit {
		if err := a.Mine(file); err != nil {
			return nil, err
		}
	}
	mode := map[string]fs.FileMode{}
	for _, f := range a.Files {
		mode[f.Name] = f.Mode.Perm()
	}
	// The configuration stands first in the plan: its names are the last to count.
	steps = append(steps[1:], steps[0])
	for i := range steps {
		s := &steps[i]
		if s.Same {
			continue
		}
		if s.next, err = stage(s.Path, a.texts[s.Name], mode[s.Name]); err != nil {
			discard(steps)
			return nil, fmt.Errorf("cannot restore %s, nothing was changed: %w", s.Name, err)
		}
	}
	if err := swap(steps, now); err != nil {
		return nil, fmt.Errorf("cannot restore, everything is as it was: %w", err)
	}
	return steps, syncDirs(steps)
}

// stage writes a file beside its place, on the same disk.
func stage(path string, text []byte, mode fs.FileMode) (string, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".restore-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

func discard(steps []Step) {
	for _, s := range steps {
		if s.next != "" {
			_ = os.Remove(s.next) // it may have its place already
		}
	}
}

// swap has the new files take their places, and undoes that when one cannot.
func swap(steps []Step, now time.Time) error {
	for i := range steps {
		s := &steps[i]
		if s.Same {
			continue
		}
		if err := s.take(now); err != nil {
			back := []error{err}
			for k := i - 1; k >= 0; k-- {
				back = append(back, steps[k].undo())
			}
			discard(steps)
			return errors.Join(back...)
		}
	}
	return nil
}

// take keeps the old file by another name, which is a link until the new one has
// its place: there is no moment without a file.
func (s *Step) take(now time.Time) error {
	kept := s.Path + ".bak-" + now.Format("20060102-150405.000")
	err := os.Link(s.Path, kept)
	switch {
	case err == nil:
		s.Kept = kept
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.Rename(s.next, s.Path); err != nil {
		if s.Kept != "" {
			err = errors.Join(err, os.Remove(kept))
		}
		s.Kept = ""
		return err
	}
	return nil
}

func (s *Step) undo() error {
	switch {
	case s.Same:
		return nil
	case s.Kept != "":
		return os.Rename(s.Kept, s.Path)
	default:
		return os.Remove(s.Path)
	}
}

// syncDirs has the names on the disk.
func syncDirs(steps []Step) error {
	for _, s := range steps {
		dir, err := os.Open(filepath.Dir(s.Path))
		if err == nil {
			err = errors.Join(dir.Sync(), dir.Close())
		}
		if err != nil {
			return fmt.Errorf("restored, but a power cut now may undo it: %w", err)
		}
	}
	return nil
}
