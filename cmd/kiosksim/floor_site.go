package main

import (
	"fmt"
	"time"

	"tiepdan/drivers/base/floortest/world"
	"tiepdan/nav"
)

// siteOf is what a ward's file would say of a plan.
func siteOf(p *world.Plan) nav.Site {
	s := nav.Site{
		Places: map[string]nav.Place{}, Dock: "dock", Entrance: homePlace,
		Schedule: nav.Schedule{Lunch: []nav.Span{{From: 12 * time.Hour, To: 13 * time.Hour}}},
	}
	for name, at := range p.Places {
		s.Places[name] = nav.Place{Pose: navPose(at)}
	}
	for i, area := range p.KeepOut {
		s.Zones = append(s.Zones, nav.Zone{Name: fmt.Sprintf("closed-%d", i+1), Kind: nav.ZoneKeepOut, Area: navArea(area)})
	}
	for _, z := range p.Slow {
		s.Zones = append(s.Zones, nav.Zone{Name: z.Name, Kind: nav.ZoneSpeed, MaxSpeedMps: z.MaxMps, Area: navArea(z.Area)})
	}
	return s
}

// mapOf is the base's map of a plan, as the navigator gets it.
func mapOf(p *world.Plan) (*nav.Map, error) {
	description, picture := p.MapFiles()
	info, err := nav.ParseMapInfo(description)
	if err != nil {
		return nil, fmt.Errorf("cannot describe the map %s: %w", p.Name, err)
	}
	m, err := nav.DecodeMap(info, picture)
	if err != nil {
		return nil, fmt.Errorf("cannot draw the map %s: %w", p.Name, err)
	}
	return m, nil
}

func navPose(p world.Pose) nav.Pose { return nav.Pose{XM: p.X, YM: p.Y, HeadingRad: p.Heading} }

func floorPose(p nav.Pose) world.Pose { return world.At(p.XM, p.YM, p.HeadingRad) }

func navArea(g world.Polygon) nav.Polygon {
	var area nav.Polygon
	for _, p := range g {
		area = append(area, nav.Point{XM: p.X, YM: p.Y})
	}
	return area
}

func floorArea(area nav.Polygon) world.Polygon {
	var g world.Polygon
	for _, p := range area {
		g = append(g, world.Point{X: p.XM, Y: p.YM})
	}
	return g
}
