package eta

const (
	hours    = 24
	quarters = 4 * hours
	aheads   = 8
)

// Sum is a count and a total.
type Sum struct {
	N     float64 `json:"n"`
	Total float64 `json:"total"`
}

// Add takes one value.
func (s *Sum) Add(x float64) { s.N++; s.Total += x }

// Mean is drawn to another value as if that had been seen k times.
func (s *Sum) Mean(to, k float64) float64 {
	if s.N+k <= 0 {
		return to
	}
	return (s.Total + k*to) / (s.N + k)
}

func (s *Sum) plus(o Sum) {
	s.N += o.N
	s.Total += o.Total
}

// History is what other days tell of one queue. It only adds up.
type History struct {
	Wait   Sum        `json:"wait"`
	ByHour [hours]Sum `json:"by_hour"`
	// Pace adds up the minutes in which somebody waited, and the calls;
	// Manned the same in minutes of open doors.
	Pace       Sum        `json:"pace"`
	Manned     Sum        `json:"manned"`
	PaceByHour [hours]Sum `json:"pace_by_hour"`
	// ByAhead are the logarithms of the waits by how many were ahead.
	ByAhead [aheads]Sum `json:"by_ahead"`
	// Calls counts the calls in every quarter of an hour.
	Calls [quarters]float64 `json:"calls"`
	Bias  Sum               `json:"bias"` // see Drift
	First Sum               `json:"first"`
	Last  Sum               `json:"last"`
}

// Days counts the days on which somebody was called.
func (h *History) Days() float64 { return h.First.N }

// Learn adds one ticket that was called.
func (h *History) Learn(came, waited float64, ahead int) {
	h.Wait.Add(waited)
	h.ByHour[hour(came)].Add(waited)
	h.ByAhead[aheadBin(ahead)].Add(log1p(waited))
}

// EndDay adds a day's watch.
func (h *History) EndDay(w *Watch) {
	if w.Departed == 0 {
		return
	}
	n := float64(w.Departed)
	h.Pace.plus(Sum{n, w.Busy})
	h.Manned.plus(Sum{n, w.Manned})
	h.Bias.plus(Sum{w.Bias.Weight, w.Bias.Weight * w.Bias.Mean})
	for i := range w.ByHour {
		h.PaceByHour[i].plus(w.ByHour[i])
	}
	for i, n := range w.Quarters {
		h.Calls[i] += float64(n)
	}
	h.First.Add(w.First)
	h.Last.Add(w.Calls[len(w.Calls)-1].At)
}

// Plus adds another history.
func (h *History) Plus(o *History) {
	h.Wait.plus(o.Wait)
	h.Pace.plus(o.Pace)
	h.Manned.plus(o.Manned)
	h.Bias.plus(o.Bias)
	h.First.plus(o.First)
	h.Last.plus(o.Last)
	for i := range h.ByHour {
		h.ByHour[i].plus(o.ByHour[i])
		h.PaceByHour[i].plus(o.PaceByHour[i])
	}
	for i := range h.ByAhead {
		h.ByAhead[i].plus(o.ByAhead[i])
	}
	for i := range h.Calls {
		h.Calls[i] += o.Calls[i]
	}
}

func hour(at float64) int    { return min(max(int(at/60), 0), hours-1) }
func quarter(at float64) int { return min(max(int(at/15), 0), quarters-1) }

// aheadBin is 0, 1, 2, 3-4, 5-7, 8-12, 13-20 or more.
func aheadBin(n int) int {
	for i, end := range [aheads - 1]int{0, 1, 2, 4, 7, 12, 20} {
		if n <= end {
			return i
		}
	}
	return aheads - 1
}

// walk is how long it takes until k tickets are called, by the pace of the
// hours to come, scaled.
func (h *History) walk(now, k float64, all Prior, scale float64) float64 {
	at, pace0 := now, h.Expect(all)
	for i := hour(now); i < hours-1; i++ {
		pace := scale * max(leastPace, h.PaceByHour[i].Mean(pace0, fewCalls))
		end := float64(i+1) * 60
		n := (end - at) / pace
		if n >= k {
			return at + k*pace - now
		}
		k -= n
		at = end
	}
	return at + k*pace0 - now
}

// curve is how long it took on other days, from this time of the day on,
// until k tickets were called; at most until the last call.
func (h *History) curve(now, k float64) float64 {
	at, last := now, h.Last.Mean(now, 0)
	for q := quarter(now); q < quarters && at <= last; q++ {
		end := float64(q+1) * 15
		rate := h.Calls[q] / h.Days() / 15
		n := (end - at) * rate
		if n >= k && rate > 0 {
			return at + k/rate - now
		}
		k -= n
		at = end
	}
	return max(at, last) - now
}
