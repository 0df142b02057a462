package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tiepdan/config"
)

const (
	// Version is the newest version of archives.
	Version = 1
	// Configuration is the name of the configuration in an archive.
	Configuration = "kioskd.toml"

	manifestName = "manifest.json"
)

// Manifest is the first file of an archive.
type Manifest struct {
	Version int       `json:"version"`
	Unit    string    `json:"unit"`
	Format  int       `json:"format"` // of the configuration
	Made    time.Time `json:"made"`
	Keys    bool      `json:"keys"` // private files are in it
	Files   []File    `json:"files"`
	LeftOut []string  `json:"left_out,omitempty"` // private files that are not
}

// File is one file of an archive.
type File struct {
	Name   string      `json:"name"`
	Path   string      `json:"path"` // where it was
	Mode   fs.FileMode `json:"mode"`
	Bytes  int         `json:"bytes"`
	SHA256 string      `json:"sha256"`
}

// Options say what to back up.
type Options struct {
	File string // the configuration
	To   string // an archive that is not there yet, or a directory to make one in
	Keys bool   // private files too
	Now  time.Time
}

// Make writes an archive, which only its owner can read, and returns its path.
func Make(o Options) (string, *Manifest, error) {
	c, err := config.Load(o.File)
	if err != nil {
		return "", nil, fmt.Errorf("cannot back up what does not check:\n%w", err)
	}
	m := &Manifest{Version: Version, Unit: c.Unit.ID, Format: c.Format(), Made: o.Now.UTC().Truncate(time.Second), Keys: o.Keys}
	texts, err := m.take(filesOf(o.File, c))
	if err != nil {
		return "", nil, err
	}
	to := o.To
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		to = filepath.Join(to, fmt.Sprintf("%s-%s.tar", m.Unit, o.Now.Format("20060102-150405")))
	}
	archive, err := pack(m, texts)
	if err == nil {
		err = writeNew(to, archive)
	}
	if err != nil {
		return "", nil, fmt.Errorf("cannot write the backup: %w", err)
	}
	return to, m, nil
}

// take lists the files that are there and reads them, but for private ones that are
// not to be in it.
func (m *Manifest) take(all []wanted) (texts [][]byte, err error) {
	for _, w := range all {
		text, mode, err := w.read()
		switch {
		case errors.Is(err, fs.ErrPermission) && w.key && !m.Keys:
			m.LeftOut = append(m.LeftOut, w.path) // it would not be taken anyway
		case err != nil:
			return nil, err
		case text == nil: // there is none
		case w.private(mode) && !m.Keys:
			m.LeftOut = append(m.LeftOut, w.path)
		default:
			m.Files = append(m.Files, File{Name: w.name, Path: w.path, Mode: mode, Bytes: len(text), SHA256: sum(text)})
			texts = append(texts, text)
		}
	}
	return texts, nil
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}

func pack(m *Manifest, texts [][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	add := func(name string, mode fs.FileMode, text []byte) error {
		err := w.WriteHeader(&tar.Header{Name: name, Mode: int64(mode), Size: int64(len(text)), ModTime: m.Made, Format: tar.FormatUSTAR})
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := add(manifestName, 0o600, list); err != nil {
		return nil, err
	}
	for i, f := range m.Files {
		if err := add(f.Name, f.Mode, texts[i]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil { // which writes the end of it
		return nil, err
	}
	return out.Bytes(), nil
}

// writeNew writes a file that must not be there yet, and has it on the disk.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // where the technician wants it
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
