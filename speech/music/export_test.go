package music

import (
	"bytes"
	"math/rand/v2"
)

// PieceSize is how much Next returns, and Between the pause between two files,
// in samples.
const (
	PieceSize = piece
	Between   = between
)

// Pluck returns the sound of one string.
func Pluck(hz float64) []float64 {
	p := newPluck(rand.New(rand.NewPCG(1, 1)), hz, 0.5, 6)
	var out []float64
	for !p.over() {
		out = append(out, p.next())
	}
	return out
}

// Decode reads a whole file of at most n samples, as it plays: at Rate, and as
// loud as speech where levelled.
func Decode(ext string, file []byte, n int) ([]float32, error) {
	d, err := decode(ext, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	r := newResampler(d)
	out := make([]float32, n)
	got := 0
	for got < n {
		var m int
		if m, err = r.read(out[got:]); err != nil {
			return out[:got], err
		}
		got += m
	}
	return out, nil
}
