package tonetest

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Rate of the sounds, in Hz.
const Rate = 16000

// The usual lengths of a tone and of the gap after it.
const (
	ToneLength = 240 * time.Millisecond
	GapLength  = 120 * time.Millisecond
)

// Silence of a length.
func Silence(d time.Duration) []int16 { return make([]int16, int(d.Seconds()*Rate)) }

// Say makes the tones of words that are among Words, each of the usual length.
// It panics at other words: a test has written them.
func Say(text string) []int16 {
	var out []int16
	for word := range strings.FieldsSeq(text) {
		i := slices.Index(Words(), word)
		if i < 0 {
			panic(fmt.Sprintf("no tone means %q", word))
		}
		out = append(out, Sound(Tone(i), ToneLength)...)
		out = append(out, Silence(GapLength)...)
	}
	return out
}

// Sound is a tone with soft edges: a click would be in every band.
func Sound(hz float64, d time.Duration) []int16 {
	const edge = Rate / 50
	out := Silence(d)
	for i := range out {
		k := min(1, float64(i)/edge, float64(len(out)-1-i)/edge)
		k = (1 - math.Cos(math.Pi*k)) / 2
		out[i] = int16(0.4 * math.MaxInt16 * k * math.Sin(2*math.Pi*hz*float64(i)/Rate))
	}
	return out
}

// WAV is a file of 16-bit mono samples at a rate.
func WAV(samples []int16, rate int) []byte {
	n := uint32(2 * len(samples))
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, 36+n)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(2*rate))
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, n)
	for _, s := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return b
}
