package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	_ "time/tzdata" // a minimal image has no time zones of its own

	"github.com/pelletier/go-toml/v2"
)

// Load reads and checks the file at path. When the file can be read but not
// used, the error is an *Errors with every problem found in it.
func Load(path string) (*Config, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	return Parse(path, data)
}

// mostBytes is more than any configuration has.
const mostBytes = 4 << 20

// readFile reads a file that may be a configuration: no device without an end.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path) // #nosec G304 -- the file that the operator names
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(data) > mostBytes {
		return nil, fmt.Errorf("%s has more than %d MiB, want a configuration", path, mostBytes>>20)
	}
	return data, nil
}

// Finding is something wrong with a setting that others than this package find.
type Finding struct{ Key, Message string }

// LoadWith is Load with one more check, of a file in which nothing else is
// wrong: what it finds becomes a problem at the key's place.
func LoadWith(path string, more func(*Config) []Finding) (*Config, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	c, err := Parse(path, data)
	if err != nil {
		return nil, err
	}
	d, _ := read(path, data) // finds the places again
	for _, f := range more(c) {
		check{d}.bad(f.Key, "%s", f.Message)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Parse is Load for a file that was read already; name stands in the problems.
func Parse(name string, data []byte) (*Config, error) {
	d, c := read(name, data)
	if c == nil {
		return nil, d.err()
	}
	if !d.cutOff {
		c.derive(d.isSet)
		validate(c, d)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// read brings a file up to the newest format and decodes it. There is no
// configuration when the file is newer than this program.
func read(name string, data []byte) (*document, *Config) {
	d := newDocument(name, data)
	d.dropBrokenLines()
	if !d.migrate() {
		return d, nil
	}
	c := decode(d, Default)
	c.format = d.format
	return d, c
}

// decode reads a file over its defaults. walk takes out everything of the wrong
// type; what the decoder still dislikes (a key given twice, a number out of
// range) is reported and taken out one by one, so that all of it shows.
func decode[T any](d *document, defaults func() T) *T {
	d.dropBrokenLines()
	d.walk(reflect.TypeFor[T]())
	for range len(d.exprs) + 1 {
		c := defaults()
		dec := toml.NewDecoder(bytes.NewReader(d.text))
		dec.DisallowUnknownFields()
		err := dec.Decode(&c)
		if err == nil {
			return &c
		}
		de, ok := errors.AsType[*toml.DecodeError](err)
		if !ok {
			if missing, isStrict := errors.AsType[*toml.StrictMissingError](err); isStrict {
				de, ok = &missing.Errors[0], true
			}
		}
		if !ok {
			d.add(position{1, 1}, "", err.Error())
			break
		}
		line, column := de.Position()
		e := d.exprAt(line)
		if e < 0 {
			d.add(d.mapped(position{line, column}), strings.Join(de.Key(), "."), decoderText(de))
			break
		}
		d.fail(e, d.mapped(position{line, column}), d.exprs[e].path, decoderText(de))
	}
	// What the decoder refuses altogether was reported; the rest is checked
	// against the defaults only for its shape.
	d.cutOff = true
	c := defaults()
	return &c
}

func decoderText(e *toml.DecodeError) string {
	return strings.TrimPrefix(e.Error(), "toml: ")
}
