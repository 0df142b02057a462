package main

import (
	"time"

	folk "tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
	"tiepdan/nav"
)

// frameEvery is how often a run is recorded, frameEveryDay if it is a whole day.
const (
	frameEvery    = 500 * time.Millisecond
	frameEveryDay = 2 * time.Second
)

// still is somebody at one moment.
type still struct {
	id      int
	kind    folk.Kind
	at      world.Pose
	radiusM float64
	led     bool
}

// frame is one moment of a run.
type frame struct {
	at     time.Time
	robot  world.Pose
	people []still
	way    []world.Point
}

// recording keeps one run of a kind, for a picture: the first that went well
// among at least so many people.
type recording struct {
	plan    *world.Plan
	of      string
	frames  []frame
	mission nav.Mission
	person  int
	best    *run
	done    bool
	most    int // people seen at once
	next    time.Time
	until   time.Time
}

// company is how many people make a run worth a picture.
const company = 6

// record watches a day.
func record(d *floorDay, of string) *recording {
	r := &recording{plan: d.sim.Plan(), of: of}
	d.watch = r.look
	return r
}

func (r *recording) look(d *floorDay) {
	if r.of == pictureDay {
		r.keep(d, frameEveryDay)
		return
	}
	if r.done {
		return
	}
	if r.mission.ID == "" && !r.begin(d) {
		return
	}
	r.keep(d, frameEvery)
	const after = 3 * time.Second
	switch _, open := d.errands.open[r.mission.ID]; {
	case open:
	case r.until.IsZero():
		r.until = d.now.Add(after)
	case d.now.After(r.until):
		r.judge(d.errands.tally.well[r.mission.ID])
	}
}

// judge keeps a run that ended, if it is the best so far.
func (r *recording) judge(well bool) {
	if well && (r.best == nil || r.most > r.best.most) {
		r.best = &run{r.mission, r.frames, r.most}
		r.done = r.most >= company
	}
	r.mission, r.frames = nav.Mission{}, nil
}

// run is one that was recorded.
type run struct {
	mission nav.Mission
	frames  []frame
	most    int // people seen at once
}

// begin waits for a run of the kind that is wanted.
func (r *recording) begin(d *floorDay) bool {
	o, ok := d.errands.open[d.health.Mission]
	if !ok || o.Kind != pictureKinds()[r.of] {
		return false
	}
	r.mission, r.person, r.frames, r.most, r.until = o.Mission, o.person, nil, 0, time.Time{}
	return true
}

// keep takes a frame when it is time to.
func (r *recording) keep(d *floorDay, every time.Duration) {
	if d.now.Before(r.next) {
		return
	}
	r.next = d.now.Add(every)
	f := frame{at: d.now, robot: d.sim.Truth().Pose}
	if r.of != pictureDay {
		f.way = d.sim.Way()
		for _, p := range d.sim.Crowd().People() {
			if p.Here() {
				f.people = append(f.people, still{
					id: p.ID, kind: p.Kind, at: world.Pose{Point: p.Point, Heading: p.Heading},
					radiusM: p.RadiusM, led: p.ID == r.person,
				})
			}
		}
		r.most = max(r.most, len(f.people))
	}
	r.frames = append(r.frames, f)
}

// trodden is the way of somebody.
type trodden struct {
	id   int
	kind folk.Kind
	led  bool
	way  []world.Point
}

// walked are the ways of all who were there.
func (r *recording) walked() []trodden {
	var ways []trodden
	index := map[int]int{}
	for _, f := range r.frames {
		for _, p := range f.people {
			i, ok := index[p.id]
			if !ok {
				i = len(ways)
				index[p.id] = i
				ways = append(ways, trodden{id: p.id, kind: p.kind, led: p.led})
			}
			ways[i].way = append(ways[i].way, p.at.Point)
		}
	}
	return ways
}

// title says in both languages what is seen.
func (r *recording) title() string {
	vi, en := spoken(r.mission.To)
	switch r.of {
	case "escort":
		return "Dẫn đến " + vi + " · Leading to " + en
	case "patrol":
		return "Đi vòng mời nước · Round with the tray"
	case "call":
		return "Được gọi đến " + vi + " · Called to " + en
	}
	return "Một ngày của rô-bốt · A day of the robot"
}
