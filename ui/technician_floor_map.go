package ui

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// floorLocal is what of the floor's editor is the screen's own business: what
// part of the map is shown, where the finger is, which name is being written.
type floorLocal struct {
	zoom   float64 // 1 shows all; 0 is 1
	off    Point   // of what lies in the middle from the floor's middle
	held   bool    // a finger is on the map
	from   image.Point
	finger image.Point
	naming naming
}

const (
	zoomStep = 1.5
	zoomMost = 10
	// grabPx is how far from a thing a finger may be that means it.
	grabPx = 48
	// stillPx is how far a finger may slip that taps.
	stillPx = 14
)

// editMap is the map of the editor in its place on screen.
type editMap struct {
	at   image.Rectangle
	j    projection
	f    *Floor
	e    *kiosk.FloorEdit
	loc  floorLocal
	mid  Point // of the floor
	tags []image.Rectangle
}

func newEditMap(at image.Rectangle, p picture, whole bool) *editMap {
	m := &editMap{at: at, f: p.floor, e: p.Technician.Floor, loc: p.local.floor}
	low, high := m.extent()
	m.mid = Point{(low.XM + high.XM) / 2, (low.YM + high.YM) / 2}
	fit := fitFloor(&Floor{Min: low, Max: high}, at.Inset(40))
	if whole {
		m.loc = floorLocal{}
	}
	center := at.Min.Add(at.Max).Div(2)
	shown := Point{m.mid.XM + m.loc.off.XM, m.mid.YM + m.loc.off.YM}
	m.j = projection{origin: raster.Pt(float32(center.X), float32(center.Y)), scale: fit.scale * max(1, m.loc.zoom), min: shown}
	if d, pans := m.panned(); pans {
		m.j.origin = raster.Pt(m.j.origin.X+float32(d.X), m.j.origin.Y+float32(d.Y))
	}
	return m
}

// extent is what there is to be seen.
func (m *editMap) extent() (low, high Point) {
	if m.f != nil && m.f.Max.XM > m.f.Min.XM && m.f.Max.YM > m.f.Min.YM {
		return m.f.Min, m.f.Max
	}
	low, high = Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, p := range m.e.Plan.Places {
		low = Point{min(low.XM, p.XM), min(low.YM, p.YM)}
		high = Point{max(high.XM, p.XM), max(high.YM, p.YM)}
	}
	if !(low.XM <= high.XM) {
		return Point{-5, -5}, Point{5, 5}
	}
	return Point{low.XM - 2, low.YM - 2}, Point{high.XM + 2, high.YM + 2}
}

// point is what lies at a place of the screen.
func (j projection) point(at image.Point) kiosk.FloorPoint {
	return kiosk.FloorPoint{
		XM: j.min.XM + (float64(at.X)-float64(j.origin.X))/j.scale,
		YM: j.min.YM - (float64(at.Y)-float64(j.origin.Y))/j.scale,
	}
}

func (m *editMap) px(x, y float64) raster.Point { return m.j.at(Point{x, y}) }

// panned is how far a finger has pulled the map, if it holds nothing else.
func (m *editMap) panned() (image.Point, bool) {
	d := m.loc.finger.Sub(m.loc.from)
	if !m.loc.held || !slipped(m.loc.from, m.loc.finger) || m.grabs(m.loc.from) != (grip{}) {
		return image.Point{}, false
	}
	return d, true
}

func slipped(from, to image.Point) bool {
	return math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)) > stillPx
}

// grip is what a finger holds: the place picked, or a corner of the zone picked.
type grip struct {
	place  string
	corner int // counted from 1
}

// grabs is what a finger that was put somewhere holds.
func (m *editMap) grabs(at image.Point) grip {
	if m.e.Draft != nil {
		return grip{}
	}
	near := func(x, y float64) bool {
		p := m.px(x, y)
		return math.Hypot(float64(p.X)-float64(at.X), float64(p.Y)-float64(at.Y)) <= grabPx
	}
	switch m.e.Picked.Kind {
	case kiosk.FloorPlaces:
		if p := m.e.Plan.Place(m.e.Picked.Name); p != nil && near(p.XM, p.YM) {
			return grip{place: p.Name}
		}
	case kiosk.FloorZones:
		if z := m.e.Plan.Zone(m.e.Picked.Name); z != nil {
			for i, at := range z.Corners {
				if near(at.XM, at.YM) {
					return grip{corner: i + 1}
				}
			}
		}
	case kiosk.FloorRounds:
	}
	return grip{}
}

// held is what the finger pulls now, and where to.
func (m *editMap) held() (grip, kiosk.FloorPoint) {
	if !m.loc.held || !slipped(m.loc.from, m.loc.finger) {
		return grip{}, kiosk.FloorPoint{}
	}
	return m.grabs(m.loc.from), m.j.point(m.loc.finger)
}

