package eta

import "math"

// Version names the shape of a Model and the meaning of a Vector's parts. A
// model of another version is not used.
const Version = 1

// Model is fitted to what tickets waited. It works on log(1+minutes).
type Model struct {
	Version int    `json:"version"`
	Tickets int    `json:"tickets"` // that it was fitted to
	Linear  Linear `json:"linear"`
	Point   Forest `json:"point"` // corrects the linear part
	Low     Forest `json:"low"`   // the same for the tenth part of the tickets
	High    Forest `json:"high"`
	Bands   Bands  `json:"bands"` // as far as they were known when it was fitted
}

// Raw is a prediction before its range is made honest, in log(1+minutes).
type Raw struct{ Low, Point, High float64 }

// Predict tells what the model makes of a vector.
func (m *Model) Predict(v *Vector) Raw {
	x := m.Linear.Value(v)
	r := Raw{Point: x + m.Point.value(v), Low: x + m.Low.value(v), High: x + m.High.value(v)}
	return Raw{Low: clean(min(r.Low, r.Point)), Point: clean(r.Point), High: clean(max(r.High, r.Point))}
}

// longest is what no wait exceeds, a day, as a logarithm.
const longest = 7.273

// clean keeps a logarithm of a wait between nothing and a day.
func clean(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(max(x, 0), longest)
}

// Estimate is what is told of a ticket, in minutes: four in five tickets wait
// between Low and High.
type Estimate struct {
	Low   float64 `json:"low"`
	Point float64 `json:"point"`
	High  float64 `json:"high"`
}

// Estimate makes a prediction of a queue's ticket honest.
func (b *Band) Estimate(r Raw) Estimate {
	low, high := b.limits(r)
	return Estimate{Low: math.Expm1(low), Point: math.Expm1(r.Point), High: math.Expm1(high)}
}
