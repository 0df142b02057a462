package music

import (
	"errors"
	"io"
	"math"
)

const (
	// speechRMS is how loud the voice is while it speaks, at full volume, of full
	// scale: measured of espeak-ng, -18 dB.
	speechRMS = 0.126
	// ceiling of a peak; above knee it is bent, not cut.
	ceiling = 0.7
	knee    = 0.5
	// mostGain makes a quiet recording louder, but not its noise.
	mostGain = 8
	// measured is how much of a file tells how loud it is.
	measured = 30 * Rate
	// block is what is loud or quiet, for that.
	block = Rate * 2 / 5
)

// levelled is a file at Rate, as loud as speech.
type levelled struct {
	r    *resampler
	lead []float32 // decoded already
	gain float32
	err  error // after lead
}

// level decodes the beginning of a file to find out how loud it is.
func level(d decoder) (*levelled, error) {
	l := &levelled{r: newResampler(d), lead: make([]float32, measured)}
	n := 0
	for n < len(l.lead) && l.err == nil {
		var got int
		got, l.err = l.r.read(l.lead[n:])
		n += got
	}
	l.lead = l.lead[:n]
	rms := loudness(l.lead)
	switch {
	case l.err != nil && !errors.Is(l.err, io.EOF):
		return nil, l.err
	case rms < 1e-4:
		return nil, errors.New("it is silent")
	}
	l.gain = float32(min(speechRMS/rms, mostGain))
	return l, nil
}

// loudness is the root mean square of what is not a pause.
func loudness(samples []float32) float64 {
	var powers []float64
	loudest := 0.0
	for at := 0; at < len(samples); at += block {
		part := samples[at:min(at+block, len(samples))]
		sum := 0.0
		for _, v := range part {
			sum += float64(v) * float64(v)
		}
		powers = append(powers, sum/float64(len(part)))
		loudest = max(loudest, powers[len(powers)-1])
	}
	sum, n := 0.0, 0.0
	for _, p := range powers {
		if p > loudest/100 {
			sum, n = sum+p, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(sum / n)
}

func (l *levelled) read(out []int16) (int, error) {
	var buf [chunk]float32
	part := buf[:min(len(out), chunk)]
	n, err := 0, l.err
	switch {
	case len(l.lead) > 0:
		n = copy(part, l.lead)
		l.lead, err = l.lead[n:], nil
	case err == nil:
		n, err = l.r.read(part)
	}
	for i, v := range part[:n] {
		out[i] = int16(math.Round(bent(float64(v*l.gain)) * math.MaxInt16))
	}
	return n, err
}

// bent keeps v below the ceiling, without a corner.
func bent(v float64) float64 {
	if over := math.Abs(v) - knee; over > 0 {
		return math.Copysign(knee+(ceiling-knee)*math.Tanh(over/(ceiling-knee)), v)
	}
	return v
}
