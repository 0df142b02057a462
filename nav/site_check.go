package nav

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// day is the length of a Span's clock.
const day = 24 * time.Hour

// complaints collects all that is wrong, each with its path.
type complaints []error

func (c *complaints) add(path, format string, a ...any) {
	*c = append(*c, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, a...)))
}

// Check reports everything wrong with a site by itself, each with its path.
func (s Site) Check() error {
	var bad complaints
	for _, name := range slices.Sorted(maps.Keys(s.Places)) {
		s.checkPlace(&bad, name, s.Places[name])
	}
	for _, name := range slices.Sorted(maps.Keys(s.Rounds)) {
		s.checkStops(&bad, "rounds."+name, s.Rounds[name])
	}
	s.checkZones(&bad)
	s.known(&bad, "dock", s.Dock)
	s.known(&bad, "entrance", s.Entrance)
	for what, spans := range map[string][]Span{"quiet": s.Schedule.Quiet, "lunch": s.Schedule.Lunch} {
		for i, span := range spans {
			if span.From < 0 || span.To < 0 || span.From >= day || span.To > day || span.From == span.To {
				bad.add(fmt.Sprintf("schedule.%s[%d]", what, i+1), "%v to %v, want two times of a day", span.From, span.To)
			}
		}
	}
	return errors.Join(bad...)
}

// known complains of a name that is not a place's; no name is well.
func (s Site) known(bad *complaints, path, name string) {
	if _, ok := s.Places[name]; !ok && name != "" {
		bad.add(path, "no place %q", name)
	}
}

func (s Site) checkPlace(bad *complaints, name string, p Place) {
	if name == "" {
		bad.add("places", "a place without a name")
	}
	path := "places." + name
	if !(math.Abs(p.Pose.XM) <= maxOriginM && math.Abs(p.Pose.YM) <= maxOriginM && math.Abs(p.Pose.HeadingRad) <= 2*math.Pi) {
		bad.add(path, "pose %v, want metres and radians", p.Pose)
	}
	if !(p.MaxSpeedMps >= 0 && p.MaxSpeedMps <= topMps) {
		bad.add(path, "speed %v m/s, want 0 to %v", p.MaxSpeedMps, topMps)
	}
	s.known(bad, path+".else", p.Else)
	if p.Else == name && name != "" {
		bad.add(path+".else", "is the place itself")
	}
	if at := p.Standing(); s.forbidden(Point{at.XM, at.YM}) {
		bad.add(path, "is in a keep-out zone")
	}
}

func (s Site) checkStops(bad *complaints, path string, stops []Stop) {
	if len(stops) == 0 {
		bad.add(path, "no stops")
	}
	for i, stop := range stops {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		if _, ok := s.Places[stop.Place]; !ok {
			bad.add(at, "no place %q", stop.Place)
		}
		if stop.Serve != 0 && (stop.Serve < serveLeast || stop.Serve > serveMost) {
			bad.add(at, "serve %v, want %v to %v", stop.Serve, serveLeast, serveMost)
		}
	}
}

func (s Site) checkZones(bad *complaints) {
	names := map[string]bool{}
	for i, z := range s.Zones {
		path := fmt.Sprintf("zones[%d]", i+1)
		switch {
		case z.Name == "":
			bad.add(path, "no name")
		case names[z.Name]:
			bad.add(path, "there is another zone %q", z.Name)
		}
		names[z.Name] = true
		switch z.Kind {
		case ZoneKeepOut, ZoneWaiting:
		case ZoneSpeed:
			if !(z.MaxSpeedMps >= slowestMps && z.MaxSpeedMps <= topMps) {
				bad.add(path, "speed %v m/s, want %v to %v", z.MaxSpeedMps, slowestMps, topMps)
			}
		default:
			bad.add(path, "kind %q, want keep-out, speed or waiting", z.Kind)
		}
		if err := z.Area.Check(); err != nil {
			bad.add(path, "%v", err)
		}
	}
}

// CheckOn reports everything wrong with a site on its map: what Check does, and
// zones outside the map, and places that the robot cannot stand at or not
// reach from the dock (without one, from the first place by name). The plan
// must be made with the site's keep-out areas.
func (s Site) CheckOn(p *Plan) error {
	var bad complaints
	for i, z := range s.Zones {
		for n, corner := range z.Area {
			if !p.m.holds(corner) {
				bad.add(fmt.Sprintf("zones[%d]", i+1), "corner %d at (%.2f, %.2f) is outside the map", n+1, corner.XM, corner.YM)
			}
		}
	}
	names := slices.Sorted(maps.Keys(s.Places))
	from := s.Dock
	if from == "" && len(names) > 0 {
		from = names[0]
	}
	home := s.Places[from].Standing()
	if s.Dock != "" {
		home = inFront(s.Places[s.Dock].Pose, dockAheadM, false)
	}
	for _, name := range names {
		at := s.Places[name].Standing()
		if name == s.Dock {
			at = home // the last metre is the base's
		}
		if _, err := p.Route(Point{home.XM, home.YM}, Point{at.XM, at.YM}); err != nil {
			bad.add("places."+name, "from %s: %v", from, err)
		}
	}
	return errors.Join(s.Check(), errors.Join(bad...))
}

// inFront is the pose some metres before another one; facing it, or the same way.
func inFront(of Pose, far float64, facing bool) Pose {
	sin, cos := math.Sincos(of.HeadingRad)
	at := Pose{XM: of.XM + far*cos, YM: of.YM + far*sin, HeadingRad: of.HeadingRad}
	if facing {
		at.HeadingRad = math.Remainder(of.HeadingRad+math.Pi, 2*math.Pi)
	}
	return at
}
