package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"
)

// FloorFile is the name of a technician's floor in the state directory. It
// stands for the places, rounds and zones of the configuration, all of them.
const FloorFile = "floor.toml"

// floorVersion is that of the file's format.
const floorVersion = 1

// floorHead begins every file.
const floorHead = `# Written by the technician's page: it stands for the places, rounds and zones
# of the configuration. The page's "Như cấu hình gốc" removes it.
`

// floorFile is such a file; its tables are those of Nav.
type floorFile struct {
	Version int         `toml:"version"`
	Nav     floorTables `toml:"nav"`
}

type floorTables struct {
	Welcome  string  `toml:"welcome"`
	Waiting  string  `toml:"waiting"`
	Dock     string  `toml:"dock"`
	Entrance string  `toml:"entrance"`
	Places   []Place `toml:"places"`
	Rounds   []Round `toml:"rounds"`
	Zones    []Zone  `toml:"zones"`
}

// over is a configuration's floor with these tables.
func (t floorTables) over(n Nav) Nav {
	n.Welcome, n.Waiting, n.Dock, n.Entrance = t.Welcome, t.Waiting, t.Dock, t.Entrance
	n.Places, n.Rounds, n.Zones = t.Places, t.Rounds, t.Zones
	return n
}

// LoadFloor reads a technician's floor over a configuration, and checks it
// against the rest of that. It is nil when there is no such file.
func LoadFloor(path string, c *Config) (*Nav, error) {
	data, err := os.ReadFile(path) //nolint:gosec // in the configured state directory
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read a technician's floor: %w", err)
	}
	return ParseFloor(path, data, c)
}

// ParseFloor is LoadFloor for a file that was read already; name stands in the
// problems, of which the error, an *Errors, has all.
func ParseFloor(name string, data []byte, c *Config) (*Nav, error) {
	d := newDocument(name, data)
	file := decode(d, func() floorFile { return floorFile{} })
	over := *c
	over.Nav = file.Nav.over(c.Nav)
	if !d.cutOff {
		k := check{d}
		switch {
		case !d.isSet("version"):
			k.missing("version", "version = 1")
		case file.Version != floorVersion:
			k.bad("version", "is %d, expected %d: this program reads no other format", file.Version, floorVersion)
		}
		k.nav(&over)
		k.doorPlaces(&over)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return &over.Nav, nil
}

// doorPlaces: the configuration's doors must have their places on the floor.
func (k check) doorPlaces(c *Config) {
	have := map[string]bool{"": true}
	for _, p := range c.Nav.Places {
		have[p.Name] = true
	}
	for _, door := range c.Doors {
		if !have[door.Place] {
			k.bad("nav.places", "has no %q, which door %d of the configuration needs", door.Place, door.Number)
		}
	}
}

// CheckFloor reports what LoadFloor would not take of a floor.
func CheckFloor(n Nav, c *Config) error {
	_, err := formatFloor(n, c)
	return err
}

// formatFloor is the text of a file that LoadFloor takes.
func formatFloor(n Nav, c *Config) ([]byte, error) {
	body, err := toml.Marshal(floorFile{Version: floorVersion, Nav: floorTables{
		Welcome: n.Welcome, Waiting: n.Waiting, Dock: n.Dock, Entrance: n.Entrance,
		Places: n.Places, Rounds: n.Rounds, Zones: n.Zones,
	}})
	if err != nil {
		return nil, fmt.Errorf("cannot write a technician's floor: %w", err)
	}
	text := append([]byte(floorHead), bytes.TrimSpace(body)...)
	text = append(text, '\n')
	if _, err := ParseFloor(FloorFile, text, c); err != nil {
		return nil, err
	}
	return text, nil
}

// SaveFloor writes a floor so that a power cut leaves the old file or the new,
// never half of one. What LoadFloor would not take is not written.
func SaveFloor(path string, n Nav, c *Config) error {
	text, err := formatFloor(n, c)
	if err != nil {
		return err
	}
	if err := replace(path, text); err != nil {
		return fmt.Errorf("cannot write a technician's floor: %w", err)
	}
	return nil
}

// RemoveFloor goes back to the configuration's own floor.
func RemoveFloor(path string) error {
	err := os.Remove(path)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove a technician's floor: %w", err)
	}
	return nil
}
