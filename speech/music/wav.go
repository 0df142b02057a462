package music

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// wavFile is uncompressed sound.
type wavFile struct {
	r        io.Reader
	hz       int
	channels int
	bytes    int // of one sample
	float    bool
	buf      []byte
}

// Kinds of samples in a WAV file.
const (
	wavPCM        = 1
	wavFloat      = 3
	wavExtensible = 0xfffe // the kind stands further on
)

func newWAV(r io.Reader) (*wavFile, error) {
	head := make([]byte, 12)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return nil, errors.New("it is no WAV")
	}
	f := &wavFile{}
	for {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return nil, errors.New("it is a WAV without sound")
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "fmt ":
			if err := f.format(r, size); err != nil {
				return nil, err
			}
		case "data":
			if f.hz == 0 {
				return nil, errors.New("it is a WAV that does not say how to play it")
			}
			f.r = io.LimitReader(r, size)
			return f, nil
		default:
			if _, err := io.CopyN(io.Discard, r, size+size%2); err != nil {
				return nil, errors.New("it is a WAV without sound")
			}
		}
	}
}

// format reads the chunk that says how to play it.
func (f *wavFile) format(r io.Reader, size int64) error {
	if size < 16 || size > 128 {
		return fmt.Errorf("its format has %d bytes", size)
	}
	b := make([]byte, size+size%2)
	if _, err := io.ReadFull(r, b); err != nil {
		return fmt.Errorf("its format cannot be read: %w", err)
	}
	le := binary.LittleEndian
	kind, bits := le.Uint16(b), int(le.Uint16(b[14:]))
	if kind == wavExtensible && size >= 26 {
		kind = le.Uint16(b[24:])
	}
	f.channels, f.hz, f.bytes, f.float = int(le.Uint16(b[2:])), int(le.Uint32(b[4:])), bits/8, kind == wavFloat
	switch {
	case f.channels < 1 || f.channels > maxChannels:
		return fmt.Errorf("it has %d channels, want 1 to %d", f.channels, maxChannels)
	case kind == wavPCM && slices.Contains([]int{8, 16, 24, 32}, bits), kind == wavFloat && bits == 32:
		return nil
	}
	return fmt.Errorf("its samples are of kind %d with %d bits: only whole numbers (8, 16, 24, 32) and floats (32) can be played", kind, bits)
}

func (f *wavFile) rate() int { return f.hz }

func (f *wavFile) read(out []float32) (int, error) {
	frame := f.channels * f.bytes
	f.buf = slices.Grow(f.buf[:0], frame*len(out))[:frame*len(out)]
	n, err := io.ReadFull(f.r, f.buf)
	n /= frame
	for i := range n {
		var sum float32
		for c := range f.channels {
			sum += f.sample(f.buf[i*frame+c*f.bytes:])
		}
		out[i] = sum / float32(f.channels)
	}
	return someOrEnd(n, err)
}

func (f *wavFile) sample(b []byte) float32 {
	switch {
	case f.float:
		v := math.Float32frombits(binary.LittleEndian.Uint32(b))
		if v >= -4 && v <= 4 {
			return v
		}
		return 0 // not a number, or none that is sound
	case f.bytes == 1:
		return (float32(b[0]) - 128) / 128
	}
	var v int32 // at its upper end
	for i := range f.bytes {
		v |= int32(b[i]) << (32 - 8*f.bytes + 8*i)
	}
	return float32(v) / (1 << 31)
}
