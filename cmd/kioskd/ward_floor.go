package main

import (
	"math"
	"slices"
	"sync"

	"tiepdan/config"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// wardFloor makes the ward's plan of the floor, once for each map.
type wardFloor struct {
	floor func() *floor
	plan  report.Plan // without walls

	mu   sync.Mutex
	made *floor
	said schema.Floor
}

// wardFloor is nil without a base: nothing moves on a floor then.
func (p *plugs) wardFloor(c *config.Config) func() (schema.Floor, bool) {
	if c.Base.Kind == "none" {
		return nil
	}
	w := &wardFloor{floor: func() *floor { return nil }, plan: planOf(c)}
	if p.floor != nil {
		w.floor = p.floor.Floor
	}
	p.onFloor = append(p.onFloor, func(n config.Nav) { w.settle(c, n) })
	return w.Floor
}

// settle takes what a technician changed.
func (w *wardFloor) settle(c *config.Config, n config.Nav) {
	changed := *c
	changed.Nav = n
	w.mu.Lock()
	defer w.mu.Unlock()
	w.plan, w.said.Hash = planOf(&changed), ""
}

// Floor is the plan as it is known now. Places alone make one too.
func (w *wardFloor) Floor() (schema.Floor, bool) {
	now := w.floor()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.said.Hash == "" || now != w.made {
		plan := w.plan
		plan.Outline = wallsOf(now)
		w.made, w.said = now, report.FloorOf(plan)
	}
	return w.said, len(w.said.Places) > 0 || len(w.said.Outline) > 0
}

func wallsOf(f *floor) [][][2]float64 {
	if f == nil {
		return nil
	}
	walls := make([][][2]float64, 0, len(f.Outlines))
	for _, ring := range f.Outlines {
		points := make([][2]float64, 0, len(ring))
		for _, p := range ring {
			points = append(points, [2]float64{p.XM, p.YM})
		}
		walls = append(walls, points)
	}
	return walls
}

// planOf is what the configuration names on the floor. The checks of the
// configuration allow more than the contract; what it has no place for is left
// out.
func planOf(c *config.Config) report.Plan {
	var plan report.Plan
	for _, pl := range c.Nav.Places {
		plan.Places = append(plan.Places, placeOf(c, pl))
	}
	for _, z := range c.Nav.Zones {
		zone := schema.FloorZone{Zone: z.Name, Kind: schema.ZoneKind(z.Kind)}
		for _, at := range z.Corners {
			if len(at) == 2 {
				zone.Area = append(zone.Area, []int{centimetres(at[0]), centimetres(at[1])})
			}
		}
		plan.Zones = append(plan.Zones, zone)
	}
	for _, r := range c.Nav.Rounds {
		plan.Rounds = append(plan.Rounds, r.Name)
	}
	return fitting(plan)
}

func placeOf(c *config.Config, pl config.Place) schema.FloorPlace {
	place := schema.FloorPlace{Place: pl.Name, Kind: schema.PlaceOther, XCM: centimetres(pl.XM), YCM: centimetres(pl.YM), Doors: []int{}}
	for _, d := range c.Doors {
		if d.Place == pl.Name && d.Number > 0 {
			place.Doors = append(place.Doors, d.Number)
		}
	}
	switch {
	case len(place.Doors) > 0:
		place.Kind = schema.PlaceDoor
	case pl.Name == c.Nav.Dock:
		place.Kind = schema.PlaceDock
	case pl.Name == c.Nav.Welcome:
		place.Kind = schema.PlaceWelcome
	case pl.Name == c.Nav.Waiting:
		place.Kind = schema.PlaceWaiting
	case pl.Name == c.Nav.Entrance:
		place.Kind = schema.PlaceEntrance
	}
	return place
}

// fitting leaves out what the contract would refuse, each alone.
func fitting(plan report.Plan) report.Plan {
	refused := func(p report.Plan) bool {
		_, err := schema.Encode(report.FloorOf(p))
		return err != nil
	}
	const most = 200
	plan.Places = slices.DeleteFunc(plan.Places, func(p schema.FloorPlace) bool {
		return refused(report.Plan{Places: []schema.FloorPlace{p}})
	})
	plan.Zones = slices.DeleteFunc(plan.Zones, func(z schema.FloorZone) bool {
		return refused(report.Plan{Zones: []schema.FloorZone{z}})
	})
	plan.Rounds = slices.DeleteFunc(plan.Rounds, func(r string) bool { return refused(report.Plan{Rounds: []string{r}}) })
	plan.Places, plan.Zones = plan.Places[:min(len(plan.Places), most)], plan.Zones[:min(len(plan.Zones), most)]
	plan.Rounds = plan.Rounds[:min(len(plan.Rounds), 64)]
	return plan
}

func centimetres(metres float64) int {
	const most = 1e7
	return int(math.Round(100 * min(max(metres, -most), most)))
}
