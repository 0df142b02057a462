package nav

import (
	"math"
	"time"
)

const (
	// gateM and gateMps: how far an echo may be from where somebody is
	// expected to be hers, and by how much more for each second unseen; at
	// most gateMostM.
	gateM, gateMps, gateMostM = 0.5, 1.0, 1.3
	// oneM is how far apart two echoes of one person may be.
	oneM = 0.45
	// closeM is how near somebody walks who follows.
	closeM = 2.2
	// forgetAfter is how long somebody who is not seen is remembered.
	forgetAfter = 2 * time.Second
	// Gains of the filter that smoothes places and estimates velocities, the
	// latter for a view ten times a second.
	placeGain, paceGain = 0.5, 0.9
	// fastestMps is no walker.
	fastestMps = 2.0
)

// walker is somebody, or something that is on no map, followed from view to
// view.
type walker struct {
	id      uint64
	at, vel Point
	seen    time.Time
	farM    float64 // from the robot when last seen
	sector  int
	// mostM is the greatest distance since the robot last began to wait, withM
	// how far the robot has driven with her close behind.
	mostM, withM float64
	matched      bool
}

// echo is what the base sees of somebody.
type echo struct {
	at     Point
	farM   float64
	sector int // of the nearest part
	taken  bool
}

// walkers are all whom the base sees. People who cross keep apart, because each
// echo goes to the one whom it fits best.
type walkers struct {
	all    []walker
	echoes []echo
	ids    uint64
	view   time.Time
	from   Pose // of that view
}

// see takes in a view.
func (w *walkers) see(now time.Time, s BaseState, floor *Map) {
	dt := now.Sub(w.view).Seconds()
	if w.view.IsZero() || dt > sectorsStale.Seconds() {
		w.all, dt = w.all[:0], 0
	}
	wentM := min(distanceM(s.Pose, w.from), fastestMps*dt)
	w.view, w.from = now, s.Pose
	w.gather(s, floor)
	for i := range w.all {
		k := &w.all[i]
		k.at.XM += k.vel.XM * dt
		k.at.YM += k.vel.YM * dt
		k.matched = false
	}
	for w.pair(now) {
	}
	for _, e := range w.echoes {
		if !e.taken {
			w.ids++
			w.all = append(w.all, walker{id: w.ids, at: e.at, seen: now, farM: e.farM, mostM: e.farM, sector: e.sector, matched: true})
		}
	}
	w.tidy(now, wentM)
}

// tidy keeps count of who comes along, and forgets who has not been seen.
func (w *walkers) tidy(now time.Time, wentM float64) {
	kept := w.all[:0]
	for _, k := range w.all {
		switch behind := k.sector - Sectors/2; {
		case k.farM > escortStopM:
			k.withM = 0
		case k.matched && k.farM <= closeM && max(behind, -behind) <= Sectors/4:
			k.withM += wentM
		}
		if !k.matched { // nobody walks on for ever behind what hides her
			k.vel.XM, k.vel.YM = 0.9*k.vel.XM, 0.9*k.vel.YM
		}
		if now.Sub(k.seen) <= forgetAfter {
			kept = append(kept, k)
		}
	}
	w.all = kept
}

// pair gives the echo that fits somebody best to her, until none fits.
func (w *walkers) pair(now time.Time) bool {
	least, who, what := math.Inf(1), -1, -1
	for i := range w.all {
		k := &w.all[i]
		if k.matched {
			continue
		}
		gate := min(gateMostM, gateM+gateMps*max(0, now.Sub(k.seen).Seconds()-0.1))
		for n := range w.echoes {
			e := &w.echoes[n]
			if e.taken {
				continue
			}
			if off := math.Hypot(e.at.XM-k.at.XM, e.at.YM-k.at.YM); off <= gate && off < least {
				least, who, what = off, i, n
			}
		}
	}
	if who < 0 {
		return false
	}
	w.echoes[what].taken = true
	w.all[who].take(now, w.echoes[what])
	return true
}

// take moves somebody to where she is seen.
func (k *walker) take(now time.Time, e echo) {
	offX, offY := e.at.XM-k.at.XM, e.at.YM-k.at.YM
	k.at.XM += placeGain * offX
	k.at.YM += placeGain * offY
	k.vel.XM += paceGain * offX
	k.vel.YM += paceGain * offY
	if v := math.Hypot(k.vel.XM, k.vel.YM); v > fastestMps {
		k.vel.XM, k.vel.YM = k.vel.XM*fastestMps/v, k.vel.YM*fastestMps/v
	}
	k.seen, k.farM, k.sector, k.matched = now, e.farM, e.sector, true
	k.mostM = max(k.mostM, e.farM)
}

// gather puts together what belongs together of what the map does not explain.
func (w *walkers) gather(s BaseState, floor *Map) {
	w.echoes = w.echoes[:0]
	var last Point
	open := false // the last sector belongs to the last echo
	for i, r := range s.SectorsM {
		far := float64(r)
		if !(far >= nearestM && far <= beyondM) {
			open = false
			continue
		}
		sin, cos := math.Sincos(s.Pose.HeadingRad + 2*math.Pi*float64(i)/Sectors)
		p := Point{s.Pose.XM + far*cos, s.Pose.YM + far*sin}
		if floor.clearanceM(p) <= explainedM+explainedPart*far {
			open = false
			continue
		}
		if open && math.Hypot(p.XM-last.XM, p.YM-last.YM) <= oneM {
			w.echoes[len(w.echoes)-1].widen(p, far, i)
		} else {
			w.echoes = append(w.echoes, echo{at: p, farM: far, sector: i})
		}
		last, open = p, true
	}
}

// widen adds a further sector.
func (e *echo) widen(p Point, farM float64, sector int) {
	const half = 0.5
	e.at = Point{e.at.XM + half*(p.XM-e.at.XM), e.at.YM + half*(p.YM-e.at.YM)}
	if farM < e.farM {
		e.farM, e.sector = farM, sector
	}
}

// find is somebody by her number, or nil.
func (w *walkers) find(id uint64) *walker {
	for i := range w.all {
		if w.all[i].id == id {
			return &w.all[i]
		}
	}
	return nil
}
