package backup

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"tiepdan/config"
)

// ErrDamaged says that an archive is not as it was made.
var ErrDamaged = errors.New("the backup is damaged")

// Archive is a backup that was read and found whole.
type Archive struct {
	Manifest
	texts map[string][]byte
}

// Read reads an archive and holds every file against the list. One that is
// damaged, or newer than this program, is refused.
func Read(data []byte) (*Archive, error) {
	r := tar.NewReader(bytes.NewReader(data))
	a := &Archive{texts: map[string][]byte{}}
	list, err := next(r)
	if err != nil || list.name != manifestName {
		return nil, fmt.Errorf("%w: it does not begin with %s", ErrDamaged, manifestName)
	}
	dec := json.NewDecoder(bytes.NewReader(list.text))
	if err := dec.Decode(&a.Manifest); err != nil {
		return nil, fmt.Errorf("%w: its list: %w", ErrDamaged, err)
	}
	if a.Version > Version || a.Format > config.Version {
		return nil, fmt.Errorf("the backup is newer than this program (archive %d, configuration %d; known are %d and %d): update the program first",
			a.Version, a.Format, Version, config.Version)
	}
	for _, f := range a.Files {
		if err := a.take(r, f); err != nil {
			return nil, err
		}
	}
	if _, err := next(r); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it holds more than its list", ErrDamaged)
	}
	if a.texts[Configuration] == nil {
		return nil, fmt.Errorf("%w: it holds no configuration", ErrDamaged)
	}
	return a, nil
}

// take reads the next file, which must be the one that the list has.
func (a *Archive) take(r *tar.Reader, f File) error {
	got, err := next(r)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s is missing: %w", ErrDamaged, f.Name, err)
	case got.name != f.Name || len(got.text) != f.Bytes || sum(got.text) != f.SHA256:
		return fmt.Errorf("%w: %s is not what the list says", ErrDamaged, f.Name)
	case !slices.Contains(names(), f.Name) || a.texts[f.Name] != nil:
		return fmt.Errorf("%w: it holds %q, which belongs to no robot", ErrDamaged, f.Name)
	}
	a.texts[f.Name] = got.text
	return nil
}

// names are those that files of an archive may have.
func names() []string {
	all := config.Config{}
	all.Catalogue.WardFile, all.Nav.MapSource, all.Nav.MapFile = "x", "file", "x"
	all.Report.CAFile, all.Report.CertFile, all.Report.KeyFile = "x", "x", "x"
	all.Console.CertFile, all.Console.KeyFile, all.Base.SigningKeyFile, all.Line.KeyFile = "x", "x", "x", "x"
	var out []string
	for _, w := range filesOf("x", &all) {
		out = append(out, w.name)
	}
	return out
}

type tarFile struct {
	name string
	text []byte
}

func next(r *tar.Reader) (*tarFile, error) {
	h, err := r.Next()
	if err != nil {
		return nil, err
	}
	if h.Typeflag != tar.TypeReg || h.Size > mostBytes {
		return nil, fmt.Errorf("%s is no file of at most %d MB", h.Name, mostBytes>>20)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return &tarFile{name: h.Name, text: append([]byte{}, text...)}, nil
}
