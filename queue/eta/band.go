package eta

import "slices"

const (
	// A band moves by firstStep at first and less with every ticket, but never
	// by less than an aim's least step. Steps are shares of the range.
	firstStep = 0.25
	stepFades = 20.0
	// narrowest is the range that steps are measured by at least.
	narrowest = 0.2
	// widest bounds how far a range is moved.
	widest = 5.0
	// shared is how many tickets of all queues stand beside a queue's own when
	// its band is first set.
	shared = 50
)

// aim is what a band is to reach: how many tickets may lie on each side of
// their range, how quickly it follows, and how far an end may go inwards.
type aim struct{ low, high, least, inward float64 }

// ofModel is a little less than a tenth on each side, because what came of a
// ticket is only known after its range was told, and waits drift meanwhile. A
// queue in which a whole day lies above the low ends, as when four hours are
// waited, would move them up to the point and be wrong all the next day.
func ofModel() aim { return aim{low: 0.08, high: 0.09, least: 0.12, inward: 0.25} }

// Band is how far a queue's ranges are to be moved, in shares of their width,
// so that one ticket in ten lies below and one in ten above. It learns from
// each ticket that was called (adaptive conformal prediction, Gibbs and Candès
// 2021).
type Band struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

// Bands are those of the queues; "" is for what they have in common.
type Bands map[string]Band

// Of is a queue's band; a queue without one starts with what all have in common.
func (b Bands) Of(queue string) Band {
	if own, ok := b[queue]; ok {
		return own
	}
	return Band{Low: b[""].Low, High: b[""].High}
}

// Learn adds what a ticket of a queue waited. Overdue says that the queue's
// band was told before that the ticket waits beyond its range.
func (b Bands) Learn(queue string, r Raw, waited float64, overdue bool) {
	b.learn(ofModel(), queue, r, waited, overdue)
}

func (b Bands) learn(a aim, queue string, r Raw, waited float64, overdue bool) {
	for _, id := range [2]string{queue, ""} {
		band := b.Of(id)
		band.learn(a, r, log1p(waited), overdue)
		b[id] = band
	}
}

// Overdue tells a queue's band that a ticket still waits beyond the end of its
// range: where waits are long, that is known long before the ticket is called.
func (b Bands) Overdue(queue string) { b.overdue(ofModel(), queue) }

func (b Bands) overdue(a aim, queue string) {
	band := b.Of(queue)
	band.High = min(band.High+band.step(a)*(1-a.high), widest)
	b[queue] = band
}

func (r Raw) width() float64 { return max(r.High-r.Low, narrowest) }

func (b *Band) limits(r Raw) (low, high float64) {
	return min(clean(r.Low-b.Low*r.width()), r.Point), max(clean(r.High+b.High*r.width()), r.Point)
}

func (b *Band) step(a aim) float64 {
	return max(a.least, firstStep*stepFades/(stepFades+float64(b.N)))
}

func (b *Band) learn(a aim, r Raw, y float64, overdue bool) {
	low, high := b.limits(r)
	step := b.step(a)
	b.N++
	b.Low = move(b.Low, step, a.low, a.inward, y < low)
	if !overdue {
		b.High = move(b.High, step, a.high, a.inward, y > high)
	}
}

// low and high learn of one side of a range alone, as soon as it is known.
func (b *Band) low(a aim, missed bool) {
	b.Low = round(move(b.Low, b.step(a), a.low, a.inward, missed))
}

func (b *Band) high(a aim, missed bool) {
	b.High = round(move(b.High, b.step(a), a.high, a.inward, missed))
	b.N++
}

func move(x, step, miss, inward float64, missed bool) float64 {
	if missed {
		return min(x+step*(1-miss), widest)
	}
	return max(x-step*miss, -inward)
}

// scored is how far one wait lay beyond the ends of its range.
type scored struct {
	queue     string
	low, high float64
}

func score(queue string, r Raw, waited float64) scored {
	y := log1p(waited)
	s := scored{queue: queue, low: (r.Low - y) / r.width(), high: (y - r.High) / r.width()}
	if y <= 0 {
		s.low = -1 // nothing is below no wait
	}
	return s
}

// calibrate sets the bands on waits that the model had not seen.
func calibrate(a aim, all []scored) Bands {
	bands := Bands{}
	if len(all) == 0 {
		return bands
	}
	var low, high []float64
	own := map[string]*[2][]float64{}
	for _, s := range all {
		low, high = append(low, s.low), append(high, s.high)
		if own[s.queue] == nil {
			own[s.queue] = &[2][]float64{}
		}
		o := own[s.queue]
		o[0], o[1] = append(o[0], s.low), append(o[1], s.high)
	}
	slices.Sort(low)
	slices.Sort(high)
	bands[""] = band(a, low, high, len(all))
	for id, o := range own {
		n := len(o[0])
		for i := range shared {
			at := (float64(i) + 0.5) / shared
			o[0], o[1] = append(o[0], quantile(low, at)), append(o[1], quantile(high, at))
		}
		slices.Sort(o[0])
		slices.Sort(o[1])
		bands[id] = band(a, o[0], o[1], n)
	}
	return bands
}

func band(a aim, low, high []float64, n int) Band {
	bound := func(x float64) float64 { return min(max(x, -a.inward), widest) }
	return Band{Low: bound(quantile(low, 1-a.low)), High: bound(quantile(high, 1-a.high)), N: n}
}

// quantile of values in order.
func quantile(of []float64, at float64) float64 { return of[min(len(of)-1, int(at*float64(len(of))))] }
