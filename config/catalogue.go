package config

import (
	"embed"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// Text is the same in Vietnamese and in English.
type Text struct {
	VI string `toml:"vi"`
	EN string `toml:"en"`
}

// CatalogueGroup is a field of procedures.
type CatalogueGroup struct {
	ID   string
	Name Text
}

// Procedure is one administrative procedure. What is not known is empty.
type Procedure struct {
	Code      string
	Group     string // ID of its CatalogueGroup
	Title     Text   // official
	Plain     Text   // short, as people say it
	Papers    []Text
	Steps     []Text
	Time      []Text // several if the source names several
	Fee       Text   // only from the ward's file
	Result    Text
	Owner     Text
	Source    Text
	Checked   string // 2026-07 or 2026-07-31
	PortalURL string
	Online    bool
	Say       []string
}

// Catalogue is what the ward's citizens come for.
type Catalogue struct {
	Groups     []CatalogueGroup
	Procedures []Procedure
}

// base is the catalogue of this program: groups.toml, and beside it one file of
// procedures for each group, named after it.
//
//go:embed catalogue/*.toml
var base embed.FS

const (
	baseDir    = "catalogue"
	baseGroups = "groups.toml"
)

// LoadCatalogue reads the catalogue of this program and lays the ward's file
// over it, if one is named. When that can be read but not used, the error is an
// *Errors with every problem found in it.
func LoadCatalogue(wardFile string) (*Catalogue, error) {
	m, err := readBase()
	if err != nil {
		return nil, err
	}
	if wardFile != "" {
		data, err := os.ReadFile(wardFile) // #nosec G304 -- the file that the operator names
		if err != nil {
			return nil, fmt.Errorf("cannot read the ward's catalogue: %w", err)
		}
		if err := m.read(wardFile, data, ""); err != nil {
			return nil, err
		}
	}
	return m.catalogue(), nil
}

func readBase() (*merger, error) {
	m := newMerger()
	if err := m.readBase(baseGroups, ""); err != nil {
		return nil, err
	}
	for _, g := range slices.Clone(m.groups) {
		if err := m.readBase(g.ID+".toml", g.ID); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *merger) readBase(file, group string) error {
	name := path.Join(baseDir, file)
	data, err := base.ReadFile(name)
	if err != nil {
		return fmt.Errorf("cannot read the program's own catalogue: %w", err)
	}
	m.isBase = true
	err = m.read(name, data, group)
	m.isBase = false
	return err
}

// baseGroupIDs returns the groups that every catalogue has unless the ward
// hides them.
func baseGroupIDs() []string {
	files, _ := base.ReadDir(baseDir) // embedded: it is there
	var ids []string
	for _, f := range files {
		if id, isProcedures := strings.CutSuffix(f.Name(), ".toml"); isProcedures && f.Name() != baseGroups {
			ids = append(ids, id)
		}
	}
	return ids
}

// CheckGroups says which services name a group that a catalogue does not have.
// Parse can check that only while no ward's file adds or hides groups.
func (c *Config) CheckGroups(catalogue *Catalogue) error {
	var ids []string
	for _, g := range catalogue.Groups {
		ids = append(ids, g.ID)
	}
	for i, s := range c.Services {
		for _, id := range s.Groups {
			if !slices.Contains(ids, id) {
				return fmt.Errorf("cannot use services[%d].groups: %q is no group of the catalogue, expected some of %s",
					i+1, id, strings.Join(ids, ", "))
			}
		}
	}
	return nil
}
