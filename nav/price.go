package nav

import (
	"math"
	"time"
)

// What motion takes from the battery. Proposals, for a robot of some 60 kg
// with a screen: to be measured at a service point.
const (
	// standingW is what all of it takes at rest.
	standingW = 45.0
	// rollingJ is what a metre takes on top.
	rollingJ = 40.0
	// gentleMps2 is how hard it accelerates and brakes.
	gentleMps2 = 0.5
	// turnRadS is how fast it turns on the spot at a corner.
	turnRadS = 0.8
	// priceStepM is how finely a way is looked at.
	priceStepM = 0.1
)

// price fills in how long a route takes and what it takes.
func (p *Plan) price(r *Route) {
	seconds := 0.0
	if r.LengthM > 0 {
		seconds = p.mps / gentleMps2 // to get going and to stop, each with half of it lost
	}
	for i, b := range r.Points[1:] {
		a := r.Points[i]
		length := math.Hypot(b.XM-a.XM, b.YM-a.YM)
		pieces := max(1, math.Ceil(length/priceStepM))
		for k := range int(pieces) {
			f := (float64(k) + 0.5) / pieces
			at := Point{a.XM + f*(b.XM-a.XM), a.YM + f*(b.YM-a.YM)}
			seconds += length / pieces / min(p.mps, p.zones.speedAt(at))
		}
		if i > 0 {
			before := r.Points[i-1]
			turn := math.Atan2(b.YM-a.YM, b.XM-a.XM) - math.Atan2(a.YM-before.YM, a.XM-before.XM)
			seconds += math.Abs(math.Remainder(turn, 2*math.Pi)) / turnRadS
		}
	}
	r.Duration = time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
	r.EnergyWh = (standingW*seconds + rollingJ*r.LengthM) / 3600
}
