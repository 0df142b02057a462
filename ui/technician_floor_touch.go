package ui

import (
	"image"
	"math"

	"tiepdan/kiosk"
)

// pointing is what a finger on a map asks for that was put down at one place and
// lifted at another, in design pixels.
type pointing func(l *local, from, to image.Point) kiosk.Msg

// mapControl lets a finger work on the map. Its id is that of a key: corners
// follow each other fast.
func (c *canvas) mapControl(m *editMap, p picture) {
	c.declare(m.at, "key floor-map", wFloorMap.in(p.Lang), nil, nil)
	c.hits[len(c.hits)-1].point = m.pointed
}

// pointed is what a tap or a pull on the map does.
func (m *editMap) pointed(l *local, from, to image.Point) kiosk.Msg {
	if !slipped(from, to) {
		return m.tapped(m.j.point(to), to)
	}
	at := m.j.point(to)
	switch hold := m.grabs(from); {
	case hold.place != "":
		return kiosk.FloorEdited{Op: kiosk.FloorMove, Name: hold.place, At: at}
	case hold.corner > 0:
		return kiosk.FloorEdited{Op: kiosk.FloorCornerMove, Index: hold.corner - 1, At: at}
	}
	l.floor.off.XM -= float64(to.X-from.X) / m.j.scale
	l.floor.off.YM += float64(to.Y-from.Y) / m.j.scale
	return nil
}

// tapped is what a tap does: it sets a corner, adds a stop, or picks.
func (m *editMap) tapped(at kiosk.FloorPoint, px image.Point) kiosk.Msg {
	if m.e.Draft != nil {
		return kiosk.FloorEdited{Op: kiosk.FloorCorner, At: at}
	}
	place := m.placeAt(px)
	switch {
	case m.e.Picked.Kind == kiosk.FloorRounds && place != "":
		return kiosk.FloorEdited{Op: kiosk.FloorStop, Name: place}
	case m.e.Picked.Kind == kiosk.FloorRounds: // a finger that missed a place
		return nil
	case place != "":
		return kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: place}
	}
	for _, z := range m.e.Plan.Zones {
		if holds(z.Corners, at) {
			return kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorZones, Name: z.Name}
		}
	}
	return kiosk.FloorEdited{Op: kiosk.FloorPick}
}

// placeAt is the place nearest to a finger, "" for none near enough.
func (m *editMap) placeAt(px image.Point) string {
	best, name := float64(grabPx), ""
	for _, p := range m.e.Plan.Places {
		at := m.px(p.XM, p.YM)
		if d := math.Hypot(float64(at.X)-float64(px.X), float64(at.Y)-float64(px.Y)); d <= best {
			best, name = d, p.Name
		}
	}
	return name
}

// holds reports whether a point lies in an area.
func holds(area []kiosk.FloorPoint, p kiosk.FloorPoint) bool {
	in := false
	for i, a := range area {
		b := area[(i+1)%len(area)]
		if (a.YM > p.YM) != (b.YM > p.YM) && p.XM < a.XM+(b.XM-a.XM)*(p.YM-a.YM)/(b.YM-a.YM) {
			in = !in
		}
	}
	return in
}

// pull follows a finger that is on a map; before is what was pressed until now.
// It reports whether the picture changes by that.
func (u *UI) pull(step Touch, hit Control, at image.Point, before string) bool {
	f := &u.local.floor
	to := image.Pt(int(float32(at.X)/u.scene.scale), int(float32(at.Y)/u.scene.scale))
	switch {
	case step == Press && u.pressed == hit.id && hit.point != nil:
		f.held, f.from, f.finger = true, to, to
		return true
	case !f.held:
		return false
	case step == Move && u.pressed != "":
		f.finger = to
		return true
	}
	from := f.from
	f.held, f.from, f.finger = false, image.Point{}, image.Point{}
	if step == Release && hit.id == before && hit.point != nil {
		if msg := hit.point(&u.local, from, to); msg != nil {
			u.o.Post(msg)
		}
	}
	return true
}
