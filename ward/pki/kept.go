package pki

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Kept are files by their names in a backup of what a ward is recognised by.
type Kept map[string][]byte

// folderKept is where the authority's files are in a backup.
const folderKept = "pki/"

// Names of the others in a backup.
const (
	KeptConfig   = "wardd.toml"
	KeptCommands = "commands.key"
)

// mostKept is how large a file of a backup may be: a list of a hundred thousand
// certificates.
const mostKept = 32 << 20

// keptNames are the names that a backup may have, and their modes.
func keptNames() map[string]os.FileMode {
	all := map[string]os.FileMode{KeptConfig: 0o640, KeptCommands: 0o600}
	for name, mode := range authorityFiles() {
		all[folderKept+name] = mode
	}
	return all
}

func authorityFiles() map[string]os.FileMode {
	return map[string]os.FileMode{
		fileCA: 0o644, fileCAKey: 0o600, fileList: 0o600, fileCRL: 0o644,
		"broker.pem": 0o644, "broker.key": 0o600, "ward.pem": 0o644, "ward.key": 0o600,
	}
}

// Add takes a file of its own into a backup.
func (k Kept) Add(name, file string) error {
	data, err := os.ReadFile(file) //nolint:gosec // of the configuration
	if err != nil {
		return fmt.Errorf("cannot back up %s: %w", name, err)
	}
	k[name] = data
	return nil
}

// AddAuthority takes an authority's folder into a backup, and says whether its key
// is in it: that may be kept elsewhere.
func (k Kept) AddAuthority(dir string) (whole bool, err error) {
	unlock, err := lock(dir) // the list and the revocations belong together
	if err != nil {
		return false, err
	}
	defer unlock()
	for name := range authorityFiles() {
		err := k.Add(folderKept+name, filepath.Join(dir, name))
		if name == fileCAKey && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return false, err
		}
	}
	_, whole = k[folderKept+fileCAKey]
	return whole, nil
}

// Write writes a backup as a tar file.
func (k Kept) Write(w io.Writer, at time.Time) error {
	t := tar.NewWriter(w)
	modes := keptNames()
	for _, name := range slices.Sorted(maps.Keys(k)) {
		if err := t.WriteHeader(&tar.Header{Name: name, Mode: int64(modes[name]), Size: int64(len(k[name])), ModTime: at}); err != nil {
			return fmt.Errorf("cannot back up %s: %w", name, err)
		}
		if _, err := t.Write(k[name]); err != nil {
			return fmt.Errorf("cannot back up %s: %w", name, err)
		}
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("cannot back up the keys: %w", err)
	}
	return nil
}

// ReadKept reads a backup whole; a name that none of ours has makes it none.
func ReadKept(r io.Reader) (Kept, error) {
	k, t, modes := make(Kept), tar.NewReader(r), keptNames()
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the backup of keys: %w", err)
		}
		_, known := modes[h.Name]
		_, twice := k[h.Name]
		if !known || twice || h.Typeflag != tar.TypeReg || h.Size > mostKept {
			return nil, fmt.Errorf("cannot read the backup of keys: %q does not belong there", h.Name)
		}
		if k[h.Name], err = io.ReadAll(t); err != nil {
			return nil, fmt.Errorf("cannot read the backup of keys: %w", err)
		}
	}
	return k, k.check()
}

// check says whether a backup has an authority in it.
func (k Kept) check() error {
	for _, name := range []string{fileCA, fileList, "broker.pem", "broker.key", "ward.pem", "ward.key"} {
		if k[folderKept+name] == nil {
			return fmt.Errorf("cannot read the backup of keys: %s is missing", name)
		}
	}
	if _, err := parseCert(k[folderKept+fileCA]); err != nil {
		return fmt.Errorf("cannot read the backup of keys: %s: %w", fileCA, err)
	}
	if _, err := ParseList(k[folderKept+fileList]); err != nil {
		return fmt.Errorf("cannot read the backup of keys: %w", err)
	}
	return nil
}

// ErrOther means that a folder has another authority.
var ErrOther = errors.New("there is another authority")

// RestoreAuthority puts the authority of a backup into a folder. If the folder
// has it already, files stay as they are, but for the list: that gets what only
// the backup knows, and nothing that either of the two has revoked is good again.
// It says what was written.
func (k Kept) RestoreAuthority(dir string, now func() time.Time) (written []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot restore the authority: %w", err)
	}
	has, err := os.ReadFile(filepath.Join(dir, fileCA)) //nolint:gosec // the folder that the command line names
	if err == nil && string(has) != string(k[folderKept+fileCA]) {
		return nil, fmt.Errorf("cannot restore the authority to %s: %w", dir, ErrOther)
	}
	modes := authorityFiles()
	for _, name := range slices.Sorted(maps.Keys(modes)) {
		data, found := k[folderKept+name]
		if !found {
			continue
		}
		switch err := write(filepath.Join(dir, name), data, modes[name], os.O_EXCL); {
		case err == nil:
			written = append(written, name)
		case !errors.Is(err, os.ErrExist):
			return written, err
		}
	}
	merged, err := k.merge(dir, now)
	if merged {
		written = append(written, fileList)
	}
	return written, err
}

// merge makes the list of a folder the union of it and that of the backup.
func (k Kept) merge(dir string, now func() time.Time) (changed bool, err error) {
	other, err := ParseList(k[folderKept+fileList])
	if err != nil {
		return false, err
	}
	unlock, err := lock(dir)
	if err != nil {
		return false, err
	}
	defer unlock()
	l, err := ReadList(dir)
	if err != nil {
		return false, err
	}
	if !unite(&l, other) {
		return false, nil
	}
	a, err := Open(dir, now)
	if err != nil {
		return false, err
	}
	l.CRL = max(l.CRL, other.CRL)
	return true, a.publish(&l)
}

// unite adds what another list of the same authority has, and what it revoked.
func unite(l *List, other List) (changed bool) {
	at := make(map[string]int, len(l.Issued))
	for i, x := range l.Issued {
		at[x.Serial] = i
	}
	for _, x := range other.Issued {
		i, found := at[x.Serial]
		switch {
		case !found:
			l.Issued, changed = append(l.Issued, x), true
		case x.Revoked != nil && l.Issued[i].Revoked == nil:
			l.Issued[i].Revoked, changed = x.Revoked, true
		}
	}
	if changed {
		slices.SortStableFunc(l.Issued, func(a, b Issued) int { return a.From.Compare(b.From) })
	}
	return changed
}
