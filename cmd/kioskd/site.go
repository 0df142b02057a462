package main

import (
	"time"

	"tiepdan/config"
	"tiepdan/nav"
)

// siteOf is the floor as the configuration has it, with the hours in which the robot
// keeps quiet.
func siteOf(c config.Nav, h config.Hours) nav.Site {
	site := nav.Site{
		Places: map[string]nav.Place{}, Rounds: map[string][]nav.Stop{}, Dock: c.Dock, Entrance: c.Entrance,
		Schedule: nav.Schedule{Quiet: spans(h.QuietParts()), Lunch: spans(h.LunchParts())},
	}
	for _, pl := range c.Places {
		speed := pl.SpeedMPS
		if speed == 0 {
			speed = c.SpeedMPS
		}
		site.Places[pl.Name] = nav.Place{
			Pose:        nav.Pose{XM: pl.XM, YM: pl.YM, HeadingRad: radians(pl.HeadingDeg)},
			MaxSpeedMps: speed, Person: pl.Seat, Else: pl.Else,
		}
	}
	for _, r := range c.Rounds {
		for _, place := range r.Stops {
			site.Rounds[r.Name] = append(site.Rounds[r.Name], nav.Stop{Place: place, Serve: seconds(r.ServeS)})
		}
	}
	for _, z := range c.Zones {
		zone := nav.Zone{Name: z.Name, Kind: nav.ZoneKind(z.Kind), MaxSpeedMps: z.SpeedMPS}
		for _, at := range z.Corners {
			zone.Area = append(zone.Area, nav.Point{XM: at[0], YM: at[1]})
		}
		site.Zones = append(site.Zones, zone)
	}
	return site
}

// spans turns parts of the day into those of the navigator, whose end is a time
// of the clock.
func spans(parts []config.DayPart) []nav.Span {
	const day = 24 * time.Hour
	var out []nav.Span
	for _, p := range parts {
		to := p.To
		if to > day {
			to -= day
		}
		out = append(out, nav.Span{From: p.From, To: to})
	}
	return out
}
