package eta

import (
	"math"
	"slices"
)

const (
	// leastRows is how many tickets a blend can be fitted to, and leastScores
	// how many the bands are set on.
	leastRows   = 200
	leastScores = 50
	// better is what a blend has to be of the line played on to be used.
	better = 0.99
)

// trusts are the parts of the shift that are tried. A part is mostly better than
// the whole: a few days say too much of themselves.
func trusts() [5]float64 { return [5]float64{0, 0.25, 0.5, 0.75, 1} }

// Night learns from the days that are over: who comes when, how long waits are
// by the hour, and the blend. How far it is trusted, and whether at all, is
// decided on the last days, each predicted by what was fitted to the others;
// the bands are set anew on the same.
func (l Ledger) Night() Ledger {
	rows := l.Rows.all()
	if len(rows) == 0 {
		return l
	}
	days := daysOf(rows)
	next := Blend{Version: BlendVersion}
	var folded []fold
	if len(rows) >= leastRows && len(days) > 1 {
		folded = foldsOf(rows, days)
		held := compare(folded)
		next = fitSpread(fitPoint(rows), rows, held.trust())
		next.Held = held
	} else if len(rows) >= leastScores {
		folded = []fold{{own: rows}}
	}
	if folded != nil {
		l.Bands = l.reseed(folded, next.Trust)
		l.Today = Band{N: l.Bands[""].N}
	}
	for i := range rows {
		next.Longest = max(next.Longest, rows[i].waited)
	}
	next.Hourly, next.Crowd = l.habits(rows, len(days))
	l.Blend = next
	return l
}

// fold is one day, and what is fitted to the others.
type fold struct {
	rest, own []past
	blend     Blend
}

func foldsOf(rows []past, days []int) []fold {
	var out []fold
	for _, day := range days[max(0, len(days)-folds):] {
		rest, own := apart(rows, day)
		if len(rest) >= leastRows/2 {
			out = append(out, fold{rest: rest, own: own, blend: fitPoint(rest)})
		}
	}
	return out
}

// daysOf are the days of the rows, in order.
func daysOf(rows []past) []int {
	var days []int
	for i := range rows {
		if n := len(days); n == 0 || days[n-1] != rows[i].day {
			days = append(days, rows[i].day)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func apart(rows []past, day int) (rest, own []past) {
	for i := range rows {
		if rows[i].day == day {
			own = append(own, rows[i])
		} else {
			rest = append(rest, rows[i])
		}
	}
	return rest, own
}

// compare tells how far the line played on and the blend by each trust were
// from what came.
func compare(all []fold) Held {
	var h Held
	for _, d := range all {
		for i := range d.own {
			f, waited := &d.own[i].facts, math.Expm1(d.own[i].waited)
			shift := d.blend.shift(f)
			for j, trust := range trusts() {
				h.By[j] += math.Abs(math.Expm1(clean(f[tPoint]+trust*shift)) - waited)
			}
			h.N++
		}
	}
	for j := range h.By {
		h.By[j] = round(h.By[j] / float64(max(1, h.N)))
	}
	return h
}

// trust is what came nearest, 0 unless it is worth it.
func (h *Held) trust() float64 {
	best := 0
	for j := range h.By {
		if h.By[j] < h.By[best] && h.By[j] < better*h.By[0] {
			best = j
		}
	}
	return trusts()[best]
}

func (f *Facts) raw() Raw {
	point := clean(f[tPoint])
	return Raw{Low: min(clean(f[tLow]), point), Point: point, High: max(clean(f[tHigh]), point)}
}

// reseed sets the bands on days, each predicted by what was fitted to the others.
func (l Ledger) reseed(all []fold, trust float64) Bands {
	var scores []scored
	for _, d := range all {
		b := fitSpread(d.blend, d.rest, trust)
		for i := range d.own {
			p := &d.own[i]
			scores = append(scores, score(l.name(p.key), b.tilt(&p.facts).of(p.facts.raw()), math.Expm1(p.waited)))
		}
	}
	return calibrate(ofPlay(), scores)
}

func (l Ledger) name(i int) string {
	if i >= len(l.Names) {
		return ""
	}
	return l.Names[i]
}

// habits are the mean waits by the hour and who comes in each half hour.
func (l Ledger) habits(rows []past, days int) (hourly map[string][]float64, crowd Crowd) {
	type line struct{ hours [hours]Sum }
	waits := map[string]*line{}
	crowd = Crowd{}
	for i := range rows {
		p := &rows[i]
		name := l.name(p.key)
		if waits[name] == nil {
			waits[name], crowd[name] = &line{}, make([]float64, slots)
		}
		waits[name].hours[min(p.minute/60, hours-1)].Add(math.Expm1(p.waited))
		crowd[name][min(p.minute/slotLong, slots-1)] += 1 / float64(days)
	}
	hourly = map[string][]float64{}
	for name, w := range waits {
		var all Sum
		for _, s := range w.hours {
			all.plus(s)
		}
		hourly[name] = make([]float64, hours)
		for h := range w.hours {
			hourly[name][h] = round(log1p(w.hours[h].Mean(all.Mean(0, 0), fewWaits)))
		}
		for s := range crowd[name] {
			crowd[name][s] = round(crowd[name][s])
		}
		if _, class := unkey(name); class == "" {
			delete(crowd, name) // nobody goes first there
		}
	}
	return hourly, crowd
}
