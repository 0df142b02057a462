package engine

import "context"

// Utterance is what a Synth speaks: words only, already normalised.
type Utterance struct {
	Lang string // "vi" or "en"
	Text string
}

// Synth turns words into sound.
type Synth interface {
	// Check returns why it cannot speak at all, or nil. It is quick.
	Check() error
	// Synthesise calls emit with consecutive samples at Rate, as soon as it
	// has them, and returns after the last, or at emit's first error.
	Synthesise(ctx context.Context, u Utterance, emit func([]int16) error) error
}
