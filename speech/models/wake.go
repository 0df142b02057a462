package models

import (
	"errors"
	"fmt"
)

// PickWake finds the model that notices wake words: the one of a name, or, of
// "", the first.
func PickWake(found []Found, name string) (*Model, error) {
	for _, f := range found {
		if name != "" && f.Name == name && f.Err != nil {
			return nil, fmt.Errorf("model %s: %w", f.Name, f.Err)
		}
		if f.Model != nil && f.Model.Kind == KWS && (name == "" || f.Name == name) {
			return f.Model, nil
		}
	}
	if name != "" {
		return nil, fmt.Errorf("the model %s for wake words is not installed: kioskctl models install", name)
	}
	return nil, errors.New("no model for wake words is installed: kioskctl models install")
}

// CheckWake says why a directory of models has none that notices these words.
// It loads nothing.
func CheckWake(dir, name string, words []string) error {
	found, err := List(dir)
	if err != nil {
		return err
	}
	m, err := PickWake(found, name)
	if err != nil {
		return err
	}
	if err := m.Verify(); err != nil {
		return err
	}
	var errs []error
	for _, w := range words {
		if _, err := m.Spell(w); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
