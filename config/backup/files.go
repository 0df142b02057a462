package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tiepdan/config"
)

// wanted is one file that a configuration leads to.
type wanted struct {
	name string // in the archive
	path string
	// key says that it is secret whatever its mode is.
	key, required bool
}

// filesOf are the files of a robot with this configuration, those that are
// named and those that the state directory holds.
func filesOf(file string, c *config.Config) []wanted {
	all := []wanted{{name: Configuration, path: file, required: true}}
	add := func(name, path string, key bool) {
		if path != "" {
			all = append(all, wanted{name: name, path: path, key: key})
		}
	}
	add("floor.toml", filepath.Join(c.Unit.StateDir, config.FloorFile), false)
	add("catalogue.toml", c.Catalogue.WardFile, false)
	add("map.yaml", mapOf(c), false)
	add("logo.png", logoOf(c), false)
	add("ward-ca.pem", c.Report.CAFile, false)
	add("robot.pem", c.Report.CertFile, false)
	add("robot.key", c.Report.KeyFile, true)
	add("console.pem", c.Console.CertFile, false)
	add("console.key", c.Console.KeyFile, true)
	add("base.key", c.Base.SigningKeyFile, true)
	if c.Line.Role != "alone" {
		add("line.key", c.Line.KeyFile, true)
	}
	return all
}

func mapOf(c *config.Config) string {
	if c.Nav.MapSource != "file" {
		return ""
	}
	return c.Nav.MapFile
}

func logoOf(c *config.Config) string {
	if c.Printer.Logo != "" {
		return c.Printer.Logo
	}
	return filepath.Join(c.Unit.StateDir, "ticket-logo.png")
}

// mostBytes of one file: none of them comes near it.
const mostBytes = 32 << 20

// read is a file's text and mode, or nil when there is none.
func (w wanted) read() ([]byte, fs.FileMode, error) {
	info, err := os.Stat(w.path)
	if errors.Is(err, fs.ErrNotExist) && !w.required {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("cannot back %s up: %w", w.name, err)
	}
	if !info.Mode().IsRegular() || info.Size() > mostBytes {
		return nil, 0, fmt.Errorf("cannot back %s up: %s is no file of at most %d MB", w.name, w.path, mostBytes>>20)
	}
	text, err := os.ReadFile(w.path)
	if err != nil {
		return nil, 0, fmt.Errorf("cannot back %s up: %w", w.name, err)
	}
	return text, info.Mode().Perm(), nil
}

// private says whether a file is only for who may have the keys: what its owner
// alone can read is.
func (w wanted) private(mode fs.FileMode) bool {
	return w.key || w.name != Configuration && w.name != "floor.toml" && mode&0o077 == 0
}