// floorEditMap draws the map; live lets a finger work on it.
func (c *canvas) floorEditMap(at image.Rectangle, p picture, live bool) {
	c.framed(at, 2, c.Line, c.Surface)
	m := newEditMap(at.Inset(3), p, !live)
	c.editWalls(m)
	for i := range m.e.Plan.Zones {
		c.editZone(m, m.e.Plan.Zones[i])
	}
	for _, r := range m.e.Plan.Rounds {
		c.editRound(m, r)
	}
	c.editDraft(m)
	c.editRobot(m)
	m.occupy()
	for _, pl := range m.order() {
		c.editPlace(m, pl)
	}
	if live {
		c.mapControl(m, p)
	}
}

// occupy keeps names off what is drawn.
func (m *editMap) occupy() {
	at := func(x, y float64, r int) {
		p := m.px(x, y)
		m.tags = append(m.tags, image.Rect(int(p.X)-r, int(p.Y)-r, int(p.X)+r, int(p.Y)+r))
	}
	for _, p := range m.e.Plan.Places {
		sin, cos := math.Sincos(p.HeadingDeg * math.Pi / 180)
		at(p.XM, p.YM, 12)
		at(p.XM+26*cos/m.j.scale, p.YM+26*sin/m.j.scale, 6)
	}
	if m.e.Spot.Known {
		at(m.e.Spot.XM, m.e.Spot.YM, 24)
	}
}

// order has the places with the one picked first: its name finds room.
func (m *editMap) order() []kiosk.FloorPlace {
	all := slices.Clone(m.e.Plan.Places)
	slices.SortStableFunc(all, func(a, b kiosk.FloorPlace) int { return m.weight(b) - m.weight(a) })
	return all
}

func (m *editMap) weight(p kiosk.FloorPlace) int {
	t := kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: p.Name}
	switch {
	case m.e.Picked == t:
		return 2
	case m.e.ProblemOf(t) != nil:
		return 1
	}
	return 0
}

func (c *canvas) editWalls(m *editMap) {
	if m.f == nil {
		return
	}
	path, seen := &raster.Path{}, false
	for _, ring := range m.f.Walls {
		var pts []raster.Point
		for _, p := range ring {
			pts = append(pts, m.j.at(p))
		}
		pts = clipRing(pts, m.at)
		trace(path, pts)
		seen = seen || len(pts) > 0
	}
	if !seen {
		return
	}
	ink := c.InkSoft
	c.add(m.at, func(to *raster.Canvas) { to.Fill(path, ink) }, "edit walls", m.f.Version, ink, m.j)
}

// trace adds a closed ring to a path.
func trace(path *raster.Path, ring []raster.Point) {
	for i, p := range ring {
		if i == 0 {
			path.MoveTo(p)
		} else {
			path.LineTo(p)
		}
	}
	if len(ring) > 0 {
		path.Close()
	}
}

// zoneInk is the colour of a kind of zones.
func (c *canvas) zoneInk(kind string) color.NRGBA {
	switch kind {
	case kiosk.ZoneKeepOut:
		return c.Bad
	case kiosk.ZoneSpeed:
		return c.Warn
	}
	return c.Action
}

func (c *canvas) editZone(m *editMap, z kiosk.FloorZone) {
	picked := m.e.Picked == kiosk.FloorThing{Kind: kiosk.FloorZones, Name: z.Name}
	hold, to := m.held()
	var pts []raster.Point
	for i, at := range z.Corners {
		if picked && hold.corner == i+1 {
			at = to
		}
		pts = append(pts, m.px(at.XM, at.YM))
	}
	ink, width := c.zoneInk(z.Kind), float32(4)
	if m.e.ProblemOf(kiosk.FloorThing{Kind: kiosk.FloorZones, Name: z.Name}) != nil {
		ink = c.Bad
	}
	if picked {
		width = 8
	}
	soft := ink
	soft.A = 0x30
	area, edge := &raster.Path{}, &raster.Path{}
	ring := clipRing(pts, m.at)
	if len(ring) == 0 { // it lies outside of what is shown
		return
	}
	trace(area, ring)
	for i := range pts {
		segment(edge, pts[i], pts[(i+1)%len(pts)], m.at)
	}
	if z.Kind == kiosk.ZoneKeepOut {
		hatch(edge, ring)
	}
	if picked {
		for _, p := range pts {
			if inside(p, m.at, 14) {
				edge.Circle(p, 12)
			}
		}
	}
	c.add(m.at, func(to *raster.Canvas) {
		to.Fill(area, soft)
		to.Stroke(edge, width, ink)
	}, "edit zone", fmt.Sprint(pts), width, ink)
}

func (c *canvas) editRound(m *editMap, r kiosk.FloorRound) {
	picked := m.e.Picked == kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: r.Name}
	path, seen := &raster.Path{}, false
	var last *kiosk.FloorPlace
	for _, stop := range r.Stops {
		p := m.e.Plan.Place(stop)
		if p != nil && last != nil {
			seen = segment(path, m.px(last.XM, last.YM), m.px(p.XM, p.YM), m.at) || seen
		}
		if p != nil {
			last = p
		}
	}
	if !seen {
		return
	}
	ink, width := c.Good, float32(4)
	if picked {
		width = 10
	}
	c.add(m.at, func(to *raster.Canvas) { to.Stroke(path, width, ink) }, "edit round", fmt.Sprint(r.Stops, m.e.Plan.Places), width, ink, m.j)
}

