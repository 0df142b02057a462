package main

import (
	"math"
	"sync"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/nav"
	"tiepdan/ui"
)

// floorPlan gives the screen the map with the way to the door that it sends
// somebody to.
type floorPlan struct {
	show  func(*ui.Floor)
	doors map[int]ui.Point
	place map[int]string // of a door

	mu      sync.Mutex
	service *floorService // nil without a map
	view    kiosk.View
	shown   floorShown
	version uint64
}

// floorShown is what the floor on screen was made of.
type floorShown struct {
	outlines uint64
	door     int
	route    int     // points of the way
	col, row float64 // where it begins, in steps of routeGridM
}

func newFloorPlan(c *config.Config, show func(*ui.Floor)) *floorPlan {
	f := &floorPlan{show: show, doors: map[int]ui.Point{}, place: map[int]string{}}
	for _, d := range c.Doors {
		for _, pl := range c.Nav.Places {
			if pl.Name == d.Place {
				f.doors[d.Number], f.place[d.Number] = ui.Point{XM: pl.XM, YM: pl.YM}, d.Place
			}
		}
	}
	return f
}

// use takes the service that knows the map.
func (f *floorPlan) use(s *floorService) {
	f.mu.Lock()
	f.service = s
	f.mu.Unlock()
}

// follow takes a new view.
func (f *floorPlan) follow(v kiosk.View) {
	f.mu.Lock()
	f.view = v
	f.mu.Unlock()
	f.refresh()
}

// refresh shows another floor when the map, the door or the way has changed.
func (f *floorPlan) refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.service == nil {
		return
	}
	m := f.service.Floor()
	if m == nil {
		return
	}
	next := floorShown{outlines: m.Version}
	var way []ui.Point
	if len(f.view.Calls) > 0 && f.view.Robot.Configured {
		door, r := f.view.Calls[0].Door, f.view.Robot
		if route, known := f.service.RouteTo(f.place[door], nav.Point{XM: r.XM, YM: r.YM}); known && route.Err == nil {
			next.door, next.route = door, len(route.Points)
			next.col, next.row = math.Round(r.XM/routeGridM), math.Round(r.YM/routeGridM)
			way = points(route.Points)
		}
	}
	if next == f.shown {
		return
	}
	f.shown = next
	f.version++
	out := &ui.Floor{
		Version: f.version, Min: ui.Point(m.Min), Max: ui.Point(m.Max), Doors: f.doors, Route: way, RouteDoor: next.door,
	}
	for _, o := range m.Outlines {
		out.Walls = append(out.Walls, points(o))
	}
	f.show(out)
}

func points(all []nav.Point) []ui.Point {
	out := make([]ui.Point, len(all))
	for i, p := range all {
		out[i] = ui.Point(p)
	}
	return out
}
