package ear

import "math"

const (
	// hushAfter is how long it must be quiet for what was said before to be over,
	// in samples.
	hushAfter = Rate * 7 / 10
	// hushLevel is how much louder than the quietest of late is still quiet, and
	// hushRise by what that level rises with each sample: twice in a quarter of a
	// minute, as a hall fills.
	hushLevel = 2.5
	hushRise  = 1 + 0.7/(15*Rate)
	hushFloor = 1e-4 // of full scale; a microphone that is switched off is quiet
)

// hush notices pauses in sound.
type hush struct {
	floor float64 // root of the mean square
	quiet int     // samples
}

// over takes in the next samples and reports, once a pause, that it is one.
func (h *hush) over(samples []float32) bool {
	power := 0.0
	for _, s := range samples {
		power += float64(s) * float64(s)
	}
	level := math.Sqrt(power / float64(max(1, len(samples))))
	h.floor = max(hushFloor, min(level, h.floor*math.Pow(hushRise, float64(len(samples)))))
	if level > hushLevel*h.floor {
		h.quiet = 0
		return false
	}
	before := h.quiet
	h.quiet += len(samples)
	return before < hushAfter && h.quiet >= hushAfter
}
