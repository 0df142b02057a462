package eta

import (
	"math"
	"slices"
)

// BlendVersion names the shape of a Blend and the meaning of its weights. One
// of another version is not used.
const BlendVersion = 1

const (
	shifts    = 11 // regressors of the point
	stretches = 5  // and of the spread
)

// Blend is the learned combination of the line played on and the simple
// predictors: how far the point is moved and how much the range is stretched.
// It is fitted every night to the tickets called lately.
type Blend struct {
	Version int `json:"version"`
	Rows    int `json:"rows"` // it was fitted to
	// Trust is the part of the shift that is believed: 0 says that the line
	// played on is used alone.
	Trust   float64            `json:"trust"`
	Shift   [shifts]float64    `json:"shift"`
	Stretch [stretches]float64 `json:"stretch"`
	Held    Held               `json:"held"`
	Longest float64            `json:"longest"` // wait of the rows
	// Hourly are the mean waits of each line by the hour, Crowd who comes.
	Hourly map[string][]float64 `json:"hourly,omitempty"`
	Crowd  Crowd                `json:"crowd,omitempty"`
}

// Used reports whether the combination is what is told.
func (b *Blend) Used() bool { return b.Trust > 0 }

// Held is how far predictions were from waits that they were not fitted to,
// in minutes.
type Held struct {
	N  int        `json:"n"`
	By [5]float64 `json:"by"` // of each trust; the first is the line played on alone
}

// Play is the mean error of the line played on alone.
func (h *Held) Play() float64 { return h.By[0] }

// Blend is the mean error of the trust that came nearest.
func (h *Held) Blend() float64 { return slices.Min(h.By[:]) }

// tilt is what a blend makes of the line played on, for one ticket.
type tilt struct {
	Shift   float64 `json:"shift"`
	Stretch float64 `json:"stretch"`
}

// straight leaves the line played on as it is.
func straight() tilt { return tilt{} }

// of bends a prediction.
func (t tilt) of(r Raw) Raw {
	if t.Stretch <= 0 {
		return r
	}
	point, half := clean(r.Point+t.Shift), t.Stretch*max(r.High-r.Low, thin)/2
	return Raw{Low: clean(point - half), Point: point, High: clean(point + half)}
}

const (
	// thin is the least range that a stretch is of.
	thin = 0.3
	// mostShift and the stretches bound what is believed of a few days.
	mostShift    = 1.5
	leastStretch = 0.25
	mostStretch  = 6.0
)

func (b *Blend) tilt(f *Facts) tilt {
	if !b.Used() {
		return straight()
	}
	z, s := stretchOf(f), 0.0
	for i, w := range b.Stretch {
		s += w * z[i]
	}
	return tilt{Shift: round(b.Trust * b.shift(f)), Stretch: round(min(max(math.Exp(min(max(s, -9), 9)), leastStretch), mostStretch))}
}

// shift is how far the regression would move the point.
func (b *Blend) shift(f *Facts) float64 {
	x, s := shiftOf(f), 0.0
	for i, w := range b.Shift {
		s += w * x[i]
	}
	return min(max(s, -mostShift), mostShift)
}

func shiftOf(f *Facts) [shifts]float64 {
	p := f[tPoint]
	return [shifts]float64{1, p, f[tQL] - p, f[tHOL] - p, f[tLES] - p, f[tHourly] - p, f[tAhead], f[tDoors], f[tFirst], f[tFirst] * p, f[tHigh] - f[tLow]}
}

func stretchOf(f *Facts) [stretches]float64 {
	return [stretches]float64{1, f[tPoint], math.Log(max(f[tHigh]-f[tLow], thin)), f[tFirst], f[tAhead]}
}

// round keeps what is written down the same on every machine.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// fitPoint fits where the point is to be.
func fitPoint(rows []past) Blend {
	b := Blend{Version: BlendVersion, Rows: len(rows)}
	x, y := make([][]float64, len(rows)), make([]float64, len(rows))
	for i := range rows {
		v := shiftOf(&rows[i].facts)
		x[i], y[i] = v[:], rows[i].waited-rows[i].facts[tPoint]
	}
	for i, w := range robust(x, y) {
		b.Shift[i] = round(w)
	}
	return b
}

// fitSpread fits how wide the range is around a point moved by a trust.
func fitSpread(b Blend, rows []past, trust float64) Blend {
	b.Trust = trust
	if !b.Used() {
		return b
	}
	x, y := make([][]float64, len(rows)), make([]float64, len(rows))
	for i := range rows {
		f := &rows[i].facts
		v := stretchOf(f)
		off := math.Abs(rows[i].waited - clean(f[tPoint]+trust*b.shift(f)))
		x[i], y[i] = v[:], math.Log(2*(off+leastOff)/max(f[tHigh]-f[tLow], thin))
	}
	for i, w := range robust(x, y) {
		b.Stretch[i] = round(w)
	}
	return b
}

// leastOff keeps a lucky hit from counting as a spread of nothing.
const leastOff = 0.1

// robust is a regression that outliers move little (Huber): rounds of least
// squares in which what is far off weighs less. It is drawn to 0.
func robust(x [][]float64, y []float64) []float64 {
	if len(x) == 0 {
		return nil
	}
	n := len(x[0])
	w, off := make([]float64, n), make([]float64, len(x))
	scale := math.Inf(1)
	for range 4 {
		a, b := make([][]float64, n), make([]float64, n)
		for i := range a {
			a[i] = make([]float64, n)
			a[i][i] = drawn
		}
		for r := range x {
			weight := 1.0
			if far := math.Abs(off[r]); far > scale {
				weight = scale / far
			}
			for i, xi := range x[r] {
				b[i] += weight * xi * y[r]
				for j := range i + 1 {
					a[i][j] += weight * xi * x[r][j]
				}
			}
		}
		for i := range a {
			for j := range i {
				a[j][i] = a[i][j]
			}
		}
		w = solve(a, b)
		sizes := make([]float64, len(x))
		for r := range x {
			off[r] = y[r]
			for i, xi := range x[r] {
				off[r] -= w[i] * xi
			}
			sizes[r] = math.Abs(off[r])
		}
		slices.Sort(sizes)
		scale = max(1e-6, 1.345*1.4826*quantile(sizes, 0.5))
	}
	return w
}

// drawn is how strongly weights are drawn to 0, as tickets.
const drawn = 20.0

// solve finds x with a·x = b by elimination; a is positive definite.
func solve(a [][]float64, b []float64) []float64 {
	for i := range a {
		p := i
		for r := i + 1; r < len(a); r++ {
			if math.Abs(a[r][i]) > math.Abs(a[p][i]) {
				p = r
			}
		}
		a[i], a[p], b[i], b[p] = a[p], a[i], b[p], b[i]
		for r := i + 1; r < len(a); r++ {
			k := a[r][i] / a[i][i]
			for c := i; c < len(a); c++ {
				a[r][c] -= k * a[i][c]
			}
			b[r] -= k * b[i]
		}
	}
	x := make([]float64, len(b))
	for i := len(a) - 1; i >= 0; i-- {
		x[i] = b[i]
		for c := i + 1; c < len(a); c++ {
			x[i] -= a[i][c] * x[c]
		}
		x[i] /= a[i][i]
	}
	return x
}
