package music

import (
	"errors"
	"io"
	"math"
)

// Rate of all that comes from here, in Hz.
const Rate = 22050

const (
	// lobes of the kernel on either side.
	lobes = 12
	// phases of the kernel that are kept, for each of its lobes.
	phases = 64
	// chunk is how much is decoded at once, in samples.
	chunk = 4096
)

// resampler brings a decoder's sound to Rate, by a windowed sinc as wide as the
// lower of both rates asks for: without it, what is too high for Rate comes
// back as a whistle.
type resampler struct {
	d      decoder
	step   float64 // samples of the decoder for one of ours
	cutoff float64 // of the decoder's rate
	kernel []float64
	half   int // width on either side, in the decoder's samples
	in     []float32
	first  int     // number of in[0] in the file
	at     float64 // where the next sample lies in the file
	ended  bool
}

func newResampler(d decoder) *resampler {
	r := &resampler{d: d, step: float64(d.rate()) / Rate}
	r.cutoff = min(1, 1/r.step) * 0.95
	r.half = int(math.Ceil(lobes / r.cutoff))
	r.kernel = make([]float64, lobes*phases+2)
	for i := range r.kernel {
		x := float64(i) / phases
		r.kernel[i] = 1
		if i > 0 {
			r.kernel[i] = math.Sin(math.Pi*x) / (math.Pi * x) * max(0, math.Cos(math.Pi*x/(2*lobes)))
		}
	}
	return r
}

// read is as that of a decoder.
func (r *resampler) read(out []float32) (int, error) {
	for n := range out {
		if err := r.fill(int(r.at) + r.half + 1); err != nil {
			return someOrEnd(n, err)
		}
		if r.ended && int(r.at) >= r.first+len(r.in) {
			return someOrEnd(n, io.EOF)
		}
		out[n] = r.sample()
		r.at += r.step
	}
	return len(out), nil
}

// fill has the decoder's samples up to the one named.
func (r *resampler) fill(to int) error {
	for !r.ended && r.first+len(r.in) < to {
		if drop := int(r.at) - r.half - r.first; drop > 0 {
			r.in, r.first = append(r.in[:0], r.in[drop:]...), r.first+drop
		}
		var buf [chunk]float32
		n, err := r.d.read(buf[:])
		r.in = append(r.in, buf[:n]...)
		switch {
		case errors.Is(err, io.EOF):
			r.ended = true
		case err != nil:
			return err
		}
	}
	return nil
}

// sample is the one at r.at.
func (r *resampler) sample() float32 {
	var sum float64
	from, to := max(int(r.at)-r.half, r.first), min(int(r.at)+r.half+1, r.first+len(r.in)-1)
	for i := from; i <= to; i++ {
		x := math.Abs(float64(i)-r.at) * r.cutoff * phases
		k := int(x)
		if k+1 >= len(r.kernel) {
			continue
		}
		sum += float64(r.in[i-r.first]) * (r.kernel[k] + (x-float64(k))*(r.kernel[k+1]-r.kernel[k]))
	}
	return float32(sum * r.cutoff)
}
