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
	// asideM is how near somebody must come to a robot that waits to be seen
	// at its side or before it.
	asideM            = 1.5
	nearestM, beyondM = 0.25, 6.0
	// explainedM is how near to what the map has an echo is that thing's.
	explainedM = 0.3
	// trackM and trackMps: how far from where a person was, and how fast away
	// from there, an echo may be to be hers.
	trackM, trackMps = 0.6, 1.5
	// otherM is how near somebody must be to be taken for the one who is led
	// when she is not where she was.
	otherM = 3.0
)

// eyes look for a person behind the robot, in what the base sees and the map
// does not explain.
type eyes struct {
	floor *Map
	seen  bool    // there is a view, and a map to compare it with
	gap   float64 // to the one who follows; -1: nobody
	// where and when she was last; at zero: nowhere
	at   Point
	when time.Time
	view time.Time // of the sectors that were looked at
	wait bool      // the robot stands and waits for her
	// around is until when she may still be on any side.
	around time.Time
}

// follower is how far behind the one who is led walks, -1 for nobody; seen is
// false when the robot cannot tell.
func (e *eyes) follower() (seen bool, gapM float64) { return e.seen, e.gap }

// begin drops the person of before: another one comes, from any side at first.
func (e *eyes) begin(now time.Time) { e.when, e.around = time.Time{}, now.Add(escortGrace) }

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
	e.find(now, s)
}

// find takes the echo nearest to where the person was. Only when there has been
// none for a while, the nearest other one is taken for her: somebody who stands
// by must not become her because an echo failed to come once.
func (e *eyes) find(now time.Time, s BaseState) {
	e.gap = -1
	least := math.Inf(1)
	known, away := !e.when.IsZero(), now.Sub(e.when)
	reach := trackM + trackMps*away.Seconds()
	var at Point
	for i, echo := range s.SectorsM {
		far := float64(echo)
		if !(far >= nearestM && far <= beyondM) {
			continue
		}
		p, ok := e.unexplained(s.Pose, i, far)
		if !ok {
			continue
		}
		score := far + beyondM
		if off := math.Hypot(p.XM-e.at.XM, p.YM-e.at.YM); known && off <= reach {
			score = off / reach
		} else if !e.mayBeNew(now, i, far) {
			continue
		}
		if score < least {
			least, at, e.gap = score, p, far
		}
	}
	if e.gap >= 0 {
		e.at, e.when = at, now
	}
}

// mayBeNew reports whether an echo that is not where she was may be her.
func (e *eyes) mayBeNew(now time.Time, sector int, farM float64) bool {
	if !e.looksAt(now, sector, farM) {
		return false
	}
	return e.when.IsZero() || farM <= otherM && now.Sub(e.when) > escortBlink
}

// looksAt reports whether somebody who was not seen before may be in a sector:
// behind the robot, or close to one that waits or has only just turned to lead
// her, for she stood before its screen then. Whoever was seen is looked for all
// around.
func (e *eyes) looksAt(now time.Time, sector int, farM float64) bool {
	if off := sector - Sectors/2; max(off, -off) <= behindSectors {
		return true
	}
	return (e.wait || now.Before(e.around)) && farM <= asideM
}

// unexplained is where the echo of a sector comes from, if it is not a thing of
// the map.
func (e *eyes) unexplained(from Pose, sector int, farM float64) (Point, bool) {
	sin, cos := math.Sincos(from.HeadingRad + 2*math.Pi*float64(sector)/Sectors)
	p := Point{from.XM + farM*cos, from.YM + farM*sin}
	return p, e.floor.clearanceM(p) > explainedM
}
