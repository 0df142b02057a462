package config

import (
	"maps"
	"slices"
)

// WardReader lays ward's files over a base that is read once: reading it each
// time would leave a fuzzer no time.
func WardReader() (func(text []byte) (*Catalogue, error), error) {
	has, err := readBase()
	if err != nil {
		return nil, err
	}
	return func(text []byte) (*Catalogue, error) {
		m := &merger{
			ways: slices.Clone(has.ways), groups: slices.Clone(has.groups),
			entries: slices.Clone(has.entries), byCode: maps.Clone(has.byCode),
		}
		if err := m.read("ward.toml", text, ""); err != nil {
			return nil, err
		}
		return m.catalogue(), nil
	}, nil
}
