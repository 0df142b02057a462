package main

import (
	"maps"
	"math"
	"slices"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/nav"
	"tiepdan/ui"
)

func cents(m float64) float64 { return math.Round(m*100) / 100 }

func degrees(rad float64) float64 { return math.Round(math.Remainder(rad, 2*math.Pi) * 180 / math.Pi) }

// floorPlanOf is what a technician may change of a floor.
func floorPlanOf(n config.Nav) kiosk.FloorPlan {
	p := kiosk.FloorPlan{Roles: kiosk.FloorRoles{Dock: n.Dock, Entrance: n.Entrance, Welcome: n.Welcome, Waiting: n.Waiting}}
	for _, v := range n.Places {
		p.Places = append(p.Places, kiosk.FloorPlace(v))
	}
	for _, v := range n.Rounds {
		p.Rounds = append(p.Rounds, kiosk.FloorRound{Name: v.Name, Stops: slices.Clone(v.Stops), ServeS: v.ServeS, EveryMin: v.EveryMin})
	}
	for _, v := range n.Zones {
		z := kiosk.FloorZone{Name: v.Name, Kind: v.Kind, SpeedMPS: v.SpeedMPS}
		for _, at := range v.Corners {
			z.Corners = append(z.Corners, kiosk.FloorPoint{XM: at[0], YM: at[1]})
		}
		p.Zones = append(p.Zones, z)
	}
	return p
}

// floorOf is a floor with a plan in it; the rest stays as it was.
func floorOf(n config.Nav, p kiosk.FloorPlan) config.Nav {
	n.Dock, n.Entrance, n.Welcome, n.Waiting = p.Roles.Dock, p.Roles.Entrance, p.Roles.Welcome, p.Roles.Waiting
	n.Places, n.Rounds, n.Zones = nil, nil, nil
	for _, v := range p.Places {
		n.Places = append(n.Places, config.Place(v))
	}
	for _, v := range p.Rounds {
		n.Rounds = append(n.Rounds, config.Round{Name: v.Name, Stops: slices.Clone(v.Stops), ServeS: v.ServeS, EveryMin: v.EveryMin})
	}
	for _, v := range p.Zones {
		z := config.Zone{Name: v.Name, Kind: v.Kind, SpeedMPS: v.SpeedMPS}
		for _, at := range v.Corners {
			z.Corners = append(z.Corners, []float64{at.XM, at.YM})
		}
		n.Zones = append(n.Zones, z)
	}
	return n
}

// settle gives routes other goals.
func (r *floorRoutes) settle(places map[string]nav.Point) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.places = places
	clear(r.known)
	clear(r.wanted)
}

// goal is where a place is.
func (r *floorRoutes) goal(place string) (nav.Point, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.places[place]
	return at, ok
}

// decoded is the base's map, or nil.
func (r *floorRoutes) decoded() *nav.Map {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.m
}

// settle shows the doors elsewhere.
func (f *floorPlan) settle(n config.Nav) {
	f.mu.Lock()
	doors := maps.Clone(f.doors)
	for door, name := range f.place {
		for _, pl := range n.Places {
			if pl.Name == name {
				doors[door] = ui.Point{XM: pl.XM, YM: pl.YM}
			}
		}
	}
	f.doors, f.shown = doors, floorShown{} // what was shown before keeps its own
	f.mu.Unlock()
	f.refresh()
}
