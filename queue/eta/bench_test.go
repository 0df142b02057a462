package eta_test

import (
	"math"
	"strconv"
	"testing"

	"tiepdan/queue/eta"
)

// BenchmarkEstimate is one ticket in a full room, by the largest model: what is
// known of it, the prediction, and its range. The bar is 1 ms.
func BenchmarkEstimate(b *testing.B) {
	m, err := eta.Fit(world(4000, 11), eta.Thorough())
	if err != nil {
		b.Fatal(err)
	}
	var site []*eta.Watch
	h := &eta.History{}
	for q := range 10 {
		w := &eta.Watch{Open: 2}
		for i := range 60 {
			w.Come(strconv.Itoa(i), 480+float64(i), i, 3)
		}
		for i := range 30 {
			w.Called(strconv.Itoa(i), 500+float64(2*i))
		}
		if q == 0 {
			h.EndDay(w)
		}
		site = append(site, w)
	}
	at := eta.Moment{Now: 560, Ahead: 30, Own: site[0], Pool: site, Site: site, Past: h, All: eta.Prior{Pace: 3, Wait: 12}, Rollout: math.NaN()}
	for b.Loop() {
		v := eta.Look(at)
		band := m.Bands.Of("q1")
		if e := band.Estimate(m.Predict(&v)); e.High < e.Low {
			b.Fatal("no range")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ms/ticket")
}
