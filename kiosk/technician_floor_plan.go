package kiosk

import (
	"math"
	"slices"
)

// Bounds of a plan.
const (
	mostPlaces  = 200
	mostRounds  = 40
	mostZones   = 60
	mostStops   = 60
	mostCorners = 64
	leastCorner = 3
	farthestM   = 10_000
	nameMost    = 32
)

// same compares two plans; no list and an empty one are the same.
func (p FloorPlan) same(q FloorPlan) bool {
	return p.Roles == q.Roles && slices.Equal(p.Places, q.Places) &&
		slices.EqualFunc(p.Rounds, q.Rounds, func(a, b FloorRound) bool {
			return a.Name == b.Name && a.ServeS == b.ServeS && a.EveryMin == b.EveryMin && slices.Equal(a.Stops, b.Stops)
		}) &&
		slices.EqualFunc(p.Zones, q.Zones, func(a, b FloorZone) bool {
			return a.Name == b.Name && a.Kind == b.Kind && a.SpeedMPS == b.SpeedMPS && slices.Equal(a.Corners, b.Corners)
		})
}

// clone is a plan that shares nothing with p.
func (p FloorPlan) clone() FloorPlan {
	p.Places, p.Rounds, p.Zones = slices.Clone(p.Places), slices.Clone(p.Rounds), slices.Clone(p.Zones)
	for i := range p.Rounds {
		p.Rounds[i].Stops = slices.Clone(p.Rounds[i].Stops)
	}
	for i := range p.Zones {
		p.Zones[i].Corners = slices.Clone(p.Zones[i].Corners)
	}
	return p
}

// Place finds a place by its name; nil when there is none.
func (p FloorPlan) Place(name string) *FloorPlace {
	return find(p.Places, func(x FloorPlace) bool { return x.Name == name })
}

// Round is as Place.
func (p FloorPlan) Round(name string) *FloorRound {
	return find(p.Rounds, func(x FloorRound) bool { return x.Name == name })
}

// Zone is as Place.
func (p FloorPlan) Zone(name string) *FloorZone {
	return find(p.Zones, func(x FloorZone) bool { return x.Name == name })
}

func find[T any](all []T, is func(T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return &all[i]
	}
	return nil
}

// has reports whether there is such a thing.
func (p FloorPlan) has(t FloorThing) bool {
	switch t.Kind {
	case FloorPlaces:
		return p.Place(t.Name) != nil
	case FloorRounds:
		return p.Round(t.Name) != nil
	case FloorZones:
		return p.Zone(t.Name) != nil
	}
	return false
}

// nameFits reports whether the configuration takes a name: 1 to 32 of a-z, 0-9
// and -, neither first nor last a -.
func nameFits(name string) bool {
	if name == "" || len(name) > nameMost || name[0] == '-' || name[len(name)-1] == '-' {
		return false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// tidy rounds a point to the centimetre; false means that it is nowhere.
func tidy(p FloorPoint) (FloorPoint, bool) {
	if !(math.Abs(p.XM) <= farthestM && math.Abs(p.YM) <= farthestM) {
		return FloorPoint{}, false
	}
	return FloorPoint{math.Round(p.XM*100) / 100, math.Round(p.YM*100) / 100}, true
}

// turned is a heading of more than -180 and at most 180 whole degrees.
func turned(deg float64) float64 {
	deg = math.Remainder(math.Round(deg), 360)
	if deg <= -180 {
		deg += 360
	}
	return deg + 0 // no -0
}

// rename gives a place another name wherever it stands.
func rename(p *FloorPlan, from, to string) {
	swap := func(s *string) {
		if *s == from {
			*s = to
		}
	}
	for i := range p.Places {
		swap(&p.Places[i].Name)
		swap(&p.Places[i].Else)
	}
	for i := range p.Rounds {
		for j := range p.Rounds[i].Stops {
			swap(&p.Rounds[i].Stops[j])
		}
	}
	for _, role := range []*string{&p.Roles.Dock, &p.Roles.Entrance, &p.Roles.Welcome, &p.Roles.Waiting} {
		swap(role)
	}
}

// drop takes a place out wherever it stands.
func drop(p *FloorPlan, name string) {
	p.Places = slices.DeleteFunc(p.Places, func(x FloorPlace) bool { return x.Name == name })
	for i := range p.Places {
		if p.Places[i].Else == name {
			p.Places[i].Else = ""
		}
	}
	for i := range p.Rounds {
		p.Rounds[i].Stops = slices.DeleteFunc(p.Rounds[i].Stops, func(s string) bool { return s == name })
	}
	for _, role := range []*string{&p.Roles.Dock, &p.Roles.Entrance} {
		if *role == name {
			*role = ""
		}
	}
}

// freeName is a name that no zone has yet.
func (p FloorPlan) freeName(stem string) string {
	for i := 1; ; i++ {
		if name := stem + "-" + itoa(i); p.Zone(name) == nil {
			return name
		}
	}
}

// crosses reports whether a further corner would make an edge that meets
// another one; closed says that the area is closed by it.
func crosses(corners []FloorPoint, next FloorPoint, closed bool) bool {
	n := len(corners)
	if n == 0 {
		return false
	}
	from := corners[n-1]
	if from == next {
		return true
	}
	for i := range n - 1 {
		a, b := corners[i], corners[i+1]
		switch {
		case closed && i == 0: // its first corner is where the area closes
			if foldsBack(b, a, from) {
				return true
			}
		case i == n-2: // the edge before shares a corner; it must not fold back
			if foldsBack(a, b, next) {
				return true
			}
		case edgesMeet(a, b, from, next):
			return true
		}
	}
	return false
}

// foldsBack reports whether from a corner two edges run over each other.
func foldsBack(a, corner, b FloorPoint) bool {
	along := (a.XM-corner.XM)*(b.XM-corner.XM) + (a.YM-corner.YM)*(b.YM-corner.YM)
	return leftOf(corner, a, b) == 0 && along > 0
}

// leftOf is positive when c lies left of the line from a to b.
func leftOf(a, b, c FloorPoint) float64 {
	return (b.XM-a.XM)*(c.YM-a.YM) - (b.YM-a.YM)*(c.XM-a.XM)
}

// edgesMeet reports whether two edges have a point in common.
func edgesMeet(a, b, c, d FloorPoint) bool {
	on := func(a, b, p FloorPoint) bool {
		return leftOf(a, b, p) == 0 && min(a.XM, b.XM) <= p.XM && p.XM <= max(a.XM, b.XM) &&
			min(a.YM, b.YM) <= p.YM && p.YM <= max(a.YM, b.YM)
	}
	if on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b) {
		return true
	}
	return leftOf(a, b, c) > 0 != (leftOf(a, b, d) > 0) && leftOf(c, d, a) > 0 != (leftOf(c, d, b) > 0)
}
