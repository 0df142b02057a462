package main_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/nav"
)

// TestSiteOfTheExample: what the example's comments promise is what the
// navigator gets, and it takes it.
func TestSiteOfTheExample(t *testing.T) {
	t.Parallel()
	c, err := config.Load(filepath.Join("..", "..", "config", "tiepdan.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	site := kioskd.SiteOf(c.Nav, c.Hours)
	if err := site.Check(); err != nil {
		t.Errorf("the navigator refuses the example: %v", err)
	}
	if site.Dock != "dock" || site.Entrance != "welcome" || len(site.Places) != len(c.Nav.Places) {
		t.Errorf("got dock %q, entrance %q, %d places", site.Dock, site.Entrance, len(site.Places))
	}
	if p := site.Places["dock"]; p.Pose.XM != 19.3 || p.Pose.HeadingRad < 3.14 || p.MaxSpeedMps != 0.6 {
		t.Errorf("got %+v for the dock", p)
	}
	if want := []nav.Stop{{Place: "waiting"}, {Place: "door-1"}, {Place: "door-4"}}; !reflect.DeepEqual(site.Rounds["tea"], want) {
		t.Errorf("got the round %+v, want %+v", site.Rounds["tea"], want)
	}
	if z := site.Zones; len(z) != 1 || z[0].Kind != nav.ZoneWaiting || len(z[0].Area) != 4 || z[0].Area[2] != (nav.Point{XM: 9.5, YM: 8}) {
		t.Errorf("got the zones %+v", z)
	}
	want := nav.Schedule{
		Quiet: []nav.Span{{From: 17*time.Hour + 30*time.Minute, To: 7*time.Hour + 30*time.Minute}},
		Lunch: []nav.Span{{From: 11*time.Hour + 30*time.Minute, To: 13*time.Hour + 30*time.Minute}},
	}
	if !reflect.DeepEqual(site.Schedule, want) {
		t.Errorf("got the schedule %+v, want %+v", site.Schedule, want)
	}
}
