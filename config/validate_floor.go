package config

import (
	"fmt"
	"path/filepath"
)

// Bounds of what a base is told of its floor.
const (
	maxCorners   = 64
	leastZoneMPS = 0.1
	leastServeS  = 20
	mostServeS   = 40
	leastRoundM  = 15
	mostRoundM   = 480
)

func (k check) nav(c *Config) {
	n := c.Nav
	k.betweenFloat("nav.speed_mps", n.SpeedMPS, 0.05, maxSpeedMPS, " metres per second")
	k.between("nav.lead_wait_s", n.LeadWaitS, 5, 600, " seconds")
	k.mapOf(n)
	k.places(c)
	k.placeName("nav.welcome", n.Welcome, c)
	k.placeName("nav.waiting", n.Waiting, c)
	k.optionalPlace("nav.dock", n.Dock, c)
	k.optionalPlace("nav.entrance", n.Entrance, c)
	if n.WelcomeAtOpening && n.Entrance == "" {
		k.bad("nav.welcome_at_opening", "is true, expected false without nav.entrance: the robot does not know where people come in")
	}
	k.rounds(c)
	k.zones(n.Zones)
}

// places checks each place by itself, and that the names are its own. That the
// robot has room there is looked at on the map, by kioskd.
func (k check) places(c *Config) {
	item := func(i int) string { return fmt.Sprintf("nav.places[%d].name", i) }
	names := make([]string, len(c.Nav.Places))
	for i, p := range c.Nav.Places {
		names[i] = p.Name
		table := fmt.Sprintf("nav.places[%d].", i+1)
		k.slug(table+"name", p.Name)
		k.coordinate(table+"x_m", p.XM)
		k.coordinate(table+"y_m", p.YM)
		k.betweenFloat(table+"heading_deg", p.HeadingDeg, -180, 360, " degrees")
		k.betweenFloat(table+"speed_mps", p.SpeedMPS, 0, maxSpeedMPS, " metres per second")
		k.optionalPlace(table+"else", p.Else, c)
		if p.Else != "" && p.Else == p.Name {
			k.bad(table+"else", "is the place itself, expected another one")
		}
	}
	unique(k, names, item)
}

func (k check) optionalPlace(key, name string, c *Config) {
	if name != "" {
		k.placeName(key, name, c)
	}
}

func (k check) rounds(c *Config) {
	names := make([]string, len(c.Nav.Rounds))
	for i, r := range c.Nav.Rounds {
		table := fmt.Sprintf("nav.rounds[%d].", i+1)
		names[i] = r.Name
		k.slug(table+"name", r.Name)
		k.some(table+"stops", len(r.Stops), "the places of the round")
		for j, stop := range r.Stops {
			k.placeName(fmt.Sprintf("%sstops[%d]", table, j+1), stop, c)
		}
		k.betweenOr0(table+"serve_s", r.ServeS, leastServeS, mostServeS, " seconds, or 0 for the usual time")
		k.betweenOr0(table+"every_min", r.EveryMin, leastRoundM, mostRoundM, " minutes, or 0 for rounds on request only")
		if r.EveryMin != 0 && c.Tray.Kind == "none" {
			k.bad(table+"every_min", "is %d, expected 0 without a tray: see tray.kind", r.EveryMin)
		}
	}
	unique(k, names, func(i int) string { return fmt.Sprintf("nav.rounds[%d].name", i) })
}

func (k check) zones(zones []Zone) {
	names := make([]string, len(zones))
	for i, z := range zones {
		table := fmt.Sprintf("nav.zones[%d].", i+1)
		names[i] = z.Name
		k.slug(table+"name", z.Name)
		k.oneOf(table+"kind", z.Kind, "keep-out", "speed", "waiting")
		switch {
		case z.Kind == "speed":
			k.betweenFloat(table+"speed_mps", z.SpeedMPS, leastZoneMPS, maxSpeedMPS, " metres per second")
		case z.SpeedMPS != 0:
			k.bad(table+"speed_mps", `is %v, expected none: only a zone of the kind "speed" has one`, z.SpeedMPS)
		}
		k.note(table+"corners", rule{needed: true, least: 3, most: maxCorners})
		if n := len(z.Corners); n < 3 || n > maxCorners {
			k.bad(table+"corners", "has %d corners, expected 3 to %d", n, maxCorners)
		}
		for j, at := range z.Corners {
			corner := fmt.Sprintf("%scorners[%d]", table, j+1)
			k.note(corner, rule{least: 2, most: 2})
			k.note(corner+"[1]", rule{bounds: &bounds{-10_000, 10_000}})
			if len(at) != 2 {
				k.bad(corner, "has %d numbers, expected x and y in metres", len(at))
			}
			for _, metres := range at {
				k.betweenFloat(corner, metres, -10_000, 10_000, " metres")
			}
		}
	}
	unique(k, names, func(i int) string { return fmt.Sprintf("nav.zones[%d].name", i) })
}

// mapOf checks where the floor plan on the screen comes from.
func (k check) mapOf(n Nav) {
	const key, want = "nav.map_file", "the path of a map's .yaml, as ROS writes it"
	k.oneOf("nav.map_source", n.MapSource, "base", "file", "none")
	if n.MapSource != "file" {
		k.optionalPath(key, n.MapFile)
		return
	}
	k.path(key, n.MapFile, want)
	if ext := filepath.Ext(n.MapFile); n.MapFile != "" && ext != ".yaml" && ext != ".yml" {
		k.bad(key, "is %q, expected %s", n.MapFile, want)
	}
}

// coordinate has no default: the map's origin is somewhere too.
func (k check) coordinate(key string, metres float64) {
	k.set(key, "metres on the base's map")
	k.betweenFloat(key, metres, -10_000, 10_000, " metres")
}

func (k check) tray(t Tray) {
	k.oneOf("tray.kind", t.Kind, "serial", "gpio", "none")
	if t.Kind == "serial" {
		k.path("tray.device", t.Device, "the tray box's serial device, as /dev/tiepdan-tray")
	}
	if t.Kind != "gpio" {
		return
	}
	const want = `the name of a pin, as "GPIO5"`
	k.required("tray.present", t.Present, want)
	k.some("tray.hands", len(t.Hands), "the pin of a light barrier, or several: the robot must not move with a hand in the tray")
	keys, pins := []string{"tray.present"}, []string{t.Present}
	add := func(key string, names []string) {
		for i, pin := range names {
			item := fmt.Sprintf("%s[%d]", key, i+1)
			k.required(item, pin, want)
			keys, pins = append(keys, item), append(pins, pin)
		}
	}
	add("tray.hands", t.Hands)
	add("tray.stock", t.Stock)
	unique(k, pins, func(i int) string { return keys[i-1] })
}
