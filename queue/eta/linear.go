package eta

import "math"

// regressors are the parts that the regression uses.
func regressors() [6]int {
	return [6]int{fShrunk, fHistorical, fOldest, fLast, fHourly, fAhead}
}

// Linear predicts log(1+wait) from a few logarithms.
type Linear struct {
	Constant float64    `json:"constant"`
	Slopes   [6]float64 `json:"slopes"`
}

// Value is the predicted log(1+wait). A part that is not known is taken to be
// what history says of the hour.
func (l Linear) Value(v *Vector) float64 {
	x := l.Constant
	for i, f := range regressors() {
		x += l.Slopes[i] * known(v, f)
	}
	return x
}

func known(v *Vector, f int) float64 {
	if math.IsNaN(v[f]) {
		return v[fHourly]
	}
	return v[f]
}

// Normal collects what a least-squares fit needs, row by row.
type Normal struct {
	xx [7][7]float64
	xy [7]float64
}

// Add takes one row.
func (n *Normal) Add(v *Vector, target float64) {
	var x [7]float64
	x[0] = 1
	for i, f := range regressors() {
		x[i+1] = known(v, f)
	}
	for i := range x {
		for j := range x {
			n.xx[i][j] += x[i] * x[j]
		}
		n.xy[i] += x[i] * target
	}
}

// Solve returns the best fit, slightly drawn to 0 so that there is always one.
func (n *Normal) Solve() Linear {
	a, b := n.xx, n.xy
	for i := range a {
		a[i][i] += 1e-3
	}
	for i := range a {
		p := i
		for r := i + 1; r < len(a); r++ {
			if math.Abs(a[r][i]) > math.Abs(a[p][i]) {
				p = r
			}
		}
		a[i], a[p], b[i], b[p] = a[p], a[i], b[p], b[i]
		for r := range a {
			if r == i {
				continue
			}
			k := a[r][i] / a[i][i]
			for c := i; c < len(a); c++ {
				a[r][c] -= k * a[i][c]
			}
			b[r] -= k * b[i]
		}
	}
	var l Linear
	l.Constant = b[0] / a[0][0]
	for i := range l.Slopes {
		l.Slopes[i] = b[i+1] / a[i+1][i+1]
	}
	return l
}
