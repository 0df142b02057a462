package engine

import (
	"context"
	"math"
)

// Rate is the sample rate of all sound here, in Hz: espeak-ng's own.
const Rate = 22050

// Sound is one sentence on its way to a Sink.
type Sound struct {
	// ID names the sentence, in the WAV file's name too.
	ID string
	// Fill produces the samples by calling emit, and stops at its error.
	Fill func(emit func([]int16) error) error
	// Started is called once, when the first sample goes out.
	Started func()
}

// Sink plays sounds, one at a time.
type Sink interface {
	// Name is for the operator: "pulseaudio: Built-in Audio".
	Name() string
	// Play returns when the sound has been heard, or written to the file it
	// names. An error wrapping ErrDeviceGone means the sink is of no more use.
	Play(ctx context.Context, s Sound) (wav string, err error)
	Close()
}

// frames in a time, rounded.
func frames(seconds float64) int { return int(math.Round(seconds * Rate)) }

// gain turns a volume in percent into a factor. The ear is logarithmic; the
// square gives a slider whose middle sounds like half.
func gain(volume int) float64 {
	v := float64(min(max(volume, 0), 100)) / 100
	return v * v
}

// scaled returns samples multiplied by k, 0 to 1.
func scaled(samples []int16, k float64) []int16 {
	out := make([]int16, len(samples))
	for i, s := range samples {
		out[i] = int16(math.Round(float64(s) * k))
	}
	return out
}
