package eta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// mostWeight bounds the weights of a blend that is believed.
const mostWeight = 1000

// DecodeBlend reads a blend. It refuses one of another version, one with parts
// that it does not know, and figures that no night writes down.
func DecodeBlend(data []byte) (Blend, error) {
	type plain Blend
	var p plain
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Blend{}, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Blend{}, fmt.Errorf("%w: something follows it", ErrModel)
	}
	b := Blend(p)
	if err := b.check(); err != nil {
		return Blend{}, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return b, nil
}

// UnmarshalJSON is DecodeBlend for a snapshot. A robot starts also with a
// blend that it cannot use: without one, until the next night fits another.
func (b *Blend) UnmarshalJSON(data []byte) error {
	*b, _ = DecodeBlend(data)
	return nil
}

func (b *Blend) check() error {
	if b.Version != BlendVersion {
		return fmt.Errorf("version %d, want %d", b.Version, BlendVersion)
	}
	if b.Trust < 0 || b.Trust > 1 {
		return fmt.Errorf("trust %v, want 0 to 1", b.Trust)
	}
	for _, w := range slices.Concat(b.Shift[:], b.Stretch[:]) {
		if math.Abs(w) > mostWeight {
			return fmt.Errorf("weight %v, want at most %d", w, mostWeight)
		}
	}
	if b.Longest < 0 || b.Longest > longest {
		return fmt.Errorf("longest wait %v, want 0 to %v", b.Longest, longest)
	}
	if err := series(b.Hourly, hours, longest); err != nil {
		return fmt.Errorf("hourly: %w", err)
	}
	if err := series(b.Crowd, slots, mostWeight); err != nil {
		return fmt.Errorf("crowd: %w", err)
	}
	return nil
}

func series(of map[string][]float64, length int, most float64) error {
	for name, list := range of {
		if len(list) != length {
			return fmt.Errorf("%q has %d figures, want %d", name, len(list), length)
		}
		for _, x := range list {
			if x < 0 || x > most {
				return fmt.Errorf("%q holds %v, want 0 to %v", name, x, most)
			}
		}
	}
	return nil
}
