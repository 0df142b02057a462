package speechtest

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// place returns where in sound the normalised cross-correlation with ref is
// highest. The products come from a Fourier transform, the energies from sums
// that slide along.
func place(sound, ref []float64) int {
	n := 1 << bits.Len(uint(len(sound)+len(ref)))
	a, b := make([]complex128, n), make([]complex128, n)
	for i, v := range sound {
		a[i] = complex(v, 0)
	}
	for i, v := range ref {
		b[i] = complex(v, 0)
	}
	fft(a, -1)
	fft(b, -1)
	for i := range a {
		a[i] *= cmplx.Conj(b[i])
	}
	fft(a, 1)

	best, at := math.Inf(-1), 0
	here := energy(sound[:len(ref)])
	floor := 1e-6 * energy(ref) // a stretch of silence matches nothing
	for lag := 0; lag+len(ref) <= len(sound); lag++ {
		if score := real(a[lag]) / math.Sqrt(max(here, floor)); score > best {
			best, at = score, lag
		}
		if end := lag + len(ref); end < len(sound) {
			here += sound[end]*sound[end] - sound[lag]*sound[lag]
		}
	}
	return at
}

// fft transforms x in place; len(x) is a power of two. Sign 1 is the inverse
// without its factor 1/n, which does not move the maximum.
func fft(x []complex128, sign float64) {
	n := len(x)
	shift := 64 - uint(bits.Len(uint(n))-1)
	for i := range x {
		if j := int(bits.Reverse64(uint64(i)) >> shift); j > i {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		step := cmplx.Exp(complex(0, sign*2*math.Pi/float64(size)))
		for start := 0; start < n; start += size {
			w := complex(1, 0)
			for k := start; k < start+size/2; k++ {
				u, v := x[k], x[k+size/2]*w
				x[k], x[k+size/2] = u+v, u-v
				w *= step
			}
		}
	}
}
