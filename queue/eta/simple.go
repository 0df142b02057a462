package eta

import "math"

// Simple is one of the predictors that others use.
type Simple struct {
	Name    string
	Minutes float64
}

// Simple lists what the simple predictors say, in a fixed order. One that does
// not know, as LES before the day's first call, says what history does.
func (v *Vector) Simple() []Simple {
	out := []Simple{
		{"deployed", v[fQuoted]},
		{"history", v[fHourly]},
		{"ql_45min", v[fRecent]},
		{"les", known(v, fLast)},
		{"hol", v[fOldest]},
		{"ql_historical", v[fHistorical]},
		{"ql_shrunk", v[fShrunk]},
	}
	for i := range out {
		out[i].Minutes = math.Expm1(out[i].Minutes)
	}
	return out
}

// Minutes is what the regression says alone.
func (l Linear) Minutes(v *Vector) float64 { return math.Expm1(clean(l.Value(v))) }
