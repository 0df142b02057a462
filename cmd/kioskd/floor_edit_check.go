package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"tiepdan/agent"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// addFloorEdits lets a technician edit the floor, where there is a base.
func (p *plugs) addFloorEdits(c *config.Config, o *agent.Options, s *screen, own config.Nav, trouble string) {
	if c.Base.Kind == "none" {
		return
	}
	changed := trouble == "" && floorFileIsThere(c)
	f := newFloorEdits(floorEditOptions{
		Config: c, Own: own, Post: p.post, Logger: p.logger,
		Base: func() base.State {
			if p.wire == nil {
				return base.State{}
			}
			return p.wire.State()
		},
		Map: func() *nav.Map { return p.floor.routes.decoded() },
		Use: func(n config.Nav) error { return p.useFloor(s, n, c.Hours) },
		Open: func() bool {
			v := p.agent.View()
			return v.Technician != nil && v.Technician.Floor != nil
		},
	}, changed, trouble)
	o.Floor = f
	p.serve("floor editor", f.Run)
}

// errNoNavigator says that the base could not be plugged in at the start.
var errNoNavigator = errors.New("the robot stands still since the start")

// useFloor has everybody use another floor, the navigator first.
func (p *plugs) useFloor(s *screen, n config.Nav, h config.Hours) error {
	if p.nav == nil {
		return errNoNavigator
	}
	if err := p.nav.SetSite(siteOf(n, h)); err != nil {
		return err
	}
	places := map[string]nav.Point{}
	for _, pl := range n.Places {
		places[pl.Name] = nav.Point{XM: pl.XM, YM: pl.YM}
	}
	p.floor.routes.settle(places)
	s.floor.settle(n)
	for _, tell := range p.onFloor {
		tell(n)
	}
	return nil
}

// check is what is wrong with a plan; without a map ways are not looked at.
func (f *floorEdits) check(p kiosk.FloorPlan) (problems []kiosk.FloorProblem, mapless bool) {
	n := floorOf(f.now, p)
	site, m := siteOf(n, f.Config.Hours), f.Map()
	var err error
	if m == nil {
		err = site.Check()
	} else {
		err = site.CheckOn(nav.NewPlan(m, nav.PlanOptions{Zones: site.Zones}))
	}
	for _, one := range leaves(err) {
		problems = append(problems, siteProblem(p, one.Error()))
	}
	if bad, ok := errors.AsType[*config.Errors](config.CheckFloor(n, f.Config)); ok {
		for _, one := range bad.Problems {
			found := configProblem(p, one)
			if !slices.ContainsFunc(problems, func(has kiosk.FloorProblem) bool { return has.Thing == found.Thing }) {
				problems = append(problems, found)
			}
		}
	}
	return problems, m == nil
}

// leaves are the errors that were joined.
func leaves(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var out []error
	for _, e := range joined.Unwrap() {
		out = append(out, leaves(e)...)
	}
	return out
}

// siteProblem finds what a complaint of package nav is about, and a code for
// it: nav says "places.door-1: is in a keep-out zone".
func siteProblem(p kiosk.FloorPlan, complaint string) kiosk.FloorProblem {
	path, text, _ := strings.Cut(complaint, ": ")
	return kiosk.FloorProblem{Thing: thingAt(p, path), Code: codeOf(text), Detail: text}
}

// configProblem is the same for the configuration's checks: nav.places[1].name.
func configProblem(p kiosk.FloorPlan, c config.Problem) kiosk.FloorProblem {
	path := strings.TrimPrefix(c.Key, "nav.")
	code := codeOf(c.Message)
	if strings.HasSuffix(path, ".stops") {
		code = kiosk.FloorNoStops
	}
	return kiosk.FloorProblem{Thing: thingAt(p, path), Code: code, Detail: c.Message}
}

// thingAt finds the thing at a path: by its name behind a dot, or by its number
// in brackets.
func thingAt(p kiosk.FloorPlan, path string) kiosk.FloorThing {
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return kiosk.FloorThing{}
	}
	kind := map[string]kiosk.FloorKind{"places": kiosk.FloorPlaces, "rounds": kiosk.FloorRounds, "zones": kiosk.FloorZones}[path[:end]]
	if path[end] == '.' {
		name := path[end+1:]
		if cut := strings.IndexAny(name, ".["); cut >= 0 {
			name = name[:cut]
		}
		return kiosk.FloorThing{Kind: kind, Name: name}
	}
	number, _, _ := strings.Cut(path[end+1:], "]")
	i, err := strconv.Atoi(number)
	names := namesOf(p, kind)
	if err != nil || i < 1 || i > len(names) {
		return kiosk.FloorThing{}
	}
	return kiosk.FloorThing{Kind: kind, Name: names[i-1]}
}

func namesOf(p kiosk.FloorPlan, kind kiosk.FloorKind) []string {
	var out []string
	switch kind {
	case kiosk.FloorPlaces:
		for _, v := range p.Places {
			out = append(out, v.Name)
		}
	case kiosk.FloorRounds:
		for _, v := range p.Rounds {
			out = append(out, v.Name)
		}
	case kiosk.FloorZones:
		for _, v := range p.Zones {
			out = append(out, v.Name)
		}
	}
	return out
}

// codeOf finds the code of what nav says in words. A test lets nav say each.
func codeOf(text string) string {
	for _, is := range []struct{ text, code string }{
		{"is in a keep-out zone", kiosk.FloorForbidden},
		{nav.ErrUnreachable.Error(), kiosk.FloorUnreachable},
		{nav.ErrInObstacle.Error(), kiosk.FloorNoRoom},
		{"outside the map", kiosk.FloorOutside},
		{"cross or touch", kiosk.FloorCrossing},
		{"it has no area", kiosk.FloorNoArea},
		{"no place ", kiosk.FloorNoPlace},
		{"no stops", kiosk.FloorNoStops},
		{" m/s, want", kiosk.FloorBadSpeed},
	} {
		if strings.Contains(text, is.text) {
			return is.code
		}
	}
	return kiosk.FloorOther
}
