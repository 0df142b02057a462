package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"tiepdan/config"
	"tiepdan/nav"
)

// usualCellM is the width of a picture's cells that no description tells.
const usualCellM = 0.05

// mapOf is the map to check a floor on, or nil. The file that the configuration
// names may be on the robot only.
func mapOf(n config.Nav, file string) (*nav.Map, error) {
	info := nav.MapInfo{ResolutionM: usualCellM, OccupiedThresh: occupiedThresh, FreeThresh: freeThresh}
	if file != "" {
		return readFloor(file, info)
	}
	if n.MapSource != "file" {
		return nil, nil
	}
	m, err := readFloor(n.MapFile, info)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return m, err
}

// checkSite is what the navigator would say of a floor.
func checkSite(site nav.Site, floor *nav.Map) error {
	if err := site.Check(); err != nil || floor == nil {
		return err
	}
	return site.CheckOn(nav.NewPlan(floor, nav.PlanOptions{Zones: site.Zones}))
}

// siteOf is the floor of a configuration, as far as it can be wrong: speeds and
// times are checked with the file.
func siteOf(n config.Nav) nav.Site {
	s := nav.Site{Places: map[string]nav.Place{}, Rounds: map[string][]nav.Stop{}, Dock: n.Dock, Entrance: n.Entrance}
	for _, p := range n.Places {
		at := nav.Pose{XM: p.XM, YM: p.YM, HeadingRad: math.Remainder(p.HeadingDeg*math.Pi/180, 2*math.Pi)}
		s.Places[p.Name] = nav.Place{Pose: at, MaxSpeedMps: p.SpeedMPS, Person: p.Seat, Else: p.Else}
	}
	for _, r := range n.Rounds {
		for _, place := range r.Stops {
			s.Rounds[r.Name] = append(s.Rounds[r.Name], nav.Stop{Place: place, Serve: time.Duration(r.ServeS) * time.Second})
		}
	}
	for _, z := range n.Zones {
		zone := nav.Zone{Name: z.Name, Kind: nav.ZoneKind(z.Kind), MaxSpeedMps: z.SpeedMPS}
		for _, at := range z.Corners {
			zone.Area = append(zone.Area, nav.Point{XM: at[0], YM: at[1]})
		}
		s.Zones = append(s.Zones, zone)
	}
	return s
}

// findings turns what the navigator says into problems of settings.
func findings(n config.Nav, err error) []config.Finding {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []config.Finding
		for _, err := range many.Unwrap() {
			all = append(all, findings(n, err)...)
		}
		return all
	}
	path, what, ok := strings.Cut(err.Error(), ": ")
	if !ok {
		return []config.Finding{{Key: "nav", Message: err.Error()}}
	}
	return []config.Finding{{Key: settingOf(n, path), Message: what}}
}

var sitePath = regexp.MustCompile(`^(places|rounds)\.([^.\[]+)(.*)$`)

// settingOf is the setting that a path of the navigator's site is about.
func settingOf(n config.Nav, path string) string {
	if m := sitePath.FindStringSubmatch(path); m != nil {
		var at int
		switch m[1] {
		case "places":
			at = slices.IndexFunc(n.Places, func(p config.Place) bool { return p.Name == m[2] })
		default:
			at = slices.IndexFunc(n.Rounds, func(r config.Round) bool { return r.Name == m[2] })
			m[3] = ".stops" + m[3]
		}
		return fmt.Sprintf("nav.%s[%d]%s", m[1], at+1, m[3])
	}
	if strings.HasPrefix(path, "zones[") {
		return "nav." + path + ".corners"
	}
	return "nav." + path
}
