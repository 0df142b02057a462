package eta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrModel says that a stored model cannot be used.
var ErrModel = errors.New("bad model")

// Encode writes a model down.
func Encode(m Model) ([]byte, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("cannot write the model down: %w", err)
	}
	return data, nil
}

// Decode reads a model. It refuses one of another version, one with parts that
// it does not know, and trees that do not end.
func Decode(data []byte) (Model, error) {
	var m Model
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Model{}, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Model{}, fmt.Errorf("%w: something follows it", ErrModel)
	}
	if err := m.Check(); err != nil {
		return Model{}, err
	}
	return m, nil
}

// Check says what is wrong with a model that was read from somewhere.
func (m *Model) Check() error {
	if m.Version != Version {
		return fmt.Errorf("%w: version %d, want %d", ErrModel, m.Version, Version)
	}
	for _, f := range []struct {
		name string
		of   Forest
	}{{"point", m.Point}, {"low", m.Low}, {"high", m.High}} {
		for i, t := range f.of {
			if err := t.check(); err != nil {
				return fmt.Errorf("%w: %s, tree %d: %w", ErrModel, f.name, i, err)
			}
		}
	}
	return nil
}

// check makes sure that every path ends: children come after their parent.
func (t Tree) check() error {
	if len(t.Nodes) == 0 {
		return errors.New("no nodes")
	}
	for i, n := range t.Nodes {
		switch {
		case n.Left == 0:
		case n.Left <= i || n.Left+1 >= len(t.Nodes):
			return fmt.Errorf("node %d leads to %d of %d", i, n.Left, len(t.Nodes))
		case n.Part < 0 || n.Part >= Width:
			return fmt.Errorf("node %d asks for part %d of %d", i, n.Part, Width)
		}
		if math.IsInf(n.Value, 0) || math.IsNaN(n.Value) {
			return fmt.Errorf("node %d holds no number", i)
		}
	}
	return nil
}
