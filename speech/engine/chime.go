package engine

import "math"

// A falling major triad, like the gongs of railway halls: heard over talk,
// startling nobody.
const (
	chimeStep   = 0.30  // s between two strokes
	chimeRing   = 0.75  // s that each stroke rings
	chimeDecay  = 0.20  // s to fall to 1/e
	chimeAttack = 0.008 // s; without it every stroke clicks
	chimePeak   = 0.45  // of full scale for one stroke at its loudest
	chimeGap    = 0.12  // s of quiet before the words
)

// chimeTones are G5, E5 and C5, in Hz.
func chimeTones() [3]float64 { return [3]float64{783.99, 659.26, 523.25} }

// Chime returns the three tones and the quiet after them.
func Chime() []int16 {
	tones := chimeTones()
	length := chimeStep*float64(len(tones)-1) + chimeRing
	mix := make([]float64, frames(length+chimeGap))
	for n, hz := range tones {
		at := frames(float64(n) * chimeStep)
		for i := range frames(chimeRing) {
			t := float64(i) / Rate
			// The end of the ring is faded too, so that nothing stops abruptly.
			level := min(t/chimeAttack, 1) * math.Exp(-t/chimeDecay) * min((chimeRing-t)/0.1, 1)
			wave := math.Sin(2*math.Pi*hz*t) + 0.25*math.Sin(4*math.Pi*hz*t)
			mix[at+i] += chimePeak / 1.25 * level * wave
		}
	}
	out := make([]int16, len(mix))
	for i, v := range mix {
		out[i] = int16(math.Round(max(-1, min(1, v)) * math.MaxInt16))
	}
	return out
}