// editDraft draws the zone that is being drawn.
func (c *canvas) editDraft(m *editMap) {
	d := m.e.Draft
	if d == nil {
		return
	}
	path, dots, seen := &raster.Path{}, &raster.Path{}, false
	for i, at := range d.Corners {
		p := m.px(at.XM, at.YM)
		if i > 0 {
			seen = segment(path, m.px(d.Corners[i-1].XM, d.Corners[i-1].YM), p, m.at) || seen
		}
		if inside(p, m.at, 16) {
			dots.Circle(p, 14)
			seen = true
		}
	}
	if !seen {
		return
	}
	ink := c.zoneInk(d.Kind)
	c.add(m.at, func(to *raster.Canvas) {
		to.Stroke(path, 6, ink)
		to.Fill(dots, ink)
	}, "edit draft", fmt.Sprint(d.Corners), ink, m.j)
}

// editRobot draws the robot where it stands, and how unsure that is.
func (c *canvas) editRobot(m *editMap) {
	s := m.e.Spot
	p := m.px(s.XM, s.YM)
	r := float32(min(max(24, s.SigmaM*m.j.scale), 400))
	if !s.Known || !inside(p, m.at, 20) {
		return
	}
	ink, ring := c.Bad, &raster.Path{}
	if inside(p, m.at, r) {
		ring.Circle(p, r)
	}
	body := pointer(p, s.HeadingDeg, 30)
	c.add(m.at, func(to *raster.Canvas) {
		to.Stroke(ring, 3, ink)
		to.Fill(body, ink)
	}, "edit robot", p, r, s.HeadingDeg, ink)
}

// pointer is a triangle that points in a heading.
func pointer(at raster.Point, deg float64, size float64) *raster.Path {
	path := &raster.Path{}
	sin, cos := math.Sincos(deg * math.Pi / 180)
	corner := func(ahead, left float64) raster.Point {
		return raster.Pt(at.X+float32(ahead*cos-left*sin), at.Y-float32(ahead*sin+left*cos))
	}
	trace(path, []raster.Point{corner(size, 0), corner(-size*0.6, size*0.6), corner(-size*0.6, -size*0.6)})
	return path
}

// editPlace draws a place with its heading and, where there is room, its name.
func (c *canvas) editPlace(m *editMap, pl kiosk.FloorPlace) {
	thing := kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: pl.Name}
	if hold, to := m.held(); hold.place == pl.Name && hold.place != "" {
		pl.XM, pl.YM = to.XM, to.YM
	}
	p := m.px(pl.XM, pl.YM)
	if !inside(p, m.at, 40) {
		return
	}
	ink, r := c.Action, float32(13)
	if m.e.ProblemOf(thing) != nil {
		ink = c.Bad
	}
	if m.e.Picked == thing {
		r = 20
	}
	path, dot := &raster.Path{}, &raster.Path{}
	dot.Circle(p, r)
	sin, cos := math.Sincos(pl.HeadingDeg * math.Pi / 180)
	path.MoveTo(p)
	path.LineTo(raster.Pt(p.X+float32(36*cos), p.Y-float32(36*sin)))
	box := image.Rect(int(p.X)-40, int(p.Y)-40, int(p.X)+40, int(p.Y)+40)
	c.add(box, func(to *raster.Canvas) {
		to.Stroke(path, 7, ink)
		to.Fill(dot, ink)
	}, "edit place", p, pl.HeadingDeg, ink, r)
	c.placeTag(m, p, pl.Name, m.e.Picked == thing)
}

// placeTag writes a place's name beside it, unless another name is there.
func (c *canvas) placeTag(m *editMap, p raster.Point, name string, picked bool) {
	ground, ink := c.Surface, c.Ink
	if picked {
		ground, ink = c.Action, c.OnAction
	}
	s := style{size: 24, weight: semiBold, color: ink, tight: true}
	b := c.set(s, 1<<20, name)
	w, h := b.width+16, b.height+10
	x, y := int(p.X), int(p.Y)
	for _, at := range []image.Point{{x + 24, y - h/2}, {x - 24 - w, y - h/2}, {x - w/2, y - 28 - h}, {x - w/2, y + 28}, {x + 28, y + 14}, {x - 28 - w, y + 14}} {
		tag := image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
		if !tag.In(m.at) || slices.ContainsFunc(m.tags, tag.Inset(-4).Overlaps) {
			continue
		}
		m.tags = append(m.tags, tag)
		c.box(tag, 8, ground)
		c.put(image.Rect(tag.Min.X+8, tag.Min.Y+5, tag.Max.X-8, tag.Max.Y-5), b, name)
		return
	}
}
