package models

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Found is one directory of models: a model, or why it is none.
type Found struct {
	Name  string
	Model *Model // nil with Err
	Err   error
}

// List looks at all models of a directory, by name. A directory that is not
// there has none.
func List(dir string) ([]Found, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look for models: %w", err)
	}
	var out []Found
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		m, err := Open(filepath.Join(dir, e.Name()))
		if err == nil && m.Name != e.Name() {
			m, err = nil, fmt.Errorf("its manifest is of %q", m.Name)
		}
		out = append(out, Found{Name: e.Name(), Model: m, Err: err})
	}
	return out, nil
}

// Pick takes, of each kind and language, the model that is used: the first by
// name. Whatever has an error is left out.
func Pick(found []Found, kind Kind) []*Model {
	var out []*Model
	for _, f := range found {
		if f.Model == nil || f.Model.Kind != kind {
			continue
		}
		if !slices.ContainsFunc(out, func(m *Model) bool { return m.Lang == f.Model.Lang }) {
			out = append(out, f.Model)
		}
	}
	slices.SortStableFunc(out, func(a, b *Model) int { return -cmp.Compare(a.Lang, b.Lang) }) // Vietnamese first
	return out
}

// Fingerprint changes when anything in the directory of models does. It reads
// no file.
func Fingerprint(dir string) string {
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target // it may be on the data partition
	}
	var b strings.Builder
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			fmt.Fprintf(&b, "%s!", path)
			return nil //nolint:nilerr // what cannot be read is part of the picture
		}
		if path != dir && d.IsDir() && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir // under way
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			fmt.Fprintf(&b, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return b.String()
}
