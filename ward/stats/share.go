package stats

import "math"

// Share is a part of a whole, with the interval that its true value lies in
// at 95 % confidence.
type Share struct {
	Part, Whole int
	Low, High   float64 // 0 to 1
}

// Known says whether there is anything to take a share of.
func (s Share) Known() bool { return s.Whole > 0 }

// Value is the share, 0 to 1; 0 of nothing.
func (s Share) Value() float64 {
	if s.Whole == 0 {
		return 0
	}
	return float64(s.Part) / float64(s.Whole)
}

// z95 is the normal quantile that 95 % lies within, two-sided.
const z95 = 1.959963984540054

// ShareOf gives part of whole with its Wilson interval at 95 %. A part that
// is below nothing or beyond the whole is cut to it.
func ShareOf(part, whole int) Share {
	if whole <= 0 {
		return Share{High: 1}
	}
	part = min(max(part, 0), whole)
	n, p := float64(whole), float64(part)/float64(whole)
	scale := 1 + z95*z95/n
	middle := (p + z95*z95/(2*n)) / scale
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n)) / scale
	s := Share{Part: part, Whole: whole, Low: max(0, middle-half), High: min(1, middle+half)}
	// At the ends the formula gives the bound itself but for rounding.
	if part == 0 {
		s.Low = 0
	}
	if part == whole {
		s.High = 1
	}
	return s
}

// Rate gives the response rate: ratings of the visits that were closed. More
// ratings than visits, which a visit without its end can bring, are cut.
func Rate(ratings, closed int) Share { return ShareOf(ratings, closed) }

// Per gives how many there were for each of a number, 0 for none.
func Per(n int, of float64) float64 {
	if of <= 0 {
		return 0
	}
	return float64(n) / of
}
