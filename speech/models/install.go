package models

import (
	"archive/tar"
	"compress/bzip2"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// About is what a source without a manifest does not tell of itself.
type About struct {
	Name, Lang, Licence, Source string
	Type                        Type // empty: guessed from the files
}

// Install copies a model into dir, checks it, and only then gives it its name,
// in place of one that had it. The source is a directory, an archive (.tar,
// .tar.gz, .tar.bz2) of one, or a single .onnx file. One with a manifest is
// compared with it; of one without, about tells what the files do not.
func Install(dir, source string, about About) (*Model, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // model files are no secret, and speechd may be another user
		return nil, fmt.Errorf("cannot make the directory of models: %w", err)
	}
	tmp, err := os.MkdirTemp(dir, ".install-")
	if err != nil {
		return nil, fmt.Errorf("cannot make room for the model: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	m, err := unpack(tmp, source, about)
	if err != nil {
		return nil, fmt.Errorf("cannot install %s: %w", source, err)
	}
	if err := m.Verify(); err != nil {
		return nil, err
	}
	return m, m.settle(dir)
}

// unpack brings the files of a source into tmp, with a manifest.
func unpack(tmp, source string, about About) (*Model, error) {
	root, err := gather(tmp, source)
	if err != nil {
		return nil, err
	}
	m, err := Open(root)
	if errors.Is(err, fs.ErrNotExist) {
		m, err = describe(root, about)
	}
	if err != nil {
		return nil, err
	}
	if err := m.write(); err != nil {
		return nil, err
	}
	return m, os.Chmod(root, 0o755) //nolint:gosec // as the directory above
}

// gather copies or unpacks a source and returns the directory with its files.
func gather(tmp, source string) (string, error) {
	info, err := os.Stat(source)
	if err != nil {
		return "", err
	}
	to := filepath.Join(tmp, "model")
	if info.IsDir() {
		if err := os.CopyFS(to, os.DirFS(source)); err != nil {
			return "", err
		}
		return to, nil
	}
	in, err := os.Open(source) //nolint:gosec // the technician names it
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	if err := os.Mkdir(to, 0o755); err != nil { //nolint:gosec // as above
		return "", err
	}
	if name := filepath.Base(source); strings.HasSuffix(name, ".onnx") {
		return to, copyFile(filepath.Join(to, name), in)
	}
	if err := extract(to, source, in); err != nil {
		return "", fmt.Errorf("cannot unpack it: %w", err)
	}
	return inner(to)
}

func extract(to, name string, in io.Reader) error {
	switch {
	case strings.HasSuffix(name, ".tar"):
		return untar(to, in)
	case strings.HasSuffix(name, ".tar.bz2"):
		return untar(to, bzip2.NewReader(in))
	case strings.HasSuffix(name, ".tar.gz"), strings.HasSuffix(name, ".tgz"):
		z, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		return untar(to, z)
	}
	return errors.New("want a directory, a .tar, .tar.gz or .tar.bz2 of one, or an .onnx file")
}

// inner goes down to the files where the archive holds one directory.
func inner(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	if len(entries) == 1 && entries[0].IsDir() {
		return inner(filepath.Join(dir, entries[0].Name()))
	}
	return dir, nil
}

// Bounds of an archive: models have a handful of files and some hundred megabytes.
const (
	maxEntries = 1000
	maxBytes   = 4 << 30
)

func untar(to string, r io.Reader) error {
	root, err := os.OpenRoot(to) // nothing in the archive gets out of it
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	left := int64(maxBytes)
	t := tar.NewReader(r)
	for range maxEntries {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if left -= h.Size; left < 0 {
			return errors.New("it is too large for a model")
		}
		if err := takeOut(root, filepath.Clean(h.Name), t); err != nil {
			return err
		}
	}
	return errors.New("it has too many files for a model")
}

func takeOut(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

func copyFile(name string, r io.Reader) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // as above
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// write stores the manifest.
func (m *Model) write() error {
	text, err := json.MarshalIndent(m.Manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.Dir, ManifestName), append(text, '\n'), 0o644) //nolint:gosec // as above
}

// settle gives the model its place, in one step as far as the system can.
func (m *Model) settle(dir string) error {
	to := filepath.Join(dir, m.Name)
	old := filepath.Join(filepath.Dir(m.Dir), ".old")
	if err := os.Rename(to, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot replace model %s: %w", m.Name, err)
	}
	if err := os.Rename(m.Dir, to); err != nil {
		return fmt.Errorf("cannot install model %s: %w", m.Name, errors.Join(err, putBack(old, to)))
	}
	m.Dir = to
	return nil
}

func putBack(old, to string) error {
	if err := os.Rename(old, to); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Remove deletes a model, also one that cannot be used.
func Remove(dir, name string) error {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("cannot remove %q: it is no name of a model", name)
	}
	at := filepath.Join(dir, name)
	if _, err := os.Stat(at); err != nil {
		return fmt.Errorf("cannot remove model %s: there is none of that name (kioskctl models list)", name)
	}
	gone := filepath.Join(dir, ".removed-"+name) // half deleted is not installed
	if err := os.Rename(at, gone); err != nil {
		return fmt.Errorf("cannot remove model %s: %w", name, err)
	}
	if err := os.RemoveAll(gone); err != nil {
		return fmt.Errorf("cannot remove model %s: %w", name, err)
	}
	return nil
}

func sumOf(name string) (File, error) {
	f, err := os.Open(name) //nolint:gosec // a file that was just copied
	if err != nil {
		return File{}, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return File{Path: filepath.Base(name), SHA256: hex.EncodeToString(h.Sum(nil)), Size: n}, err
}
