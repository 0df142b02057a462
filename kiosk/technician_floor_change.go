package kiosk

import "slices"

func zoneKind(name string) bool {
	return slices.Contains([]string{ZoneKeepOut, ZoneSpeed, ZoneWaiting}, name)
}

// Speeds of a zone of the kind ZoneSpeed, in m/s.
const (
	zoneUsualMPS = 0.3
	zoneLeastMPS = 0.1
	zoneMostMPS  = 0.8
)

// alter changes the plan.
func (f *floorStep) alter() {
	switch f.Op {
	case FloorDraw:
		f.begin()
	case FloorCorner, FloorCornerBack, FloorDrawn:
		f.draw()
	case FloorAdd:
		f.add()
	case FloorRename:
		f.rename()
	case FloorDelete:
		f.remove()
	case FloorMove:
		f.movePlace(f.Name, f.At, nil)
	case FloorHere:
		f.here()
	case FloorTurn, FloorSeat, FloorRole:
		f.posed()
	case FloorCornerMove, FloorZoneKind, FloorZoneSpeed:
		f.zoned()
	case FloorStop, FloorStopMove, FloorStopCut:
		f.stopped()
	default:
	}
}

// add makes a place or a round and picks it.
func (f *floorStep) add() {
	thing := FloorThing{f.Kind, f.Name}
	f.change(func(p *FloorPlan) FloorRefusal {
		if why := fits(*p, thing); why != "" {
			return why
		}
		switch f.Kind {
		case FloorPlaces:
			place := FloorPlace{Name: f.Name}
			at, ok := tidy(f.At)
			if f.Spot.good() {
				at, ok = tidy(FloorPoint{f.Spot.XM, f.Spot.YM})
				place.HeadingDeg = turned(f.Spot.HeadingDeg)
			}
			if !ok || len(p.Places) >= mostPlaces {
				return RefusedMany
			}
			place.XM, place.YM = at.XM, at.YM
			p.Places = append(p.Places, place)
		case FloorRounds:
			if len(p.Rounds) >= mostRounds {
				return RefusedMany
			}
			p.Rounds = append(p.Rounds, FloorRound{Name: f.Name})
		case FloorZones: // these are drawn
		}
		return ""
	})
	if f.Refused == "" && f.Plan.has(thing) {
		f.Picked = thing
	}
}

// fits is what is wrong with the name of a new thing.
func fits(p FloorPlan, t FloorThing) FloorRefusal {
	switch {
	case !nameFits(t.Name):
		return RefusedName
	case p.has(t):
		return RefusedTaken
	}
	return ""
}

func (f *floorStep) rename() {
	was, to := f.Picked, FloorThing{f.Picked.Kind, f.Name}
	if was.Kind == "" || was == to {
		return
	}
	picked := f.Picked
	f.Picked = to // there once the plan is changed
	f.change(func(p *FloorPlan) FloorRefusal {
		if why := fits(*p, to); why != "" {
			return why
		}
		switch was.Kind {
		case FloorPlaces:
			if slices.Contains(f.Doors, was.Name) {
				return RefusedDoor
			}
			rename(p, was.Name, to.Name)
		case FloorRounds:
			p.Round(was.Name).Name = to.Name
		case FloorZones:
			p.Zone(was.Name).Name = to.Name
		}
		return ""
	})
	if f.Refused != "" {
		f.Picked = picked
	}
}

func (f *floorStep) remove() {
	name := f.Picked.Name
	f.change(func(p *FloorPlan) FloorRefusal {
		switch f.Picked.Kind {
		case FloorPlaces:
			if slices.Contains(f.Doors, name) {
				return RefusedDoor
			}
			if p.Roles.Welcome == name || p.Roles.Waiting == name {
				return RefusedRole
			}
			drop(p, name)
		case FloorRounds:
			p.Rounds = slices.DeleteFunc(p.Rounds, func(r FloorRound) bool { return r.Name == name })
		case FloorZones:
			p.Zones = slices.DeleteFunc(p.Zones, func(z FloorZone) bool { return z.Name == name })
		}
		return ""
	})
}

// movePlace puts a place elsewhere, and turns it if a heading is given.
func (f *floorStep) movePlace(name string, to FloorPoint, headingDeg *float64) {
	f.change(func(p *FloorPlan) FloorRefusal {
		at, ok := tidy(to)
		place := p.Place(name)
		if !ok || place == nil {
			return ""
		}
		place.XM, place.YM = at.XM, at.YM
		if headingDeg != nil {
			place.HeadingDeg = turned(*headingDeg)
		}
		return ""
	})
}

// here puts the place picked to where the robot stands now.
func (f *floorStep) here() {
	if !f.Spot.good() {
		f.Refused = RefusedLost
		return
	}
	if f.Picked.Kind == FloorPlaces {
		f.movePlace(f.Picked.Name, FloorPoint{f.Spot.XM, f.Spot.YM}, &f.Spot.HeadingDeg)
	}
}

