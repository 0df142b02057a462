package music

import "io"

// Convert brings a sound of another rate, complete in itself, to Rate.
func Convert(samples []float32, rate int) []float32 {
	if rate == Rate {
		return samples
	}
	r := newResampler(&memory{samples, rate})
	out := make([]float32, len(samples)*Rate/rate)
	n, _ := r.read(out) // memory has no errors
	return out[:n]
}

// memory is a sound that is decoded already.
type memory struct {
	rest []float32
	hz   int
}

func (m *memory) rate() int { return m.hz }

func (m *memory) read(out []float32) (int, error) {
	n := copy(out, m.rest)
	m.rest = m.rest[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
