package eta

import (
	"math"

	"tiepdan/queue"
)

// run is one of the ways in which the line may go on.
type run struct {
	o       *Outlook
	n       int
	round   queue.Round
	left    [][]stander // of each part: who was not called yet
	free    []float64   // when each door is free
	waiting int         // of those who wait now: how many were not called yet
	// Of the door that calls now, and of each lane: the part whose first one is
	// the lane's first, her place, and whether there is one.
	heads  []int
	places []float64
	waits  []bool
	// offered are the lanes of which it is known when each door would call
	// somebody behind all; open is how many doors lack one.
	offered []uint64
	open    int
}

// offer is a moment in which a door would call who stands behind all others of
// some lanes.
type offer struct {
	at    float64
	door  int
	lanes uint64
}

// takes reports whether it would call one of a lane who counts as one of the
// first class from a moment on.
func (f *offer) takes(lane int, first float64) bool {
	return f.lanes&(1<<lane) != 0 || f.at >= first && f.lanes&1 != 0
}

// play lets the line go on, run for run.
func (o *Outlook) play() {
	round := o.line.Round()
	lanes := round.Lanes()
	g := run{
		o: o, left: make([][]stander, len(o.parts)), free: make([]float64, len(o.doors)), offered: make([]uint64, len(o.doors)),
		heads: make([]int, lanes), places: make([]float64, lanes), waits: make([]bool, lanes),
	}
	for g.n = range runs {
		g.round, g.waiting, g.open = round.Clone(), len(o.byPlace), len(o.doors)
		clear(g.offered)
		for i := range o.parts {
			g.left[i] = o.parts[i].of(g.n)
		}
		for d := range o.doors {
			g.free[d] = o.doors[d].begin[g.n]
		}
		for g.waiting > 0 || g.open > 0 {
			if !g.step() {
				break
			}
		}
	}
}

// step lets the door that is free first call; false says that no door calls
// any more.
func (g *run) step() bool {
	d, now := -1, math.Inf(1)
	for i, at := range g.free {
		if at < now {
			d, now = i, at
		}
	}
	if d < 0 {
		return false
	}
	next := g.look(d, now)
	g.offer(d, now)
	lane, _ := g.round.Pick(g.waits)
	if lane < 0 {
		g.free[d] = g.o.after(next)
		return true
	}
	g.round.Called(lane)
	part := g.heads[lane]
	s := &g.left[part][0]
	g.left[part] = g.left[part][1:]
	if s.wait >= 0 {
		g.o.byPlace[s.wait][g.n] = now
		g.waiting--
	}
	samples := g.o.parts[part].samples
	g.free[d] = g.o.after(now + samples[pick(s.seed, g.n, len(samples))].Minutes())
	return true
}

// look finds who is first in each lane at a door, and when the next one comes.
func (g *run) look(d int, now float64) (next float64) {
	next = math.Inf(1)
	for i := range g.places {
		g.places[i], g.waits[i] = math.Inf(1), false
	}
	for _, p := range g.o.doors[d].parts {
		if len(g.left[p]) == 0 {
			continue
		}
		s := &g.left[p][0]
		if s.place > now {
			next = min(next, s.place)
			continue
		}
		lane := g.o.parts[p].lane
		g.head(lane, p, s)
		if s.first <= now {
			g.head(0, p, s)
		}
	}
	return next
}

func (g *run) head(lane, part int, s *stander) {
	if s.place < g.places[lane] {
		g.heads[lane], g.places[lane], g.waits[lane] = part, s.place, true
	}
}

// offer notes whom the door would call now if she stood behind all who wait,
// and before all who come.
func (g *run) offer(d int, now float64) {
	every := uint64(1)<<len(g.waits) - 1
	if g.offered[d] == every {
		return
	}
	var lanes uint64
	for i, somebody := range g.waits {
		if g.places[i] < 0 {
			continue
		}
		g.waits[i] = true
		if lane, _ := g.round.Pick(g.waits); lane == i {
			lanes |= 1 << i
		}
		g.waits[i] = somebody
	}
	if lanes == 0 {
		return
	}
	g.o.offers[g.n] = append(g.o.offers[g.n], offer{at: now, door: d, lanes: lanes})
	if g.offered[d] |= lanes; g.offered[d] == every {
		g.open--
	}
}
