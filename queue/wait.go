package queue

import (
	"math"
	"time"
)

// Wait is an honest estimate of a waiting time: a range, or nothing when too
// few visits were measured. The range is meant to hold eight times in ten.
type Wait struct {
	Known    bool
	Min, Max time.Duration // P10 and P90
	Mid      time.Duration // what is most to be expected
}

// Minutes gives the range in whole minutes, rounded outwards.
func (w Wait) Minutes() (low, high int) {
	return int(w.Min / time.Minute), int((w.Max + time.Minute - 1) / time.Minute)
}

// Estimate tells how long a ticket will wait, or that it is not known. Only
// doors that are open count.
func (l Line) Estimate(t Ticket) Wait { return l.EstimateBehind(t, l.Ahead(t)) }

// EstimateBehind is Estimate for a ticket with k others before it.
func (l Line) EstimateBehind(t Ticket, k int) Wait {
	s, ok := l.service(t.Service)
	if !ok {
		return Wait{}
	}
	doors, idle := 0, false
	for _, d := range l.doorsOf(&t) {
		if l.Desk(d).State == DoorOpen {
			_, busy := l.At(d)
			doors, idle = doors+1, idle || !busy
		}
	}
	if !idle {
		k++ // one more visit has to end before a door is free
	}
	return estimate(l.Samples[s.ID], l.Policy.MinSamples, k, doors)
}

// z90 is the 90th percentile of the standard normal distribution.
const z90 = 1.2816

// estimate sums k service times of mean and spread as measured, shared by the
// doors. It is the QL predictor of Ibrahim & Whitt (2009) with a normal
// approximation of the sum's spread.
func estimate(samples []time.Duration, minSamples, k, doors int) Wait {
	if len(samples) < max(minSamples, 2) || doors < 1 {
		return Wait{}
	}
	var sum, squares float64
	for _, s := range samples {
		sum += s.Seconds()
	}
	mean := sum / float64(len(samples))
	for _, s := range samples {
		squares += (s.Seconds() - mean) * (s.Seconds() - mean)
	}
	sd := math.Sqrt(squares / float64(len(samples)-1))
	mid := float64(k) * mean / float64(doors)
	half := z90 * sd * math.Sqrt(float64(k)) / float64(doors)
	return Wait{
		Known: true,
		Mid:   time.Duration(mid * float64(time.Second)),
		Min:   time.Duration(max(0, mid-half) * float64(time.Second)),
		Max:   time.Duration((mid + half) * float64(time.Second)),
	}
}
