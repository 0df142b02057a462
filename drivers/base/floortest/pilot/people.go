package pilot

import (
	"math"
	"slices"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// strayM is kept beside the body to the legs that the lidar sees, and to
	// whatever else is on no map: bodies reach beyond legs, and people are
	// not to be brushed past.
	strayM = 0.30
	// bodyM is the radius of a body around the middle of its legs.
	bodyM = 0.28
	// lookM is how far away people are followed by eye.
	lookM = 6.0
	// strideM is how far apart two points of one person may be.
	strideM = 0.4
	// sameM is how far a person may be from where she was expected.
	sameM = 0.6
	// forgetS is how long somebody unseen is still believed to be there.
	forgetS = 0.7
	// Gains of the filter that smoothes places and estimates velocities.
	placeGain, velocityGain = 0.5, 0.9
	// walkMps from which somebody walks, once seen for youngS.
	walkMps, youngS = 0.35, 0.4
	// standMps is below what the filter makes of somebody who stands.
	standMps = 0.15
)

// track is something that stands on no map, followed over scans.
type track struct {
	at, vel   world.Point // on the floor
	age, lost float64
	matched   bool
}

// tracker follows people by their legs.
type tracker struct {
	tracks   []track
	clusters []world.Point
	points   []seenPoint
}

// see takes in a scan.
func (t *tracker) see(dt float64, in Input, mapped *world.Field) {
	t.points = points(in, mapped, lookM, t.points)
	t.cluster(in.Pose)
	for i := range t.tracks {
		k := &t.tracks[i]
		k.at = k.at.Add(k.vel.Scale(dt))
		k.matched = false
	}
	for _, c := range t.clusters {
		best, near := -1, sameM
		for i := range t.tracks {
			if d := t.tracks[i].at.Sub(c).Len(); d < near && !t.tracks[i].matched {
				best, near = i, d
			}
		}
		if best < 0 {
			t.tracks = append(t.tracks, track{at: c, matched: true})
			continue
		}
		k := &t.tracks[best]
		off := c.Sub(k.at)
		k.at = k.at.Add(off.Scale(placeGain))
		k.vel = k.vel.Add(off.Scale(velocityGain))
		const most = 2.0
		if v := k.vel.Len(); v > most {
			k.vel = k.vel.Scale(most / v)
		}
		k.matched, k.lost = true, 0
	}
	t.tracks = slices.DeleteFunc(t.tracks, func(k track) bool { return k.lost > forgetS })
	for i := range t.tracks {
		k := &t.tracks[i]
		k.age += dt
		if !k.matched {
			k.lost += dt
		}
	}
}

// cluster gathers the points that belong together.
func (t *tracker) cluster(at world.Pose) {
	t.clusters = t.clusters[:0]
	var sum world.Point
	n := 0
	var last world.Point
	flush := func() {
		if n > 0 {
			own := sum.Scale(1 / float64(n))
			const behind = 0.06 // the beams end on the near side of a leg
			t.clusters = append(t.clusters, at.To(own.Add(own.Unit().Scale(behind))))
		}
		sum, n = world.Point{}, 0
	}
	for _, p := range t.points {
		if !p.stray {
			continue
		}
		if n > 0 && p.Sub(last).Len() > strideM {
			flush()
		}
		sum, last = sum.Add(p.Point), p.Point
		n++
	}
	flush()
}

// walking reports whether a point belongs to somebody who walks.
func (t *tracker) walking(at world.Point) bool {
	for _, k := range t.tracks {
		if k.age > youngS && k.vel.Len() > walkMps && k.at.Sub(at).Len() < strideM {
			return true
		}
	}
	return false
}

// stands: somebody who does is kept clear of by where her legs are.
func (k *track) stands() bool { return k.age < youngS || k.vel.Len() < standMps }

// need is the gap that the base keeps to somebody: more when either is fast.
func (k *track) need(mps float64) float64 {
	const still, fast, hurried = 0.20, 0.30, 0.20
	return still + fast*mps + hurried*min(1, k.vel.Len()/walkMps)
}

// closest is how much more than the gap that is needed remains to anybody when
// the base moves with a velocity, and when that will be, within a time. Less
// than nothing is too near.
func (t *tracker) closest(from, vel world.Point, withinS float64) (spareM, atS float64) {
	spareM = math.Inf(1)
	mps := vel.Len()
	for _, k := range t.tracks {
		if k.stands() {
			continue
		}
		d, v := k.at.Sub(from), k.vel.Sub(vel)
		when := 0.0
		if vv := v.Dot(v); vv > 1e-6 {
			when = max(0, min(withinS, -d.Dot(v)/vv))
		}
		gap := d.Add(v.Scale(when)).Len() - chassis.RadiusM - bodyM
		if spare := gap - k.need(mps); spare < spareM {
			spareM, atS = spare, when
		}
	}
	return spareM, atS
}
