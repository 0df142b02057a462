package nav

import (
	"math"
	"time"
)

const (
	// sectorsStale is how old the base's view may be; it comes 10 times a second.
	sectorsStale = time.Second
	// Somebody who follows is behind the robot, so many sectors from straight
	// back at most, and between these distances.
	behindSectors = 16
	// screenSectors and asideM: who asks to be led stands before the screen, or
	// at least so near.
	screenSectors, asideM = 9, 1.5
	nearestM, beyondM     = 0.25, 6.0
	// explainedM, and explainedPart of its distance because a sector is wide,
	// is how near to what the map has an echo is that thing's.
	explainedM, explainedPart = 0.12, 0.045
	// cameM and standsMps: who comes so much nearer to a robot that waits, and
	// stops beside it, is the one it waits for.
	cameM, standsMps = 0.5, 0.35
	// otherM is how near somebody must be to be taken for the one who is led
	// when she is gone.
	otherM = 3.0
	// besideM is where somebody stops who has come; after besideAfter whoever
	// stands there is taken for her. alongM is how far somebody has followed
	// who is rather her than one who has fallen back.
	besideM, alongM = 1.8, 1.5
	besideAfter     = 5 * time.Second
)

// eyes look for the person whom the robot leads, in what the base sees and the
// map does not explain.
type eyes struct {
	floor  *Map
	seen   bool    // there is a view, and a map to compare it with
	gap    float64 // to the one who follows; -1: not seen
	people walkers
	her    uint64 // of people; 0: not known
	view   time.Time
	wait   bool      // the robot stands and waits for her
	waits  time.Time // since when
	// around is until when she may still be on any side.
	around time.Time
}

// follower is how far behind the one who is led walks, -1 for nobody; seen is
// false when the robot cannot tell.
func (e *eyes) follower() (seen bool, gapM float64) { return e.seen, e.gap }

// begin drops the person of before: another one comes, who stands before the
// screen now.
func (e *eyes) begin(now time.Time) { e.her, e.gap, e.around = 0, -1, now.Add(escortGrace) }

// await begins to wait for her: who comes nearer from now on may be her.
func (e *eyes) await(now time.Time) {
	e.waits = now
	for i := range e.people.all {
		e.people.all[i].mostM = e.people.all[i].farM
	}
}

// look takes in a new view.
func (e *eyes) look(now time.Time, s BaseState) {
	e.seen = e.floor != nil && s.Localised && !s.SectorsAt.IsZero() && now.Sub(s.SectorsAt) <= sectorsStale
	if !e.seen {
		e.gap = -1
		return
	}
	if s.SectorsAt.Equal(e.view) {
		return
	}
	e.view = s.SectorsAt
	e.people.see(now, s, e.floor)
	e.recognise(now)
	e.gap = -1
	if k := e.people.find(e.her); k != nil && k.matched {
		e.gap = k.farM
	}
}

// recognise says who she is, if that is not known, or somebody else comes up to
// a robot that waits. Else she stays who she is: somebody who stands by must
// not become her because an echo failed to come.
func (e *eyes) recognise(now time.Time) {
	her := e.people.find(e.her)
	least, found := math.Inf(1), e.her
	for i := range e.people.all {
		k := &e.people.all[i]
		if !k.matched || k == her {
			continue
		}
		if score := e.likely(now, k, her); score < least {
			least, found = score, k.id
		}
	}
	e.her = found
}

// likely is how far somebody is from being her; +Inf is not at all.
func (e *eyes) likely(now time.Time, k, her *walker) float64 {
	behind := k.sector - Sectors/2
	isBehind := max(behind, -behind) <= behindSectors
	switch {
	case e.her == 0:
		return e.first(now, k, isBehind)
	case her != nil && her.matched && her.farM <= escortSlowM:
	case k.withM >= alongM && k.farM <= besideM, e.wait && e.came(now, k):
		return k.farM
	case her == nil && !e.wait && isBehind && k.farM <= otherM:
		return k.farM + beyondM
	}
	return math.Inf(1)
}

// first is that while nobody is known: she stands before the screen, or has
// fallen in behind already.
func (e *eyes) first(now time.Time, k *walker, behind bool) float64 {
	ahead := min(k.sector, Sectors-k.sector)
	switch {
	case k.farM <= asideM && ahead <= screenSectors:
		return k.farM
	case (e.wait || now.Before(e.around)) && k.farM <= asideM:
		return k.farM + asideM
	case behind:
		return k.farM + beyondM
	}
	return math.Inf(1)
}

// came reports whether somebody has come up to a robot that waits, or stands
// beside it after a while.
func (e *eyes) came(now time.Time, k *walker) bool {
	if k.farM > besideM || math.Hypot(k.vel.XM, k.vel.YM) > standsMps {
		return false
	}
	return k.mostM-k.farM >= cameM || now.Sub(e.waits) >= besideAfter
}