// posed changes the place picked where it stands.
func (f *floorStep) posed() {
	f.change(func(p *FloorPlan) FloorRefusal {
		place := p.Place(f.Picked.Name)
		if f.Picked.Kind != FloorPlaces || place == nil {
			return ""
		}
		switch f.Op {
		case FloorTurn:
			place.HeadingDeg = turned(place.HeadingDeg + float64(f.By%360))
		case FloorSeat:
			place.Seat = !place.Seat
		default:
			p.Roles.give(f.Name, place.Name)
		}
		return ""
	})
}

// give gives a role to a place; a role that it has and that nobody needs is
// taken back.
func (r *FloorRoles) give(role, place string) {
	toggle := func(at *string) {
		if *at == place {
			place = ""
		}
		*at = place
	}
	switch role {
	case "dock":
		toggle(&r.Dock)
	case "entrance":
		toggle(&r.Entrance)
	case "welcome":
		r.Welcome = place
	case "waiting":
		r.Waiting = place
	}
}

// begin begins a zone.
func (f *floorStep) begin() {
	f.Draft, f.Picked = nil, FloorThing{}
	if zoneKind(f.Name) {
		f.Draft = &FloorDraft{Kind: f.Name}
	}
}

// draw goes on with the zone that is drawn.
func (f *floorStep) draw() {
	if f.Draft == nil {
		return
	}
	d := FloorDraft{Kind: f.Draft.Kind, Corners: slices.Clone(f.Draft.Corners)}
	switch f.Op {
	case FloorCorner:
		at, ok := tidy(f.At)
		switch {
		case !ok || len(d.Corners) >= mostCorners:
			f.Refused = RefusedMany
		case crosses(d.Corners, at, false):
			f.Refused = RefusedCross
		default:
			d.Corners = append(d.Corners, at)
		}
	case FloorCornerBack:
		d.Corners = d.Corners[:max(0, len(d.Corners)-1)]
	default:
		f.drawn(d)
		return
	}
	f.Draft = &d
}

func (f *floorStep) drawn(d FloorDraft) {
	if len(d.Corners) < leastCorner {
		f.Refused = RefusedCorners
		return
	}
	if crosses(d.Corners, d.Corners[0], true) {
		f.Refused = RefusedCross
		return
	}
	zone := FloorZone{Name: f.Plan.freeName(d.Kind), Kind: d.Kind, Corners: d.Corners}
	if d.Kind == ZoneSpeed {
		zone.SpeedMPS = zoneUsualMPS
	}
	f.change(func(p *FloorPlan) FloorRefusal {
		if len(p.Zones) >= mostZones {
			return RefusedMany
		}
		p.Zones = append(p.Zones, zone)
		return ""
	})
	if f.Refused == "" {
		f.Draft, f.Picked = nil, FloorThing{FloorZones, zone.Name}
	}
}

// zoned changes the zone picked.
func (f *floorStep) zoned() {
	f.change(func(p *FloorPlan) FloorRefusal {
		zone := p.Zone(f.Picked.Name)
		if f.Picked.Kind != FloorZones || zone == nil {
			return ""
		}
		switch f.Op {
		case FloorCornerMove:
			if at, ok := tidy(f.At); ok && f.Index >= 0 && f.Index < len(zone.Corners) {
				zone.Corners[f.Index] = at
			}
		case FloorZoneSpeed:
			if zone.Kind == ZoneSpeed {
				cms := int(zone.SpeedMPS*100+0.5) + min(max(f.By, -100), 100)
				zone.SpeedMPS = min(max(float64(cms)/100, zoneLeastMPS), zoneMostMPS)
			}
		default:
			zone.give(f.Name)
		}
		return ""
	})
}

// give makes another kind of a zone; only one kind has a speed.
func (z *FloorZone) give(kind string) {
	if !zoneKind(kind) || kind == z.Kind {
		return
	}
	z.Kind, z.SpeedMPS = kind, 0
	if kind == ZoneSpeed {
		z.SpeedMPS = zoneUsualMPS
	}
}

// stopped changes the stops of the round picked.
func (f *floorStep) stopped() {
	f.change(func(p *FloorPlan) FloorRefusal {
		round := p.Round(f.Picked.Name)
		if f.Picked.Kind != FloorRounds || round == nil {
			return ""
		}
		if f.Op != FloorStop {
			round.order(f.Op, f.Index, f.By)
			return ""
		}
		if len(round.Stops) >= mostStops {
			return RefusedMany
		}
		if p.Place(f.Name) != nil {
			round.Stops = append(round.Stops, f.Name)
		}
		return ""
	})
}

// order takes a stop out, or moves it one back or on.
func (r *FloorRound) order(op FloorOp, i, by int) {
	n := len(r.Stops)
	if i < 0 || i >= n {
		return
	}
	if op == FloorStopCut {
		r.Stops = slices.Delete(r.Stops, i, i+1)
		return
	}
	if to := i + min(max(by, -1), 1); to >= 0 && to < n {
		r.Stops[i], r.Stops[to] = r.Stops[to], r.Stops[i]
	}
}
